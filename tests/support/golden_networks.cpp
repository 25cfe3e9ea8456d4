#include "tests/support/golden_networks.h"

#include <gtest/gtest.h>

#include <fstream>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/losses/loss_table.h"

namespace ganglion::golden {
namespace {

void flatten_into(const Json& nest, std::vector<double>& numbers) {
  if (!nest.is_array()) return numbers.push_back(nest.get<double>());
  for (const Json& item : nest) flatten_into(item, numbers);
}

nn::Layer layer_of(const Json& row) {
  const std::string type = row.at("type");
  const auto activation = [&] {
    return nn::activation_of(row.at("activation").get<std::string>());
  };
  if (type == "Dense") return nn::Dense{row.at("units"), activation()};
  if (type == "Activation") return nn::Activate{activation()};
  if (type == "LayerNormalization") return nn::LayerNormalization{.epsilon = row.at("epsilon")};
  if (type == "BatchNormalization") {
    return nn::BatchNormalization{.momentum = row.at("momentum"), .epsilon = row.at("epsilon")};
  }
  if (type == "Embedding") return nn::Embedding{row.at("input_dim"), row.at("output_dim")};
  if (type == "Flatten") return nn::Flatten{};
  throw std::runtime_error("the golden file has a layer of type " + type);
}

}  // namespace

Json networks() {
  std::ifstream file("tests/golden/mlp/mlp.json");
  if (!file) throw std::runtime_error("tests/golden/mlp/mlp.json cannot be read: run in the root");
  return Json::parse(file).at("cases");
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

nn::Network network_of(const Json& row) {
  const bool tokens = row.at("input_gradient").is_null();
  const auto features = static_cast<std::int64_t>(row.at("inputs").at(0).size());
  std::vector<nn::Layer> layers = {
      nn::Input({features}, {.name = "x", .dtype = tokens ? DType::i32 : DType::f32})};
  for (const Json& layer : row.at("layers")) layers.push_back(layer_of(layer));
  return nn::Network(layers);
}

nn::Loss loss_of(const Json& row) {
  Attributes options;
  for (const auto& [name, value] : row.at("loss_options").items()) {
    options.set(name, value.get<bool>());
  }
  return nn::loss_from_config(row.at("loss").get<std::string>(), options);
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

}  // namespace ganglion::golden
