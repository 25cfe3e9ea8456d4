#include "ganglion/train/fitting/training_data.h"

#include <fmt/format.h>

#include <numeric>

#include "ganglion/core/error.h"

namespace ganglion::train {
namespace {

/// Rows of a data set; what is stored stays where it is.
data::Dataset part_of_rows(const data::Dataset& data, const std::vector<std::int64_t>& rows) {
  data::Dataset here = data;
  here.stored = nullptr;
  here.more_stored.clear();
  data::Dataset result = here.rows(rows);
  const auto select = [&](const std::shared_ptr<const data::RowSource>& source) {
    return source ? std::make_shared<data::SelectedRows>(source, rows) : nullptr;
  };
  result.stored = select(data.stored);
  for (const auto& source : data.more_stored) result.more_stored.push_back(select(source));
  return result;
}

}  // namespace

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
  return {part_of_rows(data, {order.begin(), cut}), part_of_rows(data, {cut, order.end()})};
}

}  // namespace ganglion::train
