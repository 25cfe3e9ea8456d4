#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

namespace ganglion::runtime {

/// At most so many values, each under a key: those that were asked for last.
template <class Key, class T>
class LastUsed {
 public:
  explicit LastUsed(std::size_t limit) : limit_(std::max<std::size_t>(limit, 1)) {}

  /// Whether another value takes the place of one that is kept.
  bool full() const { return entries_.size() >= limit_; }

  /// Null when there is none.
  T* find(const Key& key) {
    const auto entry = entries_.find(key);
    if (entry == entries_.end()) return nullptr;
    entry->second.turn = ++turns_;
    return &entry->second.value;
  }

  /// Of the keys from `first` up to `last`, without it, the first whose value `fits`. Who is found
  /// so counts as asked for no later than before.
  template <class Fits>
  T* peek(const Key& first, const Key& last, Fits fits) {
    for (auto at = entries_.lower_bound(first); at != entries_.end() && at->first < last; ++at) {
      if (fits(at->second.value)) return &at->second.value;
    }
    return nullptr;
  }

  /// Of a key that isn't kept.
  T& add(const Key& key, T value) {
    if (full()) {
      const auto turn = [](const auto& entry) { return entry.second.turn; };
      entries_.erase(std::ranges::min_element(entries_, {}, turn));
    }
    return entries_.emplace(key, Entry{std::move(value), ++turns_}).first->second.value;
  }

 private:
  struct Entry {
    T value;
    std::int64_t turn;  ///< in which it was asked for last
  };

  std::size_t limit_;
  std::map<Key, Entry> entries_;
  std::int64_t turns_ = 0;
};

}  // namespace ganglion::runtime
