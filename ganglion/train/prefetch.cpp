#include "ganglion/train/prefetch.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace ganglion::train {
namespace {

// Enough to bridge a slow read now and then, and too little to count as memory.
constexpr std::size_t kPrefetchedBytes = std::size_t{8} << 20;
constexpr std::size_t kMaxPrefetched = 8;

}  // namespace

Prefetch::Prefetch(const data::Dataset& data, const data::Batches& batches, Wanted wanted)
    : data_(data), batches_(batches), wanted_(std::move(wanted)) {
  if (!data.stored || batches.count() < 2) return;
  const std::size_t bytes =
      data.stored->row_bytes() * static_cast<std::size_t>(batches.batch_size());
  const std::size_t slots = kPrefetchedBytes / std::max<std::size_t>(bytes, 1);
  // One is in the caller's hands, and one is being filled.
  slots_.resize(std::clamp<std::size_t>(slots, 2, kMaxPrefetched));
  try {
    thread_ = std::thread([this] { serve(); });
  } catch (const std::system_error&) {
    // The system gives no more: batches are read when they are asked for.
  }
}

Prefetch::~Prefetch() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(guard_);
    stopping_ = true;
  }
  freed_.notify_one();
  thread_.join();
}

const void* Prefetch::next() {
  if (slots_.empty()) return nullptr;
  if (!thread_.joinable()) {
    fill(taken_++, slots_[0]);
    return slots_[0].data();
  }
  std::unique_lock lock(guard_);
  const std::int64_t index = taken_++;
  freed_.notify_one();  // the slot of the call before
  filled_.wait(lock, [&] { return read_ > index || failure_; });
  if (read_ <= index) std::rethrow_exception(failure_);
  return slots_[static_cast<std::size_t>(index) % slots_.size()].data();
}

void Prefetch::fill(std::int64_t index, std::vector<std::byte>& slot) const {
  const auto rows = batches_.batch(index);
  const std::size_t row = data_.stored->row_bytes();
  slot.resize(row * rows.size());
  const auto wanted = wanted_.find(rows.size());
  if (wanted == wanted_.end()) return data_.stored->read(rows, slot.data());
  const auto begin = static_cast<std::size_t>(wanted->second.begin);
  const auto count = static_cast<std::size_t>(wanted->second.end) - begin;
  data_.stored->read(rows.subspan(begin, count), slot.data() + row * begin);
}

void Prefetch::serve() {
  const auto count = static_cast<std::int64_t>(slots_.size());
  for (std::int64_t i = 0; i < batches_.count(); ++i) {
    {
      // The caller may still look at batch taken_ - 1.
      std::unique_lock lock(guard_);
      freed_.wait(lock,
                  [&] { return stopping_ || i - std::max<std::int64_t>(taken_ - 1, 0) < count; });
      if (stopping_) return;
    }
    try {
      fill(i, slots_[static_cast<std::size_t>(i % count)]);
    } catch (...) {
      const std::lock_guard lock(guard_);
      failure_ = std::current_exception();
      filled_.notify_one();
      return;
    }
    const std::lock_guard lock(guard_);
    read_ = i + 1;
    filled_.notify_one();
  }
}

}  // namespace ganglion::train
