#include "ganglion/train/results/assessment.h"

#include <gtest/gtest.h>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/optim/adam.h"
#include "tests/support/counted_rows.h"

namespace ganglion::train {
namespace {

/// y = x of `count` rows.
Tensor rising(std::int64_t count, const Shape& shape) {
  Tensor tensor(shape);
  for (std::int64_t i = 0; i < count; ++i) {
    tensor.values<float>()[static_cast<std::size_t>(i)] = 0.01F * static_cast<float>(i);
  }
  return tensor;
}

TEST(Assessment, TakesThePredictionsThatAreThere) {
  constexpr std::int64_t kRows = 300;
  const auto rows = std::make_shared<support::CountedRows>(rising(kRows, Shape{kRows, 1}));
  const data::PreprocessingState state = {.targets = {{.name = "y", .mean = 5.0, .std = 2.0}}};
  const JobData data = {
      .preprocessing = data::Preprocessing(state),
      .train = {.features = rising(kRows, Shape{kRows, 1}), .targets = rising(kRows, Shape{kRows})},
      .test = data::Dataset{.features = Tensor(Shape{kRows, 0}),
                            .targets = rising(kRows, Shape{kRows}),
                            .stored = rows}};
  const ResolvedJob job = {.stated = {.network = "", .seed = 3},
                           .task = Task::regression,
                           .network = {nn::Input(Shape{1}), nn::Dense{.units = 1}},
                           .linear = true,
                           .loss = nn::MeanSquaredError{},
                           .optimizer = optim::Adam{},
                           .schedule = optim::ScheduleText("constant").resolve({}),
                           .epochs = 1,
                           .batch_size = 32,
                           .patience = 0,
                           .keeps_best = false,
                           .ensemble = 1,
                           .class_weights = {}};
  Model model(job.network);
  model.compile({.loss = job.loss});
  ASSERT_EQ(&rows_to_assess(data), &*data.test);
  const Tensor predictions = std::move(model.evaluate(*data.test).predictions.at(0));
  ASSERT_EQ(rows->read_so_far(), kRows);
  const Assessment assessment = assess(model, predictions, job, data);
  EXPECT_EQ(rows->read_so_far(), kRows);
  EXPECT_EQ(assessment.part, "test");
  EXPECT_EQ(assessment.predictions.size(), kRows);
  EXPECT_NEAR(assessment.predictions.values<double>()[7],
              2.0 * static_cast<double>(predictions.values<float>()[7]) + 5.0, 1e-6);
  EXPECT_NE(assessment.bootstrap.find("rmse"), nullptr);
}

}  // namespace
}  // namespace ganglion::train
