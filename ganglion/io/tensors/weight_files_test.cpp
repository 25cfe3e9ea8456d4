#include "ganglion/io/tensors/weight_files.h"

#include <gmock/gmock.h>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/nn/network_text.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::io {
namespace {

using support::error_of;
using support::numbers_of;
using ::testing::HasSubstr;

nn::Network network_of(const Shape& input, std::string_view layers) {
  std::vector<nn::Layer> list = nn::parse_network(layers);
  list.insert(list.begin(), nn::Input(input));
  return nn::Network(list);
}

SavedModel model_with_weights(const nn::Network& network) {
  return {.network = network,
          .parameters = nn::initial_parameters(network.layout(), 3),
          .state = nn::initial_state(network.layout(), 3)};
}

const Tensor& named(const NamedTensors& tensors, std::string_view name) {
  for (const auto& [key, tensor] : tensors) {
    if (key == name) return tensor;
  }
  throw Error("no tensor " + std::string(name));
}

TEST(RenameRule, ReplacesWhatTheStarStandsFor) {
  const std::vector<RenameRule> rules = {parse_rename("body.*=encoder/*"),
                                         parse_rename("head.weight=out/kernel")};
  EXPECT_EQ(renamed("body.0.weight", rules), "encoder/0.weight");
  EXPECT_EQ(renamed("head.weight", rules), "out/kernel");
  EXPECT_EQ(renamed("head.bias", rules), "head.bias");
  for (const char* wrong : {"a", "a=b=c", "=a", "a=", "a*=b", "a=b*", "a**=b**"}) {
    EXPECT_THAT(error_of([&] { parse_rename(wrong); }), HasSubstr("expected FROM=TO")) << wrong;
  }
}

TEST(WeightFiles, TorchHasUnitsFirstAndItsOwnNames) {
  const nn::Network network = network_of({2}, "dense 3; batchnorm; dense 1");
  SavedModel model = model_with_weights(network);
  nn::set_parameter(model.parameters, *network.layout().find("dense/kernel"),
                    Tensor::of(Shape{2, 3}, {1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f}));
  const NamedTensors tensors = named_weights(model, {.layout = WeightLayout::torch});
  EXPECT_EQ(named(tensors, "dense.weight").shape(), (Shape{3, 2}));
  EXPECT_EQ(numbers_of(named(tensors, "dense.weight")), (std::vector<double>{1, 4, 2, 5, 3, 6}));
  for (const char* name : {"dense.bias", "batch_normalization.weight", "batch_normalization.bias",
                           "batch_normalization.running_mean", "batch_normalization.running_var"}) {
    EXPECT_NO_THROW(named(tensors, name)) << name;
  }
}

TEST(WeightFiles, ComeBackFromEveryFormatAndLayout) {
  const support::ScratchFolder folder;
  const nn::Network network = network_of(
      {2, 8, 8}, "conv2d 4 3x3; batchnorm; conv2d_transpose 3 3x3; flatten; dense 5; dense 2");
  const SavedModel model = model_with_weights(network);
  for (const WeightLayout layout : {WeightLayout::ganglion, WeightLayout::torch}) {
    const WeightNaming naming{.layout = layout};
    for (const std::string& bytes :
         {weights_as_safetensors(model, naming), weights_as_npz(model, naming)}) {
      const std::string path = folder.write("weights", bytes);
      const WeightsRead read = weights_for(network, read_tensors(path), naming, path);
      EXPECT_TRUE(support::same_bits(read.parameters, model.parameters));
      EXPECT_TRUE(support::same_bits(read.state, model.state));
      EXPECT_TRUE(read.matched_by_number.empty());
    }
  }
}

/// A state dict of nn.Sequential(Linear(2, 3), ReLU(), BatchNorm1d(3), Linear(3, 1)).
NamedTensors state_dict(const std::string& before) {
  return {{before + "0.weight", Tensor::of(Shape{3, 2}, {1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f})},
          {before + "0.bias", Tensor::of(Shape{3}, {7.0f, 8.0f, 9.0f})},
          {before + "2.weight", Tensor::of(Shape{3}, {1.0f, 1.0f, 2.0f})},
          {before + "2.bias", Tensor(Shape{3})},
          {before + "2.running_mean", Tensor(Shape{3})},
          {before + "2.running_var", Tensor::of(Shape{3}, {1.0f, 2.0f, 1.0f})},
          {before + "2.num_batches_tracked", Tensor(Shape{}, DType::i64)},
          {before + "10.weight", Tensor::of(Shape{1, 3}, {0.5f, 0.25f, 0.125f})},
          {before + "10.bias", Tensor::of(Shape{1}, {3.0f})}};
}

TEST(WeightFiles, NumberedModulesAreTheLayersInTheirOrder) {
  const nn::Network network = network_of({2}, "dense 3 relu; batchnorm; dense 1");
  for (const char* before : {"", "layers."}) {
    const WeightsRead read =
        weights_for(network, state_dict(before), {.layout = WeightLayout::torch}, "weights");
    const nn::ParameterLayout& layout = network.layout();
    const auto value = [&](const char* path) {
      return numbers_of(nn::parameter_of(read.parameters, *layout.find(path)));
    };
    EXPECT_EQ(value("dense/kernel"), (std::vector<double>{1, 3, 5, 2, 4, 6}));
    EXPECT_EQ(value("dense_1/kernel"), (std::vector<double>{0.5, 0.25, 0.125}));
    EXPECT_EQ(value("batch_normalization/gamma"), (std::vector<double>{1, 1, 2}));
    EXPECT_THAT(read.matched_by_number,
                ::testing::Contains(std::string(before) + "10.weight: dense_1/kernel"));
  }
}

TEST(WeightFiles, SayWhatDoesntFit) {
  const nn::Network network = network_of({2}, "dense 3 relu; batchnorm; dense 1");
  const WeightNaming torch{.layout = WeightLayout::torch};
  const auto error = [&](const NamedTensors& tensors, const WeightNaming& naming) {
    return error_of([&] { weights_for(network, tensors, naming, "w.npz"); });
  };
  NamedTensors other = state_dict("body.");
  other[0].first = "head.0.weight";
  EXPECT_THAT(error(other, torch), HasSubstr("w.npz: no tensor is called as a weight of the "
                                             "network: the file has"));
  NamedTensors smaller = state_dict("");
  smaller[0].second = Tensor(Shape{2, 3});
  EXPECT_THAT(error(smaller, torch), HasSubstr("tensor '0.weight' is [2, 3], but 'dense/kernel' of "
                                               "the network is [3, 2]; it fits with `layout = "
                                               "ganglion`"));
  NamedTensors own = named_weights(model_with_weights(network), {});
  own.pop_back();
  EXPECT_THAT(error(own, {}), HasSubstr("no tensor for weight"));
  own = named_weights(model_with_weights(network), {});
  own.emplace_back("extra", Tensor(Shape{1}));
  EXPECT_THAT(error(own, {}), HasSubstr("tensor 'extra' belongs to no layer of the network"));
  own = named_weights(model_with_weights(network), {});
  own[0].second.values<float>()[0] = NAN;
  EXPECT_THAT(error(own, {}), HasSubstr("weights are finite numbers"));
}

}  // namespace
}  // namespace ganglion::io
