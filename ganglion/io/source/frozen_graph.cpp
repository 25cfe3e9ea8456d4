#include "ganglion/io/source/frozen_graph.h"

#include <algorithm>

#include "ganglion/ops/op_defs.h"
#include "ganglion/runtime/interpreter.h"

namespace ganglion::io {
namespace {

std::map<std::string, Tensor> zero_inputs(const Graph& graph) {
  std::map<std::string, Tensor> zeros;
  for (const Node& node : graph.nodes()) {
    if (node.op == &kInput) {
      zeros.emplace(node.name, Tensor(node.outputs[0].shape, node.outputs[0].dtype));
    }
  }
  return zeros;
}

void find_constants(FrozenGraph& frozen, const std::map<std::string, Tensor>& variables) {
  const Graph& graph = *frozen.graph;
  std::map<std::string, Tensor> feeds = zero_inputs(graph);
  feeds.insert(variables.begin(), variables.end());
  // What is computed of zeros is not looked at.
  const runtime::Evaluation values(graph, feeds);
  for (const Node& node : graph.nodes()) {
    const bool known =
        node.op != &kInput && std::ranges::all_of(node.inputs, [&](const Value& input) {
          return frozen.is_constant(input);
        });
    frozen.constants.push_back(known ? std::optional(values.at(node.output())) : std::nullopt);
  }
}

void count_readers(FrozenGraph& frozen) {
  frozen.readers.assign(static_cast<std::size_t>(frozen.graph->size()), 0);
  for (const Node& node : frozen.graph->nodes()) {
    for (const Value& input : node.inputs) ++frozen.readers[static_cast<std::size_t>(input.node)];
  }
  for (const auto& [name, value] : frozen.graph->outputs()) {
    ++frozen.readers[static_cast<std::size_t>(value.node)];
  }
}

/// y = scale * product + shift, channel by channel.
struct Affine {
  std::vector<double> scale;
  std::vector<double> shift;

  void multiply(const std::vector<double>& by) {
    for (std::size_t i = 0; i < by.size(); ++i) {
      scale[i] *= by[i];
      shift[i] *= by[i];
    }
  }
  void add(const std::vector<double>& what, double sign) {
    for (std::size_t i = 0; i < what.size(); ++i) shift[i] += sign * what[i];
  }
};

/// Folds what follows one product into it.
class Folding {
 public:
  Folding(FrozenGraph& frozen, const Node& product)
      : frozen_(frozen),
        product_(product),
        shape_(product.outputs[0].shape),
        axis_(product.op == &ops::kMatmul ? shape_.rank() - 1 : 1),
        channels_(static_cast<std::size_t>(shape_[axis_])),
        affine_{std::vector<double>(channels_, 1.0), std::vector<double>(channels_, 0.0)} {}

  FoldedProduct run(const std::vector<const Node*>& only_reader) {
    const Node* at = &product_;
    std::vector<int> passed;
    while (const Node* next = only_reader[static_cast<std::size_t>(at->id)]) {
      if (!fold(*next, at->id)) break;
      passed.push_back(at->id);
      at = next;
    }
    for (const int id : passed) frozen_.absorbed[static_cast<std::size_t>(id)] = true;
    FoldedProduct result{.node = &product_, .kernel = scaled_kernel(), .result = at->id};
    if (std::ranges::any_of(affine_.shift, [](double shift) { return shift != 0.0; })) {
      std::vector<float> bias(affine_.shift.begin(), affine_.shift.end());
      result.bias = Tensor::of(Shape{static_cast<std::int64_t>(channels_)}, bias);
    }
    return result;
  }

 private:
  /// One number a channel, if that is what a constant gives when it is broadcast to the product.
  std::optional<std::vector<double>> per_channel(Value value) const {
    const Shape& shape = value.shape();
    const int lead = shape_.rank() - shape.rank();
    if (lead < 0) return std::nullopt;
    for (int axis = 0; axis < shape.rank(); ++axis) {
      if (shape[axis] != 1 && axis + lead != axis_) return std::nullopt;
    }
    const Tensor doubles = frozen_.constant(value).cast(DType::f64);
    const auto numbers = doubles.values<double>();
    if (numbers.size() == 1) return std::vector<double>(channels_, numbers[0]);
    return std::vector<double>(numbers.begin(), numbers.end());
  }

  bool fold(const Node& node, int from) {
    if (node.op == &ops::kReshape || node.op == &ops::kStopGradient) {
      return node.outputs[0].shape == shape_;
    }
    if (node.inputs.size() != 2 || node.outputs[0].shape != shape_) return false;
    const bool first = node.inputs[0].node == from;
    const Value other = node.inputs[first ? 1 : 0];
    if (!frozen_.is_constant(other)) return false;
    auto numbers = per_channel(other);
    if (!numbers) return false;
    if (node.op == &ops::kAdd) {
      affine_.add(*numbers, 1);
    } else if (node.op == &ops::kSub) {
      if (!first) affine_.multiply(std::vector<double>(channels_, -1.0));
      affine_.add(*numbers, first ? -1 : 1);
    } else if (node.op == &ops::kMul) {
      affine_.multiply(*numbers);
    } else if (node.op == &ops::kDiv && first) {
      for (double& number : *numbers) number = 1.0 / number;
      affine_.multiply(*numbers);
    } else {
      return false;
    }
    return true;
  }

  /// The channel that element i of the kernel adds to.
  std::size_t channel_of(std::size_t i, const Shape& kernel) const {
    if (product_.op == &ops::kMatmul) return i % channels_;
    const auto inside = static_cast<std::size_t>(kernel.size() / kernel[0]);
    if (product_.op == &ops::kConv) return i / inside;
    // Of a transposed convolution: [filters, channels / groups, window…].
    const auto in_group = static_cast<std::size_t>(kernel[1]);
    const std::size_t groups = channels_ / in_group;
    const std::size_t filters = static_cast<std::size_t>(kernel[0]) / groups;
    return i / inside / filters * in_group + i % inside / (inside / in_group);
  }

  Tensor scaled_kernel() const {
    Tensor kernel = frozen_.constant(product_.inputs[1]);
    const auto values = kernel.values<float>();
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double scale = affine_.scale[channel_of(i, kernel.shape())];
      if (scale != 1.0) values[i] = static_cast<float>(scale * static_cast<double>(values[i]));
    }
    return kernel;
  }

  FrozenGraph& frozen_;
  const Node& product_;
  Shape shape_;
  int axis_;
  std::size_t channels_;
  Affine affine_;
};

bool is_product(const FrozenGraph& frozen, const Node& node) {
  const bool kind = (node.op == &ops::kMatmul && !node.attributes.flag("transpose_a") &&
                     !node.attributes.flag("transpose_b")) ||
                    node.op == &ops::kConv || node.op == &ops::kConvInputGradient;
  return kind && !frozen.is_constant(node.inputs[0]) && frozen.is_constant(node.inputs[1]);
}

void fold_products(FrozenGraph& frozen) {
  const Graph& graph = *frozen.graph;
  std::vector<const Node*> only_reader(static_cast<std::size_t>(graph.size()), nullptr);
  for (const Node& node : graph.nodes()) {
    for (const Value& input : node.inputs) {
      const auto from = static_cast<std::size_t>(input.node);
      if (frozen.readers[from] == 1) only_reader[from] = &node;
    }
  }
  for (const Node& node : graph.nodes()) {
    if (!is_product(frozen, node)) continue;
    FoldedProduct product = Folding(frozen, node).run(only_reader);
    const int result = product.result;
    frozen.products.emplace(result, std::move(product));
  }
}

}  // namespace

FrozenGraph frozen(const Graph& graph, const std::map<std::string, Tensor>& variables) {
  FrozenGraph result{.graph = &graph};
  find_constants(result, variables);
  for (const auto& constant : result.constants) result.absorbed.push_back(constant.has_value());
  count_readers(result);
  fold_products(result);
  return result;
}

std::vector<Tensor> reference_outputs(const Graph& graph,
                                      const std::map<std::string, Tensor>& variables,
                                      const std::map<std::string, Tensor>& inputs) {
  std::map<std::string, Tensor> feeds = variables;
  feeds.insert(inputs.begin(), inputs.end());
  const runtime::Evaluation values(graph, feeds);
  std::vector<Tensor> results;
  for (const auto& [name, value] : graph.outputs()) results.push_back(values.at(value));
  return results;
}

}  // namespace ganglion::io
