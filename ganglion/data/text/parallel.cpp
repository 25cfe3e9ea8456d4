#include "ganglion/data/text/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace ganglion::data {

void in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
  const std::size_t wanted = threads > 0 ? static_cast<std::size_t>(threads)
                                         : std::max(1U, std::thread::hardware_concurrency());
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> failed = count;  // the lowest index that threw
  std::exception_ptr failure;
  std::mutex guard;
  const auto serve = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      if (i > failed) return;
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(guard);
        if (i < failed) {
          failed = i;
          failure = std::current_exception();
        }
      }
    }
  };
  std::vector<std::thread> team;
  try {
    for (std::size_t i = 1; i < std::min(wanted, count); ++i) team.emplace_back(serve);
  } catch (const std::exception&) {
    // The system gives no more threads, or no memory for one: these do the work.
  }
  serve();
  for (std::thread& thread : team) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace ganglion::data
