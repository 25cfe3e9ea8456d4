#include <array>

#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/onednn/sequence.h"
#include "ganglion/kernels/scope.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/windows.h"

/// Convolution and its derivatives on oneDNN. Tensors come and go row-major; inside, each primitive
/// has them in the blocked layout that it is fastest in.
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

  explicit Problem(const Node& node) {
    const ops::WindowGeometry g = ops::geometry_of(node);
    const bool flat = node.outputs[0].shape.rank() == 3;
    src = {g.batch, g.channels};
    dst = {g.batch, g.filters};
    weights = {g.filters / g.groups, g.channels / g.groups};
    if (g.groups > 1) weights.insert(weights.begin(), g.groups);
    if (!flat) add(g.rows);
    add(g.columns);
  }

  Forward::primitive_desc forward() const {
    const Forward::desc description(dnnl::prop_kind::forward_training, kDirect, any_layout(src),
                                    any_layout(weights), any_layout(dst), strides, dilates, before,
                                    after);
    return {description, own_scratch(), cpu()};
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

/// Appends `primitive` with two operands and a result, each converted from and to row-major.
struct Operand {
  int argument;
  Dims dims;
  dnnl::memory::desc layout;
};

std::unique_ptr<Kernel> sequence_of(const dnnl::primitive& primitive, const Operand& a,
                                    const Operand& b, const Operand& result,
                                    const dnnl::memory::desc& scratchpad) {
  auto sequence = std::make_unique<Sequence>();
  const auto from = [&](std::size_t i, const Operand& operand) {
    return sequence->converted(Sequence::input(i), plain(operand.dims), operand.layout);
  };
  const Sequence::Place place_a = from(0, a);
  const Sequence::Place place_b = from(1, b);
  const bool direct = result.layout == plain(result.dims);
  const Sequence::Place place = direct ? Sequence::output() : sequence->scratch(result.layout);
  sequence->add(primitive,
                {{a.argument, a.layout, place_a},
                 {b.argument, b.layout, place_b},
                 {result.argument, result.layout, place}},
                scratchpad);
  if (!direct) {
    sequence->reorder(place, result.layout, Sequence::output(), plain(result.dims));
  }
  return sequence;
}

std::unique_ptr<Kernel> make_forward(const Problem& p) {
  const Forward::primitive_desc choice = p.forward();
  return sequence_of(Forward(choice), {DNNL_ARG_SRC, p.src, choice.src_desc()},
                     {DNNL_ARG_WEIGHTS, p.weights, choice.weights_desc()},
                     {DNNL_ARG_DST, p.dst, choice.dst_desc()}, choice.scratchpad_desc());
}

std::unique_ptr<Kernel> make_backward_data(const Problem& p) {
  const BackwardData::desc description(kDirect, any_layout(p.src), any_layout(p.weights),
                                       any_layout(p.dst), p.strides, p.dilates, p.before, p.after);
  const BackwardData::primitive_desc choice(description, own_scratch(), cpu(), p.forward());
  return sequence_of(BackwardData(choice), {DNNL_ARG_DIFF_DST, p.dst, choice.diff_dst_desc()},
                     {DNNL_ARG_WEIGHTS, p.weights, choice.weights_desc()},
                     {DNNL_ARG_DIFF_SRC, p.src, choice.diff_src_desc()}, choice.scratchpad_desc());
}

std::unique_ptr<Kernel> make_backward_weights(const Problem& p) {
  // Blocks of 8 or 16 channels would be nearly all padding: one or two are faster row-major.
  const bool few = p.src[1] <= 2;
  const auto layout = few ? plain : any_layout;
  const BackwardWeights::desc description(kDirect, layout(p.src), layout(p.weights), layout(p.dst),
                                          p.strides, p.dilates, p.before, p.after);
  const BackwardWeights::primitive_desc choice(description, own_scratch(), cpu(), p.forward());
  return sequence_of(BackwardWeights(choice), {DNNL_ARG_SRC, p.src, choice.src_desc()},
                     {DNNL_ARG_DIFF_DST, p.dst, choice.diff_dst_desc()},
                     {DNNL_ARG_DIFF_WEIGHTS, p.weights, choice.diff_weights_desc()},
                     choice.scratchpad_desc());
}

std::unique_ptr<Kernel> make_conv(const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  for (const Value& input : node.inputs) {
    if (input.shape().size() == 0) return nullptr;
  }
  if (node.outputs[0].shape.size() == 0) return nullptr;
  const Scope scope;  // a primitive fixes its number of threads when it is made
  const Problem problem(node);
  try {
    if (node.op == &ops::kConvInputGradient) return make_backward_data(problem);
    if (node.op == &ops::kConvKernelGradient) return make_backward_weights(problem);
    return make_forward(problem);
  } catch (const dnnl::error&) {
    return nullptr;  // a problem that no primitive takes
  }
}

const std::array kList = {
    Entry{&ops::kConv, "onednn:conv", make_conv},
    Entry{&ops::kConvInputGradient, "onednn:conv_input_gradient", make_conv},
    Entry{&ops::kConvKernelGradient, "onednn:conv_kernel_gradient", make_conv}};

}  // namespace

std::span<const Entry> conv_list() {
  return kList;
}

}  // namespace ganglion::kernels::onednn
