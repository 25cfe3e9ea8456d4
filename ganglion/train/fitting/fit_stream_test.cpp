#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "ganglion/core/error.h"
#include "ganglion/data/row_stream.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/metrics/metrics.h"
#include "ganglion/train/model.h"
#include "ganglion/train/named_rows.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"

namespace ganglion::train {
namespace {

using data::RowStream;
using nn::Dense;
using nn::Input;
using support::blobs;
using support::error_of;
using support::same_bits;
using testing::HasSubstr;

/// The rows of a data set, so many a call.
RowStream in_parts_of(const data::Dataset& all, std::int64_t size,
                      const data::RowStreamOptions& options = {}) {
  return RowStream(
      [all, size](std::int64_t) {
        return [all, size, first = std::int64_t{0}]() mutable -> std::optional<data::Dataset> {
          if (first == all.rows()) return std::nullopt;
          std::vector<std::int64_t> rows;
          while (first < all.rows() && std::ssize(rows) < size) rows.push_back(first++);
          return all.rows(rows);
        };
      },
      options);
}

Sequential stream_classifier(int threads = 1,
                             std::vector<nn::AnyMetric> metrics = {nn::Accuracy{}}) {
  Sequential model({Input({4}), Dense{64, nn::Activation::relu}, Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .optimizer = optim::Adam{.learning_rate = 0.01},
                 .metrics = std::move(metrics),
                 .seed = 5,
                 .threads = threads});
  return model;
}

TEST(FitStream, IsAFitOfTheSameRows) {
  const data::Dataset all = blobs(250), held_out = blobs(40, 3.0, 2);
  FitOptions options = {.epochs = 3, .validation_data = &held_out, .shuffle = false};
  Sequential fitted = stream_classifier(1, {nn::Accuracy{}, nn::RocAuc{}});
  const History expected = fitted.fit(all, options);
  for (const std::int64_t part : {1, 7, 64, 250}) {
    Sequential model = stream_classifier(1, {nn::Accuracy{}, nn::RocAuc{}});
    const History history = model.fit(in_parts_of(all, part, {.buffer = 70}), options);
    EXPECT_TRUE(same_bits(model.weights().parameters, fitted.weights().parameters)) << part;
    for (const char* name : {"loss", "accuracy", "roc_auc", "val_loss", "val_accuracy"})
      EXPECT_EQ(history[name], expected[name]) << name;
    EXPECT_EQ(model.progress().steps, fitted.progress().steps);
  }
}

TEST(FitStream, AllOfItInTheBufferIsShuffledAsADataset) {
  Sequential fitted = stream_classifier(), streamed = stream_classifier();
  fitted.fit(blobs(250), {.epochs = 2, .class_weights = {1, 2, 3}});
  streamed.fit(in_parts_of(blobs(250), 11), {.epochs = 2, .class_weights = {1, 2, 3}});
  EXPECT_TRUE(same_bits(streamed.weights().parameters, fitted.weights().parameters));
}

TEST(FitStream, TheSameBitsWithAnyThreadsAndParts) {
  const auto trained = [](int threads, std::int64_t part) {
    Sequential model = stream_classifier(threads);
    model.fit(in_parts_of(blobs(1000), part, {.buffer = 300}), {.epochs = 2, .batch_size = 128});
    return model.weights().parameters;
  };
  const Tensor once = trained(1, 1000);
  EXPECT_TRUE(same_bits(once, trained(3, 17)));
  // Rows of a block are shuffled, and those of the next one otherwise.
  Sequential ordered = stream_classifier();
  ordered.fit(in_parts_of(blobs(1000), 1000), {.epochs = 2, .batch_size = 128, .shuffle = false});
  EXPECT_FALSE(same_bits(once, ordered.weights().parameters));
}

TEST(FitStream, WithoutAnEndItHasStepsPerEpoch) {
  std::vector<std::int64_t> opened;
  std::int64_t made = 0;
  const RowStream endless(
      [&](std::int64_t epoch) {
        opened.push_back(epoch);
        return [&]() -> std::optional<data::Dataset> {
          made += 50;
          return blobs(50, 3.0, static_cast<std::uint64_t>(made));
        };
      },
      {.buffer = 64, .steps_per_epoch = 7});
  Sequential model = stream_classifier();
  const History history = model.fit(endless, {.epochs = 3, .batch_size = 16});
  EXPECT_EQ(model.progress().steps, 21);
  EXPECT_EQ(opened, (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_LE(made, 3 * (7 * 16 + 50));
  EXPECT_GT(history["accuracy"].back(), 0.5);
  model.fit(endless);
  EXPECT_EQ(opened.back(), 4);
}

/// A batch of one row has no variance.
TEST(FitStream, TooFewRowsAtTheEndJoinThoseBefore) {
  Sequential model({Input({4}), Dense{8}, nn::BatchNormalization{}, Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  EXPECT_NO_THROW(model.fit(in_parts_of(blobs(65), 1, {.buffer = 32}), {.batch_size = 32}));
  EXPECT_EQ(model.progress().steps, 2);
}

TEST(FitStream, SaysWhatIsWrong) {
  const data::Dataset all = blobs(40);
  Sequential model = stream_classifier();
  const auto fit = [&](const RowStream& rows, const FitOptions& options = {}) {
    return error_of([&] { model.fit(rows, options); });
  };
  auto next = std::make_shared<RowStream::Next>(in_parts_of(all, 40).open(1));
  EXPECT_THAT(fit(RowStream([next](std::int64_t) { return *next; }), {.epochs = 1}),
              HasSubstr("no error"));
  EXPECT_THAT(
      fit(RowStream([next](std::int64_t) { return [next] { return (*next)(); }; }), {.epochs = 2}),
      HasSubstr("must begin anew"));
  EXPECT_THAT(fit(in_parts_of(all, 9), {.validation_split = 0.1}), HasSubstr("validation_data"));
  EXPECT_THAT(fit(in_parts_of(all, 9), {.batch_size = 0}), HasSubstr("batch_size is 0"));
  EXPECT_THAT(error_of([&] { model.fit(all, {.batch_size = 0}); }), HasSubstr("batch_size is 0"));
  EXPECT_THAT(fit(in_parts_of(all, 9), {.class_weights = {1, 2}}), HasSubstr("3 classes"));
  data::Dataset bad = all;
  bad.targets.at<std::int32_t>({30}) = 7;
  EXPECT_NE(fit(in_parts_of(bad, 9)), "no error");
  bad = {.features = Tensor({40, 5}), .targets = all.targets};
  EXPECT_THAT(fit(in_parts_of(bad, 9)), HasSubstr("expects"));
  EXPECT_THROW(RowStream(nullptr), Error);
  EXPECT_THROW(in_parts_of(all, 9, {.buffer = 0}), Error);
  EXPECT_THROW(in_parts_of(all, 9, {.steps_per_epoch = -1}), Error);
  EXPECT_THAT(fit(RowStream([](std::int64_t) { return RowStream::Next(); })),
              HasSubstr("no function"));
  EXPECT_THAT(fit(RowStream([&](std::int64_t) {
                return [&all, calls = 0]() mutable -> std::optional<data::Dataset> {
                  if (calls == 2) return std::nullopt;
                  data::Dataset rows = all;
                  if (calls++ == 1) rows.sample_weights = Tensor({40});
                  return rows;
                };
              })),
              HasSubstr("no weights"));
}

TEST(FitStream, SeveralInputsAndOutputsByName) {
  const Input a({2}, {.name = "a"}), b({3}, {.name = "b"});
  const auto h = Dense{8, nn::Activation::relu}(nn::Concatenate{}(a, b));
  const auto model_of = [&] {
    Model model({a, b},
                {nn::Layer(Dense{1}).named("price")(h), nn::Layer(Dense{1}).named("age")(h)});
    model.compile({.loss = nn::MeanSquaredError{}, .seed = 2});
    return model;
  };
  Model fitted = model_of(), streamed = model_of();
  const nn::Network& network = fitted.network();
  const Tensor x = blobs(60).features;
  const std::map<std::string, InputRows> inputs = {{"b", Tensor({60, 3})}, {"a", Tensor({60, 2})}};
  const data::Dataset rows = named_rows(
      network, inputs, {{"age", Tensor({60, 1})}, {"price", x.rows(0, 60).reshaped({60, 4})}});
  EXPECT_EQ(rows.features.shape(), Shape({60, 2}));
  EXPECT_EQ(rows.targets.shape(), Shape({60, 4})) << "price is the first output";
  const data::Dataset good =
      named_rows(network, inputs, {{"age", Tensor({60, 1})}, {"price", Tensor({60, 1})}});
  fitted.fit(good, {.epochs = 2});
  streamed.fit(in_parts_of(good, 13), {.epochs = 2});
  EXPECT_TRUE(same_bits(streamed.weights().parameters, fitted.weights().parameters));

  EXPECT_THAT(error_of([&] { named_rows(network, {{"a", x}}); }), HasSubstr("input \"b\""));
  EXPECT_THAT(error_of([&] {
                named_rows(network, {{"a", x}, {"b", x}, {"c", x}});
              }),
              HasSubstr("no input \"c\""));
  EXPECT_THAT(error_of([&] {
                named_rows(network, inputs, {{"price", x}});
              }),
              HasSubstr("output \"age\""));
}

}  // namespace
}  // namespace ganglion::train
