#include "ganglion/nn/layers/layers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/nn/network.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

namespace ganglion::nn {
namespace {

using support::error_of;
using support::numbers_of;

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pointwise;

using Feeds = std::map<std::string, Tensor>;

struct RunOptions {
  bool training = false;
  double step = 1;
  std::uint64_t seed = 3;
};

/// The outputs of a network in f64, one after the other, from freshly drawn parameters; feeds may
/// name parameters by path.
std::vector<double> run(const Network& network, const Feeds& given,
                        const RunOptions& options = {}) {
  Graph graph;
  GraphBuilder builder(graph, network.layout(),
                       {.training = options.training, .dtype = DType::f64, .seed = options.seed});
  const std::int64_t batch = given.at(network.inputs()[0].name).shape()[0];
  const auto outputs = network.build(builder, network.add_inputs(builder, batch));
  Feeds feeds = given;
  feeds["parameters"] = initial_parameters(network.layout(), 5, DType::f64);
  feeds["state"] = initial_state(network.layout(), 5, DType::f64);
  feeds["step"] = Tensor::scalar(options.step);
  for (const auto& [name, tensor] : given) {
    const ParameterSpec* spec = network.layout().find(name);
    if (spec != nullptr)
      set_parameter(feeds[spec->trainable ? "parameters" : "state"], *spec, tensor);
  }
  const runtime::Evaluation result(graph, feeds);
  std::vector<double> numbers;
  for (const Value& output : outputs) {
    const auto part = numbers_of(result.at(output));
    numbers.insert(numbers.end(), part.begin(), part.end());
  }
  return numbers;
}

Tensor counting(Shape shape, DType dtype = DType::f64) {
  Tensor tensor(shape, DType::f64);
  double next = 1;
  for (double& value : tensor.values<double>()) value = next++;
  return tensor.cast(dtype);
}

TEST(DenseLayer, ActsOnTheLastAxis) {
  const Network deep({Input{{3, 2}}, Dense{4, ganglion::tanh}});
  const Network flat({Input{{2}}, Dense{4, ganglion::tanh}});
  EXPECT_THAT(deep.output_shapes(), ElementsAre(Shape{3, 4}));
  const Tensor x = counting({2, 3, 2});
  EXPECT_EQ(run(deep, {{"input", x}}), run(flat, {{"input", x.reshaped({6, 2})}}));
}

TEST(ReshapeLayer, CompletesAndRefuses) {
  const Network network({Input{{12}}, Reshape{{2, -1, 3}}});
  EXPECT_THAT(network.output_shapes(), ElementsAre(Shape{2, 2, 3}));
  EXPECT_THAT(error_of([] {
                Network({Input{{10}}, Reshape{{3, 3}}});
              }),
              testing::StartsWith("reshape: can't turn [None, 10] into [None, 3, 3]"));
  EXPECT_THAT(error_of([] { Network({Input{{10}}, Reshape{{3, -1}}}); }), HasSubstr("10 elements"));
  EXPECT_THAT(error_of([] {
                Network({Input{{10}}, Reshape{{-1, -1}}});
              }),
              HasSubstr("10 elements"));
  EXPECT_THAT(error_of([] {
                Network({Input{{4}}, Reshape{{4611686018427387904, 4}}});
              }),
              HasSubstr("4 elements"));
}

TEST(PermuteLayer, IsKeras) {
  // What keras.layers.Permute((3, 1, 2)) gives for these numbers.
  const Network network({Input{{2, 2, 3}}, Permute{{3, 1, 2}}});
  EXPECT_THAT(network.output_shapes(), ElementsAre(Shape{3, 2, 2}));
  EXPECT_THAT(run(network, {{"input", counting({1, 2, 2, 3})}}),
              ElementsAre(1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12));
  for (const std::vector<std::int64_t>& dims :
       {std::vector<std::int64_t>{}, {1, 2}, {0, 1, 2}, {1, 1, 2}, {1, 2, 3, 4}}) {
    EXPECT_THAT(error_of([&] {
                  Network({Input{{2, 2, 3}}, Permute{dims}});
                }),
                HasSubstr("must have each axis of [None, 2, 2, 3] behind the batch once: 1x2x3"));
  }
}

TEST(FlattenLayer, MakesRows) {
  EXPECT_THAT(Network({Input{{2, 3, 4}}, Flatten{}}).output_shapes(), ElementsAre(Shape{24}));
  EXPECT_THAT(Network({Input{Shape{}}, Flatten{}}).output_shapes(), ElementsAre(Shape{1}));
}

TEST(DropoutLayer, DropsWhileTrainingOnly) {
  const Network network({Input{{1000}}, Dropout{0.25}});
  const Tensor x = counting({4, 1000});
  EXPECT_EQ(run(network, {{"input", x}}), numbers_of(x));
  const auto dropped = run(network, {{"input", x}}, {.training = true});
  double zeros = 0;
  for (std::size_t i = 0; i < dropped.size(); ++i) {
    zeros += dropped[i] == 0 ? 1 : 0;
    if (dropped[i] != 0) {
      EXPECT_NEAR(dropped[i], static_cast<double>(i + 1) / 0.75, 1e-9);
    }
  }
  EXPECT_NEAR(zeros / 4000, 0.25, 5 * std::sqrt(0.25 * 0.75 / 4000));
  EXPECT_EQ(run(network, {{"input", x}}, {.training = true}), dropped);
  EXPECT_NE(run(network, {{"input", x}}, {.training = true, .step = 2}), dropped);
  EXPECT_NE(run(network, {{"input", x}}, {.training = true, .seed = 4}), dropped);
}

TEST(DropoutLayer, EachLayerAndCallDrawsItsOwn) {
  const Input x({100});
  const Layer shared = Dropout{0.5};
  const Network network({x}, {shared(x), shared(x), Dropout{0.5}(x)});
  const auto numbers = run(network, {{"input", counting({1, 100})}}, {.training = true});
  const std::vector<double> a(numbers.begin(), numbers.begin() + 100);
  const std::vector<double> b(numbers.begin() + 100, numbers.begin() + 200);
  const std::vector<double> c(numbers.begin() + 200, numbers.end());
  EXPECT_NE(a, b);
  EXPECT_NE(a, c);
  EXPECT_NE(b, c);
}

TEST(EmbeddingLayer, GivesRowsOfItsTable) {
  const Network network({Input({2}, {.dtype = DType::i32}), Embedding{3, 2}});
  EXPECT_THAT(network.output_shapes(), ElementsAre(Shape{2, 2}));
  const Tensor table = counting({3, 2});
  EXPECT_THAT(run(network, {{"input", Tensor::of<std::int32_t>({1, 2}, {2, 0})},
                            {"embedding/embeddings", table}}),
              ElementsAre(5, 6, 1, 2));
  const Network floating({Input{{2}}, Embedding{3, 2}});
  EXPECT_THAT(run(floating,
                  {{"input", Tensor::of<double>({1, 2}, {2, 0})}, {"embedding/embeddings", table}}),
              ElementsAre(5, 6, 1, 2));
  EXPECT_THAT(error_of([] { Network({Input{{2}}, Embedding{0, 2}}); }), HasSubstr("input_dim = 0"));
}

TEST(NormalizationLayer, IsFittedOnData) {
  const Tensor data = Tensor::of<float>({4, 3}, {1, 10, 7, 2, 20, 7, 3, 30, 7, 6, 60, 7});
  const Normalization fitted = Normalization::adapt(data);
  EXPECT_THAT(fitted.mean, ElementsAre(3, 30, 7));
  EXPECT_THAT(fitted.variance, ElementsAre(3.5, 350, 1));
  const Network network({Input{{3}}, fitted});
  EXPECT_EQ(network.layout().parameter_count(), 0);
  const auto y = run(network, {{"input", data.cast(DType::f64)}});
  EXPECT_NEAR(y[0], -2 / std::sqrt(3.5), 1e-12);
  EXPECT_EQ(y[2], 0);
  const Network again(network.record());
  EXPECT_EQ(run(again, {{"input", data.cast(DType::f64)}}), y);

  EXPECT_THAT(error_of([] {
                Network({Input{{4}}, Normalization{{1, 2}, {1, 1}}});
              }),
              testing::StartsWith("normalization: was fitted on 2 features"));
  EXPECT_THAT(error_of([] {
                Network({Input{{1}}, Normalization{{1}, {0}}});
              }),
              HasSubstr("variance 0"));
  EXPECT_THAT(error_of([] { Normalization::adapt(Tensor(Shape{0, 2})); }), HasSubstr("[0, 2]"));
  EXPECT_THAT(error_of([] {
                Normalization::adapt(Tensor::of<float>({1, 2}, {1, NAN}));
              }),
              HasSubstr("feature 1"));
}

TEST(BatchNormalizationLayer, SharedAndOfRank3) {
  // Over all axes but that of the features: the same as over the rows of the flattened input.
  const Tensor x = counting({2, 3, 2});
  const Network deep({Input{{3, 2}}, BatchNormalization{.axis = -1}});
  const Network flat({Input{{2}}, BatchNormalization{}});
  EXPECT_THAT(
      run(deep, {{"input", x}}, {.training = true}),
      Pointwise(DoubleNear(1e-12), run(flat, {{"input", x.reshaped({6, 2})}}, {.training = true})));

  // Two calls move the averages twice.
  const Input a({1});
  const Layer shared = BatchNormalization{.momentum = 0.5};
  const Network network({a}, {shared(shared(a))});
  Graph graph;
  GraphBuilder builder(graph, network.layout(), {.training = true, .dtype = DType::f64});
  network.build(builder, network.add_inputs(builder, 2));
  builder.assign_state();
  ASSERT_EQ(graph.assignments().size(), 1U);
  const runtime::Evaluation result(
      graph, {{"input", Tensor::of<double>({2, 1}, {1, 3})},
              {"parameters", initial_parameters(network.layout(), 1, DType::f64)},
              {"state", initial_state(network.layout(), 1, DType::f64)}});
  const Tensor& state = result.at(graph.assignments()[0].second);
  const auto mean = parameter_of(state, *network.layout().find("batch_normalization/moving_mean"));
  EXPECT_NEAR(numbers_of(mean)[0], 0.5 * (0.5 * 0 + 0.5 * 2) + 0.5 * 0, 1e-12);
}

TEST(LayerNormalizationLayer, ScalesEachExample) {
  const Network network({Input{{4}}, LayerNormalization{.epsilon = 1e-9, .center = false}});
  const auto y =
      run(network, {{"input", Tensor::of<double>({2, 4}, {1, 2, 3, 4, 10, 20, 30, 40})}});
  const double first = -1.5 / std::sqrt(1.25);
  EXPECT_NEAR(y[0], first, 1e-8);
  EXPECT_NEAR(y[4], first, 1e-8);
  EXPECT_EQ(network.layout().find("layer_normalization/beta"), nullptr);
}

TEST(JoiningLayers, AddMultiplyConcatenate) {
  const Input a({2}, {.name = "a"});
  const Input b({2}, {.name = "b"});
  const Network network({a, b}, {Add{}(a, b), Multiply{}({a, b, a}), Concatenate{}(a, b)});
  EXPECT_THAT(network.output_shapes(), ElementsAre(Shape{2}, Shape{2}, Shape{4}));
  EXPECT_THAT(run(network, {{"a", Tensor::of<double>({1, 2}, {1, 2})},
                            {"b", Tensor::of<double>({1, 2}, {10, 20})}}),
              ElementsAre(11, 22, 10, 80, 1, 2, 10, 20));
}

TEST(JoiningLayers, MeanOfAnyNumber) {
  const Input a({2}, {.name = "a"});
  const Input b({2}, {.name = "b"});
  const Network network({a, b}, {Mean{}({a, b, b})});
  EXPECT_THAT(run(network, {{"a", Tensor::of<double>({1, 2}, {1, 2})},
                            {"b", Tensor::of<double>({1, 2}, {10, 20})}}),
              ElementsAre(testing::DoubleEq(7), testing::DoubleEq(14)));
}

TEST(JoiningLayers, NameTheShapesThatDoNotFit) {
  const Input a({2}, {.name = "a"});
  const Input b({3}, {.name = "b"});
  const Input image({3, 3}, {.name = "image"});
  EXPECT_THAT(error_of([&] {
                Network({a, b}, {Add{}(a, b)});
              }),
              testing::StartsWith("add: the shapes don't match: [None, 2], [None, 3]"));
  EXPECT_THAT(error_of([&] {
                Network({a, image}, {Multiply{}(a, image)});
              }),
              HasSubstr("[None, 2], [None, 3, 3]"));
  EXPECT_THAT(error_of([&] { Network({a}, {Add{}(std::vector<Symbol>{a})}); }),
              HasSubstr("at least two"));
  EXPECT_THAT(error_of([&] { Network({a, b}, {Concatenate{0}(a, b)}); }), HasSubstr("axis = 0"));
  EXPECT_THAT(error_of([&] {
                Network({b, image}, {Concatenate{}(b, image)});
              }),
              HasSubstr("[None, 3], [None, 3, 3]"));
  EXPECT_THAT(error_of([&] {
                Network({a, b}, {Layer(Dense{2})(std::vector<Symbol>{a, b})});
              }),
              HasSubstr("dense takes one input, 2 were given"));
}

Network branched() {
  const Input x({4}, {.name = "x"});
  const Input tokens({3}, {.name = "tokens", .dtype = DType::i32});
  const Symbol words = Flatten{}(LayerNormalization{}(Dense{3, gelu}(Embedding{5, 2}(tokens))));
  const Symbol scaled = Normalization{{0.5, 0, 1, 2}, {1, 2, 3, 4}}(x);
  const Symbol deep = Dropout{0.3}(Activate{relu}(BatchNormalization{}(Dense{9}(scaled))));
  const Symbol joined = Concatenate{}(deep, Multiply{}(words, Dense{9, sigmoid}(scaled)));
  return Network({x, tokens}, {Dense{2}(joined), Dense{1}(Add{}(deep, words))});
}

TEST(Layers, EveryKindIsSavedAndMadeAgain) {
  const Network network = branched();
  const Network again(network.record());
  EXPECT_EQ(again.summary(), network.summary());
  const Feeds feeds = {{"x", counting({2, 4})},
                       {"tokens", Tensor::of<std::int32_t>({2, 3}, {0, 1, 2, 3, 4, 0})}};
  for (const bool training : {false, true}) {
    EXPECT_EQ(run(again, feeds, {.training = training}),
              run(network, feeds, {.training = training}));
  }
  // Each kind of the table makes layers of that kind that know their settings.
  for (const LayerKind& kind : layer_kinds()) {
    const Layer made = kind.from_config({});
    EXPECT_EQ(made.kind(), kind.kind);
    EXPECT_EQ(make_layer(kind.kind, made.config()).config(), made.config());
    EXPECT_THAT(error_of([&] {
                  make_layer(kind.kind, {{"colour", true}});
                }),
                HasSubstr("has no setting \"colour\""));
  }
  EXPECT_THAT(error_of([] { make_layer("dens", {}); }), HasSubstr("did you mean \"dense\"?"));
}

/// A training graph of a network with derivatives, moving averages and outputs.
void build_training(const Network& network, Graph& graph, std::int64_t batch) {
  GraphBuilder builder(graph, network.layout(), {.training = true, .seed = 11});
  const auto outputs = network.build(builder, network.add_inputs(builder, batch));
  Value loss = ops::reduce_mean(ops::square(outputs[0]));
  for (const Value& output : std::span(outputs).subspan(1)) {
    loss = loss + ops::reduce_mean(ops::square(output));
  }
  const auto wrt = builder.parameter_values();
  std::vector<std::int64_t> offsets;
  for (const ParameterSpec& spec : network.layout().parameters) offsets.push_back(spec.offset);
  graph.set_output("loss", loss);
  graph.set_output("gradient", ops::pack(gradients(loss, wrt), offsets, network.layout().size));
  builder.assign_state();
  graph.set_output("state_after", graph.assignments()[0].second);
}

TEST(Layers, DivideAmongReplicas) {
  constexpr std::int64_t kBatch = 8;
  const Network network = branched();
  Graph graph;
  build_training(network, graph, kBatch);
  Feeds feeds = {{"parameters", initial_parameters(network.layout(), 2)},
                 {"state", initial_state(network.layout(), 2)},
                 {"step", Tensor::scalar(1)},
                 {"x", Tensor(Shape{kBatch, 4})},
                 {"tokens", Tensor(Shape{kBatch, 3}, DType::i32)}};
  for (std::int64_t i = 0; i < kBatch * 4; ++i) {
    feeds["x"].values<float>()[static_cast<std::size_t>(i)] = static_cast<float>(std::sin(i * i));
  }
  for (std::int64_t i = 0; i < kBatch * 3; ++i) {
    feeds["tokens"].values<std::int32_t>()[static_cast<std::size_t>(i)] =
        static_cast<std::int32_t>(i * i % 5);
  }
  const runtime::Evaluation plain(graph, feeds);
  for (const std::int64_t replicas : {1, 4}) {
    runtime::Plan plan(graph, {.replicas = replicas});
    EXPECT_EQ(plan.replicas(), replicas);
    Feeds bound = feeds;
    for (auto& [name, tensor] : bound) plan.bind(name, tensor);
    ASSERT_TRUE(plan.run());
    for (const char* name : {"loss", "gradient", "state_after"}) {
      SCOPED_TRACE(std::string(name) + " with replicas: " + std::to_string(replicas));
      EXPECT_THAT(numbers_of(plan.read(name)),
                  Pointwise(DoubleNear(2e-6), numbers_of(plain.output(name))));
    }
  }
}

}  // namespace
}  // namespace ganglion::nn
