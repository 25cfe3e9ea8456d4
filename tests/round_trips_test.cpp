// Every kind of network to each format of another system, and back: predictions stay.
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/io/keras/export/write_keras.h"
#include "ganglion/io/keras/read_keras.h"
#include "ganglion/io/onnx/from_network.h"
#include "ganglion/io/onnx/import_graph.h"
#include "ganglion/io/onnx/layers/to_network.h"
#include "ganglion/io/tensors/weight_files.h"
#include "ganglion/io/trial.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network_text.h"
#include "tests/support/same_bits.h"

namespace ganglion::io {
namespace {

/// As if it had been trained: moving averages, too, are neither 0 nor 1.
SavedModel drawn(const nn::Network& network) {
  SavedModel model{.network = network,
                   .parameters = nn::initial_parameters(network.layout(), 5),
                   .state = nn::initial_state(network.layout(), 5)};
  int i = 0;
  for (const nn::ParameterSpec& spec : network.layout().state) {
    Tensor values(spec.shape);
    for (float& value : values.values<float>()) {
      value = 0.6F + 0.3F * std::sin(static_cast<float>(i++));
    }
    nn::set_parameter(model.state, spec, values);
  }
  return model;
}

SavedModel chain(const char* layers, const Shape& row) {
  std::vector<nn::Layer> all = nn::parse_network(layers);
  all.insert(all.begin(), nn::Input(row));
  return drawn(nn::Network(all));
}

/// Two inputs, a layer that is called twice, two outputs with losses on logits.
SavedModel branches() {
  const nn::Input image({2, 6, 6}, {.name = "image"});
  const nn::Input row({5}, {.name = "row"});
  const nn::Layer shared(nn::Dense{.units = 4, .activation = nn::Activation::relu});
  const nn::Symbol flat = nn::Flatten{}(nn::Conv2D{.filters = 3, .kernel_size = {3, 3}}(image));
  const nn::Symbol seen = shared(nn::Dense{5}(flat));
  const nn::Symbol both = nn::Concatenate{}({seen, shared(row)});
  SavedModel model = drawn(
      nn::Network({image, row}, {nn::Dense{3}(both), nn::Dense{1}(nn::Multiply{}(seen, seen))}));
  model.losses = {"sparse_categorical_crossentropy from_logits=true", "mse"};
  return model;
}

SavedModel words() {
  return drawn(nn::Network(
      {nn::Input({6}, {.dtype = DType::i32}), nn::Embedding{7, 4}, nn::LSTM{3}, nn::Dense{2}}));
}

struct Kind {
  const char* name;
  SavedModel model;
};

std::vector<Kind> kinds() {
  return {
      {"dense", chain("dense 8 relu; dropout 0.3; dense 6 gelu; layernorm; dense 3", {5})},
      {"convolution", chain("conv2d 4 3 same relu; maxpool 2; conv2d 3 3 stride 2; batchnorm; "
                            "flatten; dense 4 tanh; dense 3",
                            {3, 12, 12})},
      {"depthwise", chain("depthwise_conv2d 3; batchnorm; separable_conv2d 4 3 silu; avgpool 2; "
                          "groupnorm 2; globalavgpool; dense 2",
                          {2, 10, 10})},
      {"transposed", chain("conv2d_transpose 3 3 stride 2; upsample 2; cropping 1; zeropad 1; "
                           "globalmaxpool; dense 2",
                           {2, 5, 5})},
      {"residual", chain("residual 4 stride 2; residual 4; globalavgpool; dense 3", {2, 8, 8})},
      {"signal",
       chain("conv1d 4 3 causal; maxpool 2; conv1d 3 3 leaky_relu; flatten; dense 2", {2, 16})},
      {"recurrent", chain("gru 4 sequences; lstm 3 sequences; rnn 3; dense 2", {6, 3})},
      {"both ways", chain("bidirectional lstm 3 sequences; bidirectional gru 2; dense 2", {6, 3})},
      {"attention", chain("attention 2 3; layernorm; flatten; dense 2", {5, 4})},
      {"embedding", words()},
      {"branches", branches()}};
}

/// The largest difference, of the size of the number where that is above 1; infinity for other
/// shapes.
double difference(const std::vector<Tensor>& found, const std::vector<Tensor>& wanted) {
  double most = found.size() == wanted.size() ? 0.0 : INFINITY;
  for (std::size_t i = 0; i < wanted.size() && std::isfinite(most); ++i) {
    if (found[i].shape() != wanted[i].shape()) return INFINITY;
    const auto a = found[i].values<float>(), b = wanted[i].values<float>();
    for (std::size_t k = 0; k < b.size(); ++k) {
      const double apart = std::fabs(a[k] - b[k]) / std::max(1.0F, std::fabs(b[k]));
      most = std::isnan(apart) ? INFINITY : std::max(most, apart);
    }
  }
  return most;
}

constexpr double kTolerance = 1e-5;

/// What the file computes: by its layers or, where it has none, node by node.
std::vector<Tensor> onnx_predictions(const std::string& bytes, const SavedModel& model,
                                     const std::vector<Tensor>& rows) {
  const onnx::StoredModel stored =
      onnx::parse_model(std::make_shared<const std::string>(bytes), "m.onnx");
  const onnx::NetworkForm form = onnx::to_network(stored);
  if (form.model) return trial_predictions(*form.model, rows);
  std::map<std::string, Tensor> fed;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    fed.insert_or_assign(model.network.inputs()[i].name, rows[i]);
  }
  std::vector<Tensor> results;
  for (const onnx::Operand& operand : onnx::run(stored, fed)) results.push_back(*operand.constant);
  return results;
}

class RoundTripsSlow : public testing::Test {
 protected:
  /// Calls `back` with each kind, which gives the predictions of what came back.
  template <class Back>
  static void each_kind(Back back) {
    for (const Kind& kind : kinds()) {
      SCOPED_TRACE(kind.name);
      const std::vector<Tensor> rows = trial_rows(kind.model.network, 3);
      try {
        EXPECT_LE(difference(back(kind.model, rows), trial_predictions(kind.model, rows)),
                  kTolerance);
      } catch (const Error& error) {
        ADD_FAILURE() << error.what();
      }
    }
  }
};

TEST_F(RoundTripsSlow, Onnx) {
  each_kind([](const SavedModel& model, const std::vector<Tensor>& rows) {
    return onnx_predictions(onnx::to_onnx(model), model, rows);
  });
}

TEST_F(RoundTripsSlow, Keras) {
  each_kind([](const SavedModel& model, const std::vector<Tensor>& rows) {
    return trial_predictions(keras_from_bytes(to_keras(model), "m.keras").model, rows);
  });
}

TEST_F(RoundTripsSlow, Hdf5) {
  each_kind([](const SavedModel& model, const std::vector<Tensor>& rows) {
    return trial_predictions(keras_from_bytes(to_keras_h5(model), "m.h5").model, rows);
  });
}

// Files of weights alone give the very same bits, in both layouts.
TEST_F(RoundTripsSlow, WeightsToTheBit) {
  for (const Kind& kind : kinds()) {
    SCOPED_TRACE(kind.name);
    for (const WeightLayout layout : {WeightLayout::ganglion, WeightLayout::torch}) {
      const WeightNaming naming{.layout = layout};
      for (const std::string& bytes :
           {weights_as_safetensors(kind.model, naming), weights_as_npz(kind.model, naming)}) {
        const WeightsRead read =
            weights_for(kind.model.network, parse_tensors(bytes, "w"), naming, "w");
        EXPECT_TRUE(support::same_bits(read.parameters, kind.model.parameters));
        EXPECT_TRUE(support::same_bits(read.state, kind.model.state));
      }
    }
  }
}

}  // namespace
}  // namespace ganglion::io
