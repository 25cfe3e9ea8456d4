#include "ganglion/core/workers.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "ganglion/core/error.h"

namespace ganglion {
namespace {

/// Long enough to bridge the gap between two phases of a step, short enough not to be noticed when
/// idle.
constexpr int kSpins = 4000;

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

/// Returns once `value` is no longer `old`.
void wait_for_change(const std::atomic<std::uint32_t>& value, std::uint32_t old, int spins) {
  for (int i = 0; i < spins; ++i) {
    if (value.load(std::memory_order_acquire) != old) return;
    pause();
  }
  while (value.load(std::memory_order_acquire) == old) value.wait(old, std::memory_order_acquire);
}

/// More workers than processors: whoever spins keeps the one he waits for from working.
int spins_for(int threads) {
  const unsigned processors = std::thread::hardware_concurrency();
  return processors != 0 && static_cast<unsigned>(threads) > processors ? 0 : kSpins;
}

}  // namespace

Workers::Workers(int threads, std::function<void()> prepare) : spins_(spins_for(threads)) {
  if (prepare) prepare();
  try {
    for (int worker = 1; worker < std::max(threads, 1); ++worker) {
      threads_.emplace_back([this, worker, prepare] { serve(worker, prepare); });
    }
  } catch (const std::exception&) {
    // The system gives no more (memory, a limit on processes): these will do the work.
  }
}

Workers::~Workers() {
  stop();
}

void Workers::stop() {
  stopping_.store(true);
  started_.fetch_add(1, std::memory_order_release);
  started_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::serve(int worker, const std::function<void()>& prepare) {
  if (prepare) prepare();
  for (std::uint32_t seen = 0;; ++seen) {
    wait_for_change(started_, seen, spins_);
    if (stopping_.load()) return;
    perform(worker);
    if (running_.fetch_sub(1, std::memory_order_acq_rel) == 1) running_.notify_all();
  }
}

void Workers::perform(int worker) {
  try {
    work_(context_, worker);
  } catch (...) {
    if (!failed_.exchange(true)) failure_ = std::current_exception();
    // Nobody may wait for this worker any more.
    passed_.fetch_add(1);
    passed_.notify_all();
  }
}

void Workers::run(void (*work)(void* context, int worker), void* context) {
  work_ = work;
  context_ = context;
  arrived_.store(0, std::memory_order_relaxed);  // a run that failed may have left some
  running_.store(static_cast<std::uint32_t>(threads_.size()), std::memory_order_relaxed);
  if (!threads_.empty()) {
    started_.fetch_add(1, std::memory_order_release);
    started_.notify_all();
  }
  perform(0);
  for (std::uint32_t left = running_.load(std::memory_order_acquire); left != 0;
       left = running_.load(std::memory_order_acquire)) {
    wait_for_change(running_, left, spins_);
  }
  if (failed_.exchange(false)) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Workers::barrier() {
  if (threads_.empty()) return;
  const std::uint32_t phase = passed_.load();
  // In this order: a failure that comes later changes the phase, and so ends the wait.
  if (failed_.load()) throw Error("another worker has failed");
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) == threads_.size()) {
    arrived_.store(0, std::memory_order_relaxed);
    passed_.fetch_add(1, std::memory_order_release);
    passed_.notify_all();
  } else {
    wait_for_change(passed_, phase, spins_);
  }
  if (failed_.load()) throw Error("another worker has failed");
}

}  // namespace ganglion
