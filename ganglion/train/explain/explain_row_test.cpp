// Rows of tables: columns, units, and what is explained for each task.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/nn/averaged_network.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/explain/explain_text.h"

namespace ganglion::train {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

constexpr const char* kTable =
    "age,island,price,happy,tall,kind\n"
    "20,Biscoe,10,yes,no,a\n"
    "40,Dream,30,no,no,b\n"
    ",Biscoe,20,yes,yes,c\n"
    "60,Torgersen,44,no,yes,a\n";

std::vector<std::string> others(const std::vector<std::string>& targets) {
  std::vector<std::string> names = {"price", "happy", "tall", "kind"};
  std::erase_if(names, [&](const std::string& name) {
    return std::ranges::find(targets, name) != targets.end();
  });
  return names;
}

struct Case {
  data::Table table = data::parse_table(kTable, "penguins.csv");
  data::Preprocessing preprocessing;
  Model model;

  Case(const std::vector<std::string>& targets, data::Task task, std::int64_t units,
       const nn::Loss& loss)
      : preprocessing(data::Preprocessing::fit(table, targets, task, {.ignore = others(targets)})),
        model(Sequential(
            {nn::Input({preprocessing.width()}), nn::Dense{6, tanh}, nn::Dense{units}})) {
    model.compile({.loss = loss, .seed = 3});
  }

  Explanation explained(std::int64_t row) const {
    return explain(model, preprocessing, table, row);
  }
};

void expect_complete(const ExplainedOutput& output) {
  const double difference = output.at_row - output.at_baseline;
  EXPECT_NEAR(output.sum, difference, 1e-3 * std::abs(difference)) << output.name;
  double columns = 0.0;
  for (const auto& [name, part] : output.columns) columns += part;
  EXPECT_NEAR(columns, output.sum, 1e-9) << output.name;
}

TEST(ExplainRow, FeaturesAreSummedToTheirColumns) {
  const Case c({"price"}, data::Task::regression, 1, nn::MeanSquaredError{});
  const Explanation e = c.explained(3);
  ASSERT_EQ(e.columns.size(), 2U);
  EXPECT_EQ(e.columns[0].name, "age");
  EXPECT_EQ(e.columns[0].raw, "");
  EXPECT_EQ(e.columns[0].features, 2U) << "the number, and that it is missing";
  EXPECT_EQ(e.columns[1].raw, "Biscoe");
  EXPECT_EQ(e.columns[1].features, 3U);
  const ExplainedOutput& output = e.outputs.at(0);
  ASSERT_EQ(output.columns.size(), 2U);
  EXPECT_NEAR(output.columns[0].second, output.features[0] + output.features[1], 1e-12);
  EXPECT_EQ(output.features[0], 0) << "a missing number counts as the mean, as in the baseline";
  EXPECT_NE(output.features[1], 0) << "that it is missing tells something";
  expect_complete(output);
  const std::string text = to_text(e);
  EXPECT_THAT(text, HasSubstr("(missing)  age = 0, age is missing = 1"));
  EXPECT_THAT(text, HasSubstr("island=Biscoe = 1, others 0"));
}

TEST(ExplainRow, RegressionSpeaksInTheTargetsUnit) {
  Case c({"price"}, data::Task::regression, 1, nn::MeanSquaredError{});
  const Explanation e = c.explained(2);
  EXPECT_EQ(e.target, "30");
  const Tensor features = c.preprocessing.apply(c.table, false).features;
  const Tensor prices = c.preprocessing.unscale_targets(c.model.predict(features));
  EXPECT_NEAR(e.prediction[0].second, prices.values<double>()[1], 1e-4);
  EXPECT_NEAR(e.outputs[0].at_row, e.prediction[0].second, 1e-9);
  EXPECT_EQ(e.outputs[0].name, "price");
  EXPECT_THAT(to_text(e), HasSubstr("on the scaled target; target: 30"));
}

TEST(ExplainRow, BinaryExplainsThePredictedClass) {
  const Case c({"happy"}, data::Task::binary, 1, nn::BinaryCrossentropy{.from_logits = true});
  for (std::int64_t row = 1; row <= 4; ++row) {
    const Explanation e = c.explained(row);
    ASSERT_EQ(e.outputs.size(), 1U);
    EXPECT_EQ(e.outputs[0].name, "logit of " + e.answer);
    EXPECT_GE(e.outputs[0].at_row, 0) << "of the class that is more probable";
    const double probability = 1 / (1 + std::exp(-e.outputs[0].at_row));
    const bool second = e.answer == e.prediction[1].first;
    EXPECT_NEAR(e.prediction[second ? 1 : 0].second, probability, 1e-12);
    expect_complete(e.outputs[0]);
  }
}

TEST(ExplainRow, SeveralLabelsAreExplainedOneByOne) {
  const Case c({"happy", "tall"}, data::Task::multilabel, 2,
               nn::BinaryCrossentropy{.from_logits = true});
  const Explanation e = c.explained(4);
  ASSERT_EQ(e.outputs.size(), 2U);
  EXPECT_EQ(e.outputs[1].name, "logit of tall");
  for (const ExplainedOutput& output : e.outputs) expect_complete(output);
  EXPECT_EQ(e.target, "happy = no, tall = yes");
}

TEST(ExplainRow, SeveralClassesExplainTheWinner) {
  const Case c({"kind"}, data::Task::multiclass, 3,
               nn::SparseCategoricalCrossentropy{.from_logits = true});
  const Explanation e = c.explained(1);
  const auto best = std::ranges::max_element(
      e.prediction, [](const auto& a, const auto& b) { return a.second < b.second; });
  EXPECT_EQ(e.answer, best->first);
  EXPECT_EQ(e.outputs[0].name, "logit of " + best->first);
  expect_complete(e.outputs[0]);
  // d loss / d logit of softmax with cross-entropy is p - y.
  const auto logits = e.layers.back().output.derivative->values<double>();
  EXPECT_NEAR(logits[0], e.prediction[0].second - 1, 1e-9);
  EXPECT_NEAR(logits[1], e.prediction[1].second, 1e-9);
}

TEST(ExplainRow, ClassesThatAreNumbersAreNamedWithTheirColumn) {
  const Case c({"price"}, data::Task::multiclass, 4,
               nn::SparseCategoricalCrossentropy{.from_logits = true});
  const Explanation e = c.explained(1);
  EXPECT_EQ(e.outputs[0].name, "logit of price = " + e.answer);
}

TEST(ExplainRow, WithoutATargetDerivativesAreThoseOfTheAnswer) {
  Case c({"price"}, data::Task::regression, 1, nn::MeanSquaredError{});
  c.table = data::parse_table("age,island\n20,Dream\n", "new.csv");
  const Explanation e = c.explained(1);
  EXPECT_EQ(e.goal, "price");
  EXPECT_FALSE(e.loss.has_value());
  const double std = c.preprocessing.state().targets[0].std;
  EXPECT_NEAR(e.layers.back().z->derivative->values<double>()[0], std, 1e-12);
  EXPECT_THAT(to_text(e), HasSubstr("derivatives of the price"));
}

TEST(ExplainRow, SaysWhichRowsThereAre) {
  const Case c({"price"}, data::Task::regression, 1, nn::MeanSquaredError{});
  const auto message = HasSubstr("penguins.csv: no row 5; it has 4 rows, counted from 1");
  EXPECT_THAT([&] { c.explained(5); }, ThrowsMessage<Error>(message));
  EXPECT_THROW(c.explained(0), Error);
  EXPECT_THROW(c.explained(-1), Error);
}

TEST(ExplainRow, OfAnEnsembleOneNetworkIsToldAndWhatTheOthersGive) {
  Case c({"price"}, data::Task::regression, 1, nn::MeanSquaredError{});
  const nn::Network one = c.model.network();
  c.model = Model(nn::averaged_network(one, 3));
  c.model.compile({.loss = nn::MeanSquaredError{}, .seed = 3});
  const Explanation e = c.explained(1);
  EXPECT_EQ(e.networks, 3);
  EXPECT_EQ(nn::copies_in(one), 1);
  const std::string text = to_text(e);
  EXPECT_THAT(text, HasSubstr("net1_dense (x: input): z = x W + b, a = tanh(z)\n"));
  EXPECT_THAT(text, HasSubstr("net2 to net3: the same layers with their own weights (`full` prints "
                              "them)\n  a  net2_dense_1 [1]"));
  EXPECT_THAT(text, HasSubstr("\n  a  net3_dense_1 [1]"));
  EXPECT_THAT(text, HasSubstr("\nmean (x: net1_dense_1, net2_dense_1, net3_dense_1)\n"));
  EXPECT_THAT(text, HasSubstr("net2 to net3: from the same d/da, with their own weights"));
  EXPECT_THAT(text, Not(HasSubstr("net2_dense/kernel")));
  const std::string full = to_text(e, true);
  EXPECT_THAT(full, HasSubstr("net3_dense/kernel"));
  EXPECT_THAT(full, Not(HasSubstr("all of it")));
  EXPECT_EQ(to_json(e).array("layers").size(), 7U);
}

TEST(ExplainRow, JsonHoldsEveryNumber) {
  const Case c({"price"}, data::Task::regression, 1, nn::MeanSquaredError{});
  const Explanation e = c.explained(1);
  const io::Json json = to_json(e);
  EXPECT_EQ(json.array("layers").size(), 2U);
  EXPECT_EQ(json.array("layers")[0].at("z").array("values").size(), 6U);
  EXPECT_EQ(json.array("layers")[0].at("z").array("derivatives").size(), 6U);
  EXPECT_EQ(json.array("features").size(), e.feature_names.size());
  EXPECT_EQ(json.array("attributions")[0].at("columns").as_object().size(), 2U);
  EXPECT_EQ(json.number("loss"), *e.loss);
  EXPECT_EQ(json.array("layers")[0].array("parameters")[0].at("value").find("values"), nullptr);
  const io::Json full = to_json(e, true);
  EXPECT_EQ(full.array("layers")[0].array("parameters")[0].at("value").array("values").size(),
            static_cast<std::size_t>(6 * c.preprocessing.width()));
}

}  // namespace
}  // namespace ganglion::train
