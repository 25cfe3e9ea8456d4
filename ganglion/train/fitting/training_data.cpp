#include "ganglion/train/fitting/training_data.h"

#include <fmt/format.h>

#include <numeric>

#include "ganglion/core/error.h"

namespace ganglion::train {

TrainingData divide(const data::Dataset& data, const FitOptions& options) {
  if (options.validation_data != nullptr) return {data, *options.validation_data};
  if (options.validation_split == 0.0) return {data, std::nullopt};
  if (!(options.validation_split > 0.0 && options.validation_split < 1.0)) {
    throw Error(
        fmt::format("fit: validation_split is {}; it must be in (0, 1)", options.validation_split));
  }
  const std::int64_t rows = data.rows();
  const auto kept =
      static_cast<std::int64_t>(static_cast<double>(rows) * (1.0 - options.validation_split));
  if (kept < 1 || kept == rows) {
    throw Error(fmt::format("fit: {} rows are too few for validation_split {}", rows,
                            options.validation_split));
  }
  std::vector<std::int64_t> order(static_cast<std::size_t>(rows));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  const auto cut = order.begin() + kept;
  return {data.rows(std::vector(order.begin(), cut)), data.rows(std::vector(cut, order.end()))};
}

}  // namespace ganglion::train
