#include "ganglion/io/onnx/from_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "ganglion/io/onnx/import_graph.h"
#include "ganglion/io/onnx/layers/to_network.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network_text.h"
#include "tests/support/error_of.h"

/// What is written is run beside the network while it is written (to_onnx), here it is read back.
/// ONNX Runtime's word on it: tests/interop/check_onnx.py.
namespace ganglion::io::onnx {
namespace {

using support::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

SavedModel drawn(const nn::Network& network) {
  return {.network = network,
          .parameters = nn::initial_parameters(network.layout(), 3),
          .state = nn::initial_state(network.layout(), 3)};
}

StoredModel written(const SavedModel& model, std::int64_t opset = 17) {
  return parse_model(std::make_shared<const std::string>(to_onnx(model, {.opset = opset})), "m");
}

std::vector<std::string> ops_of(const StoredModel& model) {
  std::vector<std::string> ops;
  for (const StoredNode& node : model.nodes) ops.push_back(node.op);
  return ops;
}

TEST(OnnxExport, DenseLayersAreProductsAndComeBackAsLayers) {
  const SavedModel model =
      drawn({nn::Input({4}), nn::Dense{3, nn::Activation::relu}, nn::Dense{2}});
  const StoredModel onnx = written(model);
  EXPECT_THAT(ops_of(onnx), ElementsAre("MatMul", "Add", "Relu", "MatMul", "Add"));
  EXPECT_EQ(onnx.inputs[0].extents->at(0).name, "batch");
  const NetworkForm back = to_network(onnx);
  ASSERT_TRUE(back.model) << back.reason;
  const auto weight = [](const SavedModel& of, const char* path) {
    const Tensor value = nn::parameter_of(of.parameters, *of.network.layout().find(path));
    return std::vector<float>(value.values<float>().begin(), value.values<float>().end());
  };
  EXPECT_EQ(weight(*back.model, "dense_1/kernel"), weight(model, "dense_1/kernel"));
  EXPECT_EQ(back.model->network.calls().size(), 2u);
}

TEST(OnnxExport, TheSameBytesEveryTime) {
  const SavedModel model = drawn({nn::Input({1, 8, 8}), nn::Conv2D{.filters = 2}, nn::Flatten{},
                                  nn::Dense{2, nn::Activation::softmax}});
  EXPECT_EQ(to_onnx(model), to_onnx(model));
}

TEST(OnnxExport, ALossOnLogitsGivesProbabilities) {
  SavedModel model = drawn({nn::Input({4}), nn::Dense{3}});
  model.losses = {"sparse_categorical_crossentropy from_logits=true"};
  EXPECT_EQ(ops_of(written(model)).back(), "Softmax");
}

TEST(OnnxExport, BatchNormalizationIsOneNode) {
  const SavedModel model =
      drawn({nn::Input({2, 6}), nn::BatchNormalization{.scale = false}, nn::Dropout{0.5}});
  EXPECT_THAT(ops_of(written(model)), ElementsAre("BatchNormalization"));
}

/// Every layer of the library is written so that it computes the same, or refused by name.
TEST(OnnxExport, AllLayersOfImagesAndSignals) {
  for (const char* text :
       {"conv2d 3 3 same; maxpool 2; conv2d 2 3 stride 2; zeropad 1; flatten; dense 2 tanh",
        "conv2d_transpose 2 3 stride 2; avgpool 2; upsample 2; residual 3 stride 2; globalavgpool; "
        "dense 2 softplus",
        "depthwise_conv2d 3; layernorm; activation gelu; globalmaxpool; dense 2 elu",
        "groupnorm 1; activation silu; flatten; dense 3 leaky_relu; dense 2 softmax"}) {
    const std::string error = error_of([&] {
      for (const std::int64_t opset : {13, 17, 18, 23}) {
        std::vector<nn::Layer> layers = nn::parse_network(text);
        layers.insert(layers.begin(), nn::Input({2, 8, 8}));
        EXPECT_EQ(written(drawn(layers), opset).opset(), opset);
      }
    });
    EXPECT_EQ(error, "no error") << text;
  }
}

TEST(OnnxExport, RecurrentLayersAreOneNodeAndAttentionIsProducts) {
  for (const char* text : {"lstm 3; dense 2", "gru 3 sequences; gru 2 reset_after=no; dense 2",
                           "rnn 3 relu sequences; lstm 2 backwards gates=hard_sigmoid_02 bias=no",
                           "bidirectional lstm 2 sequences; bidirectional gru 3; dense 1",
                           "attention 2 3 causal; layernorm; bidirectional simple_rnn 2"}) {
    const std::string error = error_of([&] {
      std::vector<nn::Layer> layers = nn::parse_network(text);
      layers.insert(layers.begin(), nn::Input({5, 4}));
      written(drawn(layers));
    });
    EXPECT_EQ(error, "no error") << text;
  }
  const SavedModel lstm = drawn({nn::Input({5, 4}), nn::LSTM{3}});
  EXPECT_THAT(ops_of(written(lstm)), ElementsAre("Transpose", "LSTM", "Transpose", "Reshape"));
  const SavedModel sum = drawn({nn::Input({5, 4}), nn::Bidirectional{.units = 2, .merge = "sum"}});
  EXPECT_THAT(error_of([&] { to_onnx(sum); }),
              HasSubstr("layer bidirectional: merge = sum can't be written"));
}

TEST(OnnxExport, RecurrentLayersComeBackAsLayers) {
  for (const char* text :
       {"lstm 3; dense 2", "gru 3 sequences; gru 2 reset_after=no bias=no", "rnn 3 backwards",
        "bidirectional lstm 2 sequences; bidirectional gru 3"}) {
    std::vector<nn::Layer> layers = nn::parse_network(text);
    layers.insert(layers.begin(), nn::Input({5, 4}));
    const SavedModel model = drawn(layers);
    const NetworkForm back = to_network(written(model));
    ASSERT_TRUE(back.model) << text << ": " << back.reason;
    EXPECT_EQ(back.model->network.calls().front().handle.config(), layers[1].config());
    const auto same = [&](const char* path) {
      const auto numbers = [&](const SavedModel& of) {
        const Tensor value = nn::parameter_of(of.parameters, *of.network.layout().find(path));
        return std::vector<float>(value.values<float>().begin(), value.values<float>().end());
      };
      EXPECT_EQ(numbers(*back.model), numbers(model)) << path;
    };
    for (const nn::ParameterSpec& spec : model.network.layout().parameters) {
      if (!spec.path.ends_with("bias")) same(spec.path.c_str());
    }
  }
}

/// An activation, alone and behind a dense layer, is written, and read again as layers.
TEST(OnnxExport, AllActivationsComeBackAsLayers) {
  for (const nn::Activation activation : nn::all_activations()) {
    const std::string name(nn::name_of(activation));
    const SavedModel model =
        drawn({nn::Input({4}), nn::Dense{3, activation}, nn::Activate{activation}});
    for (const std::int64_t opset : {13, 20}) {
      const NetworkForm back = to_network(written(model, opset));
      EXPECT_TRUE(back.model) << name << ": " << back.reason;
    }
  }
}

TEST(OnnxExport, RecurrencesWithAMaskAreRefused) {
  const nn::Input input({5, 4});
  const nn::Network network({input}, {nn::LSTM{3}(input, nn::StepMask{}(input))});
  const SavedModel model{.network = network,
                         .parameters = nn::initial_parameters(network.layout(), 3),
                         .state = nn::initial_state(network.layout(), 3)};
  EXPECT_THAT(error_of([&] { to_onnx(model); }), HasSubstr("layer lstm: a recurrence with a mask"));
}

TEST(OnnxExport, OtherOpsetsAreRefused) {
  const SavedModel model = drawn({nn::Input({4}), nn::Dense{3}});
  EXPECT_THAT(error_of([&] { to_onnx(model, {.opset = 12}); }), HasSubstr("13 to 23"));
}

}  // namespace
}  // namespace ganglion::io::onnx
