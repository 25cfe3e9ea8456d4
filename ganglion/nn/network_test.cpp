#include "ganglion/nn/network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

namespace ganglion::nn {
namespace {

using support::error_of;
using support::numbers_of;

using testing::ElementsAre;
using testing::HasSubstr;

std::string printed(const Graph& graph) {
  std::string text;
  for (const Node& node : graph.nodes()) {
    text += std::to_string(node.id) + " " + std::string(node.op->name) + " " + node.name + " " +
            node.attributes.to_string() + " " + node.outputs[0].to_string() + " <-";
    for (const Value& input : node.inputs) text += " " + std::to_string(input.node);
    text += "\n";
  }
  return text;
}

std::string printed(const Network& network, bool training) {
  Graph graph;
  GraphBuilder builder(graph, network.layout(), {.training = training});
  const auto inputs = network.add_inputs(builder, 4);
  network.build(builder, inputs);
  builder.assign_state();
  return printed(graph);
}

Network mlp() {
  return Network({Input{{64}}, Dense{25, relu}, Dropout{0.2}, Dense{15, relu}, Dense{10}});
}

TEST(Network, NamesLayersByKind) {
  const Network network = mlp();
  std::vector<std::string> names;
  for (const LayerCall& call : network.calls()) names.push_back(call.name);
  EXPECT_THAT(names, ElementsAre("dense", "dropout", "dense_1", "dense_2"));
  EXPECT_THAT(network.output_shapes(), ElementsAre(Shape{10}));
  EXPECT_THAT(network.output_names(), ElementsAre("dense_2"));
  EXPECT_EQ(network.inputs()[0].name, "input");
}

TEST(Network, LaysParametersOutAtMultiplesOf16) {
  const Network network = mlp();
  const ParameterLayout& layout = network.layout();
  ASSERT_EQ(layout.parameters.size(), 6U);
  EXPECT_EQ(layout.parameters[0].path, "dense/kernel");
  EXPECT_EQ(layout.parameters[1].offset, 64 * 25);
  EXPECT_EQ(layout.find("dense_1/kernel")->offset, 64 * 25 + 32);
  EXPECT_EQ(layout.size % 16, 0);
  EXPECT_EQ(layout.parameter_count(), 64 * 25 + 25 + 25 * 15 + 15 + 15 * 10 + 10);
  const Tensor flat = initial_parameters(layout, 1);
  const Tensor kernel = parameter_of(flat, *layout.find("dense_1/kernel"));
  EXPECT_EQ(kernel.shape(), (Shape{25, 15}));
  // Gaps and biases stay zero: every number that is not zero belongs to a kernel.
  const auto values = numbers_of(flat);
  const auto bias = std::span(values).subspan(1600, 32);
  EXPECT_EQ(std::count(bias.begin(), bias.end(), 0.0), 32);
}

TEST(Network, ComputesTheSameInAChainAndWithSymbols) {
  const Input x({3});
  const Network functional({x}, {Dense{2}(Dense{4, tanh}(x))});
  const Network chain({Input{{3}}, Dense{4, tanh}, Dense{2}});
  EXPECT_EQ(printed(functional, true), printed(chain, true));
}

TEST(Network, SharedLayersShareWeightsAndAddTheirGradients) {
  const Input a({3}, {.name = "a"});
  const Input b({3}, {.name = "b"});
  const Layer shared = Dense{2};
  const Network network({a, b}, {shared(a), shared(b)});
  EXPECT_EQ(network.layout().parameters.size(), 2U);
  EXPECT_THAT(network.output_names(), ElementsAre("dense", "dense@2"));

  Graph graph;
  GraphBuilder builder(graph, network.layout(), {.dtype = DType::f64});
  const auto inputs = network.add_inputs(builder, 2);
  const auto outputs = network.build(builder, inputs);
  const auto wrt = builder.parameter_values();
  const Value loss = ops::reduce_sum(outputs[0]) + ops::reduce_sum(outputs[1]) * 3.0;
  const Value kernel_gradient = gradients(loss, wrt)[0];
  const runtime::Evaluation result(
      graph, {{"a", Tensor::of<double>({2, 3}, {1, 2, 3, 4, 5, 6})},
              {"b", Tensor::of<double>({2, 3}, {10, 0, 0, 0, 1, 0})},
              {"parameters", initial_parameters(network.layout(), 7, DType::f64)}});
  // d loss / d W[i][j] = sum of a's column i + 3 * sum of b's column i.
  EXPECT_THAT(numbers_of(result.at(kernel_gradient)), ElementsAre(35, 35, 10, 10, 9, 9));
}

TEST(Network, PlainStructsMakeALayerForEachCall) {
  const Input x({3});
  const Dense plain{2};
  const Network network({x}, {plain(x), plain(x)});
  EXPECT_EQ(network.layout().parameters.size(), 4U);
}

TEST(Network, TakesNamesOfOnesOwn) {
  const Network network({Input{{3}}, Layer(Dense{4}).named("encoder"), Dense{1}});
  EXPECT_NE(network.layout().find("encoder/kernel"), nullptr);
  EXPECT_NE(network.layout().find("dense/kernel"), nullptr);
  EXPECT_THAT(error_of([] {
                Network({Input{{3}}, Layer(Dense{4}).named("x"), Layer(Dense{4}).named("x")});
              }),
              HasSubstr("'x' is used twice"));
  EXPECT_THAT(error_of([] { Layer(Dense{4}).named("a/b"); }), HasSubstr("'a/b'"));
}

TEST(Network, SaysWhatIsWrongWhenItIsMade) {
  EXPECT_THAT(error_of([] {
                Network({Dense{4}, Dense{1}});
              }),
              HasSubstr("first entry must be an Input"));
  EXPECT_THAT(error_of([] {
                Network({Input{{4}}, Dense{8}, Dense{0}});
              }),
              testing::StartsWith("dense_1: units = 0"));
  EXPECT_THAT(error_of([] {
                Network({Input{{4}}, Dropout{1.0}});
              }),
              testing::StartsWith("dropout: rate = 1"));
  EXPECT_THAT(error_of([] {
                Network({Input{Shape{}}, Dense{2}});
              }),
              testing::StartsWith("dense: needs an input [None, …, features], got [None]"));
  EXPECT_THAT(error_of([] {
                Network({Input({4}, {.dtype = DType::i32}), Dense{2}});
              }),
              HasSubstr("Embedding"));
  EXPECT_THAT(error_of([] { Input({0}); }), HasSubstr("[0]"));
  const Input x({4});
  const Input y({4});
  EXPECT_THAT(error_of([&] { Network({x}, {Dense{1}(y)}); }), HasSubstr("not among"));
  EXPECT_THAT(error_of([&] { Network({x, y}, {Dense{1}(y)}); }), HasSubstr("no output depends"));
  EXPECT_THAT(error_of([&] {
                Network({Input({4}, {.name = "step"}), Dense{1}});
              }),
              HasSubstr("'step'"));
  const Layer shared = Dense{1};
  const Input wide({5});
  EXPECT_THAT(error_of([&] {
                Network({x, wide}, {shared(x), shared(wide)});
              }),
              HasSubstr("dense: 'kernel' has shape [4, 1], but [5, 1] is needed"));
}

/// A layer as a user writes it: only build().
struct Halve {
  Value build(GraphBuilder&, Value x) const { return x * 0.5; }
};

/// One that loses the batch.
struct Total {
  Value build(GraphBuilder&, Value x) const { return ops::reduce_sum(x); }
};

/// One that can be saved.
struct Scale {
  double by = 1.0;
  static constexpr std::string_view kind = "scale";
  Value build(GraphBuilder&, Value x) const { return x * by; }
  Attributes config() const { return {{"by", by}}; }
  static Scale from_config(const Attributes& config) { return {config.number("by")}; }
};

/// One that takes the name of the library's.
struct OwnDense {
  static constexpr std::string_view kind = "dense";
  Value build(GraphBuilder&, Value x) const { return x; }
  Attributes config() const { return {}; }
};

TEST(Network, TakesLayersOfUsers) {
  const Network network({Input{{4}}, Halve{}, Dense{2}});
  EXPECT_EQ(network.calls()[0].name, "custom");
  EXPECT_THAT(error_of([&] { network.record(); }), testing::StartsWith("custom: this layer"));
  EXPECT_THAT(error_of([] { Network({Input{{4}}, Total{}}); }), HasSubstr("custom: the result []"));

  const Network savable({Input{{4}}, Scale{3.0}});
  const LayerKind custom[] = {layer_kind<Scale>()};
  const Network again(savable.record(), custom);
  EXPECT_EQ(again.calls()[0].handle.as<Scale>()->by, 3.0);
  EXPECT_THAT(error_of([&] { Network{savable.record()}; }),
              HasSubstr("unknown layer kind 'scale'"));
}

TEST(Network, RefusesToSaveAnOwnLayerWithTheKindOfTheLibrarys) {
  const Network network({Input(Shape{3}), Layer(OwnDense{}).named("mine")});
  EXPECT_THAT(error_of([&] { static_cast<void>(network.record()); }),
              testing::StartsWith("mine: this layer can't be saved; the kind 'dense'"));
}

TEST(Network, IsMadeAgainFromItsRecord) {
  const Input a({3}, {.name = "a"});
  const Input b({3}, {.name = "b"});
  const Layer shared =
      Dense{.units = 2, .activation = gelu, .kernel_initializer = he_normal(), .kernel_l2 = 0.25};
  const Symbol left = Dropout{0.3}(shared(a));
  const Network network({a, b}, {Dense{1}(left), Activate{softplus}(Flatten{}(shared(b)))});
  const NetworkRecord record = network.record();
  const Network again(record);
  for (const bool training : {false, true}) {
    EXPECT_EQ(printed(again, training), printed(network, training));
  }
  EXPECT_EQ(again.layout().parameters.size(), network.layout().parameters.size());
  EXPECT_EQ(again.summary(), network.summary());
  EXPECT_EQ(*again.output_activation(1), Activation::softplus);
  EXPECT_EQ(*again.output_activation(0), Activation::linear);

  NetworkRecord damaged = record;
  damaged.calls[0].inputs = {"nowhere"};
  EXPECT_THAT(error_of([&] { Network{damaged}; }), HasSubstr("'nowhere'"));
  damaged = record;
  damaged.calls[0].config.set("unitz", std::int64_t{3});
  EXPECT_THAT(error_of([&] { Network{damaged}; }), HasSubstr("dense: has no setting \"unitz\""));
  damaged = record;
  damaged.calls[0].config.set("units", std::string("many"));
  EXPECT_THAT(error_of([&] { Network{damaged}; }),
              HasSubstr("dense: units = many must be an integer"));
}

TEST(Network, SummaryShowsShapesAndParameters) {
  EXPECT_EQ(
      mlp().summary(),
      "Layer (kind)       Output shape  Parameters  "
      "Multiply-adds\n----------------------------------------------------------\ninput (input)    "
      "  [None, 64]             0              0\ndense (dense)      [None, 25]         1,625      "
      "    1,600\ndropout (dropout)  [None, 25]             0              0\ndense_1 (dense)    "
      "[None, 15]           390            375\ndense_2 (dense)    [None, 10]           160        "
      "    150\n----------------------------------------------------------\nTotal parameters: "
      "2,175 (trainable 2,175, non-trainable 0)\nMultiply-adds per example: 2,125\n");
}

TEST(GraphBuilder, AddsPenaltiesToTheLosses) {
  const Network network({Input{{2}}, Dense{.units = 1, .kernel_l1 = 0.5, .kernel_l2 = 2.0}});
  Graph graph;
  GraphBuilder builder(graph, network.layout(), {.training = true});
  network.build(builder, network.add_inputs(builder, 1));
  ASSERT_EQ(builder.losses().size(), 2U);
  Tensor flat = initial_parameters(network.layout(), 0);
  set_parameter(flat, *network.layout().find("dense/kernel"), Tensor::of<float>({2, 1}, {3, -1}));
  const runtime::Evaluation result(
      graph, {{"input", Tensor(Shape{1, 2})}, {"parameters", std::move(flat)}});
  EXPECT_EQ(numbers_of(result.at(builder.losses()[0]))[0], 2.0);
  EXPECT_EQ(numbers_of(result.at(builder.losses()[1]))[0], 20.0);
}

TEST(Network, NoInputTakesANameThatItsGraphsUse) {
  for (const char* name : {"parameters", "state", "step", "learning_rate", "targets", "targets_1",
                           "sample_weight", "sample_weight_12"}) {
    EXPECT_THAT(error_of([&] {
                  Network({Input({4}, {.name = name}), Dense{1}});
                }),
                HasSubstr("'" + std::string(name) + "'"));
  }
  for (const char* name : {"targets_", "targets_a", "states", "step_1", "prediction", "loss"}) {
    EXPECT_EQ(Network({Input({4}, {.name = name}), Dense{1}}).inputs()[0].name, name);
  }
}

TEST(GraphBuilder, RefusesTheLayoutOfAnotherNetwork) {
  const Network network({Input{{2}}, Dense{1}});
  const Network other({Input{{2}}, Dense{3}});
  Graph graph;
  GraphBuilder builder(graph, other.layout());
  const auto inputs = network.add_inputs(builder, 1);
  EXPECT_THAT(error_of([&] { network.build(builder, inputs); }), HasSubstr("another network"));
}

/// Two networks in one graph, each with variables and inputs of its own.
TEST(GraphBuilder, NetworksOfOneGraphHaveNames) {
  const Network network({Input({3}), Dense{2}, Dropout{0.5}});
  Graph graph;
  GraphBuilder g(graph, network.layout(), {.training = true, .network = "g"});
  GraphBuilder d(graph, network.layout(), {.training = true, .network = "d"});
  const auto build = [&](GraphBuilder& builder) {
    return network.build(builder, network.add_inputs(builder, 4))[0];
  };
  graph.set_output("y", build(g) - build(d));
  EXPECT_TRUE(graph.declares("g/parameters"));
  EXPECT_TRUE(graph.declares("d/parameters"));
  EXPECT_TRUE(graph.declares("g/input"));
  const Tensor x(Shape{4, 3});
  std::map<std::string, Tensor> feeds = {
      {"g/input", x}, {"d/input", x}, {"step", Tensor::scalar(1)}};
  feeds["g/parameters"] = initial_parameters(network.layout(), 1);
  feeds["d/parameters"] = initial_parameters(network.layout(), 1);
  EXPECT_NO_THROW(runtime::Evaluation(graph, feeds));
  Graph plain;
  const GraphBuilder first(plain, network.layout());
  EXPECT_EQ(error_of([&] { const GraphBuilder second(plain, network.layout()); }),
            "graph builder: the graph has a network with the variable 'parameters' already; give "
            "each network a name, BuilderOptions{.network = \"generator\"}");
}

TEST(Network, KnowsWhichIndicesItsTablesHave) {
  const Symbol words = Input({5}, {.name = "words", .dtype = DType::i32});
  const Symbol x = Input({5}, {.name = "x"});
  const Symbol joined = Add{}({Flatten{}(Embedding{7, 1}(words)), x});
  const Network network({words, x}, {joined});
  EXPECT_EQ(network.index_limits()[0].below, 7);
  EXPECT_EQ(network.index_limits()[1].below, 0);
}

}  // namespace
}  // namespace ganglion::nn
