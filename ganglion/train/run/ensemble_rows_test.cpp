#include "ganglion/train/run/ensemble_rows.h"

#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <set>

#include "ganglion/core/rng.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "ganglion/train/run/run.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::HasSubstr;

class EnsembleRowsTest : public ::testing::Test {
 protected:
  /// Rows that are known by their number; a target that nothing tells.
  Job job(int rows = 125, bool classes = false) const {
    std::string text = "number,a,b,c,d,e,f,other,y\n";
    for (int row = 0; row < rows; ++row) {
      const auto bits = [row](std::uint64_t column) {
        return random_bits(5, column, static_cast<std::uint64_t>(row)) % 1000;
      };
      text += std::to_string((row * 7919 % 1000) / 8.0) + ',';
      for (std::uint64_t column = 0; column < 7; ++column) {
        text += std::to_string(bits(column)) + ',';
      }
      text += classes ? (row % 5 == 0 ? "rare" : "often") : std::to_string(bits(9));
      text += '\n';
    }
    return {.data = folder_.write("t.csv", text),
            .targets = {"y"},
            .network = "dense 16 relu",
            .epochs = 5,
            .ensemble = 5,
            .ensemble_validation = EnsembleValidation::folds,
            .threads = 1,
            .out = folder_ / "run"};
  }

  /// The job with nothing that keeps its networks from learning their rows by heart.
  static Job by_heart(Job job, const char* network, std::int64_t epochs) {
    job.network = network;
    job.learning_rate = 0.003;
    job.epochs = epochs;
    job.patience = 0;
    job.keep = KeptWeights::last;
    job.l2 = 0.0;
    return job;
  }

  static std::set<float> numbers(const data::Dataset& rows) {
    std::set<float> result;
    const std::int64_t width = rows.sample_shape()[0];
    for (std::int64_t row = 0; row < rows.rows(); ++row) {
      result.insert(rows.features.values<float>()[static_cast<std::size_t>(row * width)]);
    }
    EXPECT_EQ(std::ssize(result), rows.rows());
    return result;
  }

  static double metric(const Evaluation& evaluation, const std::string& name) {
    for (const auto& [key, value] : evaluation.metrics) {
      if (key == name) return value;
    }
    return std::nan("");
  }

  support::ScratchFolder folder_;
};

TEST_F(EnsembleRowsTest, EachRowIsHeldOutFromOneNetworkAndLearntByAllOthers) {
  Job asked = job();
  const JobData data = read_job_data(asked, {});
  const ResolvedJob resolved = resolve(asked, data, {});
  const EnsembleRows rows(resolved, data);
  ASSERT_EQ(rows.parts(), 5);
  EXPECT_EQ(numbers(rows.train(0)), numbers(data.train));
  EXPECT_EQ(numbers(*rows.validation(0)), numbers(*data.validation));
  std::map<float, int> held_out;
  for (std::int64_t network = 0; network < 5; ++network) {
    const std::set<float> learnt = numbers(rows.train(network));
    const std::set<float> other = numbers(*rows.validation(network));
    EXPECT_EQ(learnt.size() + other.size(), 100U);
    EXPECT_EQ(other.size(), 20U);
    for (const float number : other) {
      EXPECT_FALSE(learnt.contains(number));
      ++held_out[number];
    }
  }
  EXPECT_EQ(held_out.size(), 100U);
  EXPECT_EQ(&rows.train(7), &rows.train(2));  // parts come again
}

/// So that a learning curve says what so many rows bring.
TEST_F(EnsembleRowsTest, NetworksLearnFromAsManyRowsAsThereAreForTraining) {
  Job asked = job(125, true);
  asked.validation.fraction = 0.6;
  const JobData data = read_job_data(asked, {});
  ASSERT_EQ(data.train.rows(), 40);
  const ResolvedJob resolved = resolve(asked, data, {});
  const EnsembleRows rows(resolved, data);
  ASSERT_EQ(rows.parts(), 3);
  for (std::int64_t network = 0; network < 3; ++network) {
    EXPECT_EQ(rows.train(network).rows(), 40);
    EXPECT_EQ(rows.validation(network)->rows(), network == 0 ? 60 : 20);
    const auto classes = rows.train(network).targets.values<std::int32_t>();
    EXPECT_EQ(std::ranges::count(classes, std::int32_t{1}), 8);  // of "rare"
    for (const float number : numbers(*rows.validation(network))) {
      EXPECT_FALSE(numbers(rows.train(network)).contains(number));
    }
  }
}

TEST_F(EnsembleRowsTest, LearningCurvesOfFewRowsCanBeMade) {
  Job asked = job();
  asked.learning_curve = {5.0, 50.0};
  EXPECT_EQ(run(asked, {.progress = false}).learning_curve->points.size(), 3U);
}

TEST_F(EnsembleRowsTest, PartsHaveTheirShareOfEachClass) {
  Job asked = job(125, true);
  const JobData data = read_job_data(asked, {});
  const ResolvedJob resolved = resolve(asked, data, {});
  const EnsembleRows rows(resolved, data);
  for (std::int64_t network = 0; network < rows.parts(); ++network) {
    const auto classes = rows.validation(network)->targets.values<std::int32_t>();
    EXPECT_EQ(std::ranges::count(classes, classes[0]) == 4 ||
                  std::ranges::count(classes, classes[0]) == 16,
              true);
  }
}

TEST_F(EnsembleRowsTest, LinearModelsAreFittedToTheRowsOfTheirNetwork) {
  Job asked = job();
  asked.linear_path = true;
  const JobData data = read_job_data(asked, {});
  const ResolvedJob resolved = resolve(asked, data, {});
  const EnsembleRows rows(resolved, data);
  const LinearModel own(resolved.task, rows.train(3),
                        {.threads = 1, .left_out = data.preprocessing.bin_features()});
  const Tensor expected = own.kernel();
  const Tensor kernel = rows.linear_path(3)->kernel();
  for (std::size_t i = 0; i < kernel.values<float>().size(); ++i) {
    EXPECT_EQ(kernel.values<float>()[i], expected.values<float>()[i]);
  }
  EXPECT_NE(kernel.values<float>()[0], rows.linear_path(0)->kernel().values<float>()[0]);
}

/// Networks that know their rows by heart are no better than the mean on rows they haven't seen.
TEST_F(EnsembleRowsTest, WhatWasLearntByHeartIsNotScoredAsIfItWereNew) {
  const Job memorising = by_heart(job(250), "dense 256 relu; dense 256 relu", 400);
  const RunResult result = run(memorising, {.progress = false});
  EXPECT_EQ(result.validation->rows, 200);
  EXPECT_LT(metric(result.train, "rmse"), 200.0);
  EXPECT_GT(metric(*result.validation, "rmse"), 270.0);  // the deviation of the target is 289
  EXPECT_GT(metric(*result.test, "rmse"), 270.0);
}

TEST_F(EnsembleRowsTest, CalibrationAndThresholdAreThoseOfRowsThatWereHeldOut) {
  Job asked = by_heart(job(400, true), "dense 128 relu; dense 128 relu", 300);
  asked.threshold.goal = nn::ThresholdRule::Goal::f1;
  const RunResult result = run(asked, {.progress = false});
  EXPECT_GT(result.temperature, 1.5);  // far too sure of what nothing tells
  EXPECT_LT(metric(*result.validation, "accuracy"), 0.9);
  EXPECT_LT(metric(*result.validation, "log_loss"), 0.7);  // with the temperature
}

TEST_F(EnsembleRowsTest, ResultsDoNotDependOnThreads) {
  Job one = job();
  Job two = job();
  two.threads = 2;
  const RunResult first = run(one, {.progress = false});
  const RunResult second = run(two, {.progress = false});
  EXPECT_EQ(first.model_hash, second.model_hash);
  EXPECT_EQ(first.validation->loss, second.validation->loss);
}

TEST_F(EnsembleRowsTest, IsRefusedWhereRowsCantBeDrawn) {
  const auto said = [&](const std::function<void(Job&)>& change) {
    Job asked = job();
    change(asked);
    return support::error_of([&] { run(asked, {.progress = false}); });
  };
  EXPECT_THAT(said([](Job& asked) { asked.test.fraction = 0.0; }),
              HasSubstr("give `test`; or use `ensemble_validation = shared`"));
  EXPECT_THAT(said([](Job& asked) { asked.validation.fraction = 0.0; }),
              HasSubstr("needs validation rows"));
  EXPECT_THAT(said([](Job& asked) { asked.time_column = "number"; }), HasSubstr("split by time"));
  EXPECT_THAT(said([](Job& asked) { asked.group = "other"; }), HasSubstr("of a group"));
  EXPECT_THAT(said([](Job& asked) { asked.validation.file = asked.data; }),
              HasSubstr("leave out `validation`"));
}

TEST_F(EnsembleRowsTest, HasNoEffectOnASingleNetwork) {
  Job single = job();
  single.ensemble = 1;
  std::string warning;
  const RunResult result =
      run(single, {.progress = false,
                   .listener = {.warning = [&](const std::string& text) { warning = text; }}});
  EXPECT_THAT(warning, HasSubstr("no effect"));
  EXPECT_EQ(result.job.stated.ensemble_validation, std::nullopt);
}

TEST_F(EnsembleRowsTest, IsChosenForARegressionOfFewRowsWithoutAReasonAgainstIt) {
  Job open = job();
  open.ensemble_validation.reset();
  EXPECT_EQ(run(open, {.progress = false}).job.stated.ensemble_validation,
            EnsembleValidation::folds);
  open.test.fraction = 0.0;
  EXPECT_EQ(run(open, {.progress = false}).job.stated.ensemble_validation,
            EnsembleValidation::shared);
}

}  // namespace
}  // namespace ganglion::train
