#include "ganglion/io/keras/export/keras_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/data/text/zip.h"
#include "ganglion/io/hdf5/hdf5_writer.h"
#include "ganglion/io/trial.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network_text.h"
#include "tests/support/error_of.h"
#include "tests/support/keras_models.h"
#include "tests/support/numbers_of.h"

namespace ganglion::io {
namespace {

using support::error_of;
using support::numbers_of;
using testing::ElementsAre;
using testing::HasSubstr;

/// The weights in an archive that Keras wrote: the file that save_weights() writes alone.
std::string weights_in(const std::string& model) {
  const std::string bytes = read_file(support::keras_file(support::golden_keras() / model));
  const data::ZipReader zip(bytes, model);
  for (const data::ZipEntry& entry : zip.entries()) {
    if (entry.name == "model.weights.h5") return zip.content(entry);
  }
  throw Error("no weights");
}

nn::Network network_from(const std::string& layers, const Shape& shape) {
  std::vector<nn::Layer> all = nn::parse_network(layers);
  all.insert(all.begin(), nn::Input(shape));
  return nn::Network(std::move(all));
}

// Keras 3 and 2.14: Conv2D(4, (3, 2), "relu"), MaxPooling2D(2), Flatten(), Dense(5, "softmax").
TEST(KerasWeightsAlone, MakeTheModelThatWasSaved) {
  const nn::Network network = network_from(
      "permute 3x1x2; conv2d 4 3x2 relu; maxpool 2; permute 2x3x1; flatten; dense 5 softmax",
      {9, 7, 3});
  for (const std::string name : {"3_conv_flatten", "2_conv_flatten"}) {
    SCOPED_TRACE(name);
    const auto folder = support::golden_keras() / name;
    const std::string bytes = weights_in(name);
    EXPECT_TRUE(holds_keras_weights_only(bytes, "x"));
    KerasWeights read = keras_weights_for(network, bytes, "x");
    const SavedModel model{.network = network,
                           .parameters = std::move(read.parameters),
                           .state = std::move(read.state)};
    support::expect_as_keras(trial_predictions(model, support::keras_arrays(folder, "input")),
                             support::keras_arrays(folder, "expected"));
  }
}

/// As Keras 2 saves weights alone: a group for each layer, whatever its name.
std::string named_weights_file() {
  Hdf5Content root;
  root.attributes["layer_names"] = std::vector<std::string>{"fc", "drop", "bn"};
  root.at("fc").attributes["weight_names"] = std::vector<std::string>{"fc/kernel:0", "fc/bias:0"};
  root.at("fc/fc/kernel:0").array = Tensor::of<float>(Shape{1, 2}, {1, 2});
  root.at("fc/fc/bias:0").array = Tensor::of<float>(Shape{2}, {3, 4});
  root.at("drop").attributes["weight_names"] = std::vector<std::string>{};
  root.at("bn").attributes["weight_names"] = std::vector<std::string>{
      "bn/gamma:0", "bn/beta:0", "bn/moving_mean:0", "bn/moving_variance:0"};
  float value = 5;
  for (const char* name : {"gamma", "beta", "moving_mean", "moving_variance"}) {
    root.at("bn/bn/" + std::string(name) + ":0").array =
        Tensor::of<float>(Shape{2}, {value, value + 1});
    value += 2;
  }
  return hdf5_bytes(root);
}

std::vector<double> values_of(const KerasWeights& weights, const nn::Network& network,
                              std::string_view path) {
  const nn::ParameterSpec& spec = *network.layout().find(path);
  return numbers_of(nn::parameter_of(spec.trainable ? weights.parameters : weights.state, spec));
}

TEST(KerasWeightsAlone, TakeLayersInTheirOrder) {
  const nn::Network network = network_from("dense 2; dropout 0.1; batchnorm", {1});
  const KerasWeights weights = keras_weights_for(network, named_weights_file(), "x");
  EXPECT_THAT(values_of(weights, network, "dense/kernel"), ElementsAre(1, 2));
  EXPECT_THAT(values_of(weights, network, "dense/bias"), ElementsAre(3, 4));
  EXPECT_THAT(values_of(weights, network, "batch_normalization/beta"), ElementsAre(7, 8));
  EXPECT_THAT(values_of(weights, network, "batch_normalization/moving_variance"),
              ElementsAre(11, 12));
}

TEST(KerasWeightsAlone, AreRefusedWhereTheyDoNotFit) {
  const auto refused = [](const std::string& layers, const Shape& shape, std::string bytes) {
    return error_of(
        [&] { keras_weights_for(network_from(layers, shape), std::move(bytes), "w.h5"); });
  };
  EXPECT_THAT(refused("dense 2; dense 2", {1}, named_weights_file()),
              HasSubstr("w.h5: layer 'bn' has 2 weights, but the file has 4"));
  EXPECT_THAT(refused("dense 2", {1}, named_weights_file()),
              HasSubstr("w.h5: the file has weights for 2 layers, the network has 1 with weights"));
  EXPECT_THAT(refused("permute 3x1x2; conv2d 4 3x2 relu", {9, 7, 3}, weights_in("3_conv_flatten")),
              HasSubstr("w.h5: the file has weights for 2 layers, the network has 1 with weights"));
  EXPECT_THAT(refused("dense 2; batchnorm", {3}, named_weights_file()),
              HasSubstr("w.h5: dense/kernel: the file has shape [1, 2]"));
  EXPECT_THAT(refused("conv2d 4 3x2 relu; maxpool 2; flatten; dense 5 softmax", {3, 9, 7},
                      weights_in("3_conv_flatten")),
              HasSubstr("put \"permute 2x3x1\" in front of it"));
  EXPECT_THAT(refused("dense 2", {1}, "no file"), HasSubstr("w.h5: "));
}

}  // namespace
}  // namespace ganglion::io
