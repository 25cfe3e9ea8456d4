#include "ganglion/dist/replica_sum.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "ganglion/core/error.h"

namespace ganglion::dist {
namespace {

/// What a line carries while a message is on its way: 25 µs of 10 Gbit/s.
constexpr std::size_t kLatencyBytes = std::size_t{32} << 10;
/// More is added up by each rank in a range of its own, however few there are.
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

/// Whether all to all, in one round, costs less than the two rounds of reduce-scatter and
/// all-gather, which move (n-1)(n-2)/n of the value less.
bool is_small(std::size_t bytes, std::size_t ranks) {
  const std::size_t more = ranks < 2 ? 0 : bytes * (ranks - 1) * (ranks - 2) / ranks;
  return bytes <= kMostBytes && more <= kLatencyBytes;
}

/// Few enough elements that all sums of a subtree stay in the first-level cache.
constexpr std::size_t kTile = 512;

/// Elements [begin, begin + size) of the sum of a subtree of `count` summands.
template <class T>
void add_subtree(const void* const* summands, std::int64_t count, std::size_t begin,
                 std::size_t size, T* sum) {
  if (count == 1) {
    std::memcpy(sum, static_cast<const T*>(summands[0]) + begin, size * sizeof(T));
    return;
  }
  std::array<T, kTile> right;
  add_subtree(summands, count / 2, begin, size, sum);
  add_subtree(summands + count / 2, count / 2, begin, size, right.data());
  for (std::size_t i = 0; i < size; ++i) sum[i] += right[i];
}

template <class T>
void add_subtree(const void* const* summands, std::int64_t count, std::size_t elements, void* sum) {
  for (std::size_t begin = 0; begin < elements; begin += kTile) {
    add_subtree(summands, count, begin, std::min(kTile, elements - begin),
                static_cast<T*>(sum) + begin);
  }
}

}  // namespace

ReplicaSum::ReplicaSum(Communicator& ranks, const ReplicaShares& shares, DType dtype,
                       std::int64_t elements)
    : ranks_(ranks),
      shares_(shares),
      dtype_(dtype),
      elements_(static_cast<std::size_t>(elements)),
      bytes_(elements_ * size_of(dtype)),
      small_(is_small(bytes_, static_cast<std::size_t>(ranks.size()))) {
  if (!is_floating(dtype)) {
    throw Error(fmt::format("a sum over ranks is of f32 or f64, not {}", name_of(dtype)));
  }
  for (int rank = 0; rank <= ranks.size(); ++rank) offsets_.push_back(range_of(rank).begin);
  const std::size_t part = small_ ? bytes_ : range_of(ranks.rank()).size;
  for (const Subtree& subtree : shares_.subtrees()) {
    parts_.emplace_back(part);
    if (subtree.rank == ranks.rank()) roots_.emplace_back(bytes_);
  }
}

ReplicaSum::Range ReplicaSum::range_of(int rank) const {
  const auto count = static_cast<std::size_t>(ranks_.size());
  const auto begin = [&](int of) { return elements_ * static_cast<std::size_t>(of) / count; };
  const std::size_t size = rank < ranks_.size() ? begin(rank + 1) - begin(rank) : 0;
  return {.begin = begin(rank) * size_of(dtype_), .size = size * size_of(dtype_)};
}

void ReplicaSum::add_own(const void* const* own) {
  const std::int64_t first = shares_.first(ranks_.rank());
  std::size_t root = 0;
  for (const Subtree& subtree : shares_.subtrees()) {
    if (subtree.rank != ranks_.rank()) continue;
    const void* const* summands = own + (subtree.first - first);
    void* sum = roots_[root++].data();
    if (dtype_ == DType::f64) {
      add_subtree<double>(summands, subtree.count, elements_, sum);
    } else {
      add_subtree<float>(summands, subtree.count, elements_, sum);
    }
  }
}

/// Gets `range` of the sums of all subtrees, and gives the others what they are to add.
void ReplicaSum::collect(Range range, bool all) {
  sends_.clear();
  receives_.clear();
  std::size_t root = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const int owner = shares_.subtrees()[i].rank;
    if (owner != ranks_.rank()) {
      receives_.push_back({.rank = owner, .data = parts_[i].data(), .bytes = range.size});
      continue;
    }
    std::byte* sum = roots_[root++].data();
    std::memcpy(parts_[i].data(), sum + range.begin, range.size);
    for (int step = 1; step < ranks_.size(); ++step) {
      const int to = (ranks_.rank() + step) % ranks_.size();
      const Range wanted = all ? range : range_of(to);
      sends_.push_back({.rank = to, .data = sum + wanted.begin, .bytes = wanted.size});
    }
  }
  ranks_.exchange(sends_, receives_);
}

template <class T>
void ReplicaSum::add_collected(Range range) {
  for (const auto& [left, right] : shares_.additions()) {
    auto* to = reinterpret_cast<T*>(parts_[left].data());
    const auto* from = reinterpret_cast<const T*>(parts_[right].data());
    for (std::size_t i = 0; i < range.size / sizeof(T); ++i) to[i] += from[i];
  }
}

void ReplicaSum::run(const void* const* own, void* sum) {
  add_own(own);
  const Range range = small_ ? Range{.begin = 0, .size = bytes_} : range_of(ranks_.rank());
  collect(range, small_);
  if (dtype_ == DType::f64) {
    add_collected<double>(range);
  } else {
    add_collected<float>(range);
  }
  std::memcpy(static_cast<std::byte*>(sum) + range.begin, parts_[0].data(), range.size);
  if (!small_) ranks_.all_gather(sum, offsets_);
}

}  // namespace ganglion::dist
