// What people type who come from Keras or scikit-learn is understood, or refused with what was
// meant.
#include <gmock/gmock.h>

#include <string>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Two classes, three questions with yes and no, and a number.
std::string answers(int rows) {
  std::string text = "x,y,is_large,is_round,price\n";
  for (int i = 0; i < rows; ++i) {
    const double x = 0.1 * ((i * 7919) % 41) - 2.0;
    const double y = 0.1 * ((i * 31) % 37) - 1.8;
    text += std::to_string(x) + ',' + std::to_string(y) + ',' + (x + y > 0 ? "yes" : "no") + ',' +
            (x * x + y * y < 2 ? "yes" : "no") + ',' + std::to_string(3 * x - y) + '\n';
  }
  return text;
}

struct Trained {
  Outcome run;
  std::string folder;
};

class TypedWords : public ::testing::Test {
 protected:
  Trained train(const std::string& target, std::vector<std::string> more,
                const std::string& name = "run") {
    const std::string folder = scratch_ / name;
    std::vector<std::string> words = {"train",  table_,  "--target", target,       "--epochs", "4",
                                      "--json", "--out", folder,     "--ensemble", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return {run_program(words), folder};
  }

  Scratch scratch_;
  std::string table_ = scratch_.write("answers.csv", answers(120));
};

const std::string kWithoutPrice = "price,is_round";

TEST_F(TypedWords, TheNetworkOfTheCourseHasOneOutput) {
  const Trained typed = train("is_large", {"--ignore", kWithoutPrice, "--network",
                                           "dense 25 sigmoid; dense 15 sigmoid; dense 1 sigmoid"});
  ASSERT_EQ(typed.run.code, 0) << typed.run.err;
  EXPECT_THAT(typed.run.err, HasSubstr("output layer: the last layer of the network"));
  EXPECT_THAT(typed.run.err, Not(HasSubstr("warning")));
  EXPECT_EQ(typed.run.json().integer("parameters"), (2 + 1) * 25 + (25 + 1) * 15 + 15 + 1);
  const Trained left_out = train(
      "is_large", {"--ignore", kWithoutPrice, "--network", "dense 25 sigmoid; dense 15 sigmoid"},
      "plain");
  EXPECT_EQ(typed.run.json().text("model_hash"), left_out.run.json().text("model_hash"))
      << "both are the same network";
}

TEST_F(TypedWords, EachTaskHasItsOutputLayer) {
  const Trained number =
      train("price", {"--ignore", "is_large,is_round", "--network", "Dense(8, 'relu'), Dense(1)"});
  ASSERT_EQ(number.run.code, 0) << number.run.err;
  EXPECT_EQ(number.run.json().integer("parameters"), 3 * 8 + 8 + 1);
  const Trained labels =
      train("is_large,is_round",
            {"--ignore", "price", "--network", "dense 8 relu -> dense 2 sigmoid"}, "labels");
  ASSERT_EQ(labels.run.code, 0) << labels.run.err;
  EXPECT_EQ(labels.run.json().integer("parameters"), 3 * 8 + 9 * 2);
}

TEST_F(TypedWords, AnotherLastLayerIsWarnedOfEvenWhenQuiet) {
  const Trained typed = train("is_large", {"--ignore", kWithoutPrice, "--quiet", "--network",
                                           "dense 8 relu; dense 2 softmax"});
  ASSERT_EQ(typed.run.code, 0) << typed.run.err;
  EXPECT_THAT(typed.run.err, HasSubstr("warning: --network ends with \"dense 2 softmax\""));
  EXPECT_THAT(typed.run.err, HasSubstr("\"dense 1 sigmoid\" is added after it"));
  EXPECT_THAT(typed.run.err, Not(HasSubstr("epoch"))) << "nothing else";
}

TEST_F(TypedWords, LossesHaveTheNamesOfOtherPrograms) {
  for (const char* loss : {"bce", "log_loss", "cross_entropy", "BinaryCrossentropy", "logistic"}) {
    const Trained typed =
        train("is_large", {"--ignore", kWithoutPrice, "--quiet", "--loss", loss}, loss);
    EXPECT_EQ(typed.run.code, 0) << typed.run.err;
  }
  const Trained mse = train("price", {"--ignore", "is_large,is_round", "--quiet", "--loss", "mse",
                                      "--optimizer", "Gradient_Descent"});
  EXPECT_EQ(mse.run.code, 0) << mse.run.err;
}

TEST_F(TypedWords, UnknownOptionsAreNamedByWhatWasMeant) {
  const std::pair<const char*, const char*> options[] = {
      {"--lr", "--learning-rate"}, {"--bs", "--batch-size"},     {"--hidden", "--network"},
      {"--optim", "--optimizer"},  {"--random-state", "--seed"}, {"--cv", "--cross-validate"},
  };
  for (const auto& [typed, meant] : options) {
    const Outcome run = run_program({"train", table_, typed, "1"});
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.err, HasSubstr(std::string("did you mean \"") + meant + "\"?"));
  }
}

TEST_F(TypedWords, HelpTellsHowNetworksAreWritten) {
  const Outcome help = run_program({"help", "network"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out, HasSubstr("Dense(25, activation=\"relu\")"));
  EXPECT_THAT(help.out, HasSubstr("dense 1 sigmoid"));
}

TEST_F(TypedWords, EvaluateTakesMetricsAndTellsOfEachLabel) {
  const Trained labels = train("is_large,is_round", {"--ignore", "price", "--quiet"});
  ASSERT_EQ(labels.run.code, 0) << labels.run.err;
  const Outcome all = run_program({"evaluate", labels.folder, table_, "--json"});
  ASSERT_EQ(all.code, 0) << all.err;
  const io::Json json = all.json();
  const auto& scores = json.array("labels");
  ASSERT_EQ(scores.size(), 2U);
  EXPECT_EQ(scores[1].text("label"), "is_round");
  const double both = (scores[0].number("accuracy") + scores[1].number("accuracy")) / 2;
  EXPECT_NEAR(both, json.at("metrics").number("per_label_accuracy"), 1e-12);
  EXPECT_THAT(run_program({"evaluate", labels.folder, table_}).out, HasSubstr("is_round"));

  const Outcome some = run_program(
      {"evaluate", labels.folder, table_, "--json", "--metrics", "f1_micro,subset_accuracy"});
  ASSERT_EQ(some.code, 0) << some.err;
  const io::Json chosen = some.json();
  const auto& metrics = chosen.at("metrics").as_object();
  ASSERT_EQ(metrics.size(), 2U);
  EXPECT_EQ(metrics[0].first, "f1_micro");
  const Outcome unknown = run_program({"evaluate", labels.folder, table_, "--metrics", "f1_mikro"});
  EXPECT_EQ(unknown.code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean f1_micro?"));
  const Outcome other = run_program({"evaluate", labels.folder, table_, "--metrics", "rmse"});
  EXPECT_THAT(other.err, HasSubstr("the metric rmse doesn't fit the task multilabel"));
}

TEST_F(TypedWords, ARunTellsOfItsLayers) {
  const std::string folder = scratch_ / "run";
  const Outcome run = run_program({"train", table_, "--target", "is_large", "--ignore",
                                   kWithoutPrice, "--epochs", "4", "--quiet", "--out", folder,
                                   "--network", "dense 4 relu init=zeros; dense 4 relu"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("layers:     dense: dead units: 4 of 4 give 0 for every row"));
  const io::Json metrics = io::parse_json(read_file(folder + "/metrics.json"), "metrics");
  EXPECT_EQ(metrics.array("layers")[0].array("faults")[0].text("fault"), "dead_units");
  EXPECT_THAT(read_file(folder + "/report.html"), HasSubstr("dense: dead units: 4 of 4"));
}

}  // namespace
}  // namespace ganglion::support
