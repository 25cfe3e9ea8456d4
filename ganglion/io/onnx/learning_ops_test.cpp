#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/io/onnx/import_graph.h"
#include "ganglion/io/onnx/model_writer.h"
#include "ganglion/io/onnx/words.h"
#include "tests/support/error_of.h"
#include "tests/support/onnx_models.h"

namespace ganglion::io::onnx {
namespace {

using support::error_of;
using support::OnnxModel;
using testing::ElementsAre;
using testing::HasSubstr;

/// A node of ai.onnx.ml with some attributes.
void ml_node(OnnxModel& model, const char* op, const std::vector<std::string>& inputs,
             std::vector<StoredAttribute> attributes) {
  model.node(op, inputs, "y").output("y");
  StoredNode& node = model.model().nodes.back();
  node.domain = "ai.onnx.ml";
  for (StoredAttribute& attribute : attributes) node.attributes.push_back(std::move(attribute));
}

StoredAttribute numbers_attribute(const char* name, const std::vector<float>& numbers) {
  StoredAttribute attribute;
  attribute.name = name;
  attribute.type = StoredAttribute::Type::numbers;
  attribute.numbers = numbers;
  return attribute;
}

Tensor codes(const StoredModel& model, const std::vector<std::string>& texts) {
  const Words words(model);
  std::vector<double> numbers;
  for (const std::string& text : texts) numbers.push_back(words.number_of(text));
  return Tensor::of<double>(Shape{std::ssize(texts), 1}, numbers);
}

std::vector<float> floats(const Operand& operand) {
  const Tensor held = operand.constant->cast(DType::f32);
  return {held.values<float>().begin(), held.values<float>().end()};
}

TEST(OnnxLearning, CategoriesByTheirTexts) {
  OnnxModel model;
  model.input("x", {0, 1}, ElementType::text);
  ml_node(model, "OneHotEncoder", {"x"}, {texts_attribute("cats_strings", {"blue", "red"})});
  const Tensor x = codes(model.model(), {"red", "green", "blue"});
  const std::vector<Operand> y = run(model.model(), {{"x", x}});
  EXPECT_EQ(y[0].constant->shape(), (Shape{3, 1, 2}));
  EXPECT_THAT(floats(y[0]), ElementsAre(0, 1, 0, 0, 1, 0)) << "green is neither";
}

TEST(OnnxLearning, LabelsOfPlaces) {
  OnnxModel model;
  model.input("x", {0, 3}).node("ArgMax", {"x"}, "place").with("axis", std::int64_t{1});
  model.with("keepdims", std::int64_t{0});
  ml_node(model, "LabelEncoder", {"place"},
          {integers_attribute("keys_int64s", {0, 1, 2}),
           texts_attribute("values_strings", {"cat", "dog", "fox"})});
  const Tensor x = Tensor::of<float>(Shape{2, 3}, {1, 5, 2, 7, 1, 0});
  const std::vector<Operand> y = run(model.model(), {{"x", x}});
  ASSERT_EQ(y[0].type, ElementType::text);
  const Words words(model.model());
  EXPECT_EQ(words.text_of(floats(y[0])[0]), "dog");
  EXPECT_EQ(words.text_of(floats(y[0])[1]), "cat");
}

TEST(OnnxLearning, WhatIsNotListedGetsTheDefault) {
  OnnxModel model;
  model.input("x", {0, 1}, ElementType::text);
  ml_node(model, "LabelEncoder", {"x"},
          {texts_attribute("keys_strings", {"a", "b"}), integers_attribute("values_int64s", {7, 9}),
           integer_attribute("default_int64", -3)});
  const Tensor x = codes(model.model(), {"b", "z", "a"});
  EXPECT_THAT(floats(run(model.model(), {{"x", x}})[0]), ElementsAre(9, -3, 7));
}

// What scikit-learn's exporter writes for the class of a row.
TEST(OnnxLearning, EntriesAtComputedPlaces) {
  OnnxModel model;
  model.input("x", {0, 3}).node("ArgMax", {"x"}, "place").with("axis", std::int64_t{1});
  model.integers("classes", {4, 6, 8});
  ml_node(model, "ArrayFeatureExtractor", {"classes", "place"}, {});
  const Tensor x = Tensor::of<float>(Shape{2, 3}, {1, 5, 2, 7, 1, 9});
  const std::vector<Operand> y = run(model.model(), {{"x", x}});
  EXPECT_EQ(y[0].constant->shape(), (Shape{1, 2}));
  EXPECT_THAT(floats(y[0]), ElementsAre(6, 8));
}

// Of features, which a pipeline with a ColumnTransformer writes.
TEST(OnnxLearning, EntriesAtFixedPlaces) {
  OnnxModel model;
  model.input("x", {0, 4}).integers("places", {3, 1});
  ml_node(model, "ArrayFeatureExtractor", {"x", "places"}, {});
  const Tensor x = Tensor::of<float>(Shape{2, 4}, {1, 5, 2, 7, 9, 3, 4, 8});
  EXPECT_THAT(floats(run(model.model(), {{"x", x}})[0]), ElementsAre(7, 5, 8, 3));
}

TEST(OnnxLearning, MissingValuesAreImputed) {
  OnnxModel model;
  model.input("x", {0, 2});
  ml_node(model, "Imputer", {"x"}, {numbers_attribute("imputed_value_floats", {7, 9})});
  const float nan = std::nanf("");
  const Tensor x = Tensor::of<float>(Shape{2, 2}, {nan, 2, 3, nan});
  EXPECT_THAT(floats(run(model.model(), {{"x", x}})[0]), ElementsAre(7, 2, 3, 9));
}

TEST(OnnxLearning, RowsAreDividedByTheirNorm) {
  for (const auto& [norm, wanted] : {std::pair("L1", std::vector<float>{0.375F, -0.625F, 0, 0}),
                                     std::pair("L2", std::vector<float>{0.6F, -1.0F, 0, 0})}) {
    OnnxModel model;
    model.input("x", {0, 2});
    ml_node(model, "Normalizer", {"x"}, {});
    model.with("norm", norm);
    const bool l2 = std::string(norm) == "L2";
    const Tensor x = Tensor::of<float>(Shape{2, 2}, {3, l2 ? -4.0F : -5.0F, 0, 0});
    std::vector<float> expected = wanted;
    if (l2) expected[1] = -0.8F;
    EXPECT_THAT(floats(run(model.model(), {{"x", x}})[0]),
                testing::Pointwise(testing::FloatEq(), expected));
  }
}

TEST(OnnxLearning, UnknownCategoriesAreAnErrorWhereTheFileSaysSo) {
  OnnxModel model;
  model.input("x", {0, 1}, ElementType::i64);
  ml_node(model, "OneHotEncoder", {"x"}, {integers_attribute("cats_int64s", {2, 5})});
  model.with("zeros", std::int64_t{0});
  const auto of = [](double value) { return Tensor::of<double>(Shape{1, 1}, {value}); };
  EXPECT_THAT(floats(run(model.model(), {{"x", of(5)}})[0]), ElementsAre(0, 1));
  EXPECT_THAT(error_of([&] {
                run(model.model(), {{"x", of(3)}});
              }),
              HasSubstr("3 at place 0 is none of the 2 categories"));
}

TEST(OnnxLearning, LinearRegressionOfSeveralTargets) {
  OnnxModel model;
  model.input("x", {0, 2});
  ml_node(model, "LinearRegressor", {"x"},
          {numbers_attribute("coefficients", {1, 2, 3, 4}), numbers_attribute("intercepts", {5, 6}),
           integer_attribute("targets", 2)});
  const Tensor x = Tensor::of<float>(Shape{1, 2}, {10, 1});
  EXPECT_THAT(floats(run(model.model(), {{"x", x}})[0]), ElementsAre(17, 40));
}

// Of equal scores the first counts; where a score is missing there is no class.
TEST(OnnxLearning, LinearClassesByTheirLargestScore) {
  OnnxModel model;
  model.input("x", {0, 1}).node("LinearClassifier", {"x"}, "label");
  StoredNode& node = model.model().nodes.back();
  node.domain = "ai.onnx.ml";
  node.outputs.emplace_back("scores");
  node.attributes = {numbers_attribute("coefficients", {1, -1, 0}),
                     numbers_attribute("intercepts", {0, 0, 0}),
                     texts_attribute("classlabels_strings", {"up", "down", "flat"})};
  model.with("post_transform", "SOFTMAX").output("label").output("scores");
  const Tensor x = Tensor::of<float>(Shape{4, 1}, {2, -3, 0, std::nanf("")});
  const std::vector<Operand> y = run(model.model(), {{"x", x}});
  const Words words(model.model());
  std::vector<std::string> labels;
  for (const double number : y[0].constant->values<double>()) {
    labels.push_back(words.text_of(number));
  }
  EXPECT_THAT(labels, ElementsAre("up", "down", "up", ""));
  EXPECT_FLOAT_EQ(floats(y[1])[0], std::exp(2.0F) / (std::exp(2.0F) + std::exp(-2.0F) + 1.0F));
}

TEST(OnnxLearning, ScaledByFeature) {
  OnnxModel model;
  model.input("x", {0, 2});
  ml_node(model, "Scaler", {"x"},
          {numbers_attribute("offset", {1, 2}), numbers_attribute("scale", {10, 0.5F})});
  const Tensor x = Tensor::of<float>(Shape{1, 2}, {3, 6});
  EXPECT_THAT(floats(run(model.model(), {{"x", x}})[0]), ElementsAre(20, 2));
}

// The numbers of texts are nothing to compute with.
TEST(OnnxLearning, TextsAreNotComputedWith) {
  OnnxModel model;
  model.input("x", {0, 1}, ElementType::text).node("Add", {"x", "x"}, "y").output("y");
  EXPECT_THAT(error_of([&] { import_graph(model.model()); }), HasSubstr("it takes texts"));
}

}  // namespace
}  // namespace ganglion::io::onnx
