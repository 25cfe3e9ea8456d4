#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "ganglion/core/error.h"

namespace ganglion::dist {

/// Bytes that go to a rank, or come from one.
struct Message {
  int rank = 0;
  void* data = nullptr;
  std::size_t bytes = 0;
};

/// What all ranks shall have in the end: of `buffer`, rank r has [offsets[r], offsets[r + 1]).
struct Gathered {
  void* buffer = nullptr;
  std::span<const std::size_t> offsets;
};

/// Another rank failed, or doesn't answer: what is to be shown, and the exit code of the program.
class RankFailed : public Error {
 public:
  RankFailed(const std::string& message, int exit_code) : Error(message), exit_code_(exit_code) {}
  int exit_code() const noexcept { return exit_code_; }

 private:
  int exit_code_;
};

/// The processes of one job: `size` ranks, counted from 0, that all run the same program on the
/// same settings. Every function is called by all of them, in the same order, one thread at a time.
/// Only bytes are moved; whatever is added up is added by ReplicaSum, in an order that doesn't
/// depend on the number of ranks.
class Communicator {
 public:
  Communicator() = default;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;
  virtual ~Communicator() = default;

  virtual int rank() const = 0;
  virtual int size() const = 0;
  /// What messages call a rank: "rank 2 (node7)", or without the machine where that is one.
  std::string name(int rank) const;
  /// How many ranks share this machine's processors.
  int ranks_here() const;

  /// Sends and receives; returns when all is there and `sends` may be changed. Messages between two
  /// ranks arrive in the order in which they were sent, and have the size that the receiver
  /// expects. Throws RankFailed when a rank has failed or, after the timeout, is not heard of.
  virtual void exchange(std::span<const Message> sends, std::span<const Message> receives) = 0;
  /// Seconds that an exchange may take while the ranks are in step; 0 (the default): as long as it
  /// likes, as it may whenever they are not.
  void set_timeout(double seconds) { timeout_ = seconds; }
  /// How fast each rank sends and receives at once; without a limit where nobody has measured it.
  double bytes_per_second() const { return bytes_per_second_; }
  /// Whether exchanges may be made on another thread than the one that trains, one at a time.
  virtual bool works_aside() const { return false; }
  /// Whether an exchange that waits leaves the processor to others, who compute meanwhile. By any
  /// thread.
  void leave_processor(bool leave) { leaves_processor_ = leave; }

  /// What `root` has, to all.
  void broadcast(void* data, std::size_t bytes, int root = 0);
  /// A text of any length, from `root` to all.
  std::string broadcast(std::string text, int root = 0);
  /// Rank r has [offsets[r], offsets[r + 1]) of the buffer; afterwards all have all of it.
  void all_gather(void* buffer, std::span<const std::size_t> offsets);
  /// The same of several buffers in one exchange.
  void all_gather(std::span<const Gathered> all);
  /// The text of each rank, by rank.
  std::vector<std::string> all_gather(const std::string& text);
  /// Returns when all have come.
  void barrier();
  /// Rank 0's value of a plain type, on all.
  template <class T>
  T of_first(T value) {
    broadcast(&value, sizeof value);
    return value;
  }

 protected:
  std::vector<std::string> hosts_;  ///< the machine of each rank; empty: all are on one
  double bytes_per_second_ = std::numeric_limits<double>::infinity();

  double timeout() const { return in_step_ ? timeout_ : 0.0; }
  bool leaves_processor() const { return leaves_processor_; }

 private:
  friend class InStep;
  double timeout_ = 0.0;
  bool in_step_ = false;
  std::atomic<bool> leaves_processor_ = false;
};

/// While one lives, all ranks do the same at the same time, so that one that isn't heard of for the
/// timeout hangs.
class InStep {
 public:
  explicit InStep(Communicator* ranks) : ranks_(ranks) { set(true); }
  ~InStep() { set(false); }
  InStep(const InStep&) = delete;
  InStep& operator=(const InStep&) = delete;

 private:
  void set(bool in_step) {
    if (ranks_ != nullptr) ranks_->in_step_ = in_step;
  }
  Communicator* ranks_;
};

}  // namespace ganglion::dist
