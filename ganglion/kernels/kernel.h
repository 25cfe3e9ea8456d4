#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ganglion/graph/graph.h"

namespace ganglion {

/// What a kernel works on. Pointers are fixed when a plan is made or bound; shapes and attributes
/// were given to the kernel when it was made.
struct KernelArguments {
  const void* const*
      inputs;  ///< one per input of the node; a partial input counts once per replica
  void* const* outputs;
  void* scratch;             ///< scratch_bytes() bytes, 64-byte aligned
  std::int64_t replica = 0;  ///< which share of the batch this is
  std::int64_t begin = 0;    ///< the part of [0, extent()) to do
  std::int64_t end = 0;
};

/// How to compute one node, with all decisions taken. Running it allocates nothing and changes
/// nothing but the outputs and scratch, so that one kernel may run on several threads at once.
class Kernel {
 public:
  Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  virtual ~Kernel() = default;

  virtual void run(const KernelArguments& arguments) = 0;
  virtual std::size_t scratch_bytes() const { return 0; }
  /// Independent pieces of work: any division of [0, extent()) among threads gives the same bits.
  virtual std::int64_t extent() const { return 1; }
};

}  // namespace ganglion

namespace ganglion::kernels {

/// Where a kernel comes from.
enum class Family : std::uint8_t { onednn, simd, reference };

/// One way to compute an op. `make` returns null to decline a node; the next entry is asked then.
struct Entry {
  const OpDef* op;
  Family family;
  std::unique_ptr<Kernel> (*make)(const Node& node);

  std::string name() const;  ///< "onednn:matmul", "simd:softmax", "reference:matmul"
};

/// All kernels of the library, in the order in which they are asked: fast ones first, the reference
/// last.
const std::vector<Entry>& table();

/// Which of several kernels for a node is taken.
enum class Choice : std::uint8_t {
  fastest,    ///< the first kernel that accepts
  reference,  ///< the plain ones: the oracle of the tests, and the only ones for f64
};

/// A kernel that was made, and its name: that of its entry in table(), or "custom".
struct Made {
  std::unique_ptr<Kernel> kernel;
  std::string name;
};

/// Makes the kernel for a node. Throws Error naming op and types when none accepts.
Made make(const Node& node, Choice choice = Choice::fastest);

/// Whether the fast kernel of fused_elementwise knows the op. A chain with another one in it would
/// be left to the reference.
bool can_be_fused(const OpDef& op);

}  // namespace ganglion::kernels
