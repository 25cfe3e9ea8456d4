#include "ganglion/io/source/c_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "ganglion/core/error.h"
#include "ganglion/io/json.h"
#include "ganglion/io/source/blocks.h"
#include "ganglion/io/source/c_text.h"
#include "ganglion/io/source/elementwise.h"
#include "ganglion/io/source/places.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/windows.h"

namespace ganglion::io {
namespace {

/// Whole numbers are floats in C.
constexpr std::int64_t kMaxWhole = 1 << 24;

std::string plus(const std::string& pointer, std::int64_t offset) {
  return offset == 0 ? pointer : fmt::format("{} + {}", pointer, offset);
}

class ProgramWriter {
 public:
  explicit ProgramWriter(const FrozenGraph& graph) : graph_(graph), places_(graph) {}

  CProgram write() {
    for (const int id : places_.steps()) {
      const auto product = graph_.products.find(id);
      const Node& node = graph_.graph->node(id);
      tell_layer(product == graph_.products.end() ? node : *product->second.node);
      if (product != graph_.products.end()) {
        write_product(product->second);
      } else {
        write_node(node);
      }
    }
    for (const auto& [name, node] : places_.copied_outputs()) {
      const Value value = graph_.graph->node(node).output();
      statement("for (i = 0; i < {}; ++i) {}[i] = {}[i];", value.shape().size(), name,
                array(value));
    }
    program_.inputs = places_.inputs();
    program_.outputs = places_.outputs();
    program_.scratch = places_.scratch();
    return std::move(program_);
  }

 private:
  template <class... Args>
  void statement(fmt::format_string<Args...> format, Args&&... args) {
    program_.body += "  " + fmt::format(format, std::forward<Args>(args)...) + "\n";
  }

  void call(std::string_view function) { program_.functions.emplace(function); }

  void tell_layer(const Node& node) {
    if (node.name == layer_) return;
    layer_ = node.name;
    if (!layer_.empty()) statement("/* {} */", c_comment(layer_));
  }

  [[noreturn]] void refuse(const Node& node) const {
    throw Error(
        fmt::format("layer {}: its op {} has no form in C; the layers that `ganglion help "
                    "network` lists have one, but for recurrent ones and attention",
                    in_quotes(node.name), node.op->name));
  }

  /// A constant among the weights, as a pointer.
  std::string weights_pointer(const Tensor& tensor) {
    const auto offset = static_cast<std::int64_t>(program_.weights.size());
    const Tensor floats = tensor.cast(DType::f32);
    const auto values = floats.values<float>();
    program_.weights.insert(program_.weights.end(), values.begin(), values.end());
    return plus("@weights", offset);
  }

  /// A pointer to a value.
  std::string array(Value value) {
    if (!graph_.is_constant(value)) return places_.pointer(value.node);
    const auto [at, is_new] = stored_.emplace(value.node, "");
    if (is_new) at->second = weights_pointer(graph_.constant(value));
    return at->second;
  }

  std::string target(const Node& node) const { return places_.pointer(node.id); }

  // --- Products

  static std::string axis_text(const ops::WindowAxis& axis) {
    return fmt::format("{{{}, {}, {}, {}, {}, {}}}", axis.input, axis.output, axis.kernel,
                       axis.stride, axis.dilation, axis.before);
  }

  void write_window(const Node& node, const std::string& statement_text) {
    const ops::WindowGeometry g = ops::geometry_of(node);
    call("window");
    statement("{{");
    statement("  static const @window g = {{{}, {}, {}, {}, {}}};", g.channels, g.filters, g.groups,
              axis_text(g.rows), axis_text(g.columns));
    statement("  {}", statement_text);
    statement("}}");
  }

  void write_product(const FoldedProduct& product) {
    const Node& node = *product.node;
    const std::string kernel = weights_pointer(product.kernel);
    const std::string bias = product.bias ? weights_pointer(*product.bias) : "NULL";
    const std::string from = array(node.inputs[0]);
    const std::string to = places_.pointer(product.result);
    if (node.op == &ops::kMatmul) {
      call("dense");
      const Shape& x = node.inputs[0].shape();
      return statement("@dense({}, {}, {}, {}, {}, {}, {});", from, kernel, bias, to, x[0], x[1],
                       node.outputs[0].shape[1]);
    }
    const std::string function = node.op == &ops::kConv ? "conv" : "conv_transpose";
    call(function);
    write_window(node, fmt::format("@{}({}, {}, {}, {}, &g);", function, from, kernel, bias, to));
  }

  // --- Other nodes

  void write_node(const Node& node) {
    if (node.op->elementwise || node.op == &ops::kCast) return write_elements(node);
    if (node.op == &ops::kMaxPool || node.op == &ops::kAvgPool) {
      call("pool");
      return write_window(node, fmt::format("@pool({}, {}, &g, {});", array(node.inputs[0]),
                                            target(node), node.op == &ops::kAvgPool ? 1 : 0));
    }
    if (node.op == &ops::kSoftmax || node.op == &ops::kLogSoftmax) return write_softmax(node);
    if (node.op == &ops::kReduceSum || node.op == &ops::kReduceMax) return write_reduction(node);
    if (node.op == &ops::kGather || node.op == &ops::kOneHot) return write_look_up(node);
    if (node.op == &ops::kConcat) return write_concat(node);
    const auto block = copied_block(node);
    if (!block) refuse(node);
    if (node.op == &ops::kPad) {
      statement("for (i = 0; i < {}; ++i) ({})[i] = 0.0f;", node.outputs[0].shape.size(),
                target(node));
    }
    write_copy(array(node.inputs[0]), target(node), *block);
  }

  std::string element(Value value, const Shape& shape) {
    if (graph_.is_constant(value) && value.shape().size() == 1) {
      return c_number(graph_.constant(value).cast(DType::f32).values<float>()[0]);
    }
    if (!graph_.is_constant(value) && places_.is_inlined(value.node)) {
      return expression(graph_.graph->node(value.node), shape);
    }
    const std::string pointer = array(value);
    const bool sum = pointer.find(' ') != std::string::npos;
    return fmt::format("{}[{}]", sum ? "(" + pointer + ")" : pointer,
                       element_index(value.shape(), shape));
  }

  std::string expression(const Node& node, const Shape& shape) {
    std::vector<std::string> operands;
    for (const Value& input : node.inputs) operands.push_back(element(input, shape));
    std::string text = element_expression(node, operands, program_.functions);
    if (text.empty()) refuse(node);
    return text;
  }

  void write_elements(const Node& node) {
    const Shape& shape = node.outputs[0].shape;
    const std::string text = expression(node, shape);
    statement("for (i = 0; i < {}; ++i) ({})[i] = {};", shape.size(), target(node), text);
  }

  void write_softmax(const Node& node) {
    const Shape& shape = node.outputs[0].shape;
    const std::string function = node.op == &ops::kSoftmax ? "softmax" : "log_softmax";
    call(function);
    statement("@{}({}, {}, {}, {});", function, array(node.inputs[0]), target(node),
              shape.size() / shape[-1], shape[-1]);
  }

  /// Axes that lie side by side are one.
  void write_reduction(const Node& node) {
    const Shape& shape = node.inputs[0].shape();
    const auto& axes = node.attributes.integers("axes");
    std::int64_t outer = 1;
    std::int64_t count = 1;
    std::int64_t inner = 1;
    for (int axis = 0; axis < shape.rank(); ++axis) {
      const bool reduced = std::ranges::find(axes, axis) != axes.end();
      if (shape[axis] == 1) continue;
      if (reduced && inner > 1) refuse(node);
      std::int64_t& part = reduced ? count : count > 1 ? inner : outer;
      part *= shape[axis];
    }
    const std::string function = node.op == &ops::kReduceSum ? "sum" : "largest";
    call(function);
    statement("@{}({}, {}, {}, {}, {});", function, array(node.inputs[0]), target(node), outer,
              count, inner);
  }

  void write_look_up(const Node& node) {
    if (node.op == &ops::kOneHot) {
      call("one_hot");
      const Shape& shape = node.outputs[0].shape;
      return statement("@one_hot({}, {}, {}, {});", array(node.inputs[0]), target(node),
                       shape.size() / shape[-1], shape[-1]);
    }
    const Shape& table = node.inputs[0].shape();
    if (table[0] > kMaxWhole) {
      throw Error(fmt::format("layer {}: a table of {} rows; C source counts to {}",
                              in_quotes(node.name), table[0], kMaxWhole));
    }
    call("gather");
    statement("@gather({}, {}, {}, {}, {}, {});", array(node.inputs[0]), array(node.inputs[1]),
              target(node), node.inputs[1].shape().size(), table[0], table.size() / table[0]);
  }

  void write_concat(const Node& node) {
    const std::vector<Block> blocks = joined_blocks(node);
    for (std::size_t i = 0; i < blocks.size(); ++i)
      write_copy(array(node.inputs[i]), target(node), blocks[i]);
  }

  void write_copy(const std::string& source, const std::string& target, const Block& block) {
    call("copy");
    statement("{{");
    statement("  static const long extents[] = {{{}}};", c_list(block.extents.dims()));
    statement("  static const long from[] = {{{}}};", c_list(block.from));
    statement("  static const long to[] = {{{}}};", c_list(block.to));
    statement("  @copy({}, {}, extents, from, to, {});", plus(source, block.source),
              plus(target, block.target), block.extents.rank());
    statement("}}");
  }

  const FrozenGraph& graph_;
  Places places_;
  CProgram program_;
  std::map<int, std::string> stored_;  ///< constants, by node
  std::string layer_;
};

}  // namespace

CProgram c_program(const FrozenGraph& graph) {
  return ProgramWriter(graph).write();
}

}  // namespace ganglion::io
