#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/core/arithmetic/random.h"
#include "ganglion/core/error.h"
#include "ganglion/data/series_windows.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/model.h"
#include "ganglion/train/named_rows.h"
#include "tests/support/counted_rows.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"

/// Rows that aren't in memory, as inputs of a network.
namespace ganglion::train {
namespace {

using nn::Dense;
using nn::Input;
using support::error_of;
using support::same_bits;
using testing::HasSubstr;

Tensor series_of(std::int64_t times, std::int64_t columns) {
  return Random(4).uniform({times, columns}, -1, 1);
}

Sequential forecaster(int threads = 1) {
  Sequential model({Input({6, 2}), nn::LSTM{8}, Dense{2}});
  model.compile({.loss = nn::MeanSquaredError{}, .seed = 2, .threads = threads});
  return model;
}

TEST(StoredInputs, WindowsTrainAsTheSameRowsInMemory) {
  const Tensor series = series_of(200, 2);
  const data::Dataset windows = data::series_windows(series, series, {.length = 6});
  EXPECT_EQ(windows.rows(), 194);
  Sequential stored = forecaster(), here = forecaster(), threads = forecaster(3);
  stored.fit(windows, {.epochs = 2, .validation_split = 0.2});
  threads.fit(windows, {.epochs = 2, .validation_split = 0.2});
  const History history = here.fit(windows.in_memory(), {.epochs = 2, .validation_split = 0.2});
  EXPECT_TRUE(same_bits(stored.weights().parameters, here.weights().parameters));
  EXPECT_TRUE(same_bits(stored.weights().parameters, threads.weights().parameters));
  EXPECT_TRUE(same_bits(stored.predict(windows)[0], here.predict(windows.in_memory())[0]));
  EXPECT_EQ(stored.evaluate(windows).values, here.evaluate(windows.in_memory()).values);
}

/// To split rows off brings none of them into memory.
TEST(StoredInputs, ASplitReadsNothing) {
  const auto counted = std::make_shared<support::CountedRows>(series_of(50, 3));
  Sequential model({Input({3}), Dense{1}});
  model.compile({.loss = nn::MeanSquaredError{}});
  model.fit(data::stored_features(counted, Tensor({50, 1})),
            {.epochs = 1, .validation_split = 0.2});
  EXPECT_EQ(counted->read_so_far(), 50);
}

TEST(StoredInputs, AnyInputMayBeStored) {
  const Input a({2}, {.name = "a"}), b({5, 2}, {.name = "b"});
  const auto model_of = [&] {
    Model model({a, b}, {Dense{1}(nn::Concatenate{}(a, nn::Flatten{}(b)))});
    model.compile({.loss = nn::MeanSquaredError{}, .seed = 2});
    return model;
  };
  const Tensor series = series_of(64, 2), first = series_of(60, 2);
  const std::shared_ptr<const data::RowSource> windows =
      std::make_shared<data::SeriesWindows>(series, data::WindowOptions{.length = 5});
  Model model = model_of(), same = model_of();
  const std::map<std::string, Tensor> targets = {
      {model.network().output_names()[0], Tensor({60, 1})}};
  const data::Dataset rows = named_rows(model.network(), {{"a", first}, {"b", windows}}, targets);
  EXPECT_EQ(rows.features.shape(), Shape({60, 2}));
  model.fit(rows, {.epochs = 2, .validation_split = 0.1});
  same.fit(rows.in_memory(), {.epochs = 2, .validation_split = 0.1});
  EXPECT_TRUE(same_bits(model.weights().parameters, same.weights().parameters));
  EXPECT_TRUE(same_bits(model.predict(rows)[0], same.predict(rows.in_memory())[0]));

  data::Dataset wrong = rows;
  wrong.more_stored = {
      std::make_shared<data::SeriesWindows>(series, data::WindowOptions{.length = 4})};
  wrong.more_features = {Tensor({61, 0})};
  EXPECT_THROW(model.fit(wrong), Error);
  wrong = rows;
  wrong.more_stored.push_back(nullptr);
  EXPECT_THROW(model.fit(wrong), Error);
}

/// Indices of a table are looked at, wherever they lie.
TEST(StoredInputs, AnIndexOutOfRangeIsRefused) {
  Tensor text(Shape{2000}, DType::i32);
  Sequential model(
      {Input({4}, {.dtype = DType::i32}), nn::Embedding{5, 3}, nn::Flatten{}, Dense{1}});
  model.compile({.loss = nn::MeanSquaredError{}});
  const auto rows = [&] { return data::series_windows(text, Tensor({2000, 1}), {.length = 4}); };
  EXPECT_NO_THROW(model.fit(rows()));
  text.at<std::int32_t>({1503}) = 5;
  const std::string message = error_of([&] { model.fit(rows()); });
  EXPECT_THAT(message, HasSubstr("indices 0 to 4"));
  EXPECT_THAT(message, HasSubstr("row 1501"));
  EXPECT_THROW(model.predict(rows()), Error);
}

}  // namespace
}  // namespace ganglion::train
