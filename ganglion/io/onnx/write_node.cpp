#include <fmt/format.h>

#include <map>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/model_writer.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/windows.h"

namespace ganglion::io::onnx {
namespace {

using Names = std::vector<std::string>;
using Extents = std::vector<std::int64_t>;
using Attributes = std::vector<StoredAttribute>;

[[noreturn]] void refuse_node(const PairedNode& pair, const char* why) {
  throw Error(fmt::format("{} can't be written as ONNX{}", pair.node.op->name, why));
}

/// Ops that ONNX has as they are.
const char* same_op(const OpDef* op) {
  static const std::map<const OpDef*, const char*> kSame{
      {&ops::kAdd, "Add"},           {&ops::kSub, "Sub"},
      {&ops::kMul, "Mul"},           {&ops::kDiv, "Div"},
      {&ops::kPow, "Pow"},           {&ops::kMaximum, "Max"},
      {&ops::kMinimum, "Min"},       {&ops::kNeg, "Neg"},
      {&ops::kAbs, "Abs"},           {&ops::kSign, "Sign"},
      {&ops::kExp, "Exp"},           {&ops::kLog, "Log"},
      {&ops::kSqrt, "Sqrt"},         {&ops::kTanh, "Tanh"},
      {&ops::kSigmoid, "Sigmoid"},   {&ops::kErf, "Erf"},
      {&ops::kRound, "Round"},       {&ops::kRelu, "Relu"},
      {&ops::kSoftplus, "Softplus"}, {&ops::kGather, "Gather"},
      {&ops::kSoftmax, "Softmax"},   {&ops::kLogSoftmax, "LogSoftmax"}};
  const auto found = kSame.find(op);
  return found == kSame.end() ? nullptr : found->second;
}

Extents joined(Extents a, const Extents& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// The shape of a result, with -1 for the only extent that the batch changes.
Extents open_shape(const PairedNode& pair) {
  Extents dims = to_integers(pair.node.outputs[0].shape);
  const Extents others = to_integers(pair.other.outputs[0].shape);
  int open = 0;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (i < others.size() && dims[i] == others[i]) continue;
    dims[i] = -1;
    ++open;
  }
  if (open > 1 || dims.size() != others.size()) refuse_node(pair, ": the batch is in two axes");
  return dims;
}

std::string write_matmul(ModelWriter& writer, const PairedNode& pair, const Names& inputs,
                         const std::string& name) {
  const bool a = pair.node.attributes.flag("transpose_a");
  const bool b = pair.node.attributes.flag("transpose_b");
  if (!a && !b) return writer.node("MatMul", inputs, name);
  return writer.node(
      "Gemm", inputs, name,
      {integer_attribute("transA", a ? 1 : 0), integer_attribute("transB", b ? 1 : 0)});
}

std::string write_batched_matmul(ModelWriter& writer, const PairedNode& pair, Names inputs,
                                 const std::string& name) {
  const char* const kTransposed[] = {"transpose_a", "transpose_b"};
  for (std::size_t i = 0; i < 2; ++i) {
    if (!pair.node.attributes.flag(kTransposed[i])) continue;
    Extents order;
    for (int axis = 0; axis < pair.node.inputs[i].shape().rank(); ++axis) order.push_back(axis);
    std::swap(order[order.size() - 2], order.back());
    inputs[i] = writer.node("Transpose", {inputs[i]}, name + "/transposed",
                            {integers_attribute("perm", order)});
  }
  return writer.node("MatMul", inputs, name);
}

Attributes conv_attributes(const ops::ConvOptions& options, const Shape& kernel) {
  return {integers_attribute("kernel_shape", {kernel.begin() + 2, kernel.end()}),
          integers_attribute("strides", options.strides),
          integers_attribute("dilations", options.dilations),
          integers_attribute("pads", joined(options.pads_before, options.pads_after)),
          integer_attribute("group", options.groups)};
}

/// The transposed convolution; what its windows don't reach behind is `output_padding`.
std::string write_transposed(ModelWriter& writer, const PairedNode& pair, const Names& inputs,
                             const std::string& name) {
  const ops::ConvOptions options = ops::conv_options(pair.node);
  const Shape& dy = pair.node.inputs[0].shape();
  const Shape& kernel = pair.node.inputs[1].shape();
  Extents padding;
  for (std::size_t i = 0; i < options.strides.size(); ++i) {
    const int axis = static_cast<int>(i) + 2;
    const std::int64_t reach = options.dilations[i] * (kernel[axis] - 1) + 1;
    padding.push_back(pair.node.outputs[0].shape[axis] + options.pads_before[i] +
                      options.pads_after[i] - options.strides[i] * (dy[axis] - 1) - reach);
    if (padding.back() < 0) refuse_node(pair, ": its windows reach over the result");
  }
  Attributes attributes = conv_attributes(options, kernel);
  attributes.push_back(integers_attribute("output_padding", padding));
  return writer.node("ConvTranspose", inputs, name, attributes);
}

std::string write_pool(ModelWriter& writer, const PairedNode& pair, const Names& inputs,
                       const std::string& name) {
  const ops::PoolOptions options = ops::pool_options(pair.node);
  const char* op = pair.node.op == &ops::kMaxPool ? "MaxPool" : "AveragePool";
  return writer.node(op, inputs, name,
                     {integers_attribute("kernel_shape", options.window),
                      integers_attribute("strides", options.strides),
                      integers_attribute("pads", joined(options.pads_before, options.pads_after))});
}

std::string write_reduction(ModelWriter& writer, const PairedNode& pair, Names inputs,
                            const std::string& name) {
  const Extents axes = pair.node.attributes.integers("axes");
  Attributes attributes{integer_attribute("keepdims", pair.node.attributes.flag("keep") ? 1 : 0)};
  const bool sum = pair.node.op == &ops::kReduceSum;
  if (sum || writer.opset() >= 18) {
    inputs.push_back(writer.integers(name + "/axes", axes));
  } else {
    attributes.push_back(integers_attribute("axes", axes));
  }
  return writer.node(sum ? "ReduceSum" : "ReduceMax", inputs, name, attributes);
}

/// A block; along the batch all rows.
std::string write_slice(ModelWriter& writer, const PairedNode& pair, Names inputs,
                        const std::string& name) {
  const Extents starts = pair.node.attributes.integers("starts");
  const Shape& from = pair.node.inputs[0].shape();
  const Shape& to = pair.node.outputs[0].shape;
  Extents first;
  Extents last;
  Extents axes;
  for (int i = 0; i < from.rank(); ++i) {
    if (from[i] == to[i] && pair.other.inputs[0].shape()[i] == pair.other.outputs[0].shape[i]) {
      continue;
    }
    if (from[i] != pair.other.inputs[0].shape()[i]) refuse_node(pair, ": it divides the batch");
    first.push_back(starts[static_cast<std::size_t>(i)]);
    last.push_back(first.back() + to[i]);
    axes.push_back(i);
  }
  if (axes.empty()) return inputs[0];
  inputs.push_back(writer.integers(name + "/starts", first));
  inputs.push_back(writer.integers(name + "/ends", last));
  inputs.push_back(writer.integers(name + "/axes", axes));
  return writer.node("Slice", inputs, name);
}

std::string write_reshape(ModelWriter& writer, const PairedNode& pair, const Names& inputs,
                          const std::string& name) {
  return writer.node("Reshape", {inputs[0], writer.integers(name + "/shape", open_shape(pair))},
                     name);
}

std::string write_expand(ModelWriter& writer, const PairedNode& pair, const Names& inputs,
                         const std::string& name) {
  Extents dims = open_shape(pair);
  const Shape& from = pair.node.inputs[0].shape();
  for (std::size_t i = 0; i < dims.size(); ++i) {
    const int axis = static_cast<int>(i) - (static_cast<int>(dims.size()) - from.rank());
    const bool kept = axis >= 0 && from[axis] == pair.node.outputs[0].shape[static_cast<int>(i)];
    if (dims[i] == -1 && !kept) refuse_node(pair, ": it repeats something for each row");
    if (dims[i] == -1) dims[i] = 1;  // Expand leaves what is larger
  }
  return writer.node("Expand", {inputs[0], writer.integers(name + "/shape", dims)}, name);
}

std::string write_cast(ModelWriter& writer, const PairedNode& pair, const Names& inputs,
                       const std::string& name) {
  const DType to = pair.node.outputs[0].dtype;
  if (to != DType::f32 && to != DType::i32) refuse_node(pair, " to this type");
  return writer.node("Cast", inputs, name, {integer_attribute("to", to == DType::f32 ? 1 : 6)});
}

std::string write_comparison(ModelWriter& writer, const PairedNode& pair, const Names& inputs,
                             const std::string& name) {
  const char* op = pair.node.op == &ops::kGreater ? "Greater" : "Equal";
  const std::string found = writer.node(op, inputs, name + "/found");
  return writer.node("Cast", {found}, name, {integer_attribute("to", 1)});
}

std::string write_select(ModelWriter& writer, const Names& inputs, const std::string& name) {
  const std::string condition =
      writer.node("Cast", {inputs[0]}, name + "/condition", {integer_attribute("to", 9)});
  return writer.node("Where", {condition, inputs[1], inputs[2]}, name);
}

/// Ops whose shapes depend on settings; empty for others.
std::string write_shaping(ModelWriter& writer, const PairedNode& pair, const Names& inputs,
                          const std::string& name) {
  const OpDef* op = pair.node.op;
  const ganglion::Attributes& settings = pair.node.attributes;
  if (op == &ops::kReshape) return write_reshape(writer, pair, inputs, name);
  if (op == &ops::kBroadcastTo) return write_expand(writer, pair, inputs, name);
  if (op == &ops::kSlice) return write_slice(writer, pair, inputs, name);
  if (op == &ops::kTranspose) {
    return writer.node("Transpose", inputs, name,
                       {integers_attribute("perm", settings.integers("permutation"))});
  }
  if (op == &ops::kConcat) {
    return writer.node("Concat", inputs, name,
                       {integer_attribute("axis", settings.integer("axis"))});
  }
  if (op == &ops::kPad) {
    const Extents pads = joined(settings.integers("before"), settings.integers("after"));
    return writer.node("Pad", {inputs[0], writer.integers(name + "/pads", pads)}, name);
  }
  return {};
}

}  // namespace

std::string write_node(ModelWriter& writer, const PairedNode& pair, const Names& inputs,
                       const std::string& name) {
  const OpDef* op = pair.node.op;
  const ganglion::Attributes& settings = pair.node.attributes;
  if (const char* same = same_op(op)) return writer.node(same, inputs, name);
  if (op == &ops::kStopGradient) return inputs[0];
  if (op == &ops::kMatmul) return write_matmul(writer, pair, inputs, name);
  if (op == &ops::kBatchedMatmul) return write_batched_matmul(writer, pair, inputs, name);
  if (op == &ops::kConv) {
    return writer.node("Conv", inputs, name,
                       conv_attributes(ops::conv_options(pair.node), pair.node.inputs[1].shape()));
  }
  if (op == &ops::kConvInputGradient) return write_transposed(writer, pair, inputs, name);
  if (op == &ops::kMaxPool || op == &ops::kAvgPool) return write_pool(writer, pair, inputs, name);
  if (op == &ops::kReduceSum || op == &ops::kReduceMax) {
    return write_reduction(writer, pair, inputs, name);
  }
  if (op == &ops::kCast) return write_cast(writer, pair, inputs, name);
  if (op == &ops::kGreater || op == &ops::kEqual) {
    return write_comparison(writer, pair, inputs, name);
  }
  if (op == &ops::kSelect) return write_select(writer, inputs, name);
  if (op == &ops::kLeakyRelu) {
    return writer.node("LeakyRelu", inputs, name,
                       {number_attribute("alpha", settings.number("negative_slope"))});
  }
  if (op == &ops::kElu) {
    return writer.node("Elu", inputs, name, {number_attribute("alpha", settings.number("alpha"))});
  }
  const std::string shaped = write_shaping(writer, pair, inputs, name);
  if (shaped.empty()) refuse_node(pair, "");
  return shaped;
}

}  // namespace ganglion::io::onnx
