#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/train/engine.h"
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/predictor.h"
#include "ganglion/train/save.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"

/// What a program may get wrong throws Error: nothing crashes, and no number is silently wrong.
namespace ganglion::train {
namespace {

using nn::Dense;
using nn::Input;
using support::blobs;
using support::error_of;
using testing::AllOf;
using testing::HasSubstr;

Sequential three_classes() {
  Sequential model({Input({4}), Dense{5, nn::Activation::relu}, Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  return model;
}

TEST(BadUse, OfWhatWasMovedFrom) {
  Sequential model = three_classes();
  Predictor predictor(model);
  const Sequential now = std::move(model);
  const Predictor other = std::move(predictor);
  const std::string message =
      "the model was moved from and holds nothing; use the model it was moved to";
  const data::Dataset rows = blobs(6);
  // NOLINTBEGIN(bugprone-use-after-move): what is tested
  EXPECT_EQ(error_of([&] { model.predict(rows.features); }), message);
  EXPECT_EQ(error_of([&] { model.fit(rows); }), message);
  EXPECT_EQ(error_of([&] { model.compile({}); }), message);
  EXPECT_EQ(error_of([&] { static_cast<void>(model.summary()); }), message);
  EXPECT_EQ(error_of([&] { save_model(model, "never"); }), message);
  EXPECT_EQ(error_of([&] { const Predictor made(model); }), message);
  EXPECT_THAT(error_of([&] { predictor.predict(rows.features); }), HasSubstr("the predictor was"));
  Graph graph;
  graph.set_output("y", graph.input("x", {DType::f32, {2}}) * 2.0);
  runtime::Plan plan(graph);
  const runtime::Plan moved = std::move(plan);
  EXPECT_THAT(error_of([&] { plan.run(); }), HasSubstr("the plan was moved from"));
  optim::Optimizer adam = optim::Adam{};
  const optim::Optimizer copy = std::move(adam);
  EXPECT_EQ(adam.name(), copy.name());
  nn::Layer dense = Dense{2};
  const nn::Layer same = std::move(dense);
  EXPECT_TRUE(dense.same_as(same));
  // NOLINTEND(bugprone-use-after-move)
}

struct Nothing {
  Value build(nn::GraphBuilder&, Value) const { return {}; }
};

struct Foreign {
  Value build(nn::GraphBuilder&, Value x) const {
    static Graph other;
    static const Value value = other.input("x", x.type());
    return value;
  }
};

TEST(BadUse, OfLayersThatGiveNothing) {
  EXPECT_EQ(error_of([] {
              Sequential({Input({2}), Nothing{}});
            }),
            "custom: build() gave no value; return what the layer computes");
  EXPECT_EQ(error_of([] {
              Sequential({Input({2}), Foreign{}});
            }),
            "custom: build() gave a value of another graph; make it with the builder's");
}

TEST(BadUse, OfCallbacksThatAreNull) {
  struct Null {
    std::shared_ptr<Callback> make() const { return nullptr; }
  };
  const std::string message = "fit: a callback is a null pointer; give an object";
  EXPECT_EQ(error_of([] { const AnyCallback callback = Null{}; }), message);
  EXPECT_EQ(error_of([] { const AnyCallback callback = std::shared_ptr<Callback>(); }), message);
}

TEST(BadUse, OfAnEngine) {
  Sequential model = three_classes();
  Engine engine(model.network(), nullptr, model.mutable_weights());
  EXPECT_THAT(error_of([&] { engine.prepare(Engine::Kind::training, 4, false); }),
              HasSubstr("no options"));
  for (const std::int64_t rows : {0, -1}) {
    EXPECT_THAT(error_of([&] { engine.prepare(Engine::Kind::prediction, rows, false); }),
                HasSubstr("at least 1"));
  }
}

TEST(BadUse, OfWeightsThatAreReplaced) {
  Sequential model = three_classes();
  const data::Dataset rows = blobs(8);
  const Tensor before = model.predict(rows.features);
  Sequential other({Input({4}), Dense{5, nn::Activation::relu}, Dense{3}});
  other.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}, .seed = 9});
  model.mutable_weights().parameters = Tensor(other.weights().parameters);
  const Tensor junk(model.weights().parameters.shape());
  const Tensor after = model.predict(rows.features);
  EXPECT_EQ(after.values<float>()[3], other.predict(rows.features).values<float>()[3]);
  model.mutable_weights().parameters = Tensor(Shape{3});
  EXPECT_THAT(error_of([&] { model.predict(rows.features); }), HasSubstr("'parameters'"));
}

TEST(BadUse, OfIndicesThatNoEmbeddingHas) {
  const auto made = [](DType type) {
    Sequential model({Input({2}, {.dtype = type}), nn::Embedding{5, 2}, nn::Flatten{}, Dense{1}});
    model.compile({});
    return model;
  };
  data::Dataset rows = {.features = Tensor::of<std::int32_t>({3, 2}, {0, 1, 4, 2, 3, 5}),
                        .targets = Tensor(Shape{3, 1})};
  Sequential model = made(DType::i32);
  EXPECT_THAT(error_of([&] { model.fit(rows); }),
              AllOf(HasSubstr("fit: input 'input' is 5 in row 3"), HasSubstr("indices 0 to 4")));
  EXPECT_THAT(error_of([&] { model.predict(rows.features); }), HasSubstr("predict: input"));
  rows.features.values<std::int32_t>()[5] = -1;
  EXPECT_THAT(error_of([&] { model.evaluate(rows); }), HasSubstr("is -1 in row 3"));
  rows.features.values<std::int32_t>()[5] = 4;
  EXPECT_NO_THROW(model.fit(rows));
  const Tensor floats = Tensor::of<float>({1, 2}, {0, 5});
  EXPECT_THAT(error_of([&] { made(DType::f32).predict(floats); }), HasSubstr("is 5 in row 1"));
}

TEST(BadUse, OfClassWeights) {
  const data::Dataset rows = blobs(9);
  for (const std::vector<double>& weights : {std::vector{1.0, 2.0}, {1.0, 1.0, 1.0, 1.0, 1.0}}) {
    EXPECT_EQ(error_of([&] { three_classes().fit(rows, {.class_weights = weights}); }),
              "fit: output dense_1 has 3 classes, but there are " + std::to_string(weights.size()) +
                  " class weights; give one for each class");
  }
  Sequential binary({Input({4}), Dense{1}});
  binary.compile({.loss = nn::BinaryCrossentropy{.from_logits = true}});
  const data::Dataset labels = {.features = rows.features, .targets = Tensor(Shape{9, 1})};
  EXPECT_THAT(error_of([&] {
                binary.fit(labels, {.class_weights = {1, 2, 3}});
              }),
              HasSubstr("has 2 classes, but there are 3"));
  EXPECT_NO_THROW(binary.fit(labels, {.class_weights = {1, 2}}));
}

TEST(BadUse, OfNamesThatHistoryDoesNotHave) {
  Sequential model = three_classes();
  const History history = model.fit(blobs(9));
  EXPECT_EQ(error_of([&] { static_cast<void>(history["lss"]); }),
            "history: no 'lss'; available: loss, learning_rate, seconds");
  EXPECT_THAT(error_of([&] { static_cast<void>(history.argmin_epoch("val_loss")); }),
              HasSubstr("no 'val_loss'"));
  EXPECT_TRUE(History{}["loss"].empty());
}

TEST(BadUse, OfOneTensorForSeveralOutputs) {
  const nn::Symbol x = Input({4});
  Model model({x}, {Dense{1}(x), Dense{2}(x)});
  const data::Dataset rows = blobs(3);
  const std::string message =
      "predict: the network has 2 outputs (dense, dense_1), a tensor of features gives one; pass a "
      "Dataset, Dataset{.features = …}, which gives all of them";
  EXPECT_EQ(error_of([&] { model.predict(rows.features); }), message);
  EXPECT_EQ(error_of([&] { Predictor(model).predict(rows.features); }), message);
  EXPECT_EQ(model.predict(data::Dataset{.features = rows.features}).size(), 2U);
}

TEST(BadUse, OfImagesWithChannelsLast) {
  const nn::Conv2D conv{.filters = 2, .kernel_size = {3, 3}};
  EXPECT_EQ(
      error_of([&] {
        Sequential({Input({32, 32, 3}), conv});
      }),
      "conv2d: the input [None, 32, 32, 3] has 32 channels of 32 x 3 pixels, as channels come "
      "first; write Input({3, 32, 32}) and give images so; if that is meant, put "
      "Reshape{{-1}} and Reshape{{32, 32, 3}} in front");
  EXPECT_NO_THROW(Sequential({Input({3, 32, 32}), conv}));
  EXPECT_NO_THROW(
      Sequential({Input({32, 32, 3}), nn::Reshape{{-1}}, nn::Reshape{{32, 32, 3}}, conv}));
}

/// Twice its input; its kernel takes floats.
class TwiceKernel : public Kernel {
 public:
  explicit TwiceKernel(std::int64_t size) : size_(size) {}
  void run(const KernelArguments& arguments) override {
    const auto* x = static_cast<const float*>(arguments.inputs[0]);
    auto* y = static_cast<float*>(arguments.outputs[0]);
    for (std::int64_t i = 0; i < size_; ++i) y[i] = 2 * x[i];
  }

 private:
  std::int64_t size_;
};

const OpDef kTwice = {
    .name = "twice",
    .infer = ops::rules::infer_unary,
    .gradient = [](const Node&,
                   std::span<const Value> dy) { return std::vector<Value>{dy[0] * 2.0}; },
    .make_kernel = [](const Node& node) -> std::unique_ptr<Kernel> {
      return std::make_unique<TwiceKernel>(node.outputs[0].shape.size());
    }};

struct Doubled {
  Value build(nn::GraphBuilder&, Value x) const { return x.graph->add(kTwice, {x}); }
};

TEST(BadUse, OfAnOpInFloatsToExplain) {
  Sequential model({Input({4}), Dense{1}, Doubled{}});
  model.compile({});
  const data::Dataset row = {.features = blobs(1).features};
  EXPECT_NO_THROW(model.predict(row.features));
  EXPECT_THAT(error_of([&] { explain(model, row); }), HasSubstr("doesn't compute f64"));
}

/// A layer that gives a row for all, stretched: a loss that wants the shape of the targets gets it.
struct Constant {
  Value build(nn::GraphBuilder& builder, Value x) const {
    return ops::broadcast_to(builder.parameter("w", {1}, nn::ones()), {x.shape()[0], 1});
  }
};

TEST(BadUse, AStretchedResultUnderACrossEntropyIsNone) {
  Sequential model({Input({4}), Constant{}});
  model.compile({.loss = nn::BinaryCrossentropy{.from_logits = true}});
  data::Dataset rows = {.features = blobs(8).features, .targets = Tensor(Shape{8, 1})};
  const double loss = model.fit(rows)["loss"][0];
  EXPECT_NEAR(loss, 1.3132616875, 1e-6);  // log(1 + e)
}

}  // namespace
}  // namespace ganglion::train
