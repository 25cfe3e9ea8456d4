#include <gtest/gtest.h>

#include <set>

#include "ganglion/core/arithmetic/tensor_math.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/ops/ops.h"
#include "ganglion/train/engine.h"
#include "ganglion/train/model.h"
#include "ganglion/train/predictor.h"
#include "tests/support/drawn_tensor.h"
#include "tests/support/same_bits.h"

/// Batches of more sizes than plans are kept.
namespace ganglion::train {
namespace {

using support::drawn_tensor;
using support::same_bits;

constexpr std::int64_t kSizes = 70;

Sequential keeping(int plans, std::vector<nn::Layer> layers) {
  Sequential model(std::move(layers));
  model.compile({.loss = nn::MeanSquaredError{}, .kept_plans = plans});
  return model;
}

/// Sizes in an order in which neighbours don't follow one another, each of them twice.
std::vector<std::int64_t> sizes_in_disorder() {
  std::vector<std::int64_t> sizes;
  for (std::int64_t i = 1; i <= 2 * kSizes; ++i) sizes.push_back(i * 31 % (kSizes + 1));
  std::erase(sizes, 0);
  return sizes;
}

/// The first size at which few plans give other bits than one for each size; 0: none.
std::int64_t first_difference(const std::vector<nn::Layer>& layers, const Shape& row) {
  const Sequential few_model = keeping(4, layers), many_model = keeping(2 * kSizes, layers);
  const Predictor few(few_model), many(many_model);
  const Tensor features = drawn_tensor(row.prepended(kSizes), 3);
  for (const std::int64_t size : sizes_in_disorder()) {
    const Tensor rows = features.rows(kSizes - size, size);
    if (!same_bits(few.predict(rows), many.predict(rows))) return size;
  }
  return 0;
}

TEST(AnyBatchSize, DenseLayersGiveTheSameBits) {
  EXPECT_EQ(first_difference({nn::Input({20}), nn::Dense{300, nn::Activation::relu},
                              nn::BatchNormalization{}, nn::Dense{40, nn::Activation::tanh},
                              nn::LayerNormalization{}, nn::Dense{7, nn::Activation::softmax}},
                             {20}),
            0);
}

TEST(AnyBatchSize, RecurrentLayersGiveTheSameBits) {
  EXPECT_EQ(first_difference({nn::Input({5, 6}), nn::LSTM{.units = 8, .return_sequences = true},
                              nn::GRU{.units = 5}, nn::Dense{2}},
                             {5, 6}),
            0);
}

/// Where oneDNN computes, each size has its plan.
TEST(AnyBatchSize, ConvolutionsGiveTheSameBits) {
  EXPECT_EQ(first_difference(
                {nn::Input({3, 8, 8}), nn::Conv2D{.filters = 5}, nn::Activate{nn::Activation::relu},
                 nn::MaxPooling{}, nn::GlobalAveragePooling{}, nn::Dense{3}},
                {3, 8, 8}),
            0);
}

/// Takes the number of rows for a number.
struct ByRows {
  Value build(nn::GraphBuilder&, Value x) const {
    return x * (1.0 / static_cast<double>(x.shape()[0]));
  }
};

/// Looks at all rows.
struct ByOthers {
  Value build(nn::GraphBuilder&, Value x) const { return x - ops::reduce_max(x, {0}, true); }
};

TEST(AnyBatchSize, LayersThatLookAtTheWholeBatchHaveAPlanForEachSize) {
  EXPECT_EQ(first_difference({nn::Input({6}), nn::Dense{4}, ByRows{}}, {6}), 0);
  EXPECT_EQ(first_difference({nn::Input({6}), nn::Dense{4}, ByOthers{}}, {6}), 0);
}

TEST(AnyBatchSize, EvaluationIsTheSame) {
  const std::vector<nn::Layer> layers = {nn::Input({6}), nn::Dense{9, nn::Activation::relu},
                                         nn::Dense{2}};
  Sequential few = keeping(3, layers), many = keeping(2 * kSizes, layers);
  data::Dataset all = {.features = drawn_tensor({kSizes, 6}, 1),
                       .targets = drawn_tensor({kSizes, 2}, 2)};
  all.sample_weights = square(drawn_tensor({kSizes}, 3));
  for (const std::int64_t size : sizes_in_disorder()) {
    const data::Dataset rows = {.features = all.features.rows(0, size),
                                .targets = all.targets.rows(0, size),
                                .sample_weights = all.sample_weights->rows(0, size)};
    ASSERT_EQ(few.evaluate(rows).at("loss"), many.evaluate(rows).at("loss")) << size;
  }
}

/// Several inputs, of which one has indices: what a batch leaves behind stays in their range.
TEST(AnyBatchSize, SeveralInputs) {
  const nn::Input x({3}), k({}, {.name = "k", .dtype = DType::i32});
  const nn::Symbol both = nn::Concatenate{}(x, nn::Embedding{11, 4}(k));
  Model few({x, k}, {nn::Dense{2}(both)}), many({x, k}, {nn::Dense{2}(both)});
  few.compile({.loss = nn::MeanSquaredError{}, .kept_plans = 2});
  many.compile({.loss = nn::MeanSquaredError{}, .kept_plans = 2 * kSizes});
  const Tensor features = drawn_tensor({kSizes, 3}, 4);
  Tensor indices({kSizes}, DType::i32);
  std::int32_t next = 0;
  for (std::int32_t& index : indices.values<std::int32_t>()) index = next++ % 11;
  for (const std::int64_t size : sizes_in_disorder()) {
    const data::Dataset rows = {.features = features.rows(0, size),
                                .more_features = {indices.rows(0, size)}};
    ASSERT_TRUE(same_bits(few.predict(rows)[0], many.predict(rows)[0])) << size;
  }
}

/// Once as many plans are kept as may be, no size of those that come is compiled again and again.
TEST(AnyBatchSize, TheSameFewPlansServeAll) {
  Sequential model({nn::Input({4}), nn::Dense{8, nn::Activation::relu}, nn::Dense{3}});
  Engine engine(model.network(), nullptr, model.mutable_weights());
  std::set<std::shared_ptr<Engine::BoundPlan>> made;
  const auto serve = [&] {
    for (std::int64_t i = 0; i < 400; ++i) {
      const std::int64_t rows = 1 + i * 101 % 256;
      const auto& plan = engine.prepare_for(Engine::Kind::prediction, rows, false);
      const std::int64_t room = plan->inputs[0].shape()[0];
      EXPECT_TRUE(room >= rows && 4 * room <= 5 * rows + 3) << room << " for " << rows;
      made.insert(plan);
    }
    return made.size();
  };
  for (int i = 0; i < 4; ++i) serve();
  const std::size_t before = made.size();
  EXPECT_EQ(serve(), before);
}

}  // namespace
}  // namespace ganglion::train
