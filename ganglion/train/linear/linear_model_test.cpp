#include "ganglion/train/linear/linear_model.h"

#include <gtest/gtest.h>

#include "ganglion/train/linear/lbfgs.h"

namespace ganglion::train {
namespace {

/// A number of mean 0 and deviation 1 but for a factor of 3 and an offset of 100, and two
/// indicators.
data::Dataset eight_rows() {
  const std::vector<float> numbers = {0.5F, -1.25F, 2.0F, 0.25F, -0.75F, 1.5F, -2.0F, -0.25F};
  const std::vector<float> first = {1, 0, 1, 0, 1, 0, 0, 1};
  const std::vector<float> second = {0, 1, 1, 0, 0, 1, 0, 1};
  std::vector<float> features;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    features.insert(features.end(), {100.0F + 3.0F * numbers[i], first[i], second[i]});
  }
  return {.features = Tensor::of(Shape{8, 3}, features)};
}

void expect_rows(const Tensor& found, const std::vector<double>& wanted) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(found.values<float>()[i]), wanted[i], 2e-5) << i;
  }
}

/// Values of scikit-learn 1.9: LogisticRegression(C=1) and Ridge(alpha=0.01), the number
/// standardised, the indicators as they are.
TEST(LinearModel, IsThatOfScikitLearn) {
  data::Dataset rows = eight_rows();
  rows.targets = Tensor::of<std::int32_t>(Shape{8}, {1, 0, 1, 0, 0, 1, 0, 1});
  rows.class_names = {"no", "yes"};
  const LinearModel binary(data::Task::binary, rows, {});
  EXPECT_TRUE(binary.converged());
  expect_rows(binary.predict(rows),
              {0.6105863898615957, 0.2569688699446624, 0.8989998625494209, 0.4228786960584401,
               0.3574256344792231, 0.7717377412305558, 0.10189295487659102, 0.5795098604077279});
  const LinearModel weighted(data::Task::binary, rows, {.class_weights = {0.5, 2.0}});
  expect_rows(weighted.predict(rows),
              {0.8208929778625671, 0.506736311045271, 0.9589684616281763, 0.6874715028538754});
  rows.targets = Tensor::of<std::int32_t>(Shape{8}, {2, 0, 2, 1, 0, 1, 0, 1});
  rows.class_names = {"a", "b", "c"};
  expect_rows(LinearModel(data::Task::multiclass, rows, {}).predict(rows),
              {0.20619388129417263, 0.3606914851326304, 0.43311463357319707, 0.6392647281859974,
               0.31173857952568307, 0.048996692288319536});
  rows.targets = Tensor::of<float>(Shape{8}, {1.5F, -0.5F, 3.25F, 0.75F, -1, 2, -2.5F, 0.5F});
  expect_rows(LinearModel(data::Task::regression, rows, {}).predict(rows),
              {1.0125747014378563, -0.9270817631251618, 3.245227880617037, 0.4982933044448792,
               -0.5116037347076526, 2.4261107963949584, -2.245227880617037, 0.5017066955551208});
}

/// The same with sample_weight.
TEST(LinearModel, WeighsRowsAsScikitLearn) {
  data::Dataset rows = eight_rows();
  rows.sample_weights = Tensor::of<float>(Shape{8}, {1, 2, 0.5F, 3, 1, 0.25F, 2, 1});
  rows.targets = Tensor::of<std::int32_t>(Shape{8}, {1, 0, 1, 0, 0, 1, 0, 1});
  rows.class_names = {"no", "yes"};
  expect_rows(LinearModel(data::Task::binary, rows, {}).predict(rows),
              {0.4592196793690964, 0.13896297447870354, 0.7982219933058131, 0.21977569607222755,
               0.2617919271097562, 0.5242536567004944, 0.05526742206201173, 0.45102610625225276});
  rows.targets = Tensor::of<std::int32_t>(Shape{8}, {2, 0, 2, 1, 0, 1, 0, 1});
  rows.class_names = {"a", "b", "c"};
  expect_rows(LinearModel(data::Task::multiclass, rows, {}).predict(rows),
              {0.15790072722162674, 0.5092663657250719, 0.33283290705330126, 0.7361557089330534,
               0.22836416246972532, 0.035480128597221265});
  rows.targets = Tensor::of<float>(Shape{8}, {1.5F, -0.5F, 3.25F, 0.75F, -1, 2, -2.5F, 0.5F});
  expect_rows(LinearModel(data::Task::regression, rows, {}).predict(rows),
              {0.9803653944666044, -0.7302004293972809, 3.571180172008833, 0.7006534579951137,
               -0.6953298825894884, 2.956329180126123, -2.3155980407058534, 0.5549286733078654});
}

TEST(LinearModel, DoesNotDependOnTheThreadsAndLabelsAreQuestionsOfTheirOwn) {
  data::Dataset rows = eight_rows();
  rows.targets = Tensor::of<float>(Shape{8, 2}, {1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0});
  const LinearModel one(data::Task::multilabel, rows, {.threads = 1});
  const Tensor predictions = one.predict(rows);
  EXPECT_EQ(predictions.shape(), (Shape{8, 2}));
  EXPECT_NEAR(static_cast<double>(predictions.values<float>()[0]), 0.6105863898615957, 2e-5);
  const LinearModel two(data::Task::multilabel, rows, {.threads = 2});
  const Tensor others = two.predict(rows);
  for (std::size_t i = 0; i < 16; ++i) {
    EXPECT_EQ(others.values<float>()[i], predictions.values<float>()[i]);
  }
}

TEST(LinearModel, SaysThatItHasNotConverged) {
  data::Dataset rows = eight_rows();
  rows.targets = Tensor::of<float>(Shape{8}, {1.5F, -0.5F, 3.25F, 0.75F, -1, 2, -2.5F, 0.5F});
  EXPECT_TRUE(LinearModel(data::Task::regression, rows, {}).converged());
  const SmoothFunction slow = [](const std::vector<double>& x, std::vector<double>& gradient) {
    const double a = x[1] - x[0] * x[0];  // Rosenbrock's valley
    gradient = {-400.0 * x[0] * a - 2.0 * (1.0 - x[0]), 200.0 * a};
    return 100.0 * a * a + (1.0 - x[0]) * (1.0 - x[0]);
  };
  const Minimum early = minimize(slow, {-1.2, 1.0}, {.evaluations = 10});
  EXPECT_FALSE(early.converged);
  EXPECT_EQ(early.evaluations, 10);
  const Minimum found = minimize(slow, {-1.2, 1.0});
  EXPECT_TRUE(found.converged);
  EXPECT_NEAR(found.point[0], 1.0, 1e-5);
  EXPECT_NEAR(found.point[1], 1.0, 1e-5);
}

TEST(LinearModel, IsOutOfReachForThousandsOfClassesAndRows) {
  const auto of_classes = [](std::int64_t classes, std::int64_t rows) {
    data::Dataset data = {.features = Tensor(Shape{rows, 4}), .targets = Tensor(Shape{rows})};
    data.class_names.resize(static_cast<std::size_t>(classes));
    return LinearModel::is_out_of_reach(data::Task::multiclass, data, {});
  };
  EXPECT_FALSE(of_classes(2000, 8000));
  EXPECT_TRUE(of_classes(16'000, 64'000));
}

}  // namespace
}  // namespace ganglion::train
