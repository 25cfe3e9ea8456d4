#include <fmt/format.h>

#include <cmath>

#include "ganglion/train/diagnosis/remedies.h"
#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {
namespace {

constexpr double kConstant = 0.02;  // of the targets' standard deviation

/// The standard deviation of one column of [rows, columns].
double deviation_of(const Tensor& values, std::int64_t column, std::int64_t columns) {
  const Tensor all = values.cast(DType::f64);
  const auto numbers = all.values<double>();
  const auto rows = static_cast<double>(numbers.size()) / static_cast<double>(columns);
  double mean = 0.0;
  double squares = 0.0;
  for (auto i = static_cast<std::size_t>(column); i < numbers.size();
       i += static_cast<std::size_t>(columns)) {
    mean += numbers[i] / rows;
  }
  for (auto i = static_cast<std::size_t>(column); i < numbers.size();
       i += static_cast<std::size_t>(columns)) {
    squares += (numbers[i] - mean) * (numbers[i] - mean) / rows;
  }
  return std::sqrt(squares);
}

}  // namespace

std::optional<Finding> constant_prediction(const Evidence& evidence) {
  if (evidence.result.job.task != data::Task::regression) return {};
  const Assessment& assessment = evidence.assessment();
  const auto columns =
      static_cast<std::int64_t>(evidence.data.preprocessing.state().targets.size());
  double widest = 0.0;  // of all targets, the predictions that differ most
  for (std::int64_t c = 0; c < columns; ++c) {
    const double spread = deviation_of(assessment.targets, c, columns);
    if (spread == 0.0) return {};
    widest = std::max(widest, deviation_of(assessment.predictions, c, columns) / spread);
  }
  if (widest >= kConstant) return {};
  return Finding{.kind = "constant_prediction",
                 .text = fmt::format(
                     "the predictions of the {} rows have {:.2g} % of the standard deviation of "
                     "the target",
                     evidence.part(), 100.0 * widest),
                 .numbers = {{"deviation_ratio", widest}},
                 .command = freer_command(evidence)};
}

}  // namespace ganglion::train
