// Transfer learning from the command line: a model's layers with a new head, some of them frozen.
#include <gmock/gmock.h>

#include <string>

#include "ganglion/train/save.h"
#include "tests/end_to_end/program.h"
#include "tests/support/same_bits.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;

/// Two numbers, what is said of them, and a third number.
std::string points(int rows) {
  std::string text = "x,y,large,place,price\n";
  for (int i = 0; i < rows; ++i) {
    const double x = 0.1 * ((i * 7919) % 41) - 2.0;
    const double y = 0.1 * ((i * 31) % 37) - 1.8;
    const char* place = x < -0.7 ? "left" : x > 0.7 ? "right" : "middle";
    text += std::to_string(x) + ',' + std::to_string(y) + ',' + (x + y > 0 ? "yes" : "no") + ',' +
            place + ',' + std::to_string(3 * x - y) + '\n';
  }
  return text;
}

class Transfer : public ::testing::Test {
 protected:
  Outcome train(const std::string& target, const std::string& ignore, std::vector<std::string> more,
                const std::string& name) {
    std::vector<std::string> words = {"train",    table_, "--target", target,
                                      "--ignore", ignore, "--out",    scratch_ / name,
                                      "--epochs", "3",    "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
  }
  std::string first(const std::string& network = "dense 8 tanh; batchnorm; dense 5 tanh",
                    const std::string& ensemble = "1") {
    const Outcome run =
        train("large", "place,price", {"--network", network, "--ensemble", ensemble}, "first");
    EXPECT_EQ(run.code, 0) << run.err;
    return scratch_ / "first/model.ganglion";
  }
  train::Model model(const std::string& name) const {
    return train::load_model(scratch_ / (name + "/model.ganglion"));
  }

  Scratch scratch_;
  std::string table_ = scratch_.write("points.csv", points(120));
};

TEST_F(Transfer, StartsFromALayersAndWeightsWithANewHead) {
  const std::string path = first();
  const Outcome run =
      train("place", "large,price", {"--init", path, "--freeze", "dense,batch*"}, "second");
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("the output layer is new"));
  const train::Model before = model("first");
  const train::Model after = model("second");
  EXPECT_EQ(after.network().output_shapes()[0], Shape{3});
  for (const char* kept : {"dense/kernel", "dense/bias", "batch_normalization/gamma",
                           "batch_normalization/moving_mean"}) {
    EXPECT_TRUE(same_bits(after.weight(kept), before.weight(kept))) << kept;
  }
  EXPECT_FALSE(same_bits(after.weight("dense_1/kernel"), before.weight("dense_1/kernel")));
  EXPECT_EQ(after.compile_options().frozen, (std::vector<std::string>{"dense", "batch*"}));
  // The job of the run is the run.
  const std::string job = scratch_ / "second/job.toml";
  const Outcome again = run_program({"train", "--job", job, "--out", scratch_ / "again", "--json"});
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.json().text("model_hash"), run.json().text("model_hash"));
}

TEST_F(Transfer, AFrozenWordInTheNetworkIsEnough) {
  const std::string path = first("dense 8 tanh; dense 5 tanh");
  const Outcome run =
      train("price", "large,place",
            {"--init", path, "--network", "dense 8 tanh frozen; dense 5 tanh"}, "second");
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_TRUE(
      same_bits(model("second").weight("dense/kernel"), model("first").weight("dense/kernel")));
  EXPECT_FALSE(
      same_bits(model("second").weight("dense_1/kernel"), model("first").weight("dense_1/kernel")));
}

TEST_F(Transfer, WhatCannotBeIsSaid) {
  const std::string path = first("dense 8 tanh", "2");
  const auto refused = [&](std::vector<std::string> more) {
    const Outcome run = train("place", "large,price", std::move(more), "never");
    EXPECT_EQ(run.code, 1);
    EXPECT_FALSE(std::filesystem::exists(scratch_ / "never/job.toml"));
    return run.err;
  };
  EXPECT_THAT(refused({"--init", path}), HasSubstr("isn't a chain of layers"));
  EXPECT_THAT(refused({"--init", table_}), HasSubstr("points.csv"));
  const std::string single = first("dense 8 tanh");
  EXPECT_THAT(refused({"--init", scratch_ / "first-2/model.ganglion", "--freeze", "conv*"}),
              HasSubstr("names no layer"));
  EXPECT_THAT(refused({"--init", scratch_ / "first-2/model.ganglion", "--network", "dense 9 tanh"}),
              HasSubstr("no layer of this network has the shape"));
  EXPECT_THAT(refused({"--init", scratch_ / "first-2/model.ganglion", "--network",
                       "dense 8 tanh; dense 4 relu", "--freeze", "dense_1"}),
              HasSubstr("doesn't have it in this shape"));
}

}  // namespace
}  // namespace ganglion::support
