#include "ganglion/io/samples_json.h"

#include <gmock/gmock.h>

#include "tests/support/error_of.h"

namespace ganglion::io {
namespace {

using support::error_of;
using ::testing::HasSubstr;

data::SampleFeatures spectrograms() {
  return {.kind = data::SampleKind::spectrogram,
          .shape = {1, 40, 49},
          .scaling = {.mean = {-57.5}, .std = {15.25}},
          .units = {.rate = 8000, .form = {8000, 4000, 200, 80, 40}},
          .any_length = true};
}

TEST(SamplesJson, SpectrogramsComeBackAsTheyWere) {
  const data::SampleFeatures read = samples_from_json(to_json(spectrograms()));
  EXPECT_EQ(read.kind, data::SampleKind::spectrogram);
  EXPECT_EQ(read.units.form, spectrograms().units.form);
  EXPECT_EQ(read.scaling, spectrograms().scaling);
  EXPECT_TRUE(read.any_length);
  EXPECT_FALSE(read.fill);
}

TEST(SamplesJson, SignalsWithHolesComeBackAsTheyWere) {
  const data::SampleFeatures signals = {.kind = data::SampleKind::signal,
                                        .shape = {1, 9},
                                        .scaling = {.mean = {0.0}, .std = {1.0}},
                                        .fill = true};
  EXPECT_TRUE(samples_from_json(to_json(signals)).fill);
}

TEST(SamplesJson, FormsThatDontFitAreRefused) {
  const auto refused = [](auto change) {
    data::SampleFeatures samples = spectrograms();
    change(samples.units.form);
    return error_of([&] { samples_from_json(to_json(samples)); });
  };
  EXPECT_EQ(refused([](data::SpectrogramForm&) {}), "no error");
  for (const std::int64_t number : {std::int64_t{0}, std::int64_t{-5}, std::int64_t{1} << 60}) {
    EXPECT_THAT(refused([=](auto& form) { form.hop = number; }), HasSubstr("not that of"));
    EXPECT_THAT(refused([=](auto& form) { form.frame = number; }), HasSubstr("not that of"));
    EXPECT_THAT(refused([=](auto& form) { form.length = number; }), HasSubstr("not that of"));
  }
  EXPECT_THAT(refused([](auto& form) { form.length = 4081; }), HasSubstr("not that of"));
}

}  // namespace
}  // namespace ganglion::io
