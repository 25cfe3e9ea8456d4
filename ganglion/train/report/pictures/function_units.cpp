#include "ganglion/train/report/pictures/function_units.h"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "ganglion/nn/averaged_network.h"
#include "ganglion/nn/layers/dense.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/train/explain/explain_graph.h"

namespace ganglion::train::report {
namespace {

using Weights = std::map<std::string, Tensor>;

/// A matrix of f64 by its rows.
struct Matrix {
  std::span<const double> values;
  std::size_t columns;
  double operator()(std::size_t row, std::size_t column) const {
    return values[row * columns + column];
  }
};

Matrix matrix_of(const Tensor& tensor) {
  return {tensor.values<double>(), static_cast<std::size_t>(tensor.shape()[1])};
}

bool is_dense(const nn::LayerCall& call) {
  return call.handle.kind() == nn::Dense::kind;
}

bool has_kink(const nn::LayerCall& call) {
  const auto activation = call.handle.activation();
  return activation == nn::Activation::relu || activation == nn::Activation::leaky_relu;
}

/// z = x W + b of each unit for all rows.
std::vector<FunctionUnit> units_with_z(const nn::LayerCall& call, const Weights& weights,
                                       const Tensor& x) {
  const Matrix kernel = matrix_of(weights.at(call.layer + "/kernel"));
  const Matrix rows = matrix_of(x);
  const auto bias = weights.find(call.layer + "/bias");
  std::vector<FunctionUnit> units;
  for (std::size_t j = 0; j < kernel.columns; ++j) {
    FunctionUnit unit{.name = fmt::format("unit {} of {}", j + 1, call.name),
                      .kinks = has_kink(call)};
    for (std::int64_t row = 0; row < x.shape()[0]; ++row) {
      double z = bias == weights.end() ? 0.0 : bias->second.values<double>()[j];
      for (std::size_t i = 0; i < rows.columns; ++i) {
        z += rows(static_cast<std::size_t>(row), i) * kernel(i, j);
      }
      unit.z.push_back(z);
    }
    units.push_back(std::move(unit));
  }
  return units;
}

/// The calls of a chain of dense layers without those that change nothing in prediction.
std::optional<std::vector<std::size_t>> dense_chain(const nn::Network& network) {
  if (network.inputs().size() != 1 || network.inputs()[0].shape.rank() != 1) return {};
  std::vector<std::size_t> chain;
  for (std::size_t i = 0; i < network.calls().size(); ++i) {
    const nn::LayerCall& call = network.calls()[i];
    if (call.inputs.size() != 1 || call.inputs[0] != static_cast<int>(i)) return {};
    if (is_dense(call)) {
      chain.push_back(i);
    } else if (call.handle.kind() != "dropout") {
      return {};
    }
  }
  return chain;
}

}  // namespace

std::vector<FunctionUnit> first_layer_units(const Model& model, const Tensor& features) {
  const nn::Network& network = model.network();
  if (network.inputs().size() != 1 || network.inputs()[0].shape.rank() != 1) return {};
  const bool several = nn::copies_in(network) > 1;
  for (std::size_t i = 0; i + 1 < network.calls().size(); ++i) {
    const nn::LayerCall& call = network.calls()[i];
    if (several && !call.name.starts_with(nn::name_in_copy("", 0))) continue;
    if (call.inputs != std::vector<int>{0} || !is_dense(call)) return {};
    return units_with_z(call, weight_feeds(model), features.cast(DType::f64));
  }
  return {};
}

std::vector<FunctionUnit> chain_units(const Model& model, const Tensor& features,
                                      std::int64_t output, double& offset) {
  const nn::Network& network = model.network();
  const auto chain = dense_chain(network);
  if (!chain || chain->size() < 2) return {};
  Weights feeds = weight_feeds(model);
  Graph graph;
  nn::GraphBuilder builder(graph, {.training = false, .dtype = DType::f64});
  const auto inputs = network.add_inputs(builder, features.shape()[0]);
  const auto calls = network.build_calls(builder, inputs);
  feeds.insert_or_assign(network.inputs()[0].name, features.cast(DType::f64));
  const runtime::Evaluation values(graph, feeds);
  std::vector<FunctionUnit> units;
  for (std::size_t k = 0; k + 1 < chain->size(); ++k) {
    const nn::LayerCall& call = network.calls()[(*chain)[k]];
    const Tensor& x =
        (*chain)[k] == 0 ? feeds.at(network.inputs()[0].name) : values.at(calls[(*chain)[k] - 1]);
    auto layer = units_with_z(call, feeds, x);
    if (k + 2 == chain->size()) {
      const nn::LayerCall& last = network.calls()[chain->back()];
      const Matrix a = matrix_of(values.at(calls[(*chain)[k]]));
      const Matrix kernel = matrix_of(feeds.at(last.layer + "/kernel"));
      const auto bias = feeds.find(last.layer + "/bias");
      const auto to = static_cast<std::size_t>(output);
      offset = bias == feeds.end() ? 0.0 : bias->second.values<double>()[to];
      for (std::size_t j = 0; j < layer.size(); ++j) {
        for (std::size_t row = 0; row < layer[j].z.size(); ++row) {
          layer[j].piece.push_back(a(row, j) * kernel(j, to));
        }
      }
    }
    units.insert(units.end(), layer.begin(), layer.end());
  }
  return units;
}

}  // namespace ganglion::train::report
