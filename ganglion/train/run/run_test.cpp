#include "ganglion/train/run/run.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "ganglion/train/run/run_folder.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// A table in a folder of its own, and what a run says about it.
class JobTest : public ::testing::Test {
 protected:
  /// 90 rows: a number, a text, one of three classes in shares 1 : 2 : 3, and a price.
  std::string table() const {
    std::string text = "x,colour,class,price\n";
    for (int i = 0; i < 90; ++i) {
      const int label = i % 6 == 0 ? 0 : i % 6 < 3 ? 1 : 2;
      text += std::to_string(label + 0.01 * i) + (i % 2 == 0 ? ",red," : ",blue,") +
              std::string(1, static_cast<char>('a' + label)) + ',' + std::to_string(1000 + 17 * i) +
              '\n';
    }
    return folder_.write("table.csv", text);
  }

  Job job() const { return {.data = table(), .targets = {"class"}, .out = folder_ / "run"}; }

  Listener listener() {
    return {.chosen = [this](const Choice& choice) { chosen_.push_back(choice.what); },
            .note = [this](const std::string& text) { notes_.push_back(text); },
            .warning = [this](const std::string& text) { warnings_.push_back(text); }};
  }

  ResolvedJob resolved(Job job) {
    const JobData data = read_job_data(job, listener());
    return resolve(std::move(job), data, listener());
  }

  std::string failure(Job job) {
    return support::error_of([&] { resolved(std::move(job)); });
  }

  support::ScratchFolder folder_;
  std::vector<std::string> chosen_;
  std::vector<std::string> notes_;
  std::vector<std::string> warnings_;
};

std::int64_t count_of(const data::Dataset& data, std::int32_t label) {
  return std::ranges::count(data.targets.values<std::int32_t>(), label);
}

TEST_F(JobTest, DividesRowsByClassAndLearnsScalesFromTrainingRowsOnly) {
  Job job = JobTest::job();
  const JobData data = read_job_data(job, listener());
  EXPECT_EQ(job.task, data::Task::multiclass);
  EXPECT_EQ(data.test->rows(), 18);
  EXPECT_EQ(data.validation->rows(), 14);
  EXPECT_EQ(data.train.rows(), 58);
  EXPECT_EQ(count_of(*data.test, 0), 3);
  EXPECT_EQ(count_of(*data.test, 1), 6);
  EXPECT_EQ(count_of(*data.test, 2), 9);
  double sum = 0.0;
  for (std::int64_t i = 0; i < data.train.rows(); ++i) {
    const auto at = static_cast<std::size_t>(i * data.preprocessing.width());
    sum += static_cast<double>(data.train.features.values<float>()[at]);
  }
  EXPECT_NEAR(sum, 0.0, 1e-4);
}

TEST_F(JobTest, FilesTakeThePlaceOfShares) {
  Job job = JobTest::job();
  job.test = {.fraction = 0,
              .file = folder_.write("t.csv", "price,class,x,colour\n1,a,1,red\n2,c,3,red\n")};
  job.validation = {.fraction = 0.0};
  const JobData data = read_job_data(job, {});
  EXPECT_EQ(data.train.rows(), 90);
  EXPECT_FALSE(data.validation.has_value());
  EXPECT_EQ(data.test->rows(), 2);
  job.test.file = folder_ / "none.csv";
  EXPECT_THAT(failure(job), HasSubstr("`test`: "));
}

TEST_F(JobTest, ClassesWithASingleRowStayInTraining) {
  Job job = {.data = folder_.write("two.csv", "x,y\n1,a\n2,b\n"), .out = folder_ / "run"};
  const JobData data = read_job_data(job, listener());
  EXPECT_EQ(data.train.rows(), 2);
  EXPECT_FALSE(data.test.has_value());
  EXPECT_FALSE(data.validation.has_value());
  EXPECT_THAT(warnings_, Contains(HasSubstr("no rows left for a test set")));
}

TEST_F(JobTest, CountsColumnsWithoutNames) {
  Job job = {.data = folder_.write("bare.csv", "6,148,1\n1,85,0\n8,183,1\n2,90,0\n7,170,1\n")};
  const JobData data = read_job_data(job, listener());
  EXPECT_EQ(job.targets, (std::vector<std::string>{"c3"}));
  EXPECT_EQ(data.train.rows() + data.validation->rows() + data.test->rows(), 5);
}

TEST_F(JobTest, ChoosesWhatIsOpenAndKeepsWhatIsGiven) {
  const ResolvedJob made = resolved(job());
  EXPECT_THAT(chosen_, ::testing::IsSupersetOf({"task", "network", "epochs", "loss", "l2"}));
  EXPECT_EQ(made.loss.name(), "sparse_categorical_crossentropy");
  EXPECT_EQ(made.network.output_shapes()[0], Shape{3});
  EXPECT_GT(*made.stated.l2, 0.0);

  chosen_.clear();
  const ResolvedJob again = resolved(made.stated);
  EXPECT_THAT(chosen_, ::testing::ElementsAre("rows"));
  EXPECT_EQ(to_toml(again.stated), to_toml(made.stated));
}

TEST_F(JobTest, TheLearningRateGivenReplacesTheOptimizers) {
  Job job = JobTest::job();
  job.optimizer = "sgd learning_rate=0.25 momentum=0.5";
  const ResolvedJob own = resolved(job);
  EXPECT_EQ(own.stated.learning_rate, 0.25);
  EXPECT_EQ(own.schedule.schedule.at(0), 0.25);
  job.learning_rate = 0.125;
  const ResolvedJob given = resolved(job);
  EXPECT_EQ(given.optimizer.learning_rate(), 0.125);
  EXPECT_EQ(given.optimizer.config().number("momentum"), 0.5);
  EXPECT_EQ(given.schedule.schedule.at(0), 0.125);
}

TEST_F(JobTest, OutputsAndLossesFollowTheTask) {
  Job price = job();
  price.targets = {"price"};
  EXPECT_EQ(resolved(price).loss.name(), "mean_squared_error");
  price.loss = "poisson";
  EXPECT_EQ(resolved(price).network.output_activation(), nn::Activation::softplus);
  price.output = nn::Activation::linear;
  EXPECT_EQ(resolved(price).network.output_activation(), nn::Activation::linear);
  price.loss = "bce";
  EXPECT_THAT(failure(price), HasSubstr("mean_squared_error, mean_absolute_error"));
  Job colour = job();
  colour.targets = {"colour"};
  EXPECT_EQ(resolved(colour).network.output_shapes()[0], Shape{1});
  Job classes = job();
  classes.loss = "categorical_crossentropy label_smoothing=0.1";
  EXPECT_EQ(resolved(classes).loss.to_string(),
            "sparse_categorical_crossentropy from_logits=true label_smoothing=0.1");
}

TEST_F(JobTest, TargetsThatAreNeverNegativeGetSuchAnOutput) {
  Job price = job();
  price.targets = {"price"};
  Job path = price;  // is linear above 0
  read_job_data(path, {});
  EXPECT_EQ(path.output, nn::Activation::relu);
  price.linear_path = false;
  const JobData data = read_job_data(price, listener());
  EXPECT_EQ(price.output, nn::Activation::softplus);
  EXPECT_THAT(chosen_, Contains("output"));
  const data::TargetColumn& target = data.preprocessing.state().targets[0];
  EXPECT_EQ(target.mean, 0);  // 0 stays 0
  EXPECT_GT(target.std, 1);
  const ResolvedJob made = resolve(price, data, listener());
  EXPECT_EQ(made.network.output_activation(), nn::Activation::softplus);
  // It begins at the mean: log(1 + e^bias) is what the scaled targets have.
  double mean = 0;
  for (const float value : data.train.targets.values<float>()) mean += value;
  mean /= static_cast<double>(data.train.rows());
  const auto* dense = made.network.calls().back().handle.as<nn::Dense>();
  ASSERT_EQ(dense->bias_initializer.settings.size(), 1U);
  EXPECT_NEAR(std::log1p(std::exp(dense->bias_initializer.settings[0])), mean, 1e-6);

  Job plain = {.data = price.data, .targets = {"price"}, .network = ""};
  read_job_data(plain, {});
  EXPECT_EQ(plain.output, nn::Activation::linear) << "linear regression";
}

TEST_F(JobTest, OutputsAreWarnedOfAndRefused) {
  Job signs = {
      .data = folder_.write("signs.csv", "x,y\n1,-2.5\n2,3\n3,7\n4,-1\n5,2\n6,8\n7,0.5\n8,1\n"),
      .validation = {0.0},
      .test = {0.0}};
  read_job_data(signs, {});
  EXPECT_EQ(signs.output, nn::Activation::linear);
  for (const nn::Activation output : {nn::Activation::relu, nn::Activation::softplus}) {
    warnings_.clear();
    Job job = {.data = signs.data, .output = output, .validation = {0.0}, .test = {0.0}};
    read_job_data(job, listener());
    EXPECT_THAT(
        warnings_,
        Contains(HasSubstr("can't predict negative values, but the target's minimum is -2.5")));
  }
  Job sigmoid = {
      .data = signs.data, .output = nn::Activation::sigmoid, .validation = {0.0}, .test = {0.0}};
  read_job_data(sigmoid, listener());
  EXPECT_THAT(
      warnings_,
      Contains(HasSubstr("predicts values between 0 and 1, but the target ranges from -2.5")));
  Job classes = job();
  classes.output = nn::Activation::relu;
  EXPECT_THAT(failure(classes), HasSubstr("`output = relu` doesn't fit the task multiclass"));
  classes.output = nn::Activation::softmax;
  EXPECT_EQ(failure(classes), "no error");
}

TEST_F(JobTest, AppliesRegularisationAndWarns) {
  Job job = JobTest::job();
  job.network = "dense 8 relu l2=0.5; dense 4 relu";
  job.l2 = 0.01;
  job.dropout = 0.25;
  const nn::Network made = resolved(job).network;
  std::vector<std::string> kinds;
  std::vector<double> decays;
  for (const nn::LayerCall& call : made.calls()) {
    kinds.emplace_back(call.handle.kind());
    if (const auto* dense = call.handle.as<nn::Dense>()) decays.push_back(dense->kernel_l2);
  }
  EXPECT_THAT(kinds, ::testing::ElementsAre("dense", "dropout", "dense", "dropout", "dense"));
  EXPECT_THAT(decays, ::testing::ElementsAre(0.5, 0.01, 0.01));
  EXPECT_TRUE(warnings_.empty());
  job.network = "dense 8; dense 4";
  resolved(job);
  EXPECT_THAT(warnings_, Contains(HasSubstr("linear")));
  job.network = "dense 8 relu; dense 5 softmax";
  resolved(job);
  EXPECT_THAT(warnings_, Contains(HasSubstr("softmax")));
}

TEST_F(JobTest, NoHiddenLayersMeanNoWeightDecay) {
  Job job = JobTest::job();
  job.network = "";
  EXPECT_EQ(resolved(job).stated.l2, 0.0);
}

/// Images and signals are trained to the end where the learning rate ends at 0, however that is
/// written.
TEST_F(JobTest, TheScheduleDecidesHowLongImagesAreTrained) {
  const auto with = [&](const char* schedule) {
    return resolved({.data = "data/digits.csv",
                     .targets = {"digit"},
                     .image = {.detect = false, .shape = Shape{1, 8, 8}},
                     .schedule = optim::ScheduleText(schedule)});
  };
  for (const char* schedule : {"cosine", " cosine", "cosine ", "warmup 2e cosine"}) {
    const ResolvedJob job = with(schedule);
    EXPECT_FALSE(job.keeps_best) << schedule;
    EXPECT_EQ(job.patience, 0) << schedule;
    EXPECT_EQ(job.epochs, 300) << schedule;
  }
  for (const char* schedule : {"constant", "step 0.5 5", "cosine 500 0.1"}) {
    const ResolvedJob job = with(schedule);
    EXPECT_TRUE(job.keeps_best) << schedule;
    EXPECT_EQ(job.patience, 20) << schedule;
  }
}

TEST_F(JobTest, PatienceNeedsValidation) {
  Job job = JobTest::job();
  job.validation = {.fraction = 0.0};
  job.patience = 3;
  EXPECT_THAT(failure(job), HasSubstr("`patience` needs validation rows"));
}

TEST_F(JobTest, BalancedClassesNeedClasses) {
  Job job = JobTest::job();
  job.targets = {"price"};
  job.class_weight = ClassWeight::balanced;
  try {
    run(job, {.progress = false});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("`class_weight = balanced`"));
    EXPECT_EQ(error.remedy().setting, "class_weight");
    EXPECT_EQ(error.remedy().value, "none");
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "run"));
}

TEST_F(JobTest, RunFoldersAreNumbered) {
  const std::string wanted = folder_ / "runs/x";
  EXPECT_EQ(RunFolder::make_new(wanted).path(), wanted);
  EXPECT_EQ(RunFolder::make_new(wanted + "/").path(), wanted);  // still empty
  write_file_atomically(wanted + "/job.toml", "");
  EXPECT_EQ(RunFolder::make_new(wanted).path(), wanted + "-2");
  EXPECT_TRUE(RunFolder(wanted).begun());
  EXPECT_FALSE(RunFolder(wanted).finished());
}

}  // namespace
}  // namespace ganglion::train
