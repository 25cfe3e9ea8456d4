// Recordings as spectrograms: transform, bands, rates, and folders of files.
#include <gmock/gmock.h>

#include <cmath>
#include <complex>
#include <filesystem>
#include <numbers>

#include "ganglion/core/error.h"
#include "ganglion/data/read/read_rows.h"
#include "ganglion/data/signals/fft.h"
#include "ganglion/data/signals/mel_spectrogram.h"
#include "ganglion/data/signals/resample.h"
#include "tests/end_to_end/program.h"
#include "tests/support/error_of.h"
#include "tests/support/sample_files.h"

namespace ganglion::support {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kTurn = 2.0 * std::numbers::pi;

std::vector<float> sine(double hertz, double rate, std::int64_t length, double amplitude = 1.0) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < length; ++i) {
    values.push_back(
        static_cast<float>(amplitude * std::sin(kTurn * hertz * static_cast<double>(i) / rate)));
  }
  return values;
}

TEST(Fft, IsTheSumItIsDefinedAs) {
  std::vector<std::complex<double>> values;
  for (int t = 0; t < 16; ++t) values.emplace_back(std::cos(3.0 * t * t), std::sin(1.0 + t));
  std::vector<std::complex<double>> found = values;
  data::Fft(16).transform(found);
  for (std::size_t k = 0; k < 16; ++k) {
    std::complex<double> sum = 0.0;
    for (std::size_t t = 0; t < 16; ++t) {
      sum += values[t] * std::polar(1.0, -kTurn * static_cast<double>(k * t) / 16.0);
    }
    EXPECT_NEAR(std::abs(found[k] - sum), 0.0, 1e-13) << k;
  }
  EXPECT_THAT(error_of([] { data::Fft(12); }), HasSubstr("power of 2"));
}

/// At a frequency of the transform, a sine of amplitude A has the power A² there and a quarter of
/// it on either side, by the Hann window.
TEST(MelSpectrogram, OfASine) {
  const data::SpectrogramForm form = {
      .rate = 8000, .length = 256, .frame = 256, .hop = 100, .bands = 10};
  std::vector<float> bands(10);
  data::MelSpectrogram(form).apply(sine(1000.0, 8000.0, 256, 0.5), bands);
  const auto corner = [](int i) {
    return 700.0 * (std::pow(10.0, i * std::log10(1.0 + 4000.0 / 700.0) / 11.0) - 1.0);
  };
  const auto weight = [&](int band, double hertz) {
    return std::max(0.0, std::min((hertz - corner(band - 1)) / (corner(band) - corner(band - 1)),
                                  (corner(band + 1) - hertz) / (corner(band + 1) - corner(band))));
  };
  for (int band = 1; band <= 10; ++band) {
    const double power =
        0.25 * (weight(band, 1000.0) +
                (weight(band, 1000.0 - 31.25) + weight(band, 1000.0 + 31.25)) / 4.0);
    EXPECT_NEAR(bands[static_cast<std::size_t>(10 - band)],
                10.0 * std::log10(std::max(power, 1e-8)), 1e-4)
        << band;
  }
}

TEST(MelSpectrogram, SilenceIsItsLeastValueAndNoBandIsEmpty) {
  const data::SpectrogramForm form = {
      .rate = 16000, .length = 1000, .frame = 64, .hop = 40, .bands = 128};
  std::vector<float> values(static_cast<std::size_t>(128 * form.frames()));
  const data::MelSpectrogram spectrogram(form);
  spectrogram.apply(std::vector<float>(1000, 0.0F), values);
  EXPECT_THAT(values, Each(-80.0F));
  std::vector<float> click(1000, 0.0F);
  click[32] = 1.0F;  // all frequencies alike, in the middle of the first frame
  spectrogram.apply(click, values);
  for (std::size_t band = 0; band < 128; ++band) {
    EXPECT_GT(values[band * static_cast<std::size_t>(form.frames())], -60.0F) << band;
  }
}

TEST(SpectrogramForm, FollowsFromRateAndLength) {
  const auto form = [](std::int64_t rate, std::int64_t length) {
    return data::spectrogram_form({}, rate, length);
  };
  EXPECT_EQ(form(16000, 16000), (data::SpectrogramForm{16000, 16000, 400, 160, 64}));
  EXPECT_EQ(form(8000, 8000), (data::SpectrogramForm{8000, 8000, 200, 80, 40}));
  EXPECT_EQ(form(16000, 16000).frames(), 99);
  EXPECT_EQ(form(16000, 160'000).hop, 400);  // 10 s
  EXPECT_EQ(form(8000, 480).hop, 30);        // 60 ms
  EXPECT_EQ(form(200, 2000).frame, 65);
  EXPECT_EQ(form(8000, 3).frames(), 2);
  const auto asked = data::parse_spectrogram("hop 5; bands 20 ;frame 32");
  EXPECT_EQ(data::spectrogram_form(asked, 8000, 8000),
            (data::SpectrogramForm{8000, 8000, 256, 40, 20}));
  for (const std::int64_t rate : {8000, 11025, 22050, 44100, 48000}) {
    const data::SpectrogramForm one = form(rate, 3 * rate);
    const std::string text = data::spectrogram_text(one.settings());
    EXPECT_EQ(data::spectrogram_form(data::parse_spectrogram(text), rate, 3 * rate), one) << text;
  }
  EXPECT_THAT(error_of([] { data::parse_spectrogram("band 4"); }), HasSubstr("did you mean"));
  EXPECT_THAT(error_of([] { data::parse_spectrogram("bands 4.5"); }), HasSubstr("an integer"));
  EXPECT_THAT(error_of([] { data::parse_spectrogram("hop"); }), HasSubstr("write `hop N`"));
  EXPECT_THAT(error_of([] { data::spectrogram_form({.hop = 0.01}, 8000, 8000); }),
              HasSubstr("shorter than a value of 8000 Hz"));
}

TEST(Resampler, KeepsWhatBothRatesHaveAndNothingElse) {
  for (const auto& [from, to] :
       {std::pair{44100, 16000}, std::pair{16000, 44100}, std::pair{11025, 8000}}) {
    const data::Resampler resampler(from, to);
    const std::int64_t length = from / 4;
    const auto found = resampler.apply(sine(1234.5, from, length));
    ASSERT_EQ(std::ssize(found), data::resampled_length(length, from, to));
    const auto wanted = sine(1234.5, to, std::ssize(found));
    for (std::size_t i = 300; i + 300 < found.size(); ++i) {
      ASSERT_NEAR(found[i], wanted[i], 1e-4) << from << " to " << to << " at " << i;
    }
  }
  // Above half the new rate: it would fold down to 6 kHz.
  const auto folded = data::Resampler(44100, 16000).apply(sine(10'000.0, 44100.0, 11025));
  for (std::size_t i = 300; i + 300 < folded.size(); ++i) ASSERT_NEAR(folded[i], 0.0F, 1e-4) << i;
  EXPECT_EQ(data::Resampler(8000, 8000).apply(sine(50.0, 8000.0, 9)), sine(50.0, 8000.0, 9));
}

class Recordings : public ::testing::Test {
 protected:
  /// All channels alike, but the second, which is silent.
  void put(const std::string& name, const std::vector<float>& values, int rate, int channels = 1) {
    std::vector<std::int64_t> numbers;
    for (const float value : values) {
      for (int c = 0; c < channels; ++c) {
        numbers.push_back(c == 1 ? 0 : std::llround(32767.0F * value));
      }
    }
    std::filesystem::create_directories(std::filesystem::path(scratch_ / name).parent_path());
    scratch_.write(name, wav_file(1, channels, 16, little_endian(numbers, 2), rate));
  }
  data::Table read(data::RowOptions options = {}) {
    notes_.clear();
    if (!options.spectrogram) options.spectrogram = data::SpectrogramSettings{};
    options.note = [this](const data::Note& note) { notes_ += note.text + "\n"; };
    return data::read_rows(scratch_ / "data", options);
  }

  Scratch scratch_;
  std::string notes_;
};

TEST_F(Recordings, AreTheirFirstChannelWhereTheMeanIsSilence) {
  const std::vector<float> tone = sine(500.0, 8000.0, 4000, 0.5);
  put("data/a/1.wav", tone, 8000);
  std::vector<std::int64_t> opposed;
  for (const float value : tone) {
    opposed.push_back(std::llround(32767.0F * value));
    opposed.push_back(-opposed.back());
  }
  std::filesystem::create_directories(scratch_ / "data/b");
  scratch_.write("data/b/1.wav", wav_file(1, 2, 16, little_endian(opposed, 2), 8000));
  const Tensor both = read().samples().tensor();
  EXPECT_TRUE(std::ranges::equal(both.rows(std::vector<std::int64_t>{0}).values<float>(),
                                 both.rows(std::vector<std::int64_t>{1}).values<float>()));
  EXPECT_THAT(notes_, HasSubstr("in 1 of them the channels cancel out"));
  EXPECT_THAT(notes_, ::testing::Not(HasSubstr("silent")));
}

TEST_F(Recordings, AreBroughtToTheLowestRateOneChannelAndTheLongestLength) {
  put("data/a/1.wav", sine(500.0, 8000.0, 4000, 0.5), 8000);
  put("data/a/2.wav", sine(500.0, 16000.0, 6000, 0.5), 16000);
  put("data/b/1.wav", sine(500.0, 8000.0, 2000, 1.0), 8000, 2);
  put("data/b/2.wav", std::vector<float>(2000, 0.0F), 8000);
  const data::Table table = read();
  const data::Samples& samples = table.samples();
  EXPECT_EQ(samples.kind(), data::SampleKind::spectrogram);
  EXPECT_EQ(samples.shape(), (Shape{1, 40, 49}));
  EXPECT_EQ(samples.units().form, (data::SpectrogramForm{8000, 4000, 200, 80, 40}));
  EXPECT_THAT(notes_, HasSubstr("1 of 4 recordings are resampled to 8000 Hz, the lowest rate"));
  EXPECT_THAT(notes_, HasSubstr("1 of 4 recordings have several channels; their mean is used"));
  EXPECT_THAT(notes_, HasSubstr("1 of 4 recordings are silent (the first: "));
  const Tensor all = samples.tensor();
  const auto values = all.values<float>();
  const std::size_t size = 40 * 49;
  for (std::size_t band = 0; band < 40; ++band) {
    const std::size_t at = band * 49 + 10;
    // The same sine by another rate and as the mean of two channels.
    EXPECT_NEAR(values[at + size], values[at], values[at] > -50.0F ? 0.05F : 31.0F) << band;
    EXPECT_NEAR(values[at + 2 * size], values[at], values[at] > -50.0F ? 0.05F : 31.0F) << band;
    EXPECT_EQ(values[at + 3 * size], -80.0F);
  }
  EXPECT_EQ(values[2 * size + 48], -80.0F);  // behind its end
  EXPECT_EQ(read({.signal_length = 1600}).samples().shape(), (Shape{1, 40, 19}));
  EXPECT_THAT(error_of([&] { read({.memory = 1000}); }), HasSubstr("longer hop"));
}

/// As scipy.io.wavfile writes floats that were never divided by 32768.
TEST_F(Recordings, OfFloatsFarBeyondOneAreTold) {
  put("data/a/1.wav", sine(500.0, 8000.0, 2000, 0.5), 8000);
  const auto loud = sine(500.0, 8000.0, 2000, 20000.0);
  const std::string bytes(reinterpret_cast<const char*>(loud.data()), loud.size() * sizeof(float));
  std::filesystem::create_directories(scratch_ / "data/b");
  scratch_.write("data/b/1.wav", wav_file(3, 1, 32, bytes, 8000));
  read();
  EXPECT_THAT(notes_, HasSubstr("1 of 2 recordings are of floats far beyond -1 to 1"));
  EXPECT_THAT(notes_, HasSubstr("divide those of 16 bits by 32768"));
}

TEST_F(Recordings, OfOtherKindsAreNamed) {
  put("data/a/1.wav", sine(500.0, 8000.0, 2000, 0.5), 8000);
  std::filesystem::create_directories(scratch_ / "data/b");
  scratch_.write("data/b/1.wav", "RIFX0000WAVEfmt " + std::string(20, 'x'));
  EXPECT_THAT(error_of([&] { read(); }), HasSubstr("RIFX, a big-endian WAV, is not supported"));
  scratch_.write("data/b/1.wav", "");
  EXPECT_THAT(error_of([&] { read(); }),
              HasSubstr("the file is empty, where data are needed; get or write it again"));
}

TEST_F(Recordings, OneThatIsFarLongerIsCutAndHigherRatesAreTold) {
  for (const char* name : {"data/a/1.wav", "data/a/2.wav", "data/b/1.wav"}) {
    put(name, sine(500.0, 8000.0, 1000), 8000);
  }
  put("data/b/2.wav", sine(500.0, 8000.0, 9000), 8000);
  EXPECT_EQ(read().samples().units().form.length, 4000);
  EXPECT_THAT(notes_, HasSubstr("1 of 4 recordings cut to 0.5 s, 4 times the median"));
  EXPECT_THAT(notes_, HasSubstr("`signal_length = 9000`"));
  EXPECT_THAT(notes_, Not(HasSubstr("resampled")));
  read({.rate = 16000});
  EXPECT_THAT(notes_, HasSubstr("4 of 4 recordings are resampled to 16000 Hz (the first"));
  EXPECT_THAT(notes_, HasSubstr("4 of 4 recordings are of a lower rate"));
}

TEST_F(Recordings, OfQuiteAnotherLengthThanIsTakenAreTold) {
  for (const char* name : {"data/a/1.wav", "data/a/2.wav", "data/b/1.wav"}) {
    put(name, sine(500.0, 8000.0, 1000), 8000);
  }
  read({.signal_length = 1500});
  EXPECT_EQ(notes_, "");
  read({.signal_length = 4000});
  EXPECT_THAT(notes_, HasSubstr("3 of 3 recordings are shorter than half of the 0.5 s that are "
                                "taken; silence fills them"));
  notes_.clear();
  read({.signal_length = 400});
  EXPECT_THAT(notes_,
              HasSubstr("3 of 3 recordings are longer than twice the 0.05 s that are taken"));
}

}  // namespace
}  // namespace ganglion::support
