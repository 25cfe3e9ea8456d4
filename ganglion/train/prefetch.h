#pragma once
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "ganglion/data/batches.h"
#include "ganglion/data/dataset.h"
#include "ganglion/runtime/plan.h"

namespace ganglion::train {

/// Reads the stored features of the coming batches of an epoch on a thread of its own, while the
/// caller computes with the present one. Features in memory are left alone: copying a batch of them
/// takes less time than to hand it from thread to thread. No result depends on it; an idle thread
/// sleeps.
class Prefetch {
 public:
  /// By the rows of a batch: those that are wanted of it; all where there is none.
  using Wanted = std::map<std::size_t, runtime::RowRange>;

  /// Both must outlive it, and `batches` must stay in its epoch.
  Prefetch(const data::Dataset& data, const data::Batches& batches, Wanted wanted = {});
  /// Ends at once, whatever was read.
  ~Prefetch();
  Prefetch(const Prefetch&) = delete;
  Prefetch& operator=(const Prefetch&) = delete;

  /// The features of batch 0, 1, 2, …, one a call, those that are wanted in their places; valid
  /// until the next call. Null when they are in memory. Throws what reading threw.
  const void* next();

 private:
  void serve();
  void fill(std::int64_t index, std::vector<std::byte>& slot) const;

  const data::Dataset& data_;
  const data::Batches& batches_;
  Wanted wanted_;
  std::vector<std::vector<std::byte>> slots_;  // batch i lies in slot i % size
  std::mutex guard_;
  std::condition_variable filled_;
  std::condition_variable freed_;
  std::int64_t read_ = 0;   // batches that are there, or were
  std::int64_t taken_ = 0;  // calls of next
  bool stopping_ = false;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace ganglion::train
