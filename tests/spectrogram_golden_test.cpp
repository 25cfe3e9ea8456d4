// Spectrograms beside those of SciPy: tests/golden/spectrogram.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>
#include <vector>

#include "ganglion/data/signals/mel_spectrogram.h"

namespace ganglion::data {
namespace {

/// The sound of make_spectrogram.py.
std::vector<float> golden_sound(std::int64_t rate, std::int64_t length) {
  std::vector<float> values;
  const auto hertz = static_cast<double>(rate);
  for (std::int64_t i = 0; i < length; ++i) {
    const double t = static_cast<double>(i) / hertz;
    const double rising = 0.05 * hertz * t + 0.2 * hertz * t * t;
    const double value = 0.5 * std::sin(2.0 * std::numbers::pi * rising) +
                         0.1 * std::sin(2.0 * std::numbers::pi * 0.3 * hertz * t);
    values.push_back(static_cast<float>(value + (i == length / 2 ? 0.25 : 0.0)));
  }
  return values;
}

TEST(SpectrogramGolden, AsSciPyHasThem) {
  std::ifstream file(GANGLION_SOURCE_DIR "/tests/golden/spectrogram/spectrogram.json");
  const nlohmann::json cases = nlohmann::json::parse(file).at("cases");
  ASSERT_EQ(cases.size(), 4U);
  for (const nlohmann::json& one : cases) {
    const SpectrogramForm form = {.rate = one.at("rate"),
                                  .length = one.at("length"),
                                  .frame = one.at("frame"),
                                  .hop = one.at("hop"),
                                  .bands = one.at("bands")};
    SCOPED_TRACE(one.at("length").dump());
    const nlohmann::json& rows = one.at("values");
    ASSERT_EQ(static_cast<std::int64_t>(rows.at(0).size()), form.frames());
    const auto frames = static_cast<std::size_t>(form.frames());
    std::vector<float> values(rows.size() * frames);
    MelSpectrogram(form).apply(golden_sound(form.rate, form.length), values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_NEAR(values[i], rows[i / frames][i % frames].get<double>(), 5e-3) << i;
    }
  }
}

}  // namespace
}  // namespace ganglion::data
