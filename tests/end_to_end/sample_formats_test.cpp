// Images and signals from files of every kind.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "ganglion/data/images/read_image.h"
#include "tests/end_to_end/program.h"
#include "tests/support/gzip.h"
#include "tests/support/sample_files.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;

/// Where the files are, and what `train` says of them.
struct SampleFiles {
  std::string signals, test_signals, signals_line;  ///< .ts
  std::string digits, digits_line;                  ///< IDX, packed
  double accuracy;                                  ///< of digits, at least
  std::string photos, photos_line;                  ///< a folder for each class
  std::string photo;                                ///< a JPEG
};

/// Trains on all of them, some epochs each.
void train_on(const SampleFiles& files, const std::string& epochs) {
  const Scratch scratch;
  const auto train = [&](const std::string& data, const std::string& out,
                         const std::vector<std::string>& more) {
    std::vector<std::string> words = {"train",    data,   "--json",     "--out", scratch / out,
                                      "--epochs", epochs, "--ensemble", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
  };
  const Outcome signals = train(files.signals, "signals", {"--test", files.test_signals});
  ASSERT_EQ(signals.code, 0) << signals.err;
  EXPECT_THAT(signals.err, HasSubstr("signals:    " + files.signals_line));

  const Outcome digits = train(files.digits, "digits", {"--augment", "shift 1"});
  ASSERT_EQ(digits.code, 0) << digits.err;
  EXPECT_THAT(digits.err, HasSubstr("images:     " + files.digits_line));
  EXPECT_GE(digits.json().at("test").number("accuracy"), files.accuracy);

  const Outcome photos = train(files.photos, "photos", {});
  ASSERT_EQ(photos.code, 0) << photos.err;
  EXPECT_THAT(photos.err, HasSubstr("images:     " + files.photos_line));
  const std::string name = std::filesystem::path(files.photo).filename();
  EXPECT_THAT(run_program({"predict", scratch / "photos", files.photo}).out,
              HasSubstr("\n" + name + ","));
}

/// Rows of two channels, in which one class rises and the other falls.
std::string signals_of(int rows) {
  std::string text = "@problemName Slopes\n@univariate false\n@classLabel true up down\n@data\n";
  for (int i = 0; i < rows; ++i) {
    for (int channel = 0; channel < 2; ++channel) {
      for (int t = 0; t < 12; ++t) {
        const int value = (i % 2 == 0 ? t : 11 - t) + (i * 7 + t * 5 + channel) % 3;
        text += (t == 0 ? "" : ",") + std::to_string(value);
      }
      text += ":";
    }
    text += i % 2 == 0 ? "up\n" : "down\n";
  }
  return text;
}

/// So many IDX bytes, in a shape.
std::string bytes_of(const std::vector<int>& shape, const std::string& bytes) {
  std::string text = {0, 0, 8, static_cast<char>(shape.size())};
  for (const int extent : shape) text += std::string(3, '\0') + static_cast<char>(extent);
  return gzip(text + bytes);
}

/// Images of bars: upright ones are of class 1, the others of class 0.
std::string put_bars(const Scratch& scratch) {
  std::string pixels;
  std::string labels;
  for (int i = 0; i < 120; ++i) {
    for (int place = 0; place < 64; ++place) {
      const int across = i % 2 == 1 ? place % 8 : place / 8;
      pixels += static_cast<char>(across == 2 + i / 2 % 4 ? 100 + i % 20 : (i + place) % 9);
    }
    labels += static_cast<char>(i % 2);
  }
  return scratch.write("images.gz", bytes_of({120, 8, 8}, pixels)) + ":" +
         scratch.write("labels.gz", bytes_of({120}, labels));
}

/// Reddish and bluish images.
std::string put_photos(const Scratch& scratch) {
  for (int i = 0; i < 40; ++i) {
    const std::string folder = i % 2 == 0 ? "photos/red/" : "photos/blue/";
    std::filesystem::create_directories(scratch / folder);
    scratch.write(folder + std::to_string(i) + ".png",
                  data::encode_png(picture(8, 8, 3, [&](auto y, auto x, auto c) {
                    return (c == (i % 2 == 0 ? 0 : 2) ? 150 : 40) + (i * 37 + y * 11 + x) % 50;
                  })));
  }
  return scratch / "photos";
}

TEST(SampleFormats, OfOwnFiles) {
  const Scratch scratch;
  const auto shade = [](auto y, auto x, auto c) { return 100 + 5 * y - x + c; };
  train_on({.signals = scratch.write("train.ts", signals_of(40)),
            .test_signals = scratch.write("test.ts", signals_of(20)),
            .signals_line = "2 channels of 12  (40 in total)",
            .digits = put_bars(scratch),
            .digits_line = "8x8, greyscale  (120 in total)",
            .accuracy = 0.85,
            .photos = put_photos(scratch),
            .photos_line = "8x8, 3 channels  (40 in total)",
            .photo = scratch.write("large.jpg", jpeg_file(picture(30, 50, 3, shade)))},
           "10");
}

TEST(SampleFormats, SlowOfSharedFiles) {
  const std::string shared = "../shared/data/";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << "not here: " << shared;
  train_on({.signals = shared + "basicmotions/BasicMotions_TRAIN.ts",
            .test_signals = shared + "basicmotions/BasicMotions_TEST.ts",
            .signals_line = "6 channels of 100  (40 in total)",
            .digits = shared + "mnist/t10k-images-idx3-ubyte.gz:" + shared +
                      "mnist/t10k-labels-idx1-ubyte.gz",
            .digits_line = "28x28, greyscale  (10000 in total)",
            .accuracy = 0.85,
            .photos = shared + "cifar10-small/train",
            .photos_line = "32x32, 3 channels  (2000 in total)",
            .photo = shared + "sample-photos/china.jpg"},
           "2");
}

}  // namespace
}  // namespace ganglion::support
