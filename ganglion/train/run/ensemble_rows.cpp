#include "ganglion/train/run/ensemble_rows.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "ganglion/core/rng.h"
#include "ganglion/data/stream_blocks.h"
#include "ganglion/train/job/network/linear_path.h"

namespace ganglion::train {
namespace {

constexpr std::uint64_t kFoldStream = 0x666f6c6473;  // a stream of random numbers of its own

/// Rows in a random order, those of each class one behind the other.
std::vector<std::int64_t> by_class(const data::Dataset& data, std::uint64_t seed) {
  std::vector<std::int64_t> rows = random_permutation(data.rows(), seed, kFoldStream);
  if (data.class_names.empty() || data.targets.size() != data.rows()) return rows;
  const Tensor classes = data.targets.cast(DType::f64);
  const std::span<const double> values = classes.values<double>();
  std::ranges::stable_sort(rows, {},
                           [&](std::int64_t row) { return values[static_cast<std::size_t>(row)]; });
  return rows;
}

/// `count` of the rows, evenly, so that classes keep their share; all where there are no more.
std::vector<std::int64_t> evenly_drawn(const std::vector<std::int64_t>& rows, std::int64_t count) {
  const std::int64_t all = std::ssize(rows);
  count = std::min(count, all);
  std::vector<std::int64_t> result;
  for (std::int64_t i = 0; i < count; ++i) {
    result.push_back(rows[static_cast<std::size_t>((2 * i + 1) * all / (2 * count))]);
  }
  std::ranges::sort(result);
  return result;
}

/// Part `part` of `count` of the training rows, with its share of each class, or all but that.
std::vector<std::int64_t> dealt(const std::vector<std::int64_t>& rows, std::int64_t part,
                                std::int64_t count, bool but) {
  std::vector<std::int64_t> result;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if ((static_cast<std::int64_t>(i) % count == part) != but) result.push_back(rows[i]);
  }
  std::ranges::sort(result);
  return result;
}

}  // namespace

EnsembleRows::EnsembleRows(const ResolvedJob& job, const JobData& data) : job_(job), data_(data) {
  if (!job.folds) return;
  const std::int64_t held_out = std::max<std::int64_t>(data.validation->rows(), 1);
  const auto count = std::max<std::int64_t>(
      2, std::llround(static_cast<double>(data.train.rows()) / static_cast<double>(held_out)));
  const std::vector<std::int64_t> rows = by_class(data.train, job.stated.seed);
  const std::vector<std::int64_t> others = by_class(*data.validation, job.stated.seed);
  for (std::int64_t part = 0; part < std::min(count, job.ensemble - 1); ++part) {
    const std::vector<std::int64_t> left_out = dealt(rows, part, count, false);
    const std::vector<std::int64_t> instead = evenly_drawn(others, std::ssize(left_out));
    Own own = {.train = data::joined({data.train.rows(dealt(rows, part, count, true)),
                                      data.validation->rows(instead)}),
               .validation = data.train.rows(left_out),
               .linear_path = {}};
    if (job.linear_path) {
      own.linear_path.emplace(job.task, own.train,
                              linear_options(job.stated, data.preprocessing, job.class_weights));
    }
    own_.push_back(std::move(own));
  }
}

const EnsembleRows::Own* EnsembleRows::own(std::int64_t network) const {
  const std::int64_t part = network % parts();
  return part == 0 ? nullptr : &own_[static_cast<std::size_t>(part - 1)];
}

const data::Dataset& EnsembleRows::train(std::int64_t network) const {
  const Own* rows = own(network);
  return rows == nullptr ? data_.train : rows->train;
}

const data::Dataset* EnsembleRows::validation(std::int64_t network) const {
  if (const Own* rows = own(network)) return &rows->validation;
  return data_.validation ? &*data_.validation : nullptr;
}

const LinearModel* EnsembleRows::linear_path(std::int64_t network) const {
  const Own* rows = own(network);
  const auto& linear = rows == nullptr ? job_.linear_path : rows->linear_path;
  return linear ? &*linear : nullptr;
}

}  // namespace ganglion::train
