// Arrays whose rows have a shape: how they are read, scaled, saved and fed.
#include "ganglion/data/samples.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/samples/array_samples.h"
#include "ganglion/io/preprocessing_json.h"
#include "tests/support/error_of.h"

namespace ganglion::support {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Tensor counted(const Shape& shape, DType dtype = DType::u8) {
  Tensor tensor(shape, DType::f32);
  for (std::size_t i = 0; i < tensor.values<float>().size(); ++i) {
    tensor.values<float>()[i] = static_cast<float>(i % 256);  // a byte holds it
  }
  return tensor.cast(dtype);
}

TEST(Samples, OfArrays) {
  EXPECT_EQ(data::image_samples(counted({5, 4, 3}), "f").shape(), (Shape{1, 4, 3}));
  EXPECT_EQ(data::image_samples(counted({5, 3, 6, 6}), "f").shape(), (Shape{3, 6, 6}));
  const data::Samples last = data::image_samples(counted({2, 1, 2, 3}), "f");
  EXPECT_EQ(last.shape(), (Shape{3, 1, 2}));
  EXPECT_THAT(last.tensor().values<std::uint8_t>().subspan(0, 6), ElementsAre(0, 3, 1, 4, 2, 5));
  EXPECT_THAT(support::error_of([] {
                data::image_samples(counted({2, 2, 2, 2}), "a.npz");
              }),
              HasSubstr("a.npz: an array [2, 2, 2, 2] can't be images"));
  const data::SignalShape six = {.channels = 6, .length = 10};
  EXPECT_EQ(data::signal_samples(counted({2, 6, 10}), six, "f").shape(), (Shape{6, 10}));
  EXPECT_EQ(data::signal_samples(counted({2, 10, 6}), six, "f").shape(), (Shape{6, 10}));
  EXPECT_EQ(data::signal_samples(counted({2, 60}), six, "f").shape(), (Shape{6, 10}));
  EXPECT_THAT(support::error_of([&] {
                data::signal_samples(counted({2, 7, 10}), six, "a.npz");
              }),
              HasSubstr("a.npz: an array [2, 7, 10] can't be signals of 6x10"));
}

TEST(Samples, WithLabels) {
  const data::Table table = data::sample_table(
      {{"x", counted({3, 2, 2})}, {"y", Tensor::of<std::int32_t>({3}, {1, 0, 1})}}, "f", {});
  EXPECT_EQ(table.names(), std::vector<std::string>{"y"});
  const std::vector<std::int64_t> order = {2, 0};
  EXPECT_THAT(table.rows(order).samples().tensor().values<std::uint8_t>(),
              ElementsAre(8, 9, 10, 11, 0, 1, 2, 3));
  EXPECT_THAT(support::error_of([] {
                data::sample_table({{"x", counted({3, 2, 2})}, {"y", counted({2})}}, "a.npz", {});
              }),
              HasSubstr("a.npz: 3 images, but y is [2]"));
  EXPECT_THAT(support::error_of([] {
                data::sample_table({{"x", counted({3, 2, 2})}, {"z", counted({3, 2, 2})}}, "a", {});
              }),
              HasSubstr("the arrays x and z both hold images"));
}

data::Preprocessing fitted(const data::Table& table) {
  return data::Preprocessing::fit(table, std::vector<std::string>{"y"}, data::Task::binary);
}

data::Table labelled(Tensor x) {
  return data::sample_table({{"x", std::move(x)}, {"y", Tensor::of<std::int32_t>({2}, {1, 0})}},
                            "f", {});
}

TEST(Samples, AreScaledByChannel) {
  // Two rows, two channels of two: 0 2 | 10 10 and 4 6 | 10 10.
  const data::Table table =
      data::Table("f", {{.name = "y", .numbers = {1, 0}}})
          .with_samples({data::SampleKind::signal,
                         Tensor::of<std::uint8_t>({2, 2, 2}, {0, 2, 10, 10, 4, 6, 10, 10})});
  const data::Preprocessing preprocessing = fitted(table);
  const data::ChannelScaling& scaling = preprocessing.state().samples->scaling;
  EXPECT_THAT(scaling.mean, ElementsAre(3.0, 10.0));
  EXPECT_DOUBLE_EQ(scaling.std[0], std::sqrt(5.0));
  EXPECT_EQ(scaling.std[1], 1.0);
  const data::Dataset kept = preprocessing.apply(table, true);
  EXPECT_EQ(kept.features.dtype(), DType::u8);
  EXPECT_EQ(kept.sample_shape(), (Shape{2, 2}));
  const data::Dataset floats = kept.as_floats();
  EXPECT_FLOAT_EQ(floats.features.values<float>()[5], static_cast<float>(3.0 / std::sqrt(5.0)));
  EXPECT_EQ(floats.features.values<float>()[3], 0.0F);
  // Floats are scaled at once, to the same numbers.
  const data::Table wide =
      table.with_samples({data::SampleKind::signal, table.samples().tensor().cast(DType::f32)});
  const data::Dataset same = fitted(wide).apply(wide, true);
  EXPECT_TRUE(std::ranges::equal(same.features.values<float>(), floats.features.values<float>()));
  EXPECT_EQ(preprocessing.feature_names()[3], "channel 2 value 1");
}

/// Row 4 of the file, in whatever order its rows are divided.
TEST(Samples, NumbersThatAreNotFiniteAreNamedByTheirRowInTheFile) {
  Tensor pixels = counted({5, 2, 3}, DType::f32);
  pixels.values<float>()[3 * 6 + 4] = std::nanf("");
  const Tensor answers = Tensor::of<std::int32_t>({5}, {1, 0, 1, 0, 1});
  const data::Table table = data::sample_table({{"x", pixels}, {"y", answers}}, "f", {});
  const std::vector<std::int64_t> order = {0, 3, 1};
  const std::vector<std::int64_t> again = {1, 2};
  const std::string wanted = "f: row 4: pixel 1,1 is nan";
  EXPECT_THAT(support::error_of([&] { fitted(table.rows(order)); }), HasSubstr(wanted));
  const data::Preprocessing good = fitted(labelled(counted({2, 2, 3}, DType::f32)));
  EXPECT_THAT(support::error_of([&] { good.apply(table.rows(order), true); }), HasSubstr(wanted));
  EXPECT_EQ(table.rows(order).rows(again).place(0), "f: row 4");
}

TEST(Samples, OfAnotherShapeAreRefused) {
  const data::Preprocessing preprocessing = fitted(labelled(counted({2, 4, 3})));
  EXPECT_EQ(preprocessing.input_shape(), (Shape{1, 4, 3}));
  EXPECT_EQ(support::error_of([&] {
              preprocessing.apply(labelled(counted({2, 5, 3})), false);
            }),
            "f: images of 5x3, greyscale, but the model takes images of 4x3, greyscale");
  EXPECT_THAT(support::error_of([&] {
                preprocessing.apply(data::Table("t.csv", {{.name = "y", .numbers = {1}}}), false);
              }),
              HasSubstr("t.csv: the model takes images (4x3, greyscale), but this is a table"));
}

/// Bits in arrays show by their values: there is no 256 in bytes.
TEST(Samples, OfOtherUnitsAreRefused) {
  const data::Table bytes = labelled(counted({2, 4, 3}));
  const data::Table deep = labelled(Tensor::of<std::int32_t>({2, 1, 2}, {0, 4095, 7, 9}));
  EXPECT_EQ(bytes.samples().units().bits, 8);
  EXPECT_EQ(deep.samples().units().bits, 16);
  EXPECT_EQ(labelled(Tensor::of<float>({2, 1, 2}, {0, 1, 7, 255})).samples().units().bits, 8);
  EXPECT_THAT(deep.samples().tensor().values<float>(), ElementsAre(0, 4095, 7, 9));
  const data::Preprocessing preprocessing = fitted(deep);
  EXPECT_THAT(
      support::error_of([&] {
        preprocessing.apply(labelled(Tensor::of<std::uint8_t>({2, 1, 2}, {0, 1, 2, 3})), false);
      }),
      HasSubstr("f: images of 8 bits, but the model was trained on 16; multiply them by 257"));
  const auto at = [](std::int64_t rate) {
    const data::Samples signals(data::SampleKind::signal, counted({2, 1, 3}, DType::f32));
    return data::Table("f", {{.name = "y", .numbers = {1, 0}}})
        .with_samples(signals.with_units({.rate = rate}));
  };
  const data::Preprocessing heard = fitted(at(8000));
  EXPECT_EQ(support::error_of([&] { heard.apply(at(44100), false); }),
            "f: sample rate 44100 Hz, but the model was trained on 8000 Hz; resample");
  EXPECT_EQ(support::error_of([&] { heard.apply(at(0), false); }), "no error");
}

TEST(Samples, AreSavedWithTheModel) {
  const data::PreprocessingState state = fitted(labelled(counted({2, 4, 3}))).state();
  const io::Json json = io::to_json(state);
  const data::PreprocessingState back = io::preprocessing_from_json(json);
  ASSERT_TRUE(back.samples);
  EXPECT_EQ(back.samples->shape, state.samples->shape);
  EXPECT_EQ(back.samples->scaling, state.samples->scaling);
  EXPECT_EQ(io::to_json(back).dump(), json.dump());
  EXPECT_EQ(json.dump().find("bits"), std::string::npos);  // as files of before
  data::PreprocessingState deep = state;
  deep.samples->units = {.bits = 16, .rate = 8000};
  const data::PreprocessingState again = io::preprocessing_from_json(io::to_json(deep));
  EXPECT_EQ(again.samples->units.bits, 16);
  EXPECT_EQ(again.samples->units.rate, 8000);
  std::string damaged = json.dump();
  const std::size_t at = damaged.find("\"shape\":[1,4,3]");
  ASSERT_NE(at, std::string::npos);
  damaged.replace(at, 15, "\"shape\":[2,4,3]");
  EXPECT_THAT(support::error_of([&] { io::preprocessing_from_json(io::parse_json(damaged, "f")); }),
              HasSubstr("needs 2 finite numbers"));
}

}  // namespace
}  // namespace ganglion::support
