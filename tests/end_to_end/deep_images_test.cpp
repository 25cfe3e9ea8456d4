// Images of 16 bits, from files to predictions.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/end_to_end/program.h"
#include "tests/support/sample_files.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;

class DeepImagesRun : public ::testing::Test {
 protected:
  /// 4 x 4 pixels of 8 or 16 bits, around a value.
  static std::string png(int bits, int value) {
    std::string lines;
    for (int y = 0; y < 4; ++y) {
      lines += '\0';
      for (int x = 0; x < 4; ++x) {
        const int pixel = value + (x * 5 + y * 3) % 7;
        if (bits == 16) lines += static_cast<char>(pixel >> 8);
        lines += static_cast<char>(pixel & 255);
      }
    }
    return png_file(4, 4, bits, 0, lines);
  }
  /// 40 images in two classes that differ by `apart`.
  void put(const std::string& folder, int bits, int value, int apart) {
    for (int i = 0; i < 40; ++i) {
      const std::string name = folder + (i % 2 == 0 ? "/dark/" : "/light/");
      std::filesystem::create_directories(scratch_ / name);
      scratch_.write(name + std::to_string(i) + ".png",
                     png(bits, value + i + (i % 2 == 0 ? 0 : apart)));
    }
  }
  Outcome train(const std::string& data, const std::string& out,
                const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"train",        scratch_ / data,   "--json",       "--out",
                                      scratch_ / out, "--network",       "dense 8 relu", "--epochs",
                                      "60",           "--learning-rate", "0.02"};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
  }
  Outcome predict(const std::string& model, const std::string& file) {
    return run_program({"predict", scratch_ / model, scratch_ / file});
  }

  Scratch scratch_;
};

/// 12 bits in 16, as of a microscope: the classes differ by less than a level of 8 bits.
TEST_F(DeepImagesRun, KeepTheirLowerBits) {
  put("cells", 16, 1030, 100);
  const Outcome run = train("cells", "run");
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("images:     4x4, greyscale, 16 bits per channel  (40 in total)"));
  EXPECT_EQ(run.json().at("test").number("accuracy"), 1.0);
  const Outcome streamed = train("cells", "streamed", {"--stream", "yes"});
  ASSERT_EQ(streamed.code, 0) << streamed.err;
  EXPECT_EQ(streamed.json().text("model_hash"), run.json().text("model_hash"));
  EXPECT_THAT(predict("run", "cells/dark/0.png").out, HasSubstr("\n0.png,dark,"));
  EXPECT_THAT(predict("run", "cells/light/39.png").out, HasSubstr("\n39.png,light,"));
  const Outcome evaluated =
      run_program({"evaluate", scratch_ / "run", scratch_ / "cells", "--json"});
  EXPECT_EQ(evaluated.code, 0) << evaluated.err;
  const Outcome explained =
      run_program({"explain", scratch_ / "run", scratch_ / "cells/dark/0.png", "--row", "1"});
  EXPECT_EQ(explained.code, 0) << explained.err;
  EXPECT_THAT(run_program({"inspect", scratch_ / "run"}).out, HasSubstr("16 bits per channel"));
}

TEST_F(DeepImagesRun, MeetThoseOfOtherDepth) {
  put("cells", 16, 1030, 100);
  put("photos", 8, 40, 100);
  ASSERT_EQ(train("cells", "deep").code, 0);
  ASSERT_EQ(train("photos", "plain").code, 0);
  const Outcome widened = predict("deep", "photos/dark/0.png");
  EXPECT_EQ(widened.code, 0);
  EXPECT_THAT(widened.err, HasSubstr("0.png: the image has 8 bits per channel, not 16"));
  const Outcome narrowed = predict("plain", "cells/dark/0.png");
  EXPECT_EQ(narrowed.code, 0);
  EXPECT_THAT(narrowed.err, HasSubstr("but the model was trained on 8; only the upper 8 bits"));
}

}  // namespace
}  // namespace ganglion::support
