#include "ganglion/io/onnx/table_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/io/onnx/from_network.h"
#include "ganglion/io/onnx/import_graph.h"
#include "ganglion/io/onnx/words.h"
#include "ganglion/io/trial.h"
#include "ganglion/nn/layers/layers.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

/// ONNX Runtime's word on columns of texts: tests/interop/check_onnx.py.
namespace ganglion::io::onnx {
namespace {

using support::error_of;
using support::numbers_of;
using testing::HasSubstr;

SavedModel model_of_table(const data::Table& table, const char* target, data::Task task,
                          const data::PreprocessingOptions& options, std::int64_t outputs) {
  const std::vector<std::string> targets{target};
  const auto preparation = data::Preprocessing::fit(table, targets, task, options);
  const nn::Network network({nn::Input(preparation.input_shape()), nn::Dense{outputs}});
  SavedModel model{.network = network,
                   .parameters = nn::initial_parameters(network.layout(), 3),
                   .state = nn::initial_state(network.layout(), 3)};
  model.info.preprocessing = preparation.state();
  model.info.class_names = preparation.state().class_names;
  return model;
}

data::Column numbers(const std::string& name, const std::function<double(int)>& value, int rows) {
  data::Column column{.name = name};
  for (int row = 0; row < rows; ++row) column.numbers.push_back(value(row));
  return column;
}

/// Columns with missing values, far ones, and sizes that differ by powers of ten.
data::Table numbers_table(int rows, double far) {
  return data::Table(
      "t", {numbers(
                "plain", [&](int i) { return i == 5 ? far : i % 13 - 4.5; }, rows),
            numbers(
                "gaps", [](int i) { return i % 7 == 3 ? std::nan("") : 100.0 + i % 11; }, rows),
            numbers(
                "sizes", [](int i) { return std::exp(i / 6.0); }, rows),
            numbers(
                "y", [](int i) { return 2.0 * (i % 13) - 7; }, rows)});
}

std::map<std::string, Tensor> columns_of(const data::Table& table,
                                         const data::PreprocessingState& state) {
  std::map<std::string, Tensor> fed;
  for (const data::FeatureColumn& column : state.features) {
    fed.emplace(column.name,
                Tensor::of<double>(Shape{table.rows(), 1}, table.column(column.name).numbers));
  }
  return fed;
}

// Run by our own reader of ONNX, and compared with what the library makes of the same rows.
TEST(OnnxTable, NumbersArePreparedAsTheLibraryDoes) {
  const data::Table training = numbers_table(60, -4.5);
  const data::Table rows = numbers_table(40, 1e6);  // far outside of what was seen
  for (const bool with_bins : {false, true}) {
    const SavedModel model =
        model_of_table(training, "y", data::Task::regression, {.bins = with_bins ? 4 : 0}, 1);
    const data::Preprocessing preparation(*model.info.preprocessing);
    const Tensor features = preparation.apply(rows, false).features;
    std::vector<double> wanted = numbers_of(trial_predictions(model, {features})[0]);
    const data::TargetColumn& target = preparation.state().targets[0];
    for (double& value : wanted) value = target.kept(value) * target.std + target.mean;
    for (const std::int64_t opset : {13, 17, 23}) {
      const auto bytes = std::make_shared<const std::string>(to_onnx(model, {.opset = opset}));
      const std::vector<Operand> got =
          run(parse_model(bytes, "m"), columns_of(rows, preparation.state()));
      ASSERT_EQ(got.size(), 1U);
      const std::vector<double> values = numbers_of(*got[0].constant);
      ASSERT_EQ(values.size(), wanted.size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT_NEAR(values[i], wanted[i], 1e-5 * (1 + std::abs(wanted[i]))) << "row " << i;
      }
    }
  }
}

TEST(OnnxTable, WhatIsEndlessCountsAsVeryFar) {
  const SavedModel model =
      model_of_table(numbers_table(60, -4.5), "y", data::Task::regression, {.bins = 4}, 1);
  const StoredModel stored =
      parse_model(std::make_shared<const std::string>(to_onnx(model, {.opset = 17})), "m");
  const auto predicted = [&](double value) {
    std::map<std::string, Tensor> fed;
    for (const data::FeatureColumn& column : model.info.preprocessing->features) {
      fed.emplace(column.name, Tensor::of<double>(Shape{1, 1}, {value}));
    }
    return numbers_of(*run(stored, fed)[0].constant)[0];
  };
  for (const double sign : {1.0, -1.0}) {
    const double far = predicted(sign * 1e30);
    EXPECT_NEAR(predicted(sign * 1e200), far, 1e-6 * std::abs(far));
    EXPECT_NEAR(predicted(sign * std::numeric_limits<double>::infinity()), far,
                1e-6 * std::abs(far));
  }
}

/// Two kinds of rows: classes by a text, beside a number.
data::Table texts_table() {
  data::Column colour{.name = "colour", .kind = data::ColumnKind::category};
  colour.names = {"blue", "red"};
  data::Column kind{.name = "kind", .kind = data::ColumnKind::category};
  kind.names = {"cat", "dog", "fox"};
  for (int i = 0; i < 30; ++i) {
    colour.codes.push_back(i % 9 == 4 ? -1 : i % 2);
    kind.codes.push_back(i % 3);
  }
  return data::Table("t", {numbers(
                               "size", [](int i) { return i * 0.5; }, 30),
                           colour, kind});
}

const StoredNode* node_of(const StoredModel& model, const std::string& op) {
  for (const StoredNode& node : model.nodes) {
    if (node.op == op) return &node;
  }
  return nullptr;
}

TEST(OnnxTable, CategoriesAreTextsAndSoIsTheClass) {
  const SavedModel model = model_of_table(texts_table(), "kind", data::Task::multiclass, {}, 3);
  const auto bytes = std::make_shared<const std::string>(to_onnx(model));
  const StoredModel onnx = parse_model(bytes, "m");
  ASSERT_EQ(onnx.inputs.size(), 2U);
  EXPECT_EQ(onnx.inputs[0].name, "size");
  EXPECT_EQ(onnx.inputs[0].type, ElementType::f64);
  EXPECT_EQ(onnx.inputs[1].name, "colour");
  EXPECT_EQ(onnx.inputs[1].type, ElementType::text);
  EXPECT_EQ(onnx.opsets.at("ai.onnx.ml"), 3);
  const StoredNode* categories = node_of(onnx, "OneHotEncoder");
  ASSERT_NE(categories, nullptr);
  EXPECT_EQ(categories->domain, "ai.onnx.ml");
  EXPECT_EQ(categories->attributes[0].texts, (std::vector<std::string>{"blue", "red"}));
  const StoredNode* classes = node_of(onnx, "LabelEncoder");
  ASSERT_NE(classes, nullptr);
  EXPECT_EQ(classes->attributes[1].texts, (std::vector<std::string>{"cat", "dog", "fox"}));
  EXPECT_EQ(onnx.outputs.back().name, "label");
  EXPECT_EQ(onnx.outputs.back().type, ElementType::text);
}

// Run by our own reader: texts are the numbers of Words.
TEST(OnnxTable, RowsWithTextsComeBack) {
  const data::Table table = texts_table();
  const SavedModel model = model_of_table(table, "kind", data::Task::multiclass, {}, 3);
  const StoredModel onnx = parse_model(std::make_shared<const std::string>(to_onnx(model)), "m");
  const Words words(onnx);
  const data::Column& colour = table.column("colour");
  std::vector<double> colours;
  for (const std::int32_t code : colour.codes) {
    colours.push_back(
        words.number_of(code < 0 ? "" : colour.names[static_cast<std::size_t>(code)]));
  }
  const std::vector<Operand> got =
      run(onnx, {{"size", Tensor::of<double>(Shape{30, 1}, table.column("size").numbers)},
                 {"colour", Tensor::of<double>(Shape{30, 1}, colours)}});
  ASSERT_EQ(got.size(), 2U);
  const Tensor features =
      data::Preprocessing(*model.info.preprocessing).apply(table, false).features;
  const std::vector<double> wanted = numbers_of(trial_predictions(model, {features})[0]);
  const std::vector<double> scores = numbers_of(*got[0].constant);
  const std::vector<double> labels = numbers_of(*got[1].constant);
  ASSERT_EQ(scores.size(), wanted.size());
  ASSERT_EQ(labels.size(), 30U);
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const auto first = wanted.begin() + static_cast<std::ptrdiff_t>(3 * row);
    const auto best = static_cast<std::size_t>(std::max_element(first, first + 3) - first);
    EXPECT_EQ(words.text_of(labels[row]), model.info.class_names[best]) << "row " << row;
    for (std::size_t k = 3 * row; k < 3 * row + 3; ++k) EXPECT_NEAR(scores[k], wanted[k], 1e-5);
  }
}

TEST(OnnxTable, RawIsTheNetworkAlone) {
  const SavedModel model = model_of_table(texts_table(), "kind", data::Task::multiclass, {}, 3);
  const auto bytes = std::make_shared<const std::string>(to_onnx(model, {.raw = true}));
  const StoredModel onnx = parse_model(bytes, "m");
  ASSERT_EQ(onnx.inputs.size(), 1U);
  EXPECT_EQ(onnx.inputs[0].type, ElementType::f32);
  EXPECT_EQ(onnx.outputs.size(), 1U);
}

TEST(OnnxTable, RefusesColumnsThatOnnxCannotPrepare) {
  data::PreprocessingState state;
  state.features.push_back({.name = "day", .kind = data::ColumnKind::date});
  EXPECT_THAT(error_of([&] { check_columns(state); }),
              HasSubstr("the dates of column 'day' can't be prepared in ONNX; `raw`"));
  state.features[0] = {.name = "review", .kind = data::ColumnKind::text};
  EXPECT_THAT(error_of([&] { check_columns(state); }), HasSubstr("the words of column 'review'"));
  state.features.clear();
  state.series.emplace();
  EXPECT_THAT(error_of([&] { check_columns(state); }), HasSubstr("a table of a series"));
}

}  // namespace
}  // namespace ganglion::io::onnx
