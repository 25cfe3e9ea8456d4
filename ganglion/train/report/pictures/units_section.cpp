#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/numbers.h"
#include "ganglion/core/setting.h"
#include "ganglion/nn/multiply_adds.h"
#include "ganglion/train/explain/units/units_svg.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {
namespace {

/// Rows are explained in double precision with plain kernels: some seconds for a larger network.
constexpr std::int64_t kMaxMultiplyAdds = 20'000'000;
constexpr std::size_t kMaxUnitsDrawn = 8;

std::int64_t work_of(const Model& model) {
  return bounded_sum(nn::multiply_adds(model.network()));
}

/// The row whose error is the median.
std::int64_t typical_row(const ReportInput& input, const ScoredRows& scored) {
  std::vector<std::pair<double, std::int64_t>> errors;
  for (std::int64_t row = 0; row < std::min(scored.rows, input.data.raw.rows()); ++row) {
    errors.emplace_back(row_error(input, scored, row), row);
  }
  if (errors.empty()) return -1;
  const auto middle = errors.begin() + (std::ssize(errors) - 1) / 2;
  std::ranges::nth_element(errors, middle);
  return middle->second;
}

std::string target_of(const ReportInput& input, std::int64_t row) {
  std::string text;
  for (const std::string& name : input.data.preprocessing.target_names()) {
    const data::Column* column = input.data.raw.find(name);
    if (column == nullptr) return "";
    text += (text.empty() ? "" : ", ") + column->text(row);
  }
  return text;
}

}  // namespace

std::string units_section(const ReportInput& input, const ScoredRows& scored) {
  if (input.model == nullptr || work_of(*input.model) > kMaxMultiplyAdds) return "";
  const std::int64_t row = typical_row(input, scored);
  if (row < 0) return "";
  const data::Preprocessing& preprocessing = input.data.preprocessing;
  Explanation explanation =
      explain(*input.model, train::row_of(preprocessing, input.data.raw, row + 1),
              {.title = input.data.raw.place(row),
               .preprocessing = &preprocessing,
               .contributions = false});
  explanation.target = target_of(input, row);
  const std::string drawing =
      units_svg(explanation, {.most = kMaxUnitsDrawn, .standalone = false, .link_titles = false});
  return card("The network at work on a typical row",
              "<p class=\"soft-text\">The row whose error is the median. <code>ganglion explain " +
                  flag_of("units") +
                  "</code> draws any other row, with all units.</p><div class=\"scroll\">" +
                  drawing + "</div>",
              "wide");
}

}  // namespace ganglion::train::report
