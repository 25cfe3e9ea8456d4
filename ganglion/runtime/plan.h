#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/owned.h"
#include "ganglion/core/precision.h"
#include "ganglion/core/tensor.h"
#include "ganglion/core/workers.h"
#include "ganglion/graph/graph.h"
#include "ganglion/kernels/kernel.h"
#include "ganglion/runtime/fixed_values.h"
#include "ganglion/runtime/memory_plan.h"

namespace ganglion::dist {
class Communicator;
}

namespace ganglion::runtime {

/// How a graph is compiled.
struct PlanOptions {
  /// Shares into which the batch is divided: a power of two. Less is used where the graph can't be
  /// divided so. The results depend on it in the last bits; they never depend on the number of
  /// threads.
  std::int64_t replicas = 1;
  Precision precision = Precision::f32;
  kernels::Choice kernels = kernels::Choice::fastest;
  std::vector<std::string> disabled_passes =
      {};  ///< by name, none that is required; see all_passes()
  /// Another plan's arena, for plans that never run at the same time and whose outputs are read
  /// before another one runs. One that is too small is left alone.
  std::shared_ptr<Tensor> arena = nullptr;
  /// Where plans of a model that assign nothing keep what depends on its weights alone, packed
  /// weights above all; null: each run computes it.
  std::shared_ptr<FixedValues> fixed = nullptr;
  /// Ranks that share the replicas; null: all are computed here. Every rank makes the same plan, is
  /// given the same inputs and runs it at the same time; outputs and assignments are, bit by bit,
  /// those of one process. It must outlive the plan.
  dist::Communicator* ranks = nullptr;
};

/// Rows [begin, end) of a batch.
struct RowRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// How to compute a graph: kernels chosen, every value placed in one arena, work divided. Built
/// once, run many times; a run allocates nothing, but for the first with more workers than before.
/// One run at a time; several plans may run at once, each on a thread or with workers of its own.
/// One that was moved from throws Error for everything but being assigned to.
class Plan {
 public:
  /// Compiles the graph. Throws Error for an unknown pass or an op without a kernel.
  explicit Plan(const Graph& graph, const PlanOptions& options = {});
  ~Plan();
  Plan(Plan&&) noexcept;
  Plan& operator=(Plan&&) noexcept;

  /// Gives an input or variable its memory: row-major, of the declared type, owned by the caller
  /// and alive as long as it is bound, aligned to its elements; runs write to variables that are
  /// assigned to. Everything must be bound before the first run; binding again is cheap. Throws
  /// Error for an unknown name or a null pointer.
  void bind(std::string_view name, const void* data);
  /// The same, and checks the type; a variable that runs write to takes no const tensor. The plan
  /// keeps the tensor's elements, whatever becomes of the tensor (Tensor::Pin): assigning it
  /// another of the same type changes what is bound; after one of another type run() throws Error.
  void bind(std::string_view name, Tensor& tensor);
  void bind(std::string_view name, const Tensor& tensor);
  /// The same with a part of a flat tensor: as many elements as are declared, from `first` on.
  void bind_part(std::string_view name, Tensor& tensor, std::int64_t first);
  /// Is there an input or variable of that name left in the plan?
  bool has(std::string_view name) const;

  /// Computes outputs and assignments. False if the guard was not finite: then nothing was
  /// assigned, and outputs that don't serve the guard may be those of an earlier run. `workers`
  /// (null: this thread alone) never changes a bit of the result.
  bool run(Workers* workers = nullptr);

  /// Whether ranks share the updates of large kernels: what only updates read, such as moments,
  /// then lies with the rank that has computed it, until complete().
  bool keeps_parts() const;
  /// Gives all ranks what each keeps. Called by all of them, before anybody else reads it and
  /// before another plan that writes to the same variables runs.
  void complete();

  /// Where an output is after a run; valid until the next one. It may lie in what was bound, if the
  /// output is an input, a variable or the new value of one. Throws Error for an unknown name.
  const void* output(std::string_view name) const;
  /// A copy of an output.
  Tensor read(std::string_view name) const;

  /// The rows of an input with a batch that are read here: all, or where ranks share the replicas
  /// and none of them needs the rows of others, those of the own ones. Throws Error for an unknown
  /// name.
  RowRange rows_read(std::string_view name) const;

  std::int64_t replicas() const;
  /// Whether the bits of each row of a batch depend on nothing but this row and what all rows
  /// share, however many there are: in graphs that assign nothing, and where no kernel is oneDNN's,
  /// which doesn't say so, or that of an op of your own.
  bool rows_are_apart() const;
  /// Is there enough work for more than one worker? If not, run() leaves them alone.
  bool shares_work() const;
  /// How much of the arena is used.
  std::size_t arena_bytes() const;
  /// The arena itself, to share with other plans.
  const std::shared_ptr<Tensor>& arena() const;
  /// What the arena can't be smaller than: the most that is alive at one moment.
  std::size_t arena_lower_bound() const;
  /// The graph after all passes, to be printed or drawn.
  const Graph& graph() const;

  struct CallProfile {
    std::string kernel;
    std::string node;
    double seconds = 0.0;     ///< sum over the runs
    double flops = 0.0;       ///< of one run of this call
    double bytes = 0.0;       ///< that one run of it reads and writes
    bool is_product = false;  ///< of matrices, or a convolution
    bool is_update = false;   ///< gives variables new values, element by element
    /// Exchanges between ranks, by number: those that can begin when this call is done, and the one
    /// that it waits for, whose `bytes` are those of the whole value; -1: none.
    std::vector<int> begins = {};
    int awaits = -1;
    std::int64_t parts = 1;  ///< that ranks share: flops and bytes are those of the own ones
  };
  /// Runs `runs` times on this thread, whatever the guard says, and times each call; with replicas
  /// a node has a call for each.
  std::vector<CallProfile> profile(int runs);

 private:
  struct Implementation;
  Owned<Implementation> implementation_;
};

}  // namespace ganglion::runtime
