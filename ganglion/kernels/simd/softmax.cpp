#include "ganglion/kernels/simd/families.h"
#include "ganglion/kernels/simd/softmax_rows.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::kernels::simd {
namespace {

/// Rows are independent, so any division of them gives the same bits.
class Softmax : public Kernel {
 public:
  explicit Softmax(const Node& node)
      : columns_(node.inputs[0].shape()[-1]), rows_(node.inputs[0].shape().size() / columns_) {
    function_ = node.op == &ops::kSoftmax ? softmax_rows().softmax : softmax_rows().log_softmax;
  }

  std::int64_t extent() const override { return rows_; }

  void run(const KernelArguments& arguments) override {
    const std::int64_t start = arguments.begin * columns_;
    function_(static_cast<const float*>(arguments.inputs[0]) + start,
              static_cast<float*>(arguments.outputs[0]) + start,
              static_cast<std::size_t>(arguments.end - arguments.begin),
              static_cast<std::size_t>(columns_));
  }

 private:
  std::int64_t columns_, rows_;
  void (*function_)(const float*, float*, std::size_t, std::size_t);
};

class SoftmaxCrossEntropy : public Kernel {
 public:
  explicit SoftmaxCrossEntropy(const Node& node)
      : columns_(node.inputs[0].shape()[-1]),
        rows_(node.inputs[1].shape().size()),
        function_(cross_entropy_rows()) {}

  std::int64_t extent() const override { return rows_; }

  void run(const KernelArguments& arguments) override {
    const std::int64_t first = arguments.begin;
    function_(static_cast<const float*>(arguments.inputs[0]) + first * columns_,
              static_cast<const std::int32_t*>(arguments.inputs[1]) + first,
              static_cast<float*>(arguments.outputs[0]) + first,
              static_cast<std::size_t>(arguments.end - first), static_cast<std::size_t>(columns_));
  }

 private:
  std::int64_t columns_, rows_;
  CrossEntropyRows function_;
};

bool fits(const Node& node) {
  return node.outputs[0].dtype == DType::f32 && node.inputs[0].shape().size() > 0;
}

}  // namespace

std::unique_ptr<Kernel> make_softmax(const Node& node) {
  return fits(node) ? std::make_unique<Softmax>(node) : nullptr;
}

std::unique_ptr<Kernel> make_softmax_cross_entropy(const Node& node) {
  return fits(node) ? std::make_unique<SoftmaxCrossEntropy>(node) : nullptr;
}

}  // namespace ganglion::kernels::simd
