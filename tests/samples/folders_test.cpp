// Folders of files: what is read from them, and what is said of those that can't be.
#include <gmock/gmock.h>

#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/data/channel_scaling.h"
#include "ganglion/data/read/read_rows.h"
#include "tests/end_to_end/program.h"
#include "tests/support/error_of.h"
#include "tests/support/sample_files.h"

namespace ganglion::support {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Folders : public ::testing::Test {
 protected:
  void put(const std::string& name, const std::string& content) {
    std::filesystem::create_directories(std::filesystem::path(scratch_ / name).parent_path());
    scratch_.write(name, content);
  }
  static std::string png(std::int64_t height, std::int64_t width, int shade,
                         std::int64_t channels = 1) {
    return data::encode_png(
        picture(height, width, channels, [=](auto, auto, auto c) { return shade + 20 * c; }));
  }
  /// Two classes with two images each.
  void put_images() {
    put("data/dark/b.png", png(4, 4, 10));
    put("data/dark/a.png", png(4, 4, 20));
    put("data/light/1.jpg", jpeg_file(picture(4, 4, 1, [](auto, auto, auto) { return 200; })));
    put("data/light/2.png", png(8, 4, 240));
  }
  data::Table read(data::RowOptions options = {}, const std::string& name = "data") {
    notes_.clear();
    options.note = [this](const data::Note& note) { notes_ += note.text + "\n"; };
    return data::read_rows(scratch_ / name, options);
  }
  std::string refused(data::RowOptions options = {}) {
    return support::error_of([&] { read(std::move(options)); });
  }

  Scratch scratch_;
  std::string notes_;
};

TEST_F(Folders, OfPictures) {
  put_images();
  const data::Table table = read();
  EXPECT_EQ(table.rows(), 4);
  EXPECT_EQ(table.samples().shape(), (Shape{1, 4, 4}));
  std::vector<std::string> files;
  for (std::int64_t i = 0; i < 4; ++i) {
    files.push_back(table.column("file").text(i) + " " + table.column("class").text(i));
  }
  EXPECT_THAT(files, ElementsAre("dark/a.png dark", "dark/b.png dark", "light/1.jpg light",
                                 "light/2.png light"));
  const Tensor pixels = table.samples().tensor();
  EXPECT_EQ(pixels.dtype(), DType::u8);
  EXPECT_EQ(pixels.values<std::uint8_t>()[0], 20);
  EXPECT_EQ(pixels.values<std::uint8_t>()[63], 240);
  EXPECT_THAT(notes_, HasSubstr("1 of 4 images are resized to 4x4"));
  EXPECT_THAT(table.place(1), HasSubstr("data/dark/b.png"));
}

TEST_F(Folders, ColourAndSizeAsAsked) {
  put_images();
  EXPECT_EQ(read({.channels = 3}).samples().shape(), (Shape{3, 4, 4}));
  EXPECT_EQ(read({.height = 6, .width = 5}).samples().shape(), (Shape{1, 6, 5}));
  put("data/light/3.png", png(4, 4, 100, 3));
  EXPECT_EQ(read().samples().shape(), (Shape{3, 4, 4}));
  EXPECT_EQ(read({.channels = 1}).samples().shape(), (Shape{1, 4, 4}));
  put("big/a/1.png", png(600, 300, 5));
  put("big/b/1.png", png(600, 300, 5));
  EXPECT_EQ(read({}, "big").samples().shape(), (Shape{1, 128, 64}));
  EXPECT_THAT(notes_, HasSubstr("the most common size is 600x300"));
}

TEST_F(Folders, AreTheSameOnAnyNumberOfThreads) {
  for (int i = 0; i < 40; ++i) {
    const std::string name = "data/" + std::string(i % 2 == 0 ? "a/" : "b/") + std::to_string(i);
    put(name, png(3 + i % 3, 5, 3 * i));
  }
  const Tensor one = read({.table = {.threads = 1}}).samples().tensor();
  const Tensor three = read({.table = {.threads = 3}}).samples().tensor();
  EXPECT_TRUE(std::ranges::equal(one.values<std::uint8_t>(), three.values<std::uint8_t>()));
}

TEST_F(Folders, PicturesMayStayOutOfMemory) {
  put_images();
  put("data/light/text.png", "no picture");
  const data::Table kept = read({.skip_bad = true});
  EXPECT_EQ(kept.samples().source(), nullptr);
  const data::Table table = read({.memory = 4 * 16, .skip_bad = true});
  EXPECT_THAT(notes_, HasSubstr("they are decoded on the fly"));
  EXPECT_THAT(notes_, HasSubstr("skipped 1 of 5 files"));
  const auto source = table.samples().source();
  ASSERT_NE(source, nullptr);
  EXPECT_EQ(source->shape(), (Shape{4, 1, 4, 4}));
  EXPECT_EQ(table.samples().shape(), kept.samples().shape());
  const std::vector<std::int64_t> some = {3, 0, 0};
  for (const auto& [a, b] :
       {std::pair(source->rows(some), kept.samples().rows(some).tensor()),
        std::pair(table.samples().tensor(), kept.samples().tensor()),
        std::pair(table.samples().rows(some).tensor(), kept.samples().rows(some).tensor())}) {
    EXPECT_TRUE(std::ranges::equal(a.values<std::uint8_t>(), b.values<std::uint8_t>()));
  }
  EXPECT_EQ(data::channel_scaling(*source), data::channel_scaling(kept.samples().tensor()));
  EXPECT_THROW(source->rows(std::vector<std::int64_t>{4}), Error);
  std::filesystem::remove(scratch_ / "data/dark/b.png");
  try {
    table.samples().tensor();
    FAIL() << "a file that is gone was read";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("data/dark/b.png"));
  }
}

/// 2 x 1 pixels of 16 bits.
std::string deep_png(int left, int right) {
  std::string line(1, '\0');
  for (const int value : {left >> 8, left & 255, right >> 8, right & 255}) {
    line += static_cast<char>(value);
  }
  return png_file(2, 1, 16, 0, line);
}

TEST_F(Folders, OfSixteenBitsKeepThem) {
  put("data/a/1.png", deep_png(1, 4095));
  put("data/b/1.png", deep_png(300, 301));
  const data::Table table = read();
  EXPECT_EQ(notes_, "");
  EXPECT_EQ(table.samples().units().bits, 16);
  EXPECT_THAT(table.samples().tensor().values<float>(), ElementsAre(1, 4095, 300, 301));
  const data::Table streamed = read({.memory = 15});
  EXPECT_THAT(notes_, HasSubstr("they are decoded on the fly"));
  ASSERT_NE(streamed.samples().source(), nullptr);
  EXPECT_THAT(streamed.samples().tensor().values<float>(), ElementsAre(1, 4095, 300, 301));
  EXPECT_EQ(data::channel_scaling(*streamed.samples().source()),
            data::channel_scaling(table.samples().tensor()));
}

TEST_F(Folders, OfBothDepthsAreBroughtToOne) {
  put("data/a/1.png", deep_png(1, 4095));
  put("data/b/1.png", png_file(2, 1, 8, 0, std::string("\0\1\xff", 3)));
  EXPECT_THAT(read().samples().tensor().values<float>(), ElementsAre(1, 4095, 257, 65535));
  EXPECT_THAT(notes_, HasSubstr("1 of 2 images (the first: "));
  EXPECT_THAT(notes_, HasSubstr("data/b/1.png) have 8 bits per channel, not 16; values are "
                                "multiplied by 257"));
  const data::Table bytes = read({.bits = 8});
  EXPECT_THAT(bytes.samples().tensor().values<std::uint8_t>(), ElementsAre(0, 16, 1, 255));
  EXPECT_THAT(notes_, HasSubstr("data/a/1.png) have 16 bits per channel, but the model was trained "
                                "on 8; only the upper 8 bits are used"));
  std::filesystem::remove(scratch_ / "data/a/1.png");
  put("data/a/1.png", png_file(2, 1, 8, 0, std::string("\0\2\3", 3)));
  EXPECT_EQ(read({.bits = 16}).samples().units().bits, 16);
  EXPECT_THAT(notes_, HasSubstr("2 of 2 images (the first: "));
}

TEST_F(Folders, BadFilesAreRefusedOrLeftOut) {
  put_images();
  const std::string jpeg =
      jpeg_file(picture(90, 90, 3, [](auto y, auto x, auto) { return y * x; }));
  const std::vector<std::pair<std::string, std::string>> bad = {
      {jpeg.substr(0, jpeg.size() / 2), "the JPEG is damaged or truncated"},
      {png_file(100'000, 100'000, 8, 2, "abc"), "100000x100000 pixels"},
      {"this is no picture", "neither PNG nor JPEG by its content"},
      {"", "the file is empty"},
      {"GIF89a", "GIF is not supported; convert it to PNG or JPEG"},
  };
  for (const auto& [content, message] : bad) {
    put("data/dark/bad.png", content);
    EXPECT_THAT(refused(), HasSubstr("data/dark/bad.png: "));
    EXPECT_THAT(refused(), HasSubstr(message));
    EXPECT_THAT(refused(), HasSubstr("; `skip_bad` skips such files"));
    EXPECT_EQ(read({.skip_bad = true}).rows(), 4);
    EXPECT_THAT(notes_, HasSubstr(message));
    EXPECT_THAT(notes_, HasSubstr("skipped 1 of 5 files"));
  }
  std::filesystem::remove(scratch_ / "data/dark/bad.png");
  std::filesystem::create_symlink("/nowhere/at all", scratch_ / "data/dark/gone.png");
  EXPECT_THAT(refused(), HasSubstr("gone.png: cannot open the file"));
  EXPECT_EQ(read({.skip_bad = true}).rows(), 4);
}

TEST_F(Folders, SayWhatElseIsInThem) {
  put_images();
  for (const std::string name : {"p", "q", "r"}) put("data/dark/" + name + ".gif", "GIF89a");
  put("data/light/x.tif", std::string("II*\0....", 8));
  put("data/light/y.wav", wav_file(1, 1, 16, "ab"));
  EXPECT_THAT(refused(), HasSubstr("data/dark/p.gif: GIF is not supported; convert it to PNG or "
                                   "JPEG (5 of 9 files can't be read, this is the first); "));
  EXPECT_EQ(read({.skip_bad = true}).rows(), 4);
  EXPECT_THAT(notes_, HasSubstr("p.gif: GIF is not supported; convert it to PNG or JPEG: skipped "
                                "(and 2 more like it)\n"));
  EXPECT_THAT(notes_, HasSubstr("x.tif: TIFF is not supported; convert it to PNG, which keeps 16 "
                                "bits: skipped\n"));
  EXPECT_THAT(notes_, HasSubstr("y.wav: WAV among files of another kind; keep images and "
                                "recordings in separate folders: skipped\n"));
  EXPECT_THAT(notes_, HasSubstr("skipped 5 of 9 files"));
  EXPECT_THAT(notes_, Not(HasSubstr("class \"")));
  put("data/moving/x.gif", "GIF89a");
  EXPECT_EQ(read({.skip_bad = true}).rows(), 4);
  EXPECT_THAT(notes_, HasSubstr("class \"moving\" has no file that can be read; excluded"));
}

TEST_F(Folders, SingleFilesOfOtherKindsAreNamed) {
  put("x.gif", std::string("GIF89a\0\0", 8));
  put("x.flac", std::string("fLaC\0\0", 6));
  put("bmi.csv", "BMI,age\n20,3\n");
  EXPECT_THAT(support::error_of([&] { read({.labelled = false}, "x.gif"); }),
              HasSubstr("x.gif: GIF is not supported; convert it to PNG or JPEG"));
  EXPECT_THAT(support::error_of([&] { read({}, "x.flac"); }),
              HasSubstr("x.flac: FLAC is not supported; convert it to WAV"));
  EXPECT_EQ(read({}, "bmi.csv").rows(), 1);
}

TEST_F(Folders, OfRecordingsMayBeginWithOtherFiles) {
  put("data/a/00.flac", "fLaC....");
  put("data/a/1.wav", wav_file(1, 1, 16, little_endian({1, 2}, 2)));
  put("data/b/1.wav", wav_file(1, 1, 16, little_endian({1, 2}, 2)));
  EXPECT_THAT(refused(),
              HasSubstr("00.flac: FLAC is not supported; convert it to WAV; `skip_bad`"));
  EXPECT_EQ(read({.skip_bad = true}).rows(), 2);
}

TEST_F(Folders, OfRecordingsThatAreCutOff) {
  const std::string whole = wav_file(1, 1, 16, little_endian({1, 2, 3}, 2));
  put("data/a/1.wav", whole);
  put("data/b/1.wav", whole.substr(0, whole.size() - 2));
  EXPECT_EQ(read({.signal_length = 3}).rows(), 2);
  EXPECT_THAT(notes_, HasSubstr("1 of 2 recordings are cut off, and read to the end (the first: "));
  EXPECT_THAT(notes_, HasSubstr("data/b/1.wav, 2 of 3 values per channel)"));
}

TEST_F(Folders, ThatAreNotOfClasses) {
  put_images();
  std::filesystem::create_directories(scratch_ / "data/empty");
  EXPECT_THAT(refused(), HasSubstr("data/empty: the class folder is empty"));
  EXPECT_EQ(read({.skip_bad = true}).rows(), 4);
  EXPECT_THAT(notes_, HasSubstr("the class folder is empty: skipped"));
  put("data/empty/inner/x.png", png(4, 4, 1));
  put("data/empty/y.png", png(4, 4, 1));
  EXPECT_THAT(refused(), HasSubstr("data/empty/inner: a folder within the folder of class"));
  EXPECT_EQ(read({.skip_bad = true}).rows(), 5);
  put("plain/x.png", png(4, 4, 1));
  EXPECT_THAT(refused({}), HasSubstr("inner"));
  const auto plain = [&] { read({}, "plain"); };
  EXPECT_THROW(plain(), Error);
  EXPECT_EQ(read({.labelled = false}, "plain").find("class"), nullptr);
  EXPECT_EQ(read({.labelled = false}, "plain/x.png").column("file").text(0), "x.png");
  EXPECT_THROW(read({}, "plain/x.png"), Error);
}

TEST_F(Folders, WhatSystemsLeaveBehindIsPassedOver) {
  put_images();
  put("data/.DS_Store", "x");
  put("data/dark/.hidden", "x");
  put("data/dark/thumbs.db", "x");
  put("data/dark/._a.png", "x");
  put("data/dark/Desktop.ini", "x");
  put("data/@eaDir/x", "x");
  put("data/__MACOSX/x", "x");
  EXPECT_EQ(read().rows(), 4);
  put("data/README.txt", "hello");
  EXPECT_EQ(read().rows(), 4);
  EXPECT_THAT(notes_, HasSubstr("skipped 1 file outside the class folders (README.txt)"));
}

TEST_F(Folders, OfRecordings) {
  put("data/low/1.wav", wav_file(1, 1, 16, little_endian({0, 16384, -32768}, 2)));
  put("data/high/1.wav", wav_file(1, 1, 16, little_endian({1, 2, 3}, 2)));
  const data::Table table = read();
  EXPECT_EQ(table.samples().shape(), (Shape{1, 3}));
  EXPECT_EQ(table.column("class").text(0), "high");
  EXPECT_THAT(table.samples().tensor().values<float>().subspan(3), ElementsAre(0.0F, 0.5F, -1.0F));
  put("data/low/2.wav", wav_file(1, 1, 16, little_endian({1, 2}, 2)));
  EXPECT_THAT(refused(), HasSubstr("data/low/2.wav: a signal of 2 values, but the first has 3; "
                                   "`signal_length = 3`, the longest, zero-pads the others"));
  EXPECT_EQ(read({.signal_length = 4}).samples().shape(), (Shape{1, 4}));
  put("data/low/2.wav", wav_file(1, 1, 16, little_endian({1, 2, 3}, 2), 44100));
  EXPECT_EQ(read({.signal_length = 3}).samples().units().rate, 8000);
  EXPECT_THAT(notes_, HasSubstr("1 of 3 recordings are resampled to 8000 Hz, the lowest rate"));
  put("data/low/2.wav", wav_file(1, 2, 16, little_endian({1, 2, 3, 4, 5, 6}, 2)));
  EXPECT_THAT(refused(), HasSubstr("2 channels, but the first signal has 1"));
  put("data/low/2.wav", "RIFF____WAVEfmt ");
  EXPECT_THAT(refused(), HasSubstr("data/low/2.wav: the WAV file is damaged or truncated"));
  EXPECT_EQ(read({.skip_bad = true}).rows(), 2);
}

}  // namespace
}  // namespace ganglion::support
