#pragma once
#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

namespace ganglion {

/// A team of threads that runs one function together, again and again. The calling thread is worker
/// 0. Waiting workers spin briefly, then sleep: an idle team costs no processor time. One caller at
/// a time.
class Workers {
 public:
  /// `threads` workers in all (at least 1), or as many as the system gives. `prepare` runs once on
  /// each new thread, and must not throw.
  explicit Workers(int threads, std::function<void()> prepare = {});
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  int count() const { return static_cast<int>(threads_.size()) + 1; }

  /// Calls work(context, worker) on every worker and returns when all have finished. The first
  /// exception is thrown again here; the team can be used again then. Allocates nothing.
  void run(void (*work)(void* context, int worker), void* context);

  /// Called by every worker inside run: returns when all have arrived. Throws Error when one of
  /// them has failed and won't come, so that the others end too.
  void barrier();

 private:
  void serve(int worker, const std::function<void()>& prepare);
  void perform(int worker);
  void stop();

  int spins_;
  std::vector<std::thread> threads_;
  void (*work_)(void*, int) = nullptr;
  void* context_ = nullptr;
  std::exception_ptr failure_;
  std::atomic<std::uint32_t> started_{0};  // how often run was called
  std::atomic<std::uint32_t> running_{0};  // workers that have not finished yet
  std::atomic<std::uint32_t> arrived_{0};  // at the current barrier
  std::atomic<std::uint32_t> passed_{0};   // barriers completed
  std::atomic<bool> failed_{false};
  std::atomic<bool> stopping_{false};
};

}  // namespace ganglion
