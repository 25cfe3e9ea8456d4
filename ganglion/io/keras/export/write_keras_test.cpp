#include "ganglion/io/keras/export/write_keras.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

#include "ganglion/core/file.h"
#include "ganglion/io/keras/archive.h"
#include "ganglion/io/keras/parse_model.h"
#include "ganglion/io/keras/read_keras.h"
#include "ganglion/io/trial.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/ops/ops.h"
#include "tests/support/error_of.h"
#include "tests/support/keras_models.h"
#include "tests/support/numbers_of.h"

/// What is written is read again and compared while it is written (to_keras). Keras' word on it:
/// tests/interop/check_keras.py.
namespace ganglion::io {
namespace {

using support::error_of;
using support::numbers_of;
using testing::ElementsAre;
using testing::HasSubstr;

SavedModel drawn_model(const nn::Network& network) {
  return {.network = network,
          .parameters = nn::initial_parameters(network.layout(), 3),
          .state = nn::initial_state(network.layout(), 3)};
}

SavedModel drawn_from(std::string_view layers, const Shape& shape) {
  std::vector<nn::Layer> all = nn::parse_network(std::string(layers));
  all.insert(all.begin(), nn::Input(shape));
  return drawn_model(nn::Network(std::move(all)));
}

/// How a file describes its model.
KerasModel description_of(const std::string& bytes) {
  const KerasArchive archive = open_keras(bytes, "x");
  return keras_model_of(archive.description, archive.version);
}

std::vector<std::string> classes_of(const KerasModel& model) {
  std::vector<std::string> classes;
  for (const KerasLayer& layer : model.layers) classes.push_back(layer.class_name);
  return classes;
}

std::vector<std::string> names_of(const KerasModel& model) {
  std::vector<std::string> names;
  for (const KerasLayer& layer : model.layers) names.push_back(layer.name);
  return names;
}

/// Cells with Keras' hard_sigmoid, which is another function in each generation.
bool has_hard_sigmoid(const nn::Network& network) {
  const auto is_hard = [](const auto* layer) {
    return layer != nullptr && ops::name_of(layer->recurrent_activation).starts_with("hard");
  };
  return std::ranges::any_of(network.calls(), [&](const nn::LayerCall& call) {
    return is_hard(call.handle.as<nn::LSTM>()) || is_hard(call.handle.as<nn::GRU>());
  });
}

// Read from Keras 1, 2 and 3, written, read again: still what Keras predicted.
TEST(WriteKeras, ComesBackAsKerasPredictedIt) {
  for (const auto& folder : support::readable_keras_models()) {
    SCOPED_TRACE(folder);
    if (folder.filename().string().find("mask") != std::string::npos) continue;  // refused
    const SavedModel model = read_keras(support::keras_file(folder)).model;
    std::vector<Tensor> inputs = support::keras_arrays(folder, "input");
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      inputs[i] = inputs[i].cast(model.network.inputs().at(i).dtype);
    }
    if (has_hard_sigmoid(model.network)) continue;  // below
    for (const std::string& bytes : {to_keras(model), to_keras_h5(model)}) {
      support::expect_as_keras(trial_predictions(keras_from_bytes(bytes, "x").model, inputs),
                               support::keras_arrays(folder, "expected"));
    }
  }
}

TEST(WriteKeras, WritesEverySequenceLayer) {
  for (const char* text : {"lstm 4 sequences; gru 3 sequences; rnn 5 relu; dense 2",
                           "bidirectional lstm 3 sequences; bidirectional gru 2 sequences; "
                           "bidirectional simple_rnn 2; dense 2",
                           "attention 2 3; layernorm; attention 3 2 causal; flatten; dense 2"}) {
    SCOPED_TRACE(text);
    const SavedModel model = drawn_from(text, {6, 4});
    EXPECT_EQ(error_of([&] { to_keras(model), to_keras_h5(model); }), "no error");
    const SavedModel back = keras_from_bytes(to_keras(model), "x").model;
    EXPECT_EQ(numbers_of(back.parameters), numbers_of(model.parameters));
  }
}

// Weights of a layer with parts lie in groups of those parts, in each its own numbers from 0 on;
// Keras 3.15 and TensorFlow 2.14 write these.
TEST(WriteKeras, WeightsOfPartsLieApart) {
  const SavedModel model =
      drawn_from("bidirectional lstm 3 sequences; attention 2 3; gru 2", {6, 4});
  KerasArchive counted = open_keras(to_keras(model), "x");
  for (const char* place :
       {"bidirectional/forward_layer/cell", "bidirectional/backward_layer/cell",
        "multi_head_attention/query_dense", "multi_head_attention/output_dense", "gru/cell"}) {
    const std::string vars = fmt::format("layers/{}/vars", place);
    ASSERT_NE(counted.weights.root().find(vars), nullptr) << vars;
    EXPECT_NE(counted.weights.root().find(vars + "/1"), nullptr) << vars;
  }
  const Hdf5Node* kernel =
      counted.weights.root().find("layers/multi_head_attention/output_dense/vars/0");
  ASSERT_NE(kernel, nullptr);
  EXPECT_EQ(counted.weights.tensor(*kernel).shape(), (Shape{2, 3, 6}));
}

TEST(WriteKeras, HardSigmoidGoesToTheVersionThatHasIt) {
  SavedModel model = drawn_model(nn::Network(
      {nn::Input({5, 3}),
       nn::LSTM{.units = 2, .recurrent_activation = nn::CellActivation::hard_sigmoid}}));
  EXPECT_EQ(error_of([&] { to_keras(model); }), "no error");
  EXPECT_THAT(error_of([&] { to_keras_h5(model); }), HasSubstr("write a .keras"));
  model.network = nn::Network(
      {nn::Input({5, 3}),
       nn::LSTM{.units = 2, .recurrent_activation = nn::CellActivation::hard_sigmoid_02}});
  EXPECT_THAT(error_of([&] { to_keras(model); }), HasSubstr("which Keras 3 lacks"));
  EXPECT_THAT(error_of([&] { to_keras_h5(model); }), HasSubstr("which Keras 3 lacks"));
}

// The permutes around layers for images, that reading adds, are gone again.
TEST(WriteKeras, GivesTheLayersThatKerasHad) {
  for (const std::string name : {"3_conv_flatten", "2_conv_flatten", "2_two_inputs", "3_shared"}) {
    SCOPED_TRACE(name);
    const std::string file = support::keras_file(support::golden_keras() / name);
    const KerasModel before = description_of(read_file(file));
    const SavedModel model = read_keras(file).model;
    for (const std::string& bytes : {to_keras(model), to_keras_h5(model)}) {
      const KerasModel after = description_of(bytes);
      EXPECT_EQ(after.sequential, before.sequential);
      std::vector<std::string> wanted = classes_of(before);
      if (before.sequential && wanted.front() != "InputLayer") {
        wanted.insert(wanted.begin(), "InputLayer");
      }
      EXPECT_EQ(classes_of(after), wanted);
      if (wanted.size() == before.layers.size()) {
        EXPECT_EQ(names_of(after), names_of(before));
      }
    }
  }
}

// Keras finds weights by its own order of layers. This one is that of Keras 3.15 and TensorFlow
// 2.14, which list [layer.name for layer in model.layers].
TEST(WriteKeras, OrdersLayersAsKerasDoes) {
  const nn::Input x({3}, {.name = "x"});
  const nn::Layer a = nn::Layer(nn::Dense{3}).named("a");
  const nn::Layer b = nn::Layer(nn::Dense{3}).named("b");
  const nn::Layer c = nn::Layer(nn::Dense{3}).named("c");
  const nn::Layer d = nn::Layer(nn::Dense{3}).named("d");
  const nn::Symbol short_way = a(x);
  const nn::Symbol long_way = c(b(x));
  const nn::Symbol shared = b(d(long_way));
  const nn::Layer sum = nn::Layer(nn::Add{}).named("sum");
  const nn::Network network({x}, {sum({short_way, shared}), long_way});
  const std::string bytes = to_keras(drawn_model(network));
  EXPECT_THAT(names_of(description_of(bytes)), ElementsAre("x", "b", "c", "d", "a", "sum"));
}

TEST(WriteKeras, WritesEveryLayer) {
  for (const char* text :
       {"conv2d 3 3 same; maxpool 2; conv2d 2 3 stride 2; zeropad 1; flatten; dense 2 tanh",
        "conv2d 4 3 pad 2x1; conv2d 4 3 dilation 2 same groups 2; cropping 1; flatten; dense 2",
        "conv2d_transpose 2 3 stride 2; avgpool 2; upsample 2; residual 3 stride 2; globalavgpool; "
        "dense 2 softplus",
        "conv2d_transpose 2 2 stride 3 pad 1; conv2d_transpose 2 4 stride 2 pad 1x2; globalmaxpool",
        "depthwise_conv2d 3; layernorm; activation gelu; globalmaxpool; dense 2 elu",
        "separable_conv2d 3 3; batchnorm; spatialdropout 0.2; residual 3; flatten; dense 3 silu",
        "groupnorm 1; activation silu; flatten; dense 3 leaky_relu; dense 2 softmax",
        "maxpool 3 stride 2 same; activation leaky_relu; permute 2x3x1; layernorm; permute 3x1x2; "
        "conv2d 2 3 leaky_relu; reshape 4x2; dense 3; flatten; dropout 0.5; dense 2 sigmoid"}) {
    SCOPED_TRACE(text);
    const std::string error = error_of([&] {
      const SavedModel model = drawn_from(text, {2, 8, 8});
      EXPECT_EQ(to_keras(model), to_keras(model)) << "bytes change";
      to_keras_h5(model);
    });
    EXPECT_EQ(error, "no error");
  }
  for (const char* text :
       {"conv1d 3 3 causal; maxpool 2; conv1d 2 3 pad 1; upsample 2; globalavgpool; dense 2",
        "conv1d_transpose 2 3 stride 2 same; residual 3; zeropad 1x2; cropping 2x1; batchnorm",
        "spatialdropout 0.3; avgpool 3 same; groupnorm 3; flatten; dense 1"}) {
    SCOPED_TRACE(text);
    const std::string error = error_of([&] {
      to_keras(drawn_from(text, {3, 16}));
      to_keras_h5(drawn_from(text, {3, 16}));
    });
    EXPECT_EQ(error, "no error");
  }
}

TEST(WriteKeras, WritesLayersElementByElement) {
  const nn::Network network(
      {nn::Input({4, 3}), nn::Normalization{.mean = {1, 2, 3}, .variance = {4, 0.5, 2}},
       nn::PReLU{}, nn::PReLU{{1}},
       nn::ReLU{.negative_slope = 0.3, .threshold = 0.1, .max_value = 2.0}, nn::ELU{0.5},
       nn::Rescaling{0.5, 1.0}, nn::Activate{nn::Activation::leaky_relu}});
  SavedModel model = drawn_model(network);
  for (float& slope : model.parameters.values<float>()) slope = 0.25F;
  EXPECT_EQ(classes_of(description_of(to_keras(model))),
            classes_of(description_of(to_keras_h5(model))));
}

TEST(WriteKeras, MergesInEitherOrderOfAxes) {
  const nn::Input image({3, 6, 6});
  const nn::Symbol x = nn::Conv2D{.filters = 3, .padding = "same"}(image);
  const nn::Symbol y = nn::Conv2D{.filters = 3, .padding = "same"}(x);
  const nn::Symbol joined = nn::Concatenate{1}(x, y);
  const nn::Symbol wide = nn::Concatenate{-1}(x, y);
  const nn::Network network(
      {image}, {joined, wide, nn::Add{}(image, y), nn::Mean{}({x, y}), nn::Multiply{}({x, image}),
                nn::Subtract{}(x, y), nn::Maximum{}({x, y}), nn::Minimum{}({x, y}), image});
  const SavedModel model = drawn_model(network);
  EXPECT_EQ(keras_from_bytes(to_keras(model), "x").model.network.outputs().size(), 9U);
  EXPECT_EQ(keras_from_bytes(to_keras_h5(model), "x").model.network.outputs().size(), 9U);
}

TEST(WriteKeras, EmbeddingsTakeIntegers) {
  const nn::Network network(
      {nn::Input({6}, {.dtype = DType::i32}), nn::Embedding{5, 4}, nn::Flatten{}, nn::Dense{2}});
  const SavedModel model = drawn_model(network);
  for (const std::string& bytes : {to_keras(model), to_keras_h5(model)}) {
    EXPECT_EQ(keras_from_bytes(bytes, "x").model.network.inputs()[0].dtype, DType::i32);
  }
}

TEST(WriteKeras, ALossOnLogitsGivesProbabilities) {
  SavedModel model = drawn_from("dense 3", {4});
  model.losses = {"sparse_categorical_crossentropy from_logits=true"};
  const KerasModel written = description_of(to_keras(model));
  EXPECT_THAT(classes_of(written), ElementsAre("InputLayer", "Dense", "Activation"));
  EXPECT_EQ(written.layers.back().config.text("activation"), "softmax");
  EXPECT_TRUE(written.sequential);
}

// What counts when Keras trains on: which layers, with what penalty.
TEST(WriteKeras, KeepsFrozenLayersAndPenalties) {
  const SavedModel model = drawn_model(
      {nn::Input({4}), nn::Layer(nn::Dense{3}).frozen(), nn::Dense{.units = 2, .kernel_l2 = 0.01}});
  const KerasModel written = description_of(to_keras_h5(model));
  EXPECT_FALSE(written.layers[1].config.flag("trainable"));
  EXPECT_TRUE(written.layers[2].config.flag("trainable"));
  EXPECT_EQ(written.layers[1].config.find("kernel_regularizer"), nullptr);
  const Json& penalty = written.layers[2].config.at("kernel_regularizer");
  EXPECT_EQ(penalty.text("class_name"), "L1L2");
  EXPECT_EQ(penalty.at("config").number("l2"), 0.01);
}

// Lists of names longer than the 64 KB of an attribute are in pieces.
TEST(WriteKeras, WritesManyLayers) {
  std::vector<nn::Layer> layers{nn::Input({2})};
  for (int i = 0; i < 1500; ++i) {
    layers.push_back(
        nn::Layer(nn::Dense{2}).named(fmt::format("a_layer_with_a_long_name_to_fill_up_{}", i)));
  }
  const SavedModel model = drawn_model(nn::Network(std::move(layers)));
  const SavedModel back = keras_from_bytes(to_keras_h5(model), "x").model;
  EXPECT_EQ(numbers_of(back.parameters), numbers_of(model.parameters));
}

struct OwnLayer {
  static constexpr std::string_view kind = "own";
  Value build(nn::GraphBuilder&, Value x) const { return ops::add(x, x); }
};

TEST(WriteKeras, RefusesByLayerWhatKerasLacks) {
  const auto refused = [](const SavedModel& model) {
    const std::string error = error_of([&] { to_keras(model); });
    EXPECT_EQ(error_of([&] { to_keras_h5(model); }), error);
    return error;
  };
  EXPECT_THAT(
      refused(drawn_from("maxpool 3 pad 1; flatten", {1, 8, 8})),
      HasSubstr("layer max_pooling (max_pooling) can't be written for Keras: Keras' pooling "
                "has no padding in numbers; use valid or same"));
  EXPECT_THAT(refused(drawn_from("conv2d_transpose 4 3 groups 2", {2, 5, 5})),
              HasSubstr("Keras has no groups in transposed convolutions"));
  EXPECT_THAT(refused(drawn_from("conv2d 4 3 stride 2 dilation 2", {2, 9, 9})),
              HasSubstr("Keras has strides or dilation, not both"));
  EXPECT_THAT(refused(drawn_from("depthwise_conv2d 3 stride 2x1", {2, 9, 9})),
              HasSubstr("Keras has the same stride along both axes here"));
  EXPECT_THAT(refused(drawn_model({nn::Input({4}), OwnLayer{}})),
              HasSubstr("layer own (own) can't be written for Keras: Keras has no layer"));
  SavedModel doubles = drawn_from("dense 2", {3});
  doubles.parameters = doubles.parameters.cast(DType::f64);
  EXPECT_THAT(refused(doubles), HasSubstr("only models of f32"));
}

}  // namespace
}  // namespace ganglion::io
