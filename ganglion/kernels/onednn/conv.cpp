#include <array>
#include <new>
#include <optional>

#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/onednn/batch_parts.h"
#include "ganglion/kernels/onednn/choose.h"
#include "ganglion/kernels/onednn/isa.h"
#include "ganglion/kernels/scope.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/windows.h"

/// Convolution and its derivatives on oneDNN. Tensors come and go row-major; inside, each primitive
/// has them in the blocked layout that it is fastest in. What has a row of its own for each example
/// is computed in parts of the batch, so that those layouts needn't leave the cache.
namespace ganglion::kernels::onednn {
namespace {

using Dims = dnnl::memory::dims;
using Forward = dnnl::convolution_forward;
using BackwardData = dnnl::convolution_backward_data;
using BackwardWeights = dnnl::convolution_backward_weights;
constexpr auto kDirect = dnnl::algorithm::convolution_direct;

/// A convolution in oneDNN's terms. One spatial axis stays one.
struct Problem {
  Dims src, weights, dst, strides, dilates, before, after;
  dnnl::memory::data_type factors;  ///< of what is multiplied

  /// Of one of `parts` equal parts of the batch.
  explicit Problem(const Node& node, std::int64_t parts = 1) {
    const ops::WindowGeometry g = ops::geometry_of(node);
    factors =
        ops::rounds_factors(node) ? dnnl::memory::data_type::bf16 : dnnl::memory::data_type::f32;
    const bool flat = node.outputs[0].shape.rank() == 3;
    src = {g.batch / parts, g.channels};
    dst = {g.batch / parts, g.filters};
    weights = {g.filters / g.groups, g.channels / g.groups};
    if (g.groups > 1) weights.insert(weights.begin(), g.groups);
    if (!flat) add(g.rows);
    add(g.columns);
  }

  Forward::primitive_desc forward(bool biased = false) const {
    const dnnl::memory::desc bias = biased ? plain({dst[1]}) : dnnl::memory::desc();
    return choose<Forward>(dnnl::prop_kind::forward_training, kDirect, any_layout(src, factors),
                           any_layout(weights, factors), bias, any_layout(dst), strides, dilates,
                           before, after);
  }

 private:
  void add(const ops::WindowAxis& axis) {
    src.push_back(axis.input);
    weights.push_back(axis.kernel);
    dst.push_back(axis.output);
    strides.push_back(axis.stride);
    dilates.push_back(axis.dilation - 1);
    before.push_back(axis.before);
    after.push_back(axis.after);
  }
};

/// An operand or the result of a primitive: its name there, and the layout in which it is taken.
struct Operand {
  int argument;
  Dims dims;
  dnnl::memory::desc layout;
};

/// `primitive` with its operands and result, each converted from and to row-major but for those
/// that lie in their layout already.
std::unique_ptr<Sequence> sequence_of(const dnnl::primitive& primitive,
                                      std::span<const Operand> operands, const Operand& result,
                                      const dnnl::memory::desc& scratchpad,
                                      std::optional<std::size_t> ready = {}) {
  auto sequence = std::make_unique<Sequence>();
  std::vector<Sequence::Argument> arguments;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Operand& operand = operands[i];
    const auto have = ready == i ? operand.layout : plain(operand.dims);
    arguments.push_back({operand.argument, operand.layout,
                         sequence->converted(Sequence::input(i), have, operand.layout)});
  }
  const bool direct = result.layout == plain(result.dims);
  const Sequence::Place place = direct ? Sequence::output() : sequence->scratch(result.layout);
  arguments.push_back({result.argument, result.layout, place});
  sequence->add(primitive, arguments, scratchpad);
  if (!direct) {
    sequence->reorder(place, result.layout, Sequence::output(), plain(result.dims));
  }
  return sequence;
}

/// The same in parts of the batch, operand 1 being the kernel.
std::unique_ptr<Kernel> in_parts(const dnnl::primitive& primitive,
                                 std::span<const Operand> operands, const Operand& result,
                                 const dnnl::memory::desc& scratchpad, std::int64_t parts,
                                 const Activation& activation) {
  const Operand& kernel = operands[1];
  std::unique_ptr<Sequence> convert;
  if (kernel.layout != plain(kernel.dims)) {
    convert = std::make_unique<Sequence>();
    convert->reorder(Sequence::input(1), plain(kernel.dims), Sequence::output(), kernel.layout);
  }
  return std::make_unique<BatchParts>(std::move(convert), kernel.layout.get_size(),
                                      sequence_of(primitive, operands, result, scratchpad, 1),
                                      BatchParts::Sizes{.parts = parts,
                                                        .input = plain(operands[0].dims).get_size(),
                                                        .output = plain(result.dims).get_size(),
                                                        .biased = operands.size() == 3},
                                      activation);
}

std::int64_t parts_of(const Node& node) {
  const Shape& x = node.inputs[0].shape();
  const std::int64_t numbers = x.size() + node.outputs[0].shape.size();
  return BatchParts::count(x[0], static_cast<std::size_t>(numbers / x[0]) * sizeof(float));
}

std::unique_ptr<Kernel> make_forward(const Node& node) {
  const auto activation = Activation::of(node);
  if (!activation) return nullptr;
  const bool biased = node.inputs.size() == 3;
  const std::int64_t parts = parts_of(node);
  const Problem p(node, parts);
  const Forward::primitive_desc choice = p.forward(biased);
  std::vector<Operand> operands = {{DNNL_ARG_SRC, p.src, choice.src_desc()},
                                   {DNNL_ARG_WEIGHTS, p.weights, choice.weights_desc()}};
  if (biased) operands.push_back({DNNL_ARG_BIAS, {p.dst[1]}, choice.bias_desc()});
  return in_parts(Forward(choice), operands, {DNNL_ARG_DST, p.dst, choice.dst_desc()},
                  choice.scratchpad_desc(), parts, *activation);
}

std::unique_ptr<Kernel> make_backward_data(const Node& node) {
  const std::int64_t parts = parts_of(node);
  const Problem p(node, parts);
  const auto choice = choose_backward<BackwardData>(
      p.forward(), kDirect, any_layout(p.src), any_layout(p.weights, p.factors),
      any_layout(p.dst, p.factors), p.strides, p.dilates, p.before, p.after);
  const std::array operands = {Operand{DNNL_ARG_DIFF_DST, p.dst, choice.diff_dst_desc()},
                               Operand{DNNL_ARG_WEIGHTS, p.weights, choice.weights_desc()}};
  return in_parts(BackwardData(choice), operands,
                  {DNNL_ARG_DIFF_SRC, p.src, choice.diff_src_desc()}, choice.scratchpad_desc(),
                  parts, {});
}

std::unique_ptr<Kernel> make_backward_weights(const Node& node) {
  const Problem p(node);
  // Blocks of 8 channels would be nearly all padding: one or two are faster row-major. With AVX-512
  // there are kernels for them.
  const bool few = p.src[1] <= 2 && !supports(dnnl::cpu_isa::avx512_core);
  const auto layout = [&](const Dims& dims, auto type) {
    return few ? plain(dims) : any_layout(dims, type);
  };
  const auto choice = choose_backward<BackwardWeights>(
      p.forward(), kDirect, layout(p.src, p.factors),
      layout(p.weights, dnnl::memory::data_type::f32), layout(p.dst, p.factors), p.strides,
      p.dilates, p.before, p.after);
  const std::array operands = {Operand{DNNL_ARG_SRC, p.src, choice.src_desc()},
                               Operand{DNNL_ARG_DIFF_DST, p.dst, choice.diff_dst_desc()}};
  return sequence_of(BackwardWeights(choice), operands,
                     {DNNL_ARG_DIFF_WEIGHTS, p.weights, choice.diff_weights_desc()},
                     choice.scratchpad_desc());
}

/// Null for what oneDNN's primitives don't take.
std::unique_ptr<Kernel> made_by(std::unique_ptr<Kernel> (*make)(const Node& node),
                                const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  for (const Value& input : node.inputs) {
    if (input.shape().size() == 0) return nullptr;
  }
  if (node.outputs[0].shape.size() == 0) return nullptr;
  const Scope scope;  // a primitive fixes its number of threads when it is made
  try {
    return make(node);
  } catch (const dnnl::error& error) {
    if (error.status == dnnl_out_of_memory) throw std::bad_alloc();
    return nullptr;
  }
}

std::unique_ptr<Kernel> make_conv(const Node& node) {
  return made_by(node.op == &ops::kConvInputGradient ? make_backward_data : make_forward, node);
}

std::unique_ptr<Kernel> make_kernel_gradient(const Node& node) {
  return made_by(make_backward_weights, node);
}

const std::array kList = {Maker{&ops::kConv, make_conv}, Maker{&ops::kFusedConv, make_conv},
                          Maker{&ops::kConvInputGradient, make_conv}};
const std::array kTrainingList = {Maker{&ops::kConvKernelGradient, make_kernel_gradient}};

}  // namespace

std::span<const Maker> conv_list() {
  return kList;
}

std::span<const Maker> training_list() {
  return kTrainingList;
}

}  // namespace ganglion::kernels::onednn
