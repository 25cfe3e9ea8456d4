// Convolution, pooling and normalisation of channels against Keras: tests/golden/conv.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/layers/table.h"
#include "ganglion/nn/network.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/golden_networks.h"

namespace ganglion::nn {
namespace {

using golden::expect_near;
using golden::Json;
using golden::tensor_of;

Attribute attribute_of(const Json& value) {
  if (value.is_array()) return value.get<std::vector<std::int64_t>>();
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.get<std::int64_t>();
  return value.get<double>();
}

Network network_of(const Json& row) {
  Attributes config;
  for (const auto& [name, value] : row.at("config").items()) config.set(name, attribute_of(value));
  const Shape shape = tensor_of(row.at("input"), DType::f32).shape();
  return {Input(shape.without(0), {.name = "x"}),
          make_layer(row.at("kind").get<std::string>(), config).named("layer")};
}

/// The flat buffer with the values that the row gives.
Tensor filled(const Network& network, Tensor flat, const Json& values, DType dtype) {
  for (const auto& [name, value] : values.items()) {
    set_parameter(flat, *network.layout().find("layer/" + name), tensor_of(value, dtype));
  }
  return flat;
}

void check(const Json& row, DType dtype) {
  const double tolerance = dtype == DType::f64 ? 1e-9 : 1e-5;
  const Network network = network_of(row);
  const ParameterLayout& layout = network.layout();
  Graph graph;
  GraphBuilder builder(graph, layout, {.training = row.at("training"), .dtype = dtype});
  const auto batch = static_cast<std::int64_t>(row.at("input").size());
  const Value x = network.add_inputs(builder, batch)[0];
  const std::vector<Value> inputs = {x};
  const Value y = network.build(builder, inputs)[0];
  builder.assign_state();
  const Value upstream = graph.constant(tensor_of(row.at("upstream"), dtype));
  std::vector<Value> wrt = builder.parameter_values();
  wrt.push_back(x);
  const auto derivatives = gradients(ops::reduce_sum(y * upstream), wrt);
  graph.set_output("y", y);
  for (std::size_t i = 0; i < wrt.size(); ++i) {
    graph.set_output("derivative " + std::to_string(i), derivatives[i]);
  }
  runtime::Plan plan(graph);
  Tensor data = tensor_of(row.at("input"), dtype);
  plan.bind("x", data);
  Tensor parameters =
      filled(network, initial_parameters(layout, 1, dtype), row.at("weights"), dtype);
  if (plan.has("parameters")) plan.bind("parameters", parameters);
  Tensor state = initial_state(layout, 1, dtype);
  if (row.contains("state")) state = filled(network, state, row.at("state"), dtype);
  if (plan.has("state")) plan.bind("state", state);
  plan.run();
  expect_near(plan.read("y"), row.at("output"), tolerance, "output");
  for (std::size_t i = 0; i < layout.parameters.size(); ++i) {
    const std::string name = layout.parameters[i].path.substr(std::string("layer/").size());
    expect_near(plan.read("derivative " + std::to_string(i)), row.at("gradients").at(name),
                tolerance, name);
  }
  expect_near(plan.read("derivative " + std::to_string(wrt.size() - 1)), row.at("input_gradient"),
              tolerance, "input gradient");
  if (!row.contains("state_after") || !row.at("training")) return;
  for (const auto& [name, value] : row.at("state_after").items()) {
    expect_near(parameter_of(state, *layout.find("layer/" + name)), value, tolerance, name);
  }
}

TEST(ConvGolden, OutputsAndGradients) {
  std::ifstream file(GANGLION_SOURCE_DIR "/tests/golden/conv/conv.json");
  const Json rows = Json::parse(file).at("cases");
  ASSERT_GE(rows.size(), 20U);
  for (const DType dtype : {DType::f64, DType::f32}) {
    for (const Json& row : rows) {
      SCOPED_TRACE(row.at("name").get<std::string>() + " in " + std::string(name_of(dtype)));
      check(row, dtype);
    }
  }
}

}  // namespace
}  // namespace ganglion::nn
