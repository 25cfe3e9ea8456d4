#include "ganglion/kernels/onednn/primitive_matmul.h"

#include <algorithm>
#include <new>
#include <optional>
#include <vector>

#include "ganglion/kernels/activation.h"
#include "ganglion/kernels/onednn/choose.h"
#include "ganglion/kernels/onednn/isa.h"
#include "ganglion/kernels/onednn/product_parts.h"
#include "ganglion/kernels/scope.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/multiply_adds.h"

namespace ganglion::kernels::onednn {
namespace {

using Type = dnnl::memory::data_type;

/// Of the second factor at a time: with 4096 rows, 2 MB of bfloat16.
constexpr std::int64_t kColumns = 256;

/// A matrix as rows x columns, which lies transposed or not.
dnnl::memory::desc matrix(std::int64_t rows, std::int64_t columns, std::int64_t stride, Type type,
                          bool transposed) {
  const dnnl::memory::dims strides =
      transposed ? dnnl::memory::dims{1, stride} : dnnl::memory::dims{stride, 1};
  return {{rows, columns}, type, strides};
}

std::size_t bytes_of(std::int64_t floats) {
  return static_cast<std::size_t>(floats) * sizeof(float);
}

class PrimitiveMatmul : public Kernel {
 public:
  PrimitiveMatmul(const Node& node, const Activation& activation)
      : shape_(node), has_bias_(node.inputs.size() == 3), activation_(activation) {
    for (std::int64_t part = 0; part < shape_.parts; ++part) {
      const Product::Part place = shape_.part(part);
      parts_.push_back(std::make_unique<Sequence>());
      if (place.rows() > 0 && place.columns() > 0) {
        ops::rounds_factors(node) ? fill_rounded(*parts_.back(), place)
                                  : fill_plain(*parts_.back(), place);
      }
      scratch_bytes_ = std::max(scratch_bytes_, parts_.back()->scratch_bytes());
    }
  }

  std::size_t scratch_bytes() const override { return scratch_bytes_; }
  std::int64_t extent() const override { return shape_.parts; }

  void run(const KernelArguments& arguments) override {
    const Scope scope;
    for (std::int64_t part = arguments.begin; part < arguments.end; ++part) {
      parts_[static_cast<std::size_t>(part)]->run(arguments);
      shape_.activate(shape_.part(part), activation_, static_cast<float*>(arguments.outputs[0]));
    }
  }

 private:
  struct Operand {
    Sequence::Place place;
    dnnl::memory::desc layout;
  };

  /// What a part reads of the first factor.
  Operand left_of(const Product::Part& part) const {
    const std::int64_t k = shape_.inner;
    const bool turned = shape_.transpose_a;
    return {Sequence::input(0, bytes_of(part.first_row * (turned ? 1 : k))),
            matrix(part.rows(), k, turned ? shape_.rows : k, Type::f32, turned)};
  }
  /// Columns of the second one.
  Operand right_of(std::int64_t first, std::int64_t width) const {
    const std::int64_t k = shape_.inner;
    const bool turned = shape_.transpose_b;
    return {Sequence::input(1, bytes_of(first * (turned ? k : 1))),
            matrix(k, width, turned ? k : shape_.columns, Type::f32, turned)};
  }

  void fill_plain(Sequence& steps, const Product::Part& part) const {
    multiply(steps, left_of(part), right_of(part.first_column, part.columns()), part);
  }

  /// The part's rows of the first factor are converted once.
  void fill_rounded(Sequence& steps, const Product::Part& part) const {
    const std::int64_t k = shape_.inner;
    const bool tb = shape_.transpose_b;
    const Operand left = left_of(part);
    const auto left_rounded = matrix(part.rows(), k, k, Type::bf16, false);
    const Operand a = {steps.converted(left.place, left.layout, left_rounded), left_rounded};
    std::optional<Sequence::Place> b;
    for (std::int64_t j = part.first_column; j < part.last_column; j += kColumns) {
      const std::int64_t width = std::min(kColumns, part.last_column - j);
      const Operand right = right_of(j, width);
      const auto right_rounded = matrix(k, width, tb ? k : width, Type::bf16, tb);
      if (!b) b = steps.scratch(right_rounded);
      steps.reorder(right.place, right.layout, *b, right_rounded);
      multiply(steps, a, {*b, right_rounded}, {part.first_row, part.last_row, j, j + width});
    }
  }

  void multiply(Sequence& steps, const Operand& a, const Operand& b,
                const Product::Part& part) const {
    const auto result = matrix(part.rows(), part.columns(), shape_.columns, Type::f32, false);
    const auto bias = has_bias_ ? matrix(1, part.columns(), part.columns(), Type::f32, false)
                                : dnnl::memory::desc();
    const auto choice = choose<dnnl::matmul>(a.layout, b.layout, bias, result);
    const std::int64_t at = part.first_row * shape_.columns + part.first_column;
    std::vector<Sequence::Argument> arguments = {
        {DNNL_ARG_SRC, a.layout, a.place},
        {DNNL_ARG_WEIGHTS, b.layout, b.place},
        {DNNL_ARG_DST, result, Sequence::output(0, bytes_of(at))}};
    if (has_bias_) {
      arguments.push_back({DNNL_ARG_BIAS, bias, Sequence::input(2, bytes_of(part.first_column))});
    }
    steps.add(dnnl::matmul(choice), arguments, choice.scratchpad_desc());
  }

  ProductParts shape_;
  bool has_bias_;
  Activation activation_;
  std::vector<std::unique_ptr<Sequence>> parts_;
  std::size_t scratch_bytes_ = 0;
};

}  // namespace

bool suits_primitive(const Node& node) {
  constexpr std::int64_t kWorthACall = std::int64_t{1} << 18;  // multiply-adds
  constexpr std::int64_t kLarge = std::int64_t{1} << 19;       // elements
  if (!supports(dnnl::cpu_isa::avx512_core) || ops::multiply_adds(node) < kWorthACall) return false;
  const ProductParts shape(node);
  if (shape.transpose_b) return !shape.transpose_a;
  return (shape.transpose_a ? shape.rows : shape.inner) * shape.columns < kLarge;
}

std::unique_ptr<Kernel> make_primitive_matmul(const Node& node) {
  const auto activation = Activation::of(node);
  if (!activation) return nullptr;
  const Scope scope;  // a primitive fixes its number of threads when it is made
  try {
    return std::make_unique<PrimitiveMatmul>(node, *activation);
  } catch (const dnnl::error& error) {
    if (error.status == dnnl_out_of_memory) throw std::bad_alloc();
    return nullptr;  // not on this processor
  }
}

}  // namespace ganglion::kernels::onednn
