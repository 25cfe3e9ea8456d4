// Whole small networks against Keras: tests/golden/mlp.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/losses/loss.h"
#include "ganglion/nn/network.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "tests/support/golden_networks.h"

namespace ganglion::nn {
namespace {

using golden::expect_near;
using golden::Json;
using golden::loss_of;
using golden::tensor_of;

/// One case in one type: a training graph with its derivatives, and an inference graph.
struct Case {
  Case(const Json& row_in, DType dtype_in)
      : row(row_in),
        dtype(dtype_in),
        network(golden::network_of(row_in)),
        tolerance(dtype_in == DType::f64 ? 1e-9 : 1e-5) {}

  std::map<std::string, Tensor> feeds() const {
    const ParameterLayout& layout = network.layout();
    Tensor parameters = initial_parameters(layout, 1, dtype);
    for (const auto& [name, value] : row.at("weights").items()) {
      set_parameter(parameters, *layout.find(name), tensor_of(value, dtype));
    }
    Tensor state = initial_state(layout, 1, dtype);
    if (row.contains("moving_before")) {
      for (const auto& [name, value] : row.at("moving_before").items()) {
        set_parameter(state, *layout.find(name), tensor_of(value, dtype));
      }
    }
    const bool tokens = network.inputs()[0].dtype == DType::i32;
    return {{"parameters", parameters},
            {"state", state},
            {"x", tensor_of(row.at("inputs"), tokens ? DType::i32 : dtype)}};
  }

  void check_inference() const {
    Graph graph;
    GraphBuilder builder(graph, network.layout(), {.dtype = dtype});
    const auto inputs = network.add_inputs(builder, batch());
    const Value output = network.build(builder, inputs)[0];
    const runtime::Evaluation result(graph, feeds());
    expect_near(result.at(output), row.at("inference_output"), tolerance, "inference output");
    EXPECT_TRUE(graph.assignments().empty());
  }

  void check_training() const {
    Graph graph;
    GraphBuilder builder(graph, network.layout(), {.training = true, .dtype = dtype});
    const auto inputs = network.add_inputs(builder, batch());
    const Value output = network.build(builder, inputs)[0];
    builder.assign_state();
    const Loss loss = loss_of(row);
    auto given = feeds();
    const TensorType target_type = loss.target_type(output.type());
    const Value targets = graph.input("targets", target_type);
    given["targets"] = tensor_of(row.at("targets"), target_type.dtype);
    Value weights;
    if (!row.at("sample_weight").is_null()) {
      weights = graph.input("sample_weight", {dtype, Shape{batch()}});
      given["sample_weight"] = tensor_of(row.at("sample_weight"), dtype);
    }
    const Value total = weighted_mean(loss.per_sample(output, targets), weights);
    std::vector<Value> wrt = builder.parameter_values();
    const bool by_input = !row.at("input_gradient").is_null();
    if (by_input) wrt.push_back(inputs[0]);
    const auto derivatives = gradients(total, wrt);
    const runtime::Evaluation result(graph, given);
    expect_near(result.at(output), row.at("output"), tolerance, "output");
    expect_near(result.at(total), row.at("loss_value"), tolerance, "loss");
    const auto& specs = network.layout().parameters;
    ASSERT_EQ(specs.size(), row.at("gradients").size());
    for (std::size_t i = 0; i < specs.size(); ++i) {
      expect_near(result.at(derivatives[i]), row.at("gradients").at(specs[i].path), tolerance,
                  "gradient of " + specs[i].path);
    }
    if (by_input) {
      expect_near(result.at(derivatives.back()), row.at("input_gradient"), tolerance,
                  "gradient of the input");
    }
    check_state(graph, result);
  }

  void check_state(const Graph& graph, const runtime::Evaluation& result) const {
    ASSERT_EQ(graph.assignments().size(), row.contains("moving_after") ? 1U : 0U);
    if (graph.assignments().empty()) return;
    const Tensor& after = result.at(graph.assignments()[0].second);
    for (const auto& [name, value] : row.at("moving_after").items()) {
      expect_near(parameter_of(after, *network.layout().find(name)), value, tolerance, name);
    }
  }

  std::int64_t batch() const { return static_cast<std::int64_t>(row.at("inputs").size()); }

  Json row;
  DType dtype;
  Network network;
  double tolerance;
};

TEST(NetworkGolden, OutputsLossesGradientsAndMovingStatistics) {
  const Json rows = golden::networks();
  ASSERT_GE(rows.size(), 8U);
  for (const DType dtype : {DType::f64, DType::f32}) {
    for (const Json& row : rows) {
      SCOPED_TRACE(row.at("name").get<std::string>() + " in " + std::string(name_of(dtype)));
      const Case one(row, dtype);
      one.check_inference();
      one.check_training();
    }
  }
}

TEST(NetworkGolden, Activations) {
  std::ifstream file(GANGLION_SOURCE_DIR "/tests/golden/activations/activations.json");
  const Json data = Json::parse(file);
  int checked = 0;
  for (const Json& row : data.at("cases")) {
    const std::string name = row.at("name");
    SCOPED_TRACE(name + " " + row.at("options").dump());
    // Ours have no options; these are the settings that they stand for.
    if (row.at("options").value("negative_slope", 0.2) != 0.2) continue;
    if (row.at("options").value("alpha", 1.0) != 1.0) continue;
    if (row.at("options").value("approximate", false)) continue;
    Graph graph;
    const Tensor x = tensor_of(row.at("x"), DType::f64);
    const Value input = graph.input("x", {DType::f64, x.shape()});
    const Value y = apply(activation_of(name), input);
    const Value ones = ops::full(graph, x.shape(), 1.0, DType::f64);
    const Value derivative = gradients(y, ones, std::span(&input, 1))[0];
    const runtime::Evaluation result(graph, {{"x", x}});
    expect_near(result.at(y), row.at("y"), 1e-12, "value");
    expect_near(result.at(derivative), row.at("derivative"), 1e-12, "derivative");
    ++checked;
  }
  EXPECT_EQ(checked, 17);
}

TEST(NetworkGolden, ActivationsOverTheLastAxis) {
  std::ifstream file(GANGLION_SOURCE_DIR "/tests/golden/activations/activations.json");
  const Json rows = Json::parse(file).at("softmax");
  const std::tuple<Activation, const char*, const char*> cases[] = {
      {softmax, "y", "gradient"}, {log_softmax, "log_softmax", "log_gradient"}};
  for (const auto& [activation, value, gradient] : cases) {
    Graph graph;
    const Tensor x = tensor_of(rows.at("x"), DType::f64);
    const Value input = graph.input("x", {DType::f64, x.shape()});
    const Value y = apply(activation, input);
    const Value upstream = graph.constant(tensor_of(rows.at("upstream"), DType::f64));
    const Value derivative = gradients(y, upstream, std::span(&input, 1))[0];
    const runtime::Evaluation result(graph, {{"x", x}});
    expect_near(result.at(y), rows.at(value), 1e-12, value);
    expect_near(result.at(derivative), rows.at(gradient), 1e-12, gradient);
  }
}

}  // namespace
}  // namespace ganglion::nn
