// From recordings to predictions, as a person types it.
#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <numbers>

#include "ganglion/core/rng.h"
#include "tests/end_to_end/program.h"
#include "tests/support/sample_files.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int kTakes = 24;

class RecordingsRun : public ::testing::Test {
 protected:
  /// A chirp of 0.2 s that rises or falls by as much, or a tone between, at any time of 0.4 s, of
  /// any loudness, in noise: no value by itself tells the class.
  static std::string chirp(const std::string& kind, int take, int rate = 8000, int channels = 1) {
    const auto draw = [&](std::uint64_t i) {
      return random_uniform(kind.size(), static_cast<std::uint64_t>(take), i);
    };
    const double slope = kind == "rising" ? 4000.0 : kind == "falling" ? -4000.0 : 0.0;
    const double start = 0.2 * draw(0);
    const double loud = std::pow(10.0, -draw(1));
    const double middle = 1200.0 + 800.0 * draw(2);
    std::vector<std::int64_t> values;
    for (int i = 0; i < rate * 4 / 10; ++i) {
      const double t = static_cast<double>(i) / rate - start - 0.1;
      double value = 0.02 * (draw(static_cast<std::uint64_t>(10 + i)) - 0.5);
      if (std::abs(t) < 0.1) {
        value += std::sin(2.0 * std::numbers::pi * (middle * t + slope * t * t / 2.0)) * 0.9;
      }
      for (int c = 0; c < channels; ++c) values.push_back(std::llround(32767.0 * loud * value));
    }
    return wav_file(1, channels, 16, little_endian(values, 2), rate);
  }
  std::string put() {
    for (const std::string kind : {"rising", "falling", "constant"}) {
      std::filesystem::create_directories(scratch_ / ("data/" + kind));
      for (int take = 0; take < kTakes; ++take) {
        scratch_.write("data/" + kind + "/" + std::to_string(take) + ".wav", chirp(kind, take));
      }
    }
    return scratch_ / "data";
  }
  Outcome train(const std::string& data, const std::string& out,
                const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"train", data, "--json", "--out", scratch_ / out};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
  }

  Scratch scratch_;
};

TEST_F(RecordingsRun, SlowChirpsAreToldApartByDefault) {
  const std::string data = put();
  const Outcome run = train(data, "run", {"--epochs", "40"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err,
              HasSubstr("spectrograms: 40 bands x 39 frames  (72 in total; 0.4 s at 8000 "
                        "Hz, frames of 25 ms every 10 ms; as signals: --spectrogram none)"));
  EXPECT_GE(run.json().at("test").number("accuracy"), 0.9);
  EXPECT_THAT(read_file(scratch_ / "run/report.html"), HasSubstr("spectrograms of 40 bands"));
  // Another rate, another number of channels, another length.
  const std::string wide = scratch_.write("wide.wav", chirp("rising", 3, 22050, 2));
  const Outcome predicted = run_program({"predict", scratch_ / "run", wide});
  EXPECT_THAT(predicted.out, HasSubstr("\nwide.wav,rising,"));
  EXPECT_THAT(predicted.err, HasSubstr("the recording is resampled to 8000 Hz"));
  const Outcome evaluated = run_program({"evaluate", scratch_ / "run", data, "--json"});
  EXPECT_EQ(evaluated.json().integer("rows"), 3 * kTakes);
  EXPECT_GE(evaluated.json().at("metrics").number("accuracy"), 0.9);
  const Outcome explained = run_program({"explain", scratch_ / "run", wide, "--row", "1"});
  EXPECT_EQ(explained.code, 0) << explained.err;
  EXPECT_THAT(explained.out, HasSubstr("band "));
  EXPECT_THAT(read_file(scratch_ / "run/explained/wide_1/saliency.png"), StartsWith("\x89PNG"));
  EXPECT_THAT(run_program({"inspect", scratch_ / "run"}).out,
              HasSubstr("spectrograms of 40 bands x 39 frames, 8000 Hz, of 0.4 s at 8000 Hz, "
                        "frames of 25 ms every 10 ms"));
}

TEST_F(RecordingsRun, SlowTheJobOfARunMakesTheSameModel) {
  const std::string data = put();
  scratch_.write("data/rising/0.wav", chirp("rising", 0, 16000));
  const Outcome run = train(data, "run", {"--epochs", "2"});
  ASSERT_EQ(run.code, 0) << run.err;
  const Outcome again = run_program(
      {"train", "--job", scratch_ / "run/job.toml", "--json", "--out", scratch_ / "again"});
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.json().text("model_hash"), run.json().text("model_hash"));
  EXPECT_THAT(read_file(scratch_ / "run/job.toml"),
              HasSubstr("spectrogram = \"bands 40; frame 25; hop 10\""));
  const Outcome other = train(
      data, "other",
      {"--epochs", "1", "--spectrogram", "hop 20", "--sample-rate", "4000", "--augment", "none"});
  EXPECT_THAT(other.err, HasSubstr("spectrograms: 40 bands x 19 frames"));
}

TEST_F(RecordingsRun, SlowAsSignalsByOption) {
  const std::string data = put();
  const Outcome run = train(data, "run", {"--spectrogram", "none", "--epochs", "1"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("signals:    1 channel of 3200"));
  const std::string wide = scratch_.write("wide.wav", chirp("rising", 3, 16000));
  EXPECT_EQ(run_program({"predict", scratch_ / "run", wide}).code, 0);
  EXPECT_EQ(train(data, "bad", {"--spectrogram", "band 3"}).code, 2);
  EXPECT_THAT(train(data, "bad", {"--augment", "window 3"}).err,
              HasSubstr("is for signals, but these are spectrograms"));
}

}  // namespace
}  // namespace ganglion::support
