#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
