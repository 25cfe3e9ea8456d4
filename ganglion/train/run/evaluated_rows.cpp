#include "ganglion/train/run/evaluated_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/numbers.h"
#include "ganglion/core/rng.h"

namespace ganglion::train {
namespace {

constexpr std::int64_t kMaxPredictions = 100'000'000;
constexpr std::int64_t kLeastRows = 1000;

}  // namespace

EvaluatedRows::EvaluatedRows(const nn::Network& network, std::uint64_t seed,
                             const Listener& listener)
    : seed_(seed), listener_(listener) {
  for (const Shape& shape : network.output_shapes()) outputs_ += shape.size();
}

std::optional<std::vector<std::int64_t>> EvaluatedRows::drawn(const data::Dataset& rows,
                                                              const char* part) const {
  const std::int64_t most =
      std::max(kMaxPredictions / std::max<std::int64_t>(outputs_, 1), kLeastRows);
  if (rows.rows() <= most) return std::nullopt;
  listener_.tell_choice({fmt::format("evaluation ({})", part),
                         fmt::format("{} of {} rows", grouped(most), grouped(rows.rows())),
                         fmt::format("each has {} outputs; more rows would hardly narrow the "
                                     "confidence intervals",
                                     grouped(outputs_))});
  std::vector<std::int64_t> order =
      random_permutation(rows.rows(), seed_, stream_of("evaluation/rows"));
  order.resize(static_cast<std::size_t>(most));
  return order;
}

void EvaluatedRows::thin(JobData& data, data::Dataset& rows, const char* part,
                         bool assessed) const {
  const auto order = drawn(rows, part);
  if (!order) return;
  if (assessed) {
    // Rows as they were read stand beside those that are assessed, if all of them are there.
    const bool whole = data.raw.rows() == rows.rows();
    data.raw = data.raw.rows(whole ? *order : std::vector<std::int64_t>());
  }
  rows = rows.rows(*order);
}

}  // namespace ganglion::train
