#include "ganglion/data/stream_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ganglion/core/arithmetic/tensor_math.h"
#include "ganglion/core/error.h"
#include "ganglion/data/row_source.h"

namespace ganglion::data {
namespace {

/// Rows [first, end) of a part.
Dataset rows_between(const Dataset& part, std::int64_t first, std::int64_t end) {
  if (first == 0 && end == part.rows()) return part;
  return part.rows(row_range(first, end));
}

void check_alike(const Dataset& first, const Dataset& part) {
  if (part.inputs().size() == first.inputs().size() &&
      part.outputs().size() == first.outputs().size() &&
      part.sample_weights.has_value() == first.sample_weights.has_value() &&
      part.more_sample_weights.size() == first.more_sample_weights.size()) {
    return;
  }
  throw Error(
      fmt::format("rows of a stream: some have {} inputs, {} targets and {}weights, others {} "
                  "inputs, {} targets and {}weights; give all of them the same",
                  first.inputs().size(), first.outputs().size(), first.weighted() ? "" : "no ",
                  part.inputs().size(), part.outputs().size(), part.weighted() ? "" : "no "));
}

/// `of` gives a tensor of a part.
template <class Of>
Tensor behind_each_other(const std::vector<Dataset>& parts, const Of& of) {
  std::vector<Tensor> tensors;
  tensors.reserve(parts.size());
  for (const Dataset& part : parts) tensors.push_back(of(part));
  return concat(tensors, 0);
}

}  // namespace

StreamBlocks::StreamBlocks(RowStream::Next next, std::int64_t most) : next_(std::move(next)) {
  if (most > 0) left_ = most;
}

void StreamBlocks::read_until(std::int64_t rows) {
  while (next_ && rows_ < rows && left_ != 0) {
    std::optional<Dataset> part = next_();
    if (!part) {
      next_ = nullptr;
      return;
    }
    part->check();
    Dataset all = part->as_floats();
    if (left_ && all.rows() > *left_) all = rows_between(all, 0, *left_);
    if (left_) *left_ -= all.rows();
    if (all.rows() == 0) continue;
    rows_ += all.rows();
    parts_.push_back(std::move(all));
  }
}

Dataset StreamBlocks::block(std::int64_t rows, std::int64_t least) {
  read_until(least > 1 ? rows + least : rows);
  std::int64_t wanted = rows_ < rows + least ? rows_ : rows;
  if (least <= 1) wanted = std::min(rows, rows_);
  rows_ -= wanted;
  std::vector<Dataset> taken;
  while (wanted > 0) {
    Dataset& part = parts_.front();
    const std::int64_t count = std::min(wanted, part.rows());
    taken.push_back(rows_between(part, 0, count));
    wanted -= count;
    if (count == part.rows()) {
      parts_.pop_front();
    } else {
      part = rows_between(part, count, part.rows());
    }
  }
  return taken.empty() ? Dataset{} : joined(taken);
}

Dataset joined(const std::vector<Dataset>& parts) {
  if (parts.empty()) throw Error("joined: there are no rows to join");
  const Dataset& first = parts.front();
  if (parts.size() == 1) return first;
  for (const Dataset& part : parts) check_alike(first, part);
  Dataset all = {.features = behind_each_other(parts, [](const auto& p) { return p.features; }),
                 .targets = behind_each_other(parts, [](const auto& p) { return p.targets; }),
                 .feature_names = first.feature_names,
                 .target_names = first.target_names,
                 .class_names = first.class_names};
  const auto each = [&](std::vector<Tensor> Dataset::*list) {
    for (std::size_t i = 0; i < (first.*list).size(); ++i)
      (all.*list).push_back(behind_each_other(parts, [&](const auto& p) { return (p.*list)[i]; }));
  };
  each(&Dataset::more_features);
  each(&Dataset::more_targets);
  each(&Dataset::more_sample_weights);
  const auto where_given = [&](std::optional<Tensor> Dataset::*tensor) {
    if (std::ranges::all_of(parts, [&](const auto& p) { return (p.*tensor).has_value(); }))
      all.*tensor = behind_each_other(parts, [&](const auto& p) { return *(p.*tensor); });
  };
  where_given(&Dataset::sample_weights);
  where_given(&Dataset::exact_targets);
  where_given(&Dataset::series_values);
  return all;
}

}  // namespace ganglion::data
