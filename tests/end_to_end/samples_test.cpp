// From images and signals to predictions, as a person types it.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ganglion/data/images/read_image.h"
#include "tests/end_to_end/program.h"
#include "tests/support/sample_files.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class SamplesRun : public ::testing::Test {
 protected:
  /// Rising and falling shades, 20 of each.
  std::string put_slopes() {
    for (int i = 0; i < 40; ++i) {
      const bool rising = i % 2 == 0;
      const std::string folder = scratch_ / (rising ? "slopes/rising/" : "slopes/falling/");
      std::filesystem::create_directories(folder);
      const data::Image image = picture(6, 8, 1, [&](auto y, auto x, auto) {
        return 20 + (rising ? x : 7 - x) * 20 + (i * 37 + y * 11) % 40;
      });
      write_file_atomically(folder + std::to_string(i) + ".png", data::encode_png(image));
    }
    return scratch_ / "slopes";
  }
  Outcome train(const std::string& data, const std::string& out,
                const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"train", data, "--json", "--out", scratch_ / out};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
  }

  Scratch scratch_;
};

TEST_F(SamplesRun, FolderToPredictions) {
  const std::string data = put_slopes();
  const Outcome run = train(data, "run", {"--epochs", "60", "--augment", "shift 1; jitter 0.1"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("images:     6x8, greyscale  (40 in total)"));
  EXPECT_GE(run.json().at("test").number("accuracy"), 0.9);
  const Outcome all = run_program({"predict", scratch_ / "run", data});
  EXPECT_THAT(all.out, StartsWith("file,class,probability_falling,probability_rising\n"
                                  "falling/1.png,falling,"));
  const Outcome one = run_program({"predict", scratch_ / "run", data + "/rising/0.png"});
  EXPECT_THAT(one.out, HasSubstr("\n0.png,rising,"));
  const Outcome plain = run_program({"predict", scratch_ / "run", data + "/rising", "--json"});
  EXPECT_EQ(plain.json().at("predictions").as_array().size(), 20U);
  const Outcome evaluated = run_program({"evaluate", scratch_ / "run", data, "--json"});
  EXPECT_EQ(evaluated.json().integer("rows"), 40);
  const Outcome explained =
      run_program({"explain", scratch_ / "run", data + "/rising/0.png", "--row", "1"});
  EXPECT_EQ(explained.code, 0) << explained.err;
  EXPECT_THAT(explained.out, HasSubstr("d/dx  pixel "));
  const Outcome inspected = run_program({"inspect", scratch_ / "run", "--json"});
  ASSERT_EQ(inspected.code, 0) << inspected.err;
  const io::Json model = inspected.json();
  std::int64_t products = 0;
  for (const io::Json& layer : model.array("layers")) {
    products += layer.integer("multiply_adds");
    EXPECT_EQ(layer.integer("flops"), 2 * layer.integer("multiply_adds"));
  }
  EXPECT_EQ(model.integer("multiply_adds"), products);
  EXPECT_EQ(model.integer("flops"), 2 * products);
  EXPECT_EQ(model.text("model_hash"), run.json().text("model_hash"));
  EXPECT_THAT(run_program({"inspect", scratch_ / "run"}).out, HasSubstr("Multiply-adds"));
  EXPECT_EQ(run_program({"inspect", scratch_ / "run/job.toml", "--json"}).code, 2);
}

TEST_F(SamplesRun, ExplainDrawsWhatTheNetworkSees) {
  const std::string data = put_slopes();
  const Outcome run = train(
      data, "run", {"--epochs", "2", "--network", "conv2d 4 3x3 relu same; maxpool 2; flatten"});
  ASSERT_EQ(run.code, 0) << run.err;
  const std::string picture = data + "/rising/0.png";
  const Outcome explained = run_program({"explain", scratch_ / "run", picture, "--row", "1"});
  ASSERT_EQ(explained.code, 0) << explained.err;
  EXPECT_THAT(explained.out, HasSubstr("z = x ∗ W + b, a = relu(z)"));
  EXPECT_THAT(explained.err, HasSubstr("images saved to " + scratch_ / "run/explained/0_1:\n"));
  for (const std::string name : {"input.png", "filters_conv2d.png", "maps_01_conv2d.png",
                                 "maps_02_max_pooling.png", "saliency.png", "grad_cam.png"}) {
    EXPECT_THAT(explained.err, HasSubstr("  " + name + " "));
    EXPECT_TRUE(data::is_png(read_file(scratch_ / "run/explained/0_1/" + name))) << name;
  }
  const Outcome elsewhere = run_program(
      {"explain", scratch_ / "run", data, "--row", "2", "--json", "--out", scratch_ / "drawn"});
  ASSERT_EQ(elsewhere.code, 0) << elsewhere.err;
  const io::Json said = elsewhere.json();
  EXPECT_EQ(said.array("drawings")[0].text("file"), scratch_ / "drawn/input.png");
  EXPECT_TRUE(std::filesystem::exists(scratch_ / "drawn/grad_cam.png"));
}

/// A classifier whose rate falls to 0 keeps its last weights, others those of the least loss.
TEST_F(SamplesRun, WeightsOfTheLastOrTheBestEpoch) {
  const std::string data = put_slopes();
  const auto run = [&](const std::string& out, const std::vector<std::string>& more) {
    std::vector<std::string> words = {"--epochs", "8", "--learning-rate", "0.05"};
    words.insert(words.end(), more.begin(), more.end());
    return train(data, out, words).json();
  };
  const auto kept = [&](const io::Json& result) { return result.at("best_epoch"); };
  EXPECT_EQ(kept(run("last", {})), 8);
  const io::Json best = run("best", {"--keep", "best"});
  std::istringstream history(read_file(scratch_ / "best/history.csv"));
  std::string line;
  std::vector<double> losses;
  for (std::getline(history, line); std::getline(history, line);) {
    std::vector<std::string> fields;
    std::istringstream row(line);
    for (std::string field; std::getline(row, field, ',');) fields.push_back(field);
    losses.push_back(std::stod(fields.at(3)));
  }
  ASSERT_EQ(losses.size(), 8U);
  EXPECT_EQ(kept(best), std::ranges::min_element(losses) - losses.begin() + 1);
  EXPECT_EQ(kept(run("steady", {"--schedule", "constant"})),
            kept(run("steady_best", {"--schedule", "constant", "--keep", "best"})));
  EXPECT_THAT(train(data, "none", {"--keep", "best", "--validation", "0"}).err,
              HasSubstr("--keep best needs validation rows"));
  EXPECT_THAT(train(data, "none", {"--keep", "worst"}).err,
              HasSubstr("--keep: unknown value \"worst\"; use auto, best or last"));
}

TEST_F(SamplesRun, AreTheSameBitsForAnyNumberOfThreads) {
  const std::string data = put_slopes();
  const std::vector<std::string> more = {
      "--epochs", "3", "--augment", "flip; rotate 20; mixup 0.3; cutout 2", "--replicas", "2"};
  const auto hash = [&](const std::string& out, const std::string& threads) {
    std::vector<std::string> words = more;
    words.insert(words.end(), {"--threads", threads});
    return train(data, out, words).json().text("model_hash");
  };
  const std::string one = hash("one", "1");
  EXPECT_EQ(hash("three", "3"), one);
  const Outcome again = run_program(
      {"train", "--job", scratch_ / "one/job.toml", "--json", "--out", scratch_ / "again"});
  EXPECT_EQ(again.json().text("model_hash"), one) << again.err;
}

TEST_F(SamplesRun, StreamedPicturesGiveTheSameModelAndResults) {
  const std::string data = put_slopes();
  for (const std::string augment : {"", "flip; shift 1; mixup 0.3"}) {
    const auto results = [&](const std::string& out, std::vector<std::string> more) {
      more.insert(more.end(), {"--epochs", "3", "--augment", augment, "--batch-size", "7"});
      const Outcome run = train(data, out, more);
      EXPECT_EQ(run.code, 0) << run.err;
      return run.json();
    };
    const io::Json kept = results("kept" + augment, {"--stream", "no"});
    for (const std::string threads : {"1", "2"}) {
      const io::Json streamed =
          results("streamed" + augment + threads, {"--stream", "yes", "--threads", threads});
      for (const char* key : {"model_hash", "train", "validation", "test", "rows", "intervals"}) {
        EXPECT_EQ(streamed.at(key), kept.at(key)) << key;
      }
    }
  }
}

/// Both counts fill every batch of every part: there is no last, smaller one, whose plan takes
/// memory as well. Of what many have more, only their names stay. Decoded, one takes 7 kB.
TEST_F(SamplesRun, SlowStreamedPicturesTakeNoMemory) {
  constexpr int kDifferent = 20;
  const auto file = [&](std::size_t i) { return scratch_ / (std::to_string(i) + ".jpg"); };
  for (int i = 0; i < kDifferent; ++i) {
    std::ofstream(file(static_cast<std::size_t>(i))) << jpeg_file(
        picture(48, 48, 3, [&](auto y, auto x, auto c) { return i * 9 + y * (i % 2) + x - c; }));
  }
  const auto most_memory = [&](const std::string& name, std::size_t count) {
    for (const char* folder : {"/a", "/b"}) {
      std::filesystem::create_directories(scratch_ / (name + folder));
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::string link = name + (i % 2 == 0 ? "/a/" : "/b/") + std::to_string(i) + ".jpg";
      std::filesystem::create_hard_link(file(i % kDifferent), scratch_ / link);
    }
    const Outcome run = train(
        scratch_ / name, "run_" + name,
        {"--stream", "yes", "--epochs", "1", "--network", "maxpool 8; flatten; dense 4 relu"});
    EXPECT_EQ(run.code, 0) << run.err;
    return run.most_memory;
  };
  const std::int64_t few = most_memory("few", 6400);
  // Kept, they would be 88 MB more.
  EXPECT_LT(most_memory("many", 19'200), few + (std::int64_t{10} << 20));
}

TEST_F(SamplesRun, BadFoldersAreRefused) {
  const auto refused = [&](const std::vector<std::string>& more = {}) {
    const Outcome run = train(scratch_ / "slopes", "bad", more);
    EXPECT_EQ(run.code, 1) << run.err;
    EXPECT_FALSE(std::filesystem::exists(scratch_ / "bad"));
    return run.err;
  };
  put_slopes();
  scratch_.write("slopes/rising/text.png", "hello");
  EXPECT_THAT(refused(), HasSubstr("rising/text.png: neither PNG nor JPEG by its content"));
  const Outcome skipped = train(scratch_ / "slopes", "run", {"--epochs", "1", "--skip-bad"});
  EXPECT_EQ(skipped.code, 0) << skipped.err;
  EXPECT_THAT(skipped.err, HasSubstr("skipped 1 of 41 files"));
  std::filesystem::remove(scratch_ / "slopes/rising/text.png");
  EXPECT_THAT(refused({"--augment", "window 3"}), HasSubstr("window: is for signals"));
  EXPECT_THAT(refused({"--signal-length", "3"}), HasSubstr("--signal-length is for signals"));
  std::filesystem::remove_all(scratch_ / "slopes/falling");
  EXPECT_THAT(refused(), HasSubstr("all files are in one class folder, \"rising\""));
  const Outcome usage = train(scratch_ / "slopes", "bad", {"--augment", "flop"});
  EXPECT_EQ(usage.code, 2);
  EXPECT_THAT(usage.err, HasSubstr("--augment: unknown transformation \"flop\"; did you mean"));
  EXPECT_EQ(train(scratch_ / "slopes", "bad", {"--image-size", "0x4"}).code, 2);
  EXPECT_THAT(train(digits(), "bad", {"--augment", "flip", "--image", "none"}).err,
              HasSubstr("--augment is for images and signals"));
}

TEST_F(SamplesRun, TableOfSignals) {
  std::string rows;
  for (int i = 0; i < 60; ++i) {
    rows += std::to_string(i % 2 + 1);
    for (int t = 0; t < 12; ++t) {
      const double wave = (i % 2 == 0 ? 1.0 : -1.0) * (t < 6 ? 1.0 : -1.0);
      rows += "\t" + std::to_string(wave + 0.01 * ((i * 13 + t * 7) % 17));
    }
    rows += "\n";
  }
  const std::string data = scratch_.write("waves.tsv", rows);
  const Outcome run = train(data, "run", {"--signal", "--epochs", "40"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("signals:    1 channel of 12"));
  EXPECT_GE(run.json().at("test").number("accuracy"), 0.9);
  EXPECT_THAT(run_program({"predict", scratch_ / "run", data}).out,
              StartsWith("class,probability_1,probability_2\n1,"));
  const Outcome explained = run_program({"explain", scratch_ / "run", data, "--row", "7"});
  EXPECT_EQ(explained.code, 0) << explained.err;
  EXPECT_THAT(read_file(scratch_ / "run/explained/waves_7/saliency.svg"), StartsWith("<svg "));
  EXPECT_THAT(train(data, "two", {"--signal", "5x3"}).err,
              HasSubstr("12 columns besides the target can't be 5 channels of 3"));
  const Outcome two =
      train(data, "two", {"--signal", "2x6", "--epochs", "1", "--network", "dense 4 relu"});
  EXPECT_EQ(two.code, 0) << two.err;
  EXPECT_THAT(two.err, HasSubstr("flatten:    [2, 6] to 12 values"));
}

TEST_F(SamplesRun, ColumnsOfPixelsBecomePictures) {
  const std::vector<std::string> few = {"--target", "digit", "--epochs", "4"};
  const Outcome run = train("data/digits.csv", "run", few);
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("columns:    pixels of 8x8 images"));
  EXPECT_THAT(run.json().text("network"), StartsWith("conv2d"));
  EXPECT_GE(run.json().at("test").number("accuracy"), 0.9);
  // A column that is ignored may be there or not, and so may the target.
  std::string head;
  std::string row;
  for (int i = 0; i < 64; ++i) {
    head += (i == 0 ? "p" : ",p") + std::to_string(i);
    row += (i == 0 ? "" : ",") + std::to_string(i % 3);
  }
  std::string table = head + ",id,kind\n";
  for (int i = 0; i < 30; ++i)
    table += row + "," + std::to_string(i) + (i % 2 == 0 ? ",a\n" : ",b\n");
  const std::string data = scratch_.write("pixels.csv", table);
  const Outcome asked = train(data, "asked", {"--image", "8x8", "--ignore", "id", "--epochs", "1"});
  ASSERT_EQ(asked.code, 0) << asked.err;
  const std::string plain = scratch_.write("plain.csv", head + "\n" + row + "\n");
  const Outcome without = run_program({"predict", scratch_ / "asked", plain});
  EXPECT_THAT(without.out, StartsWith("class,")) << without.err;
  EXPECT_EQ(run_program({"predict", scratch_ / "asked", data}).code, 0);
  const Outcome none = train(data, "none", {"--picture", "none", "--epochs", "1"});
  EXPECT_THAT(none.json().text("network"), StartsWith("dense"));
  EXPECT_THAT(train(data, "bad", {"--image", "7x8", "--ignore", "id"}).err,
              HasSubstr("64 columns besides the target can't be images of 7x8, which have 56"));
  EXPECT_THAT(train(data, "bad", {"--image", "2x8x8"}).err, HasSubstr("1, 3 or 4 channels"));
}

}  // namespace
}  // namespace ganglion::support
