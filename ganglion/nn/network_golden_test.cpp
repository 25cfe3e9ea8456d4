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

namespace ganglion::nn {
namespace {

using Json = nlohmann::json;

Json golden() {
  std::ifstream file(GANGLION_SOURCE_DIR "/tests/golden/mlp/mlp.json");
  if (!file) throw std::runtime_error("tests/golden/mlp/mlp.json cannot be read");
  return Json::parse(file).at("cases");
}

void flatten_into(const Json& nest, std::vector<double>& numbers) {
  if (!nest.is_array()) return numbers.push_back(nest.get<double>());
  for (const Json& item : nest) flatten_into(item, numbers);
}

Tensor tensor_of(const Json& nest, DType dtype) {
  std::vector<std::int64_t> dims;
  for (const Json* level = &nest; level->is_array(); level = &level->front()) {
    dims.push_back(static_cast<std::int64_t>(level->size()));
  }
  std::vector<double> numbers;
  flatten_into(nest, numbers);
  return Tensor::of<double>(Shape(std::span<const std::int64_t>(dims)), numbers).cast(dtype);
}

Layer layer_of(const Json& row) {
  const std::string type = row.at("type");
  const auto activation = [&] { return activation_of(row.at("activation").get<std::string>()); };
  if (type == "Dense") return Dense{row.at("units"), activation()};
  if (type == "Activation") return Activate{activation()};
  if (type == "LayerNormalization") return LayerNormalization{.epsilon = row.at("epsilon")};
  if (type == "BatchNormalization") {
    return BatchNormalization{.momentum = row.at("momentum"), .epsilon = row.at("epsilon")};
  }
  if (type == "Embedding") return Embedding{row.at("input_dim"), row.at("output_dim")};
  if (type == "Flatten") return Flatten{};
  throw std::runtime_error("the golden file has a layer of type " + type);
}

Loss loss_of(const Json& row) {
  Attributes options;
  for (const auto& [name, value] : row.at("loss_options").items()) {
    options.set(name, value.get<bool>());
  }
  return loss_from_config(row.at("loss").get<std::string>(), options);
}

void expect_near(const Tensor& given, const Json& expected, double tolerance,
                 const std::string& what) {
  std::vector<double> wanted;
  flatten_into(expected, wanted);
  const Tensor wide = given.cast(DType::f64);
  ASSERT_EQ(wide.size(), static_cast<std::int64_t>(wanted.size())) << what;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_NEAR(wide.values<double>()[i], wanted[i], tolerance * std::max(1.0, std::abs(wanted[i])))
        << what << ", element " << i;
  }
}

/// One case in one type: a training graph with its derivatives, and an inference graph.
struct Case {
  Case(const Json& row_in, DType dtype_in)
      : row(row_in),
        dtype(dtype_in),
        network(make(row_in)),
        tolerance(dtype_in == DType::f64 ? 1e-9 : 1e-5) {}

  static Network make(const Json& row) {
    const bool tokens = row.at("input_gradient").is_null();
    const auto features = static_cast<std::int64_t>(row.at("inputs").at(0).size());
    std::vector<Layer> layers = {
        Input({features}, {.name = "x", .dtype = tokens ? DType::i32 : DType::f32})};
    for (const Json& layer : row.at("layers")) layers.push_back(layer_of(layer));
    return Network(layers);
  }

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
  const Json rows = golden();
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
  EXPECT_EQ(checked, 9);
}

}  // namespace
}  // namespace ganglion::nn
