#include <algorithm>
#include <array>
#include <cstring>

#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/onednn/activation.h"
#include "ganglion/kernels/onednn/product.h"
#include "ganglion/ops/internal.h"

/// matmul, with bias and activation, around oneDNN's sgemm. Everything is decided when the kernel
/// is made.
namespace ganglion::kernels {
namespace onednn {
namespace {

class Matmul : public Kernel {
 public:
  Matmul(const Node& node, const Activation& activation)
      : rows_(node.outputs[0].shape[0]),
        columns_(node.outputs[0].shape[1]),
        parts_(ops::parts_of(node)),
        cut_rows_(node.attributes.flag("transpose_a")),
        has_bias_(node.inputs.size() == 3),
        product_(rows_, columns_,
                 node.inputs[0].shape()[node.attributes.flag("transpose_a") ? 0 : 1],
                 node.attributes.flag("transpose_a"), node.attributes.flag("transpose_b")),
        activation_(activation) {}

  std::size_t scratch_bytes() const override { return product_.scratch_bytes(); }

  std::int64_t extent() const override { return parts_; }

  void run(const KernelArguments& arguments) override {
    for (std::int64_t part = arguments.begin; part < arguments.end; ++part) {
      if (cut_rows_) {
        run_part(arguments, {rows_ * part / parts_, rows_ * (part + 1) / parts_, 0, columns_});
      } else {
        run_part(arguments, {0, rows_, column_of(part), column_of(part + 1)});
      }
    }
  }

 private:
  /// Where a part begins: at a whole cache line, as vectors would be cut otherwise.
  std::int64_t column_of(std::int64_t part) const {
    constexpr std::int64_t kLine = 16;
    return std::min(columns_, (columns_ * part / parts_ + kLine - 1) / kLine * kLine);
  }

  void run_part(const KernelArguments& arguments, const Product::Part& part) const {
    auto* dst = static_cast<float*>(arguments.outputs[0]);
    const auto width = static_cast<std::size_t>(part.last_column - part.first_column);
    if (has_bias_) {  // sgemm then adds to it
      const float* bias = static_cast<const float*>(arguments.inputs[2]) + part.first_column;
      for (std::int64_t i = part.first_row; i < part.last_row; ++i) {
        std::memcpy(dst + i * columns_ + part.first_column, bias, width * sizeof(float));
      }
    }
    product_.run(part, static_cast<const float*>(arguments.inputs[0]),
                 static_cast<const float*>(arguments.inputs[1]), dst, has_bias_, arguments.scratch);
    if (width == static_cast<std::size_t>(columns_)) {
      const auto rows = static_cast<std::size_t>(part.last_row - part.first_row);
      activation_.apply(dst + part.first_row * columns_, rows * width);
      return;
    }
    for (std::int64_t i = part.first_row; i < part.last_row; ++i) {
      activation_.apply(dst + i * columns_ + part.first_column, width);
    }
  }

  std::int64_t rows_;
  std::int64_t columns_;
  std::int64_t parts_;  ///< into which the rows, or else the columns, are cut
  bool cut_rows_;
  bool has_bias_;
  Product product_;
  Activation activation_;
};

std::unique_ptr<Kernel> make_matmul(const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  // An empty matrix would be a division by zero inside oneDNN.
  if (node.outputs[0].shape.size() == 0 || node.inputs[0].shape().size() == 0) return nullptr;
  const auto activation = Activation::of(node);
  if (!activation) return nullptr;
  return std::make_unique<Matmul>(node, *activation);
}

const std::array kList = {Entry{&ops::kMatmul, "onednn:matmul", make_matmul},
                          Entry{&ops::kFusedMatmul, "onednn:fused_matmul", make_matmul}};

}  // namespace

std::span<const Entry> list() {
  return kList;
}

}  // namespace onednn
}  // namespace ganglion::kernels
