#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/runtime/plan.h"
#include "ganglion/train/check_data.h"
#include "ganglion/train/model_state.h"
#include "ganglion/train/step_graph.h"

/// Derivatives of a model that are looked at, not trained with.
namespace ganglion::train {
namespace {

constexpr std::int64_t kJacobianRows = 256;

void bind_parameters(runtime::Plan& plan, Weights& weights) {
  if (plan.has("parameters")) plan.bind("parameters", weights.parameters);
  if (plan.has("state")) plan.bind("state", weights.state);
}

/// Binds the tensors of a data set to the inputs of a graph that `add_inputs` and the losses made.
void bind_rows(runtime::Plan& plan, const nn::Network& network, const data::Dataset& data) {
  const auto bind = [&](const std::string& name, const Tensor& tensor) {
    if (plan.has(name)) plan.bind(name, tensor);
  };
  for (std::size_t i = 0; i < network.inputs().size(); ++i) {
    bind(network.inputs()[i].name, *data.inputs()[i]);
  }
  for (std::size_t i = 0; i < network.outputs().size(); ++i) {
    bind(numbered("targets", i), *data.outputs()[i]);
    if (const Tensor* weights = data.weights_of(i)) bind(numbered("sample_weight", i), *weights);
  }
}

/// Rows as the losses of the network take them. Throws Error beginning with `what`.
data::Dataset labelled_rows(const nn::Network& network, const CompileOptions& options,
                            const data::Dataset& raw, const char* what) {
  check_features(network, raw, what);
  data::Dataset data = with_fitting_targets(network, options, raw.as_floats());
  check_targets(network, options, data, what);
  return data;
}

/// Runs a graph whose outputs are derivatives by parameters, and reads them by path.
std::map<std::string, Tensor> read_by_path(const Graph& graph, runtime::Plan& plan,
                                           const nn::ParameterLayout& layout) {
  plan.run();
  std::map<std::string, Tensor> result;
  for (const nn::ParameterSpec& spec : layout.parameters) {
    if (graph.has_output(spec.path)) result.emplace(spec.path, plan.read(spec.path));
  }
  return result;
}

void check_vector(const nn::Network& network, const std::map<std::string, Tensor>& vector) {
  const char* what = "hessian_vector_product";
  if (vector.empty()) throw Error(fmt::format("{}: the vector names no parameter", what));
  std::vector<std::string> paths;
  for (const nn::ParameterSpec& spec : network.layout().parameters) {
    if (network.has(spec)) paths.push_back(spec.path);
  }
  for (const auto& [path, tensor] : vector) {
    if (std::ranges::find(paths, path) == paths.end()) {
      throw Error(fmt::format("{}: the network has no parameter '{}'; it has {}", what, path,
                              fmt::join(paths, ", ")));
    }
    const TensorType wanted = {DType::f32, network.layout().find(path)->shape};
    const TensorType given = {tensor.dtype(), tensor.shape()};
    if (given != wanted) {
      throw Error(fmt::format("{}: the vector for '{}' is {}, the parameter is {}", what, path,
                              given.to_string(), wanted.to_string()));
    }
  }
}

/// The output of a network of one input and one output, and its derivative by the input, given what
/// arrives at the output: an input "targets" [rows, output…].
struct InputDerivative {
  InputDerivative(const nn::Network& network, const CompileOptions* options, std::int64_t rows) {
    nn::GraphBuilder builder(graph, network.layout(), {.training = false});
    const auto inputs = network.add_inputs(builder, rows);
    const Value output = network.build(builder, inputs)[0];
    const Value seen = options ? loss_of(*options, 0, 1).prediction(output) : output;
    const Value arrives = graph.input(std::string(nn::graph_names::kTargets), seen.type());
    graph.set_output("derivative", gradients(seen, arrives, inputs)[0]);
    arriving = Tensor(seen.shape());
  }

  Graph graph;
  Tensor arriving;  ///< zeros
};

/// Derivatives of a batch, written to `result`: [rows, outputs, inputs] as it lies in memory.
void derive_batch(InputDerivative& by_input, runtime::Plan& plan, float* result) {
  const std::int64_t rows = by_input.arriving.shape()[0];
  const std::int64_t outputs = by_input.arriving.size() / rows;
  auto arriving = by_input.arriving.values<float>();
  // Rows don't depend on each other: one pass back is good for output k of all of them.
  for (std::int64_t k = 0; k < outputs; ++k) {
    for (std::int64_t row = 0; row < rows; ++row) {
      const auto at = static_cast<std::size_t>(row * outputs + k);
      if (k > 0) arriving[at - 1] = 0.0F;
      arriving[at] = 1.0F;
    }
    plan.run();
    const Tensor derivative = plan.read("derivative");
    const std::int64_t inputs = derivative.size() / rows;
    for (std::int64_t row = 0; row < rows; ++row) {
      std::copy_n(derivative.values<float>().data() + row * inputs, inputs,
                  result + (row * outputs + k) * inputs);
    }
  }
}

Shape joined(std::int64_t rows, const Shape& output, const Shape& input) {
  std::vector<std::int64_t> extents = {rows};
  extents.insert(extents.end(), output.begin(), output.end());
  extents.insert(extents.end(), input.begin(), input.end());
  return Shape(extents);
}

void check_differentiable(const nn::Network& network) {
  check_one_output(network);
  if (network.inputs().size() != 1 || network.inputs()[0].dtype != DType::f32) {
    throw Error(
        "jacobian: the network must have one input of floats; to differentiate by what comes "
        "out of an embedding, take a part() of the model that begins there");
  }
}

}  // namespace

std::map<std::string, Tensor> Model::gradients(const data::Dataset& raw) {
  Implementation& self = *implementation_;
  const CompileOptions& options = self.require_compiled("gradients");
  const data::Dataset data = labelled_rows(self.network, options, raw, "gradients");
  Graph graph;
  build_gradient_graph(graph, self.network, options,
                       {.batch_size = data.rows(), .weighted = data.weighted()});
  runtime::Plan plan(graph);
  bind_rows(plan, self.network, data);
  bind_parameters(plan, self.weights);
  return read_by_path(graph, plan, self.network.layout());
}

std::map<std::string, Tensor> Model::hessian_vector_product(
    const data::Dataset& raw, const std::map<std::string, Tensor>& vector) {
  Implementation& self = *implementation_;
  const CompileOptions& options = self.require_compiled("hessian_vector_product");
  const data::Dataset data = labelled_rows(self.network, options, raw, "hessian_vector_product");
  check_vector(self.network, vector);
  std::vector<std::string> paths;
  for (const auto& [path, tensor] : vector) paths.push_back(path);
  Graph graph;
  build_hessian_graph(graph, self.network, options,
                      {.batch_size = data.rows(), .weighted = data.weighted()}, paths);
  runtime::Plan plan(graph);
  bind_rows(plan, self.network, data);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::string name = numbered(nn::graph_names::kTargets, self.network.outputs().size() + i);
    if (plan.has(name)) plan.bind(name, vector.at(paths[i]));
  }
  bind_parameters(plan, self.weights);
  return read_by_path(graph, plan, self.network.layout());
}

Tensor Model::jacobian(const Tensor& features) {
  Implementation& self = *implementation_;
  check_differentiable(self.network);
  const data::Dataset data = data::Dataset{.features = features}.as_floats();
  check_features(self.network, data, "jacobian");
  const CompileOptions* options = self.options ? &*self.options : nullptr;
  const nn::InputSpec& input = self.network.inputs()[0];
  const Shape row = joined(1, self.network.output_shapes()[0], input.shape);
  Tensor result(row.without(0).prepended(data.rows()));
  for (std::int64_t first = 0; first < data.rows(); first += kJacobianRows) {
    const std::int64_t rows = std::min(kJacobianRows, data.rows() - first);
    InputDerivative by_input(self.network, options, rows);
    runtime::Plan plan(by_input.graph);
    const Tensor batch = data.features.rows(first, rows);
    plan.bind(nn::graph_names::kTargets, std::as_const(by_input.arriving));
    if (plan.has(input.name)) plan.bind(input.name, batch);
    bind_parameters(plan, self.weights);
    derive_batch(by_input, plan, result.values<float>().data() + first * row.size());
  }
  return result;
}

}  // namespace ganglion::train
