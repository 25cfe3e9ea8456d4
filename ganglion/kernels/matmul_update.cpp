#include "ganglion/kernels/matmul_update.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "ganglion/kernels/aligned_size.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/matmul_update.h"

namespace ganglion::kernels {
namespace {

/// Scratch memory: the rows of a part, pointers to what its update reads and writes, then what
/// either kernel needs for itself.
class MatmulUpdate : public Kernel {
 public:
  MatmulUpdate(const Node& node, Choice choice)
      : nodes_(node),
        columns_(nodes_.matmul.outputs[0].shape[1]),
        element_(static_cast<std::int64_t>(size_of(node.outputs[0].dtype))) {
    const std::int64_t rows = nodes_.matmul.outputs[0].shape[0];
    product_ = make(nodes_.matmul, choice).kernel;
    const std::int64_t parts = product_->extent();
    for (std::int64_t i = 0; i < parts; ++i) {
      const auto [first, last] = ops::rows_of_part(rows, i, parts);
      const Node& update = nodes_.update((last - first) * columns_);
      parts_.push_back({first * columns_, last * columns_, make(update, choice).kernel});
      most_ = std::max(most_, update.outputs[0].shape.size());
      own_scratch_ = std::max(own_scratch_, parts_.back().update->scratch_bytes());
    }
    own_scratch_ = std::max(own_scratch_, product_->scratch_bytes());
    outputs_ = node.outputs.size();
    for (std::size_t i = 2; i < node.inputs.size(); ++i) {
      steps_.push_back(node.inputs[i].shape().size() == 1 ? 0 : 1);
    }
  }

  std::size_t scratch_bytes() const override { return own_at() + own_scratch_; }
  std::int64_t extent() const override { return product_->extent(); }

  void run(const KernelArguments& arguments) override {
    for (std::int64_t i = arguments.begin; i < arguments.end; ++i) {
      multiply(arguments, i);
      update(arguments, parts_[static_cast<std::size_t>(i)]);
    }
  }

 private:
  struct Part {
    std::int64_t begin, end;  ///< of the weights
    std::unique_ptr<Kernel> update;
  };

  std::size_t pointers_at() const {
    return aligned_size(static_cast<std::size_t>(most_ * element_));
  }
  std::size_t own_at() const {
    return pointers_at() + aligned_size((steps_.size() + 1 + outputs_) * sizeof(void*));
  }
  void* own_scratch(const KernelArguments& arguments) const {
    return static_cast<std::byte*>(arguments.scratch) + own_at();
  }

  std::byte* moved(const void* address, std::int64_t elements) const {
    return static_cast<std::byte*>(const_cast<void*>(address)) + elements * element_;
  }

  /// The product writes to where the part would be if the whole were in memory.
  void multiply(const KernelArguments& arguments, std::int64_t part) const {
    void* whole = moved(arguments.scratch, -parts_[static_cast<std::size_t>(part)].begin);
    product_->run({.inputs = arguments.inputs,
                   .outputs = &whole,
                   .scratch = own_scratch(arguments),
                   .begin = part,
                   .end = part + 1});
  }

  void update(const KernelArguments& arguments, const Part& part) const {
    auto** inputs =
        reinterpret_cast<const void**>(static_cast<std::byte*>(arguments.scratch) + pointers_at());
    auto** outputs = const_cast<void**>(inputs + steps_.size() + 1);
    std::size_t next = 0;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (next == nodes_.derivative) inputs[next++] = arguments.scratch;
      inputs[next++] = moved(arguments.inputs[2 + i], steps_[i] * part.begin);
    }
    if (next == nodes_.derivative) inputs[next] = arguments.scratch;
    for (std::size_t i = 0; i < outputs_; ++i) {
      outputs[i] = moved(arguments.outputs[i], part.begin);
    }
    part.update->run({.inputs = inputs,
                      .outputs = outputs,
                      .scratch = own_scratch(arguments),
                      .begin = 0,
                      .end = part.update->extent()});
  }

  ops::MatmulAndUpdate nodes_;
  std::int64_t columns_;
  std::int64_t element_;  ///< bytes
  std::unique_ptr<Kernel> product_;
  std::vector<Part> parts_;
  std::vector<std::int64_t> steps_;  ///< by input of the update: 0 for a single number, else 1
  std::int64_t most_ = 0;            ///< elements of a part
  std::size_t outputs_ = 0;
  std::size_t own_scratch_ = 0;
};

}  // namespace

std::unique_ptr<Kernel> make_matmul_update(const Node& node, Choice choice) {
  if (choice == Choice::fastest && node.outputs[0].dtype != DType::f32) return nullptr;
  return std::make_unique<MatmulUpdate>(node, choice);
}

}  // namespace ganglion::kernels
