#pragma once
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "ganglion/dist/communicator.h"
#include "ganglion/kernels/kernel.h"

namespace ganglion::runtime {

/// Values that go from rank to rank, or sums of such.
struct Exchange {
  std::unique_ptr<Kernel> kernel;
  std::size_t inputs = 0;  ///< index of the first input pointer in the executor's table
  std::size_t outputs = 0;
  std::size_t bytes = 0;  ///< of the whole value
  /// The step that computes the value, replica by replica: the exchange begins behind the last of
  /// them. -1: it is made when it is waited for.
  int producer = -1;
  std::int64_t replicas = 1;  ///< arrivals that it begins after
};

/// The exchanges of a plan with other ranks. A thread makes those that have a producer while the
/// plan computes on, one after another in the order of their producers, so that all ranks make them
/// in the same order; never does anybody else call the communicator meanwhile.
class Background {
 public:
  explicit Background(dist::Communicator& ranks) : ranks_(ranks) {}
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  /// Before the first run. Gives the number of the exchange.
  int add(Exchange exchange);
  const Exchange& exchange(int number) const { return entries_.at(index(number)).exchange; }

  /// Begins a run over a table of pointers. `aside`: false makes each exchange when it is waited
  /// for.
  void begin(void* const* pointers, bool aside);
  /// A replica's part of the value is there. By any worker.
  void arrive(int number);
  /// Returns when the exchange is made. Throws what it threw.
  void wait(int number);
  /// Ends a run, which may have left out its last steps: returns when all that has begun is made.
  void finish();

 private:
  struct Entry {
    Exchange exchange;
    std::int64_t arrived = 0;
    bool made = false;
    bool begun() const { return arrived >= exchange.replicas; }
  };
  static std::size_t index(int number) { return static_cast<std::size_t>(number); }
  bool has_next() const;
  bool idle() const { return failure_ || (!working_ && !has_next()); }
  void serve();
  void make(Exchange& exchange) const;
  void wait_until(std::unique_lock<std::mutex>& lock, bool (*done)(const Background&, int),
                  int number);

  dist::Communicator& ranks_;
  std::vector<Entry> entries_;
  std::vector<int> order_;  ///< of those with a producer, by that
  std::mutex guard_;
  std::condition_variable changed_;
  void* const* pointers_ = nullptr;
  std::size_t next_ = 0;  ///< in order_
  bool aside_ = false;
  bool working_ = false;
  bool stopping_ = false;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace ganglion::runtime
