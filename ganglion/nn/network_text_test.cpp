#include "ganglion/nn/network_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network.h"
#include "ganglion/nn/network_presets.h"
#include "ganglion/nn/network_writer.h"
#include "tests/support/error_of.h"

namespace ganglion::nn {
namespace {

using support::error_of;

using testing::HasSubstr;
using testing::StartsWith;

std::string network_error(std::string_view text, std::string_view what = "`network`") {
  return error_of([&] { parse_network(text, what); });
}

TEST(NetworkText, ReadsEveryLayer) {
  const auto layers = parse_network(
      "dense 25 relu; dropout 0.2; dense 15 relu l2=0.001 init=he_normal; batchnorm; layernorm; "
      "activation tanh; flatten; reshape 8x8; embedding 100 16");
  ASSERT_EQ(layers.size(), 9U);
  EXPECT_EQ(layers[0].as<Dense>()->units, 25);
  EXPECT_EQ(layers[0].as<Dense>()->activation, relu);
  EXPECT_EQ(layers[1].as<Dropout>()->rate, 0.2);
  EXPECT_EQ(layers[2].as<Dense>()->kernel_l2, 0.001);
  EXPECT_EQ(layers[2].as<Dense>()->kernel_initializer, he_normal());
  EXPECT_EQ(layers[3].as<BatchNormalization>()->momentum, 0.99);
  EXPECT_EQ(layers[4].as<LayerNormalization>()->epsilon, 1e-3);
  EXPECT_EQ(layers[5].as<Activate>()->activation, ganglion::tanh);
  EXPECT_NE(layers[6].as<Flatten>(), nullptr);
  EXPECT_EQ(layers[7].as<Reshape>()->target, (std::vector<std::int64_t>{8, 8}));
  EXPECT_EQ(layers[8].as<Embedding>()->input_dim, 100);
  EXPECT_EQ(layers[8].as<Embedding>()->output_dim, 16);
}

TEST(NetworkText, CapitalsBlanksCommentsAndLineEndsDoNotCount) {
  EXPECT_EQ(network_text(parse_network("  DENSE\t25   ReLU ;; Dense 3 L2 = 0.5 bias=no;")),
            "dense 25 relu; dense 3 l2=0.5 bias=false");
  EXPECT_EQ(network_text(parse_network("# hidden part\ndense 4 # first\r\n\nLayerNorm\n")),
            "dense 4; layernorm");
  EXPECT_EQ(network_text(parse_network("dense 4 init = Uniform( -0.5, 0.5 ) relu")),
            "dense 4 relu init=uniform(-0.5, 0.5)");
  EXPECT_TRUE(parse_network("").empty());
  EXPECT_TRUE(parse_network(" ; ; \n # nothing").empty());
}

TEST(NetworkText, TakesWhatPeopleType) {
  const std::string two = "dense 25 relu; dense 15 relu";
  for (const char* text : {
           "dense 25 relu, dense 15 relu",
           "dense 25 relu -> dense 15 relu",
           "dense 25 relu→dense 15 relu",
           "dense 25, relu; dense 15, relu",
           "Dense(25, activation='relu'), Dense(15, activation=\"relu\")",
           "Dense(25, 'relu') Dense(15, 'relu')",
           "[Dense(units=25, activation = 'relu'),\n Dense(15, activation=tf.nn.relu)]",
           "tf.keras.layers.Dense(25,\n    activation='relu')\nlayers.Dense(15, activation=relu)",
           "fc 25 relu; fully_connected 15 ReLU",
       }) {
    EXPECT_EQ(network_text(parse_network(text)), two) << text;
  }
  const std::pair<const char*, const char*> same[] = {
      {"dense 4 swish; dense 4 logistic", "dense 4 silu; dense 4 sigmoid"},
      {"Dense(25)", "dense 25"},
      {"Dense(1, activation=None)", "dense 1"},
      {"Dropout(0.5)", "dropout 0.5"},
      {"Dropout(rate=0.5)", "dropout 0.5"},
      {"Flatten()", "flatten"},
      {"ReLU()", "activation relu"},
      {"Activation('tanh')", "activation tanh"},
      {"BatchNormalization()", "batchnorm"},
      {"batch_norm", "batchnorm"},
      {"Conv2D(32, 3, activation=\"relu\")", "conv2d 32 3 relu"},
      {"Conv2D(32, (3, 5), (2, 1), padding='same')", "conv2d 32 3x5 same stride=2x1"},
      {"Conv2D(filters=32, kernel_size=[3, 3])", "conv2d 32 3x3"},
      {"Conv1D(8, 5, 2)", "conv1d 8 5 stride=2"},
      {"MaxPooling2D(2)", "maxpool 2"},
      {"MaxPooling2D((2, 2), strides=2)", "maxpool 2x2 stride=2"},
      {"MaxPooling2D()", "maxpool 2"},
      {"max_pool 3", "maxpool 3"},
      {"GlobalAveragePooling2D()", "globalavgpool"},
      {"Reshape((64,))", "reshape 64"},
      {"Permute((3, 1, 2))", "permute 3x1x2"},
      {"Dense(8, kernel_regularizer=l2(0.01))", "dense 8 l2=0.01"},
      {"Dense(8, kernel_regularizer=keras.regularizers.L1(l1=0.5))", "dense 8 l1=0.5"},
      {"Dense(8, kernel_initializer='he_normal', use_bias=False)",
       "dense 8 bias=false init=he_normal"},
  };
  for (const auto& [typed, meant] : same) {
    EXPECT_EQ(network_text(parse_network(typed)), network_text(parse_network(meant))) << typed;
  }
}

TEST(NetworkText, PointsAtTheFault) {
  EXPECT_EQ(network_error("dense 25 relu; dens 15 relu"),
            "`network`: unknown layer \"dens\"; did you mean \"dense\"?\n"
            "  dense 25 relu; dens 15 relu\n"
            "                 ^~~~");
  EXPECT_EQ(network_error("# größer\ndense 25\n# ö\tdropout\n é; dropout 1.5", "net.txt"),
            "net.txt:4: unknown layer \"é\"; there are \"dense\", \"dropout\", \"activation\", "
            "\"batchnorm\", \"layernorm\", \"flatten\", \"reshape\", \"permute\", \"embedding\", "
            "\"conv2d\", \"conv1d\", \"depthwise_conv2d\" and 23 more\n"
            "   é; dropout 1.5\n"
            "   ^");
  EXPECT_EQ(network_error("dense 25 relux"),
            "`network`: unknown activation \"relux\"; did you mean \"relu\"?\n"
            "  dense 25 relux\n"
            "           ^~~~~");
}

struct Bad {
  const char* text;
  const char* message;
  int mark;  ///< column of the mark, from 0
};

TEST(NetworkText, RefusesWhatCannotBeMeant) {
  const Bad bad[] = {
      {"dense", "dense needs units; write for example \"dense 25 relu", 0},
      {"dense 0", "units must be at least 1, not 0", 6},
      {"dense -3 relu", "units must be at least 1, not -3", 6},
      {"dense 2.5", "units must be an integer, not \"2.5\"", 6},
      {"dense relu 25", "units must be an integer, not \"relu\"", 6},
      {"dense 99999999999999999999", "must be an integer", 6},
      {"dense 9999999999", "too large", 6},
      {"dense 5 relu 6", "dense takes units and activation only", 13},
      {"dense 5 units=6", "units is set twice", 14},
      {"dense 5 l2=0.1 kernel_l2=0.2", "kernel_l2 is set twice", 25},
      {"dense 5 l3=0.1", "dense has no setting \"l3\"; did you mean \"l1\"?", 8},
      {"dense 5 l2=-1", "kernel_l2 must be at least 0, not -1", 11},
      {"dense 5 l2=nan", "kernel_l2 must be a number, not \"nan\"", 11},
      {"dense 5 l2=inf", "kernel_l2 must be a number", 11},
      {"dense 5 l2=", "name=value", 10},
      {"dense 5 =3", "dense has no setting \"5\"", 6},
      {"dense 5; = 3", "name=value", 9},
      {"dense 5 l2=x", "kernel_l2 must be a number, not \"x\"", 11},
      {"dense 5 init=he_norml", "unknown initializer 'he_norml'", 13},
      {"dense 5 init=normal(1", "the closing ')' is missing", 19},
      {"dense 5 bias=maybe", "use_bias must be true or false", 13},
      {"dropout", "dropout needs rate", 0},
      {"dropout 1", "rate must be at least 0 and below 1, not 1", 8},
      {"dropout -0.1", "rate must be at least 0", 8},
      {"dropout 20%", "rate must be a number, not \"20%\"", 8},
      {"relu", "write \"activation relu\"", 0},
      {"25 relu", "write \"dense 25\"", 0},
      {"units=25", "a layer begins with its kind", 0},
      {"flatten 3", "flatten takes no value here", 8},
      {"reshape", "reshape needs target", 0},
      {"reshape 8x0", "target must be at least 1, not 0", 8},
      {"reshape 8x", "target must be an integer, not \"\"", 8},
      {"reshape -1x-1", "only one extent may be -1", 8},
      {"reshape 1x1x1x1x1x1x1x1x1", "at most 7 extents", 8},
      {"embedding 100", "embedding needs output_dim", 0},
      {"embedding 0 4", "input_dim must be at least 1", 10},
      {"batchnorm momentum=2", "momentum must be from 0 to 1, not 2", 19},
      {"batchnorm 0.9", "batchnorm takes no value here", 10},
      {"layernorm epsilon=0", "epsilon must be above 0, not 0", 18},
      {"batchnrm", "did you mean \"batchnorm\"?", 0},
      {"Dense(25", "the closing ')' is missing", 5},
      {"Dense(25; dense 3", "the closing ')' is missing", 5},
      {"Dense(25, activation='relu)", "the closing quote is missing", 21},
      {"Dense(25))", "')' without '('", 9},
      {"Dens(25)", "unknown layer \"dens\"; did you mean \"dense\"?", 0},
      {"Dense(25, activation='rellu')", "did you mean \"relu\"?", 21},
      {"Dense(25, name='L1')", "leave it out", 10},
      {"Dense(25, input_shape=(64,))", "the shape of the input is what the data have", 10},
      {"Input(shape=(64,))", "the input is what the data have; leave it out", 0},
      {"LeakyReLU()", "write \"activation leaky_relu\"", 0},
      {"Reshape((28, 28, 1))", "channels come first here, and last in Keras", 0},
      {"Conv2D(32, 3, 2, 'full')", "padding must be an integer, not \"full\"", 17},
      {"Dense(25, kernel_regularizer='l3(0.1)')", "write l2(0.01) or l1(0.01)", 29},
      {"conv2d 32", "conv2d needs kernel_size", 0},
      {"conv2d 0 3", "filters must be at least 1", 7},
      {"conv2d 32 3x0", "kernel_size must be at least 1, not 0", 10},
      {"conv2d 32 3x", "kernel_size must be an integer", 10},
      {"conv2d 32 -1", "kernel_size must be at least 1, not -1", 10},
      {"conv2d 32 3 rellu", "unknown activation \"rellu\"; did you mean \"relu\"?", 12},
      {"conv2d 32 3 stride", "stride needs a value", 12},
      {"conv2d 32 3 stride two", "strides must be an integer, not \"two\"", 19},
      {"conv2d 32 3 same padding=valid", "padding is set twice", 25},
      {"conv2d 32 3 pad=full", "padding must be an integer, not \"full\"", 16},
      {"conv2d 32 3 relu 4", "conv2d takes filters and kernel_size and activation only", 17},
      {"maxpool", "maxpool needs pool_size", 0},
      {"maxpool 2 relu", "maxpool takes pool_size only", 10},
      {"resnet20 stride 2", "stands for a whole network", 9},
      {"dense 25 relu dense 15", "dense takes units and activation only", 14},
  };
  for (const Bad& row : bad) {
    SCOPED_TRACE(row.text);
    const std::string message = network_error(row.text);
    EXPECT_THAT(message, StartsWith("`network`: "));
    EXPECT_THAT(message, HasSubstr(row.message));
    const std::string mark = "\n  " + std::string(static_cast<std::size_t>(row.mark), ' ') + "^";
    EXPECT_THAT(message, HasSubstr(std::string("\n  ") + row.text + mark));
  }
}

TEST(NetworkText, ReadsConvolutions) {
  const auto layers = parse_network(
      "conv2d 32 3x5 relu same stride 2; conv1d 8 4 causal elu dilation 2 groups 2 bias=no; "
      "maxpool 2x3 stride 1; avgpool 3 pad 1x0; residual 16 stride 2; crop 0x1");
  const auto* image = layers[0].as<Conv2D>();
  EXPECT_EQ(image->filters, 32);
  EXPECT_EQ(image->kernel_size, (std::vector<std::int64_t>{3, 5}));
  EXPECT_EQ(image->strides, (std::vector<std::int64_t>{2}));
  EXPECT_EQ(image->padding, "same");
  EXPECT_EQ(image->activation, relu);
  const auto* signal = layers[1].as<Conv1D>();
  EXPECT_EQ(signal->padding, "causal");
  EXPECT_EQ(signal->dilation, (std::vector<std::int64_t>{2}));
  EXPECT_EQ(signal->groups, 2);
  EXPECT_FALSE(signal->use_bias);
  EXPECT_EQ(layers[2].as<MaxPooling>()->pool_size, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(layers[3].as<AveragePooling>()->padding, "1x0");
  EXPECT_EQ(layers[4].as<ResidualBlock>()->strides, (std::vector<std::int64_t>{2}));
  EXPECT_EQ(network_text(layers),
            "conv2d 32 3x5 relu same stride=2; "
            "conv1d 8 4 elu dilation=2 groups=2 causal bias=false; "
            "maxpool 2x3 stride=1; avgpool 3 pad=1x0; residual 16 stride=2; crop 0x1");
  EXPECT_EQ(network_text(parse_network(network_text(layers))), network_text(layers));
}

TEST(NetworkText, NamesStandForWholeNetworks) {
  for (const NetworkPreset& preset : network_presets()) {
    SCOPED_TRACE(preset.name);
    const Shape example = preset.text.find("conv1d") == 0 ? Shape{2, 100} : Shape{3, 32, 32};
    std::vector<Layer> layers = {Input(example)};
    for (Layer& layer : parse_network(preset.name)) layers.push_back(std::move(layer));
    EXPECT_EQ(Network(layers).output_shapes().front().rank(), 1);
  }
  EXPECT_EQ(parse_network("lenet; dense 5").size(), 8U);
}

TEST(NetworkText, AnOutputLayerGetsAFlatExample) {
  const auto end_of = [](std::string_view text) {
    std::vector<Layer> layers = {Input({1, 8, 8})};
    for (Layer& layer : parse_network(text)) layers.push_back(std::move(layer));
    return Network(with_flat_end(layers)).output_shapes().front();
  };
  EXPECT_EQ(end_of("conv2d 4 3x3"), Shape{144});
  EXPECT_EQ(end_of("conv2d 4 3x3; globalavgpool"), Shape{4});
  EXPECT_EQ(with_flat_end({Input({5})}).size(), 1U);
}

TEST(NetworkText, WritesWhatDiffersFromTheDefaults) {
  const std::vector<Layer> layers = {
      Dense{.units = 3, .use_bias = false, .kernel_initializer = orthogonal(2)},
      Dense{.units = 4, .activation = elu, .kernel_l1 = 1e-4},
      BatchNormalization{.momentum = 0.5, .scale = false},
      Reshape{{2, -1}},
      Embedding{5, 2, normal()},
      Dropout{0}};
  const std::string text = network_text(layers);
  EXPECT_EQ(text,
            "dense 3 init=orthogonal(2) bias=false; dense 4 elu l1=0.0001; "
            "batchnorm momentum=0.5 scale=false; reshape 2x-1; embedding 5 2 init=normal(0.05); "
            "dropout 0");
  const auto again = parse_network(text);
  ASSERT_EQ(again.size(), layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    EXPECT_EQ(again[i].config(), layers[i].config()) << i;
  }
  const Layer joined = Add{};
  EXPECT_THROW(network_text({&joined, 1}), Error);
  EXPECT_THAT(network_text_help(), HasSubstr("reshape 8x8"));
}

RC_GTEST_PROP(NetworkText, AnyTextGivesLayersOrAnError, ()) {
  // Words that mean something, put together at random, and bytes that don't.
  const auto pieces =
      *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
          "dense", "25", " ", " ",  ";",       "\n",      "=",   "relu", "l2",   "init",
          "(",     ")",  "x", "-1", "reshape", "dropout", "0.5", "#",    "\xC3", "\t"}));
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  try {
    const auto layers = parse_network(text);
    const std::string written = network_text(layers);
    RC_ASSERT(network_text(parse_network(written)) == written);
  } catch (const Error& error) {
    RC_ASSERT(std::string_view(error.what()).starts_with("network"));
  }
}

}  // namespace
}  // namespace ganglion::nn
