#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/train/diagnosis/verdicts.h"
#include "ganglion/train/evaluate/shifted_columns.h"

namespace ganglion::train {
namespace {

constexpr std::size_t kNamed = 3;  // columns

std::string list_of(const std::vector<ShiftedColumn>& columns) {
  std::string text;
  for (const ShiftedColumn& column : columns) {
    text +=
        fmt::format("{}{} ({})", text.empty() ? "; most so in " : ", ", column.name, column.text);
  }
  return text;
}

/// Without the feature that differs most, or with test rows drawn from all.
void draw_nearer(Job& job, const std::vector<ShiftedColumn>& columns, const Job& used) {
  const auto feature = std::ranges::find_if(columns, [&](const ShiftedColumn& column) {
    return std::ranges::find(used.targets, column.name) == used.targets.end();
  });
  if (feature != columns.end()) {
    job.ignore.push_back(feature->name);
    return;
  }
  job.test = {.fraction = 0.2};
  job.time_column.clear();
}

}  // namespace

std::optional<Finding> shifted_rows(const Evidence& evidence) {
  const bool of_file = !evidence.asked.test.file.empty();
  const bool later = !evidence.asked.time_column.empty() && evidence.asked.horizon == 0;
  const RowMean validation = evidence.result.validation_loss;
  if (evidence.part() != "test" || validation.rows < 2 || !(of_file || later)) return {};
  const RowMean test = evidence.loss();
  const double gap = test.mean - validation.mean;
  const double gain = evidence.constant_loss() - validation.mean;
  const double error = std::hypot(test.standard_error, validation.standard_error);
  if (!(gap > kBeyondNoise * error) || !(gain > 0.0) || gap < kLostShare * gain) return {};
  std::vector<ShiftedColumn> columns = shifted_columns(evidence.data.summary, evidence.data.raw);
  std::erase_if(columns, [&](const ShiftedColumn& column) {  // it differs by definition
    return column.name == evidence.result.job.stated.time_column;
  });
  columns.resize(std::min(columns.size(), kNamed));
  return Finding{
      .kind = "shifted_rows",
      .text = fmt::format("the {} is {:.3g} on validation rows and {:.3g} on test rows (gap {:.2g} "
                          "± {:.1g}): the rows {} are other ones than those of training{}",
                          evidence.loss_name(), validation.mean, test.mean, gap, error,
                          of_file ? "of that file" : "of that later time", list_of(columns)),
      .numbers = {{"gap", gap}, {"standard_error", error}, {"lost_share", gap / gain}},
      .command = evidence.command(
          [&](Job& job) { draw_nearer(job, columns, evidence.result.job.stated); })};
}

}  // namespace ganglion::train
