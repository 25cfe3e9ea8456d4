#include "ganglion/train/explain/attribution_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ganglion/core/numbers.h"
#include "ganglion/core/text_table.h"

namespace ganglion::train {
namespace {

std::string shown_part(double value) {
  return significant(value, 6);
}

/// "Contributions to the logit of malignant (15.75; average row -0.43), by column:"
std::string title_of(const ExplainedOutput& output) {
  const bool columns = !output.columns.empty();
  const bool of = output.name.find(" of ") != std::string::npos;  // "logit of malignant"
  return fmt::format("\nContributions to {}{} ({}; {} {}), by {}:\n", of ? "the " : "", output.name,
                     shown_part(output.at_row), columns ? "average row" : "baseline",
                     shown_part(output.at_baseline), columns ? "column" : "feature");
}

/// How exact the integral is; of a difference of 0 no share can be taken.
std::string precision_of(const ExplainedOutput& output) {
  const double difference = output.at_row - output.at_baseline;
  const double gap = std::abs(difference - output.sum);
  return fmt::format("(integrated gradients, {} points{})\n", output.points,
                     difference == 0.0 ? ""
                                       : fmt::format("; relative error of the sum {:.2g} %",
                                                     100.0 * gap / std::abs(difference)));
}

}  // namespace

std::string raw_text(const ExplainedColumn& column) {
  return column.raw.empty() ? "(missing)" : column.raw;
}

std::vector<std::size_t> largest_of(std::span<const double> values, std::size_t most) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return std::isnan(values[i]); });
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return std::abs(values[a]) > std::abs(values[b]);
  });
  order.resize(std::min(order.size(), most));
  return order;
}

std::string attribution_text(const Explanation& explanation, const ExplainedOutput& output,
                             std::size_t most) {
  const bool columns = !output.columns.empty();
  std::vector<double> parts = output.features;
  if (columns) {
    parts.clear();
    for (const auto& [name, part] : output.columns) parts.push_back(part);
  }
  const std::size_t defined = largest_of(parts, parts.size()).size();
  std::vector<std::vector<std::string>> rows;
  double shown = 0.0;
  for (const std::size_t i : largest_of(parts, most)) {
    rows.push_back({columns ? output.columns[i].first : explanation.feature_names.at(i),
                    columns ? raw_text(explanation.columns.at(i)) : "", shown_part(parts[i])});
    shown += parts[i];
  }
  if (rows.size() < defined) {
    rows.push_back(
        {fmt::format("{} others", defined - rows.size()), "", shown_part(output.sum - shown)});
  }
  rows.push_back({"sum", "", shown_part(output.sum)});
  rows.push_back({"difference", "", shown_part(output.at_row - output.at_baseline)});
  return title_of(output) + text_table(rows, "  ") + precision_of(output);
}

}  // namespace ganglion::train
