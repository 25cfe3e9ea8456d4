#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/core/workers.h"
#include "ganglion/kernels/kernel.h"
#include "ganglion/runtime/background.h"
#include "ganglion/runtime/team_choice.h"

namespace ganglion::runtime {

/// A kernel with its arguments. The pointers lie in the executor's table.
struct Call {
  std::unique_ptr<Kernel> kernel;
  std::string kernel_name;
  int node = 0;
  std::size_t inputs = 0;  ///< index of the first input pointer in the table
  std::size_t outputs = 0;
  std::int64_t replica = 0;
  std::vector<int> begins = {};  ///< exchanges of Executor::background that it is a part of
  int awaits = -1;               ///< exchange that it returns with
  std::int64_t parts = 1;        ///< more: ranks share the node, of which `kernel` has some parts
};

/// Calls that run together. Between two phases all workers wait for each other.
struct Phase {
  enum class Kind : std::uint8_t {
    serial,      ///< one worker runs all
    divided,     ///< calls that don't need each other, the extent of each divided among the workers
    replicated,  ///< one list per replica, replicas dealt to the workers
    dealt,       ///< the same, the next replica to whoever is free: where it is the only such phase
  };
  Kind kind = Kind::serial;
  std::vector<Call> calls;   ///< replicated: replica by replica, equally many each
  bool check_guard = false;  ///< stop here if the guard is not finite
};

/// The parts of the arena that workers use for one replica after another (see MemoryPlan::parts):
/// where the values of a replica lie in them is known when a worker takes the replica.
struct LentParts {
  struct Pointer {
    std::size_t index = 0;  ///< in the table, of replica 0
    std::size_t offset = 0;
  };
  std::byte* begin = nullptr;
  std::size_t bytes = 0;   ///< of a part
  std::int64_t count = 0;  ///< 0: each replica has its own
  std::size_t pointers_per_replica = 0;
  std::vector<Pointer> pointers;
};

/// Runs phases over a table of pointers.
class Executor {
 public:
  std::vector<Phase> phases;
  std::vector<Call> kept;  ///< what gives all ranks what steps leave where it was computed
  std::vector<void*> pointers;
  const float* guard_f32 = nullptr;
  const double* guard_f64 = nullptr;
  LentParts parts;
  std::int64_t replicas = 1;
  bool shared = false;                     ///< there is enough work for more than one worker
  std::unique_ptr<Background> background;  ///< null: no ranks share the replicas

  /// Call when phases are complete: scratch for up to `workers` workers.
  void prepare(int workers);
  /// False if the guard stopped it. `workers` are left alone where one thread is faster.
  bool run(Workers* workers);
  void run_call(Call& call, int worker, std::int64_t begin, std::int64_t end);
  /// Before this worker runs calls of a replica: where what the replica computes shall lie.
  void lend_part(int worker, std::int64_t replica);

 private:
  void run_by(Workers* workers);
  void run_all(Workers* workers);
  void work(int worker, Workers* workers);
  void run_phase(Phase& phase, int worker, int count);
  void run_replicas(Phase& phase, int worker, std::int64_t begin, std::int64_t end);
  bool guard_is_finite() const;

  bool minds_signals_ = false;  ///< a call is for a kernel of oneDNN that does
  std::size_t scratch_bytes_ = 0;
  int prepared_workers_ = 0;
  Tensor scratch_;
  TeamChoice choice_;
  Workers* team_ = nullptr;
  std::unique_ptr<std::atomic<std::int64_t>> next_ =
      std::make_unique<std::atomic<std::int64_t>>(0);  ///< replica of the dealt phase
  bool stopped_ = false;
};

}  // namespace ganglion::runtime
