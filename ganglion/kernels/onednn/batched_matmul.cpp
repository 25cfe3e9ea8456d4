#include <array>

#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/onednn/product.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::kernels::onednn {
namespace {

/// Workers share the matrices.
class BatchedMatmul : public Kernel {
 public:
  explicit BatchedMatmul(const Node& node)
      : a_(node.inputs[0].shape()[-2] * node.inputs[0].shape()[-1]),
        b_(node.inputs[1].shape()[-2] * node.inputs[1].shape()[-1]),
        rows_(node.outputs[0].shape[-2]),
        columns_(node.outputs[0].shape[-1]),
        count_(node.outputs[0].shape.size() / (rows_ * columns_)),
        product_(rows_, columns_, a_ / rows_, node.attributes.flag("transpose_a"),
                 node.attributes.flag("transpose_b")) {}

  std::size_t scratch_bytes() const override { return product_.scratch_bytes(); }
  std::int64_t extent() const override { return count_; }

  void run(const KernelArguments& arguments) override {
    const auto* a = static_cast<const float*>(arguments.inputs[0]);
    const auto* b = static_cast<const float*>(arguments.inputs[1]);
    auto* c = static_cast<float*>(arguments.outputs[0]);
    for (std::int64_t i = arguments.begin; i < arguments.end; ++i) {
      product_.run({0, rows_, 0, columns_}, a + i * a_, b + i * b_, c + i * rows_ * columns_, false,
                   arguments.scratch);
    }
  }

 private:
  std::int64_t a_, b_;  ///< numbers of a matrix
  std::int64_t rows_, columns_, count_;
  Product product_;
};

std::unique_ptr<Kernel> make_batched_matmul(const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  if (node.outputs[0].shape.size() == 0 || node.inputs[0].shape().size() == 0) return nullptr;
  return std::make_unique<BatchedMatmul>(node);
}

const std::array kBatchedList = {Maker{&ops::kBatchedMatmul, make_batched_matmul}};

}  // namespace

std::span<const Maker> batched_list() {
  return kBatchedList;
}

}  // namespace ganglion::kernels::onednn
