// A second file of images or signals, written in another way than the one that was trained on.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/file.h"
#include "ganglion/data/arrays/arrays.h"
#include "tests/end_to_end/program.h"
#include "tests/support/sample_files.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

/// Pictures of 8 x 8, bright in the upper half or in the lower one, as a table; `names` in the
/// order in which the columns are written.
std::string halved_pictures(const Words& names) {
  std::string text = fmt::format("{}\n", fmt::join(names, ","));
  for (int row = 0; row < 60; ++row) {
    std::string line;
    for (const std::string& name : names) {
      const bool target = name == "half";
      const int pixel = target ? 0 : std::stoi(name.substr(1));
      const bool bright = (pixel < 32) == (row % 2 == 0);
      line += (line.empty() ? "" : ",") + (target   ? std::string(row % 2 == 0 ? "upper" : "lower")
                                           : bright ? std::to_string(200 + (pixel + row) % 50)
                                                    : std::to_string((pixel * 7 + row) % 50));
    }
    text += line + "\n";
  }
  return text;
}

Words pixel_names() {
  Words names;
  for (int i = 0; i < 64; ++i) names.push_back(fmt::format("p{}", i));
  names.emplace_back("half");
  return names;
}

/// The models are of images and of signals in columns.
class PixelColumns : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const Outcome run =
        run_program({"train", scratch_.write("t.csv", halved_pictures(pixel_names())), "--target",
                     "half", GetParam(), GetParam() == "--image" ? "8x8" : "1x64", "--network",
                     "dense 4 relu", "--epochs", "1", "--out", run_});
    ASSERT_EQ(run.code, 0) << run.err;
  }
  Outcome predicted(const std::string& content) {
    return run_program({"predict", run_, scratch_.write("new.csv", content)});
  }

  Scratch scratch_;
  std::string run_ = scratch_ / "run";
};

TEST_P(PixelColumns, AreTakenByTheirNames) {
  const Outcome plain = predicted(halved_pictures(pixel_names()));
  ASSERT_EQ(plain.code, 0) << plain.err;
  EXPECT_EQ(plain.err, "");
  Words turned = pixel_names();
  std::ranges::reverse(turned);
  const Outcome other = predicted(halved_pictures(turned));
  EXPECT_EQ(other.out, plain.out);
  EXPECT_EQ(other.err, "");
  const auto test_of = [&](const Words& names, const std::string& run) {
    const Outcome trained = run_program(
        {"train", scratch_ / "t.csv", "--target", "half", GetParam(),
         GetParam() == "--image" ? "8x8" : "1x64", "--network", "dense 4 relu", "--epochs", "1",
         "--test", scratch_.write("test.csv", halved_pictures(names)), "--out", run, "--json"});
    EXPECT_EQ(trained.code, 0) << trained.err;
    return trained.json().at("test").dump();
  };
  EXPECT_EQ(test_of(turned, scratch_ / "a"), test_of(pixel_names(), scratch_ / "b"));
}

TEST_P(PixelColumns, ThatAreMissingAreNamed) {
  Words names = pixel_names();
  std::erase(names, "p63");
  const Outcome asked = predicted(halved_pictures(names));
  EXPECT_EQ(asked.code, 1) << asked.out;
  EXPECT_THAT(asked.err, HasSubstr("new.csv: column \"p63\" is missing; the model takes its 64 "
                                   "columns by the names that they had in training"));
}

TEST_P(PixelColumns, ThatAreCalledOtherwiseAreTakenInTheirOrder) {
  const Outcome plain = predicted(halved_pictures(pixel_names()));
  std::string renamed = halved_pictures(pixel_names());
  for (std::size_t at = renamed.find('p'); at < renamed.find('\n');
       at = renamed.find('p', at + 1)) {
    renamed[at] = 'q';
  }
  const Outcome other = predicted(renamed);
  EXPECT_EQ(other.out, plain.out);
  EXPECT_THAT(other.err, HasSubstr("its columns have other names than in training (\"q0\" where "
                                   "training had \"p0\"); they are taken in their order"));
  const Outcome bare = predicted(renamed.substr(renamed.find('\n') + 1));
  EXPECT_EQ(bare.code, 1) << bare.out;  // the class is no pixel
}

INSTANTIATE_TEST_SUITE_P(SecondFiles, PixelColumns, testing::Values("--image", "--signal"),
                         [](const auto& kind) { return kind.param.substr(2); });

/// Tones of two heights, in folders of their classes.
void write_tones(const std::string& folder, int loudest) {
  for (const int kind : {0, 1}) {
    std::filesystem::create_directories(fmt::format("{}/{}", folder, kind));
    for (int i = 0; i < 6; ++i) {
      std::vector<std::int64_t> values;
      for (int t = 0; t < 800; ++t) {
        values.push_back(std::llround(loudest * std::sin(0.1 * t * (1 + 2 * kind) + i)));
      }
      write_file_atomically(fmt::format("{}/{}/{}.wav", folder, kind, i),
                            wav_file(1, 1, 16, little_endian(values, 2)));
    }
  }
}

TEST(SecondRecordings, FarQuieterOrLouderOnesAreNoted) {
  const Scratch folder;
  write_tones(folder / "usual", 4000);
  write_tones(folder / "soft", 1000);
  write_tones(folder / "quiet", 40);
  for (const std::string spectrogram : {"auto", "none"}) {
    const std::string run = folder / spectrogram;
    Words words = {"train", folder / "usual", "--epochs", "1", "--quiet", "--out", run};
    if (spectrogram == "none") words.insert(words.end(), {"--spectrogram", "none"});
    ASSERT_EQ(run_program(words).code, 0);
    const auto err_of = [&](const std::string& data) {
      return run_program({"predict", run, folder / data}).err;
    };
    EXPECT_THAT(err_of("usual"), Not(HasSubstr("than those of training")));
    EXPECT_THAT(err_of("soft"), Not(HasSubstr("training")));
    const std::string told =
        spectrogram == "none" ? "but those of training went to about" : "far quieter than those of";
    EXPECT_THAT(err_of("quiet"), HasSubstr(told));
    EXPECT_THAT(err_of("quiet/1/0.wav"), HasSubstr(told));
  }
}

/// Pictures of one colour each, as an array of what is learnt and one of the classes.
std::string coloured_pictures(const Shape& shape) {
  Tensor x(shape, DType::u8);
  Tensor y(Shape{40}, DType::i32);
  const auto pixels = x.values<std::uint8_t>();
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const std::size_t row = i * 40 / pixels.size();
    pixels[i] = static_cast<std::uint8_t>(i % 3 == row % 3 ? 200 + i % 50 : i * 7 % 60);
  }
  for (std::size_t i = 0; i < 40; ++i) y.values<std::int32_t>()[i] = static_cast<int>(i % 3);
  return data::to_npz({{"x", x}, {"y", y}});
}

TEST(SecondImages, RowsOfColoursAreTakenInAnOrderThatIsTold) {
  const Scratch folder;
  const std::string run = folder / "run";
  ASSERT_EQ(run_program({"train", folder.write("t.npz", coloured_pictures({40, 8, 8, 3})),
                         "--epochs", "1", "--quiet", "--out", run})
                .code,
            0);
  const std::string rows = folder.write("rows.npy", data::to_npy(Tensor(Shape{5, 192}, DType::u8)));
  EXPECT_THAT(run_program({"predict", run, rows}).err,
              HasSubstr("rows.npy: rows of 192 numbers are taken for images of 3 channels, one "
                        "channel after the other (all of the first, line after line, then all of "
                        "the second); if colours stand pixel by pixel, save an array [rows, 8, 8, "
                        "3]"));
}

/// The numbers in a CSV text.
std::vector<double> numbers_in_text(const std::string& csv) {
  std::vector<double> numbers;
  for (std::size_t at = csv.find('\n'); at < csv.size();) {
    const std::size_t end = csv.find_first_of(",\n", at + 1);
    char* rest = nullptr;
    const std::string cell = csv.substr(at + 1, end - at - 1);
    const double number = std::strtod(cell.c_str(), &rest);
    if (rest != cell.c_str()) numbers.push_back(number);
    at = end;
  }
  return numbers;
}

TEST(ExportedImages, TakeThePixelsOfFilesAndScaleThemInside) {
  const Scratch folder;
  const std::string run = folder / "run";
  const std::string data = folder.write("t.npz", coloured_pictures({40, 8, 8, 3}));
  ASSERT_EQ(run_program({"train", data, "--epochs", "2", "--quiet", "--out", run}).code, 0);
  const Outcome exported = run_program({"export", run, "--out", folder / "m.onnx"});
  ASSERT_EQ(exported.code, 0) << exported.err;
  EXPECT_THAT(exported.err, HasSubstr("note: it takes images as float [batch, 3, 8, 8], pixels as "
                                      "in the files of training (bytes: 0 to 255), and scales "
                                      "them inside"));
  const Outcome wanted = run_program({"predict", run, data});
  const Outcome got = run_program({"predict", folder / "m.onnx", data});
  ASSERT_EQ(got.code, 0) << got.err;
  const std::vector<double> numbers = numbers_in_text(wanted.out);
  EXPECT_EQ(numbers.size(), 160U);  // the class and three probabilities
  EXPECT_THAT(numbers_in_text(got.out), testing::Pointwise(testing::DoubleNear(1e-5), numbers));
  const Outcome raw = run_program({"export", run, "--raw", "--out", folder / "raw.onnx"});
  EXPECT_THAT(raw.err, HasSubstr("note: it takes images scaled channel by channel: (x - mean) / "
                                 "deviation with x the pixels as in the files of training"));
  EXPECT_THAT(raw.err, Not(HasSubstr("columns")));
}

TEST(ExportedForecastsSlow, SayWhatTheirNumberIs) {
  const Scratch folder;
  std::string table = "day,v\n";
  for (int i = 0; i < 90; ++i) table += fmt::format("{},{}\n", i, 100 + 3 * i + i % 7);
  folder.write("s.csv", table);
  const auto expect_note = [&](const std::string& differencing, const std::string& note) {
    const std::string run = folder / differencing;
    Words training = {"train", folder / "s.csv", "--differencing", differencing, "--out", run};
    for (const char* word :
         {"--target", "v", "--time-column", "day", "--horizon", "1", "--season", "0", "--lags", "3",
          "--network", "dense 2", "--ensemble", "1", "--epochs", "1", "--quiet"}) {
      training.emplace_back(word);
    }
    ASSERT_EQ(run_program(training).code, 0);
    for (const std::string out : {"m.onnx", "m.keras", "m.h5"}) {
      Words words = {"export", run, "--out", folder / out};
      if (out == "m.onnx") words.emplace_back("--raw");
      const Outcome outcome = run_program(words);
      EXPECT_EQ(outcome.code, 0) << outcome.err;
      EXPECT_THAT(outcome.err, HasSubstr("note: it gives " + note)) << out;
    }
  };
  expect_note("none", "v scaled: value * ");
  expect_note("difference",
              "the difference of v to the last known value of its series, scaled: v = last + "
              "value * ");
  expect_note("log-ratio",
              "the log ratio of v to the last known value of its series, scaled: v = last * "
              "exp(value * ");
}

// What training could be told is no remedy for a file of a trained model.
TEST(SecondSignals, RemediesAreThoseOfTheCommand) {
  const Scratch folder;
  std::string table = "kind,a,b,c,d\n";
  for (int i = 0; i < 40; ++i) {
    table += fmt::format("{},{},{},{},{}\n", i % 2 == 0 ? "u" : "v", i % 7, i % 5 + 1, i % 3, i);
  }
  const std::string run = folder / "run";
  ASSERT_EQ(run_program({"train", folder.write("t.csv", table), "--target", "kind", "--signal",
                         "1x4", "--network", "dense 2", "--epochs", "1", "--quiet", "--out", run})
                .code,
            0);
  for (const std::string command : {"predict", "evaluate"}) {
    const auto err_of = [&](const std::string& row) {
      const Outcome outcome = run_program(
          {command, run, folder.write("n.csv", "kind,a,b,c,d\nu,1,2,3,4\n" + row + "\n")});
      EXPECT_EQ(outcome.code, 1) << outcome.out;
      EXPECT_THAT(outcome.err, Not(HasSubstr("--")));
      return outcome.err;
    };
    EXPECT_THAT(err_of("v,1,,3,4"),
                HasSubstr("a value is missing within a signal; fill it in, or remove the row"));
    EXPECT_THAT(err_of("v,1,2,3,"), HasSubstr("n.csv:3: a signal of 3 values, but the model takes "
                                              "4, as all of training had; fill in"));
    EXPECT_THAT(err_of("v,1,x,3,4"), HasSubstr("correct it, or remove the column"));
  }
}

}  // namespace
}  // namespace ganglion::support
