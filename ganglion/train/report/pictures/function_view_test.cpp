#include "ganglion/train/report/pictures/function_view.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/report/pictures/function_chart.h"
#include "ganglion/train/report/pictures/function_picture.h"
#include "tests/support/error_of.h"

namespace ganglion::train::report {
namespace {

using support::error_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

/// y = 2 relu(x - 1) - 3 relu(-x) + 0.5 on the unscaled x.
Model two_pieces() {
  Sequential model({nn::Input({1}), nn::Dense{2, relu}, nn::Dense{1}});
  model.compile({.loss = nn::MeanSquaredError{}});
  model.set_weight("dense/kernel", Tensor::of<float>({1, 2}, {1, -1}));
  model.set_weight("dense/bias", Tensor::of<float>({2}, {-1, 0}));
  model.set_weight("dense_1/kernel", Tensor::of<float>({2, 1}, {2, -3}));
  model.set_weight("dense_1/bias", Tensor::of<float>({1}, {0.5F}));
  return model;
}

data::Table numbers_table(std::vector<std::pair<std::string, std::vector<double>>> columns) {
  std::vector<data::Column> made;
  for (auto& [name, numbers] : columns) made.push_back({.name = name, .numbers = numbers});
  return {"t.csv", std::move(made)};
}

TEST(FunctionView, ACurveItsPiecesAndItsKinks) {
  const data::Preprocessing preprocessing({.task = data::Task::regression,
                                           .features = {{.name = "x"}},
                                           .targets = {{.name = "y", .mean = 10, .std = 4}}});
  const data::Table table = numbers_table({{"x", {-2, 0, 4}}, {"y", {1, 2, 3}}});
  const FunctionView view = function_view(two_pieces(), preprocessing, table);
  ASSERT_EQ(view.axes.size(), 1U);
  EXPECT_DOUBLE_EQ(view.axes[0].values.front(), -2.3) << "a twentieth of room";
  ASSERT_EQ(view.units.size(), 2U);
  EXPECT_DOUBLE_EQ(view.piece_offset, 4 * 0.5 + 10) << "in the unit of the data";
  for (std::size_t i = 0; i < view.axes[0].values.size(); ++i) {
    const double x = view.axes[0].values[i];
    EXPECT_NEAR(view.units[0].piece[i], 4 * 2 * std::max(x - 1, 0.0), 1e-4);
    EXPECT_NEAR(view.units[1].piece[i], 4 * -3 * std::max(-x, 0.0), 1e-4);
    const double sum = view.units[0].piece[i] + view.units[1].piece[i] + view.piece_offset;
    EXPECT_NEAR(view.values[0][i], sum, 1e-4);
  }
  ASSERT_EQ(view.rows.size(), 3U);
  EXPECT_EQ(view.rows[2].y, 3.0);
  const std::string svg = function_curve(view).svg;
  EXPECT_THAT(svg, HasSubstr("unit 1 of dense: z = 0 at x = 1<"));
  EXPECT_THAT(svg, HasSubstr("unit 2 of dense: z = 0 at x = "));
  EXPECT_EQ(function_charts(view).size(), 2U);
}

/// P(yes) = sigmoid(a - 2 b), c doesn't matter; a hidden layer of one linear unit.
Model plane() {
  Sequential model({nn::Input({3}), nn::Dense{1}, nn::Dense{1}});
  model.compile({.loss = nn::BinaryCrossentropy{.from_logits = true}});
  model.set_weight("dense/kernel", Tensor::of<float>({3, 1}, {0, -2, 1}));
  model.set_weight("dense_1/kernel", Tensor::of<float>({1, 1}, {1}));
  return model;
}

data::Preprocessing plane_columns() {
  return data::Preprocessing({.task = data::Task::binary,
                              .features = {{.name = "c"}, {.name = "b"}, {.name = "a"}},
                              .targets = {{.name = "kind"}},
                              .class_names = {"no", "yes"}});
}

data::Table plane_rows() {
  return numbers_table({{"a", {0, 4, 8, 2}}, {"b", {0, 4, 1, 2}}, {"c", {5, 7, 6, 9}}});
}

TEST(FunctionView, TheColumnsThatMatterMostAreVariedTheOthersHeld) {
  const FunctionView view = function_view(plane(), plane_columns(), plane_rows());
  ASSERT_EQ(view.axes.size(), 2U);
  EXPECT_THAT(view.held, ElementsAre(Pair("c", "6"))) << "the lower median";
  EXPECT_THAT((std::vector{view.axes[0].name, view.axes[1].name}),
              ::testing::UnorderedElementsAre("a", "b"));
  EXPECT_THAT(held_text(view), HasSubstr("Held fixed, at the median or the most frequent value: "
                                         "c = 6."));
}

TEST(FunctionView, ThePlaneOfProbabilitiesAndTheLineOfTheUnit) {
  const FunctionView view = function_view(plane(), plane_columns(), plane_rows(), {"a", "b"});
  ASSERT_EQ(view.values.size(), 2U);
  ASSERT_EQ(view.units.size(), 1U);
  std::size_t place = 0;
  for (const double b : view.axes[1].values) {
    for (const double a : view.axes[0].values) {
      EXPECT_NEAR(view.units[0].z[place], a - 2 * b, 1e-5);
      EXPECT_NEAR(view.values[1][place], 1 / (1 + std::exp(2 * b - a)), 1e-5);
      EXPECT_NEAR(view.values[0][place] + view.values[1][place], 1.0, 1e-6);
      ++place;
    }
  }
  const FunctionChart chart = function_surface(view);
  EXPECT_EQ(chart.heading, "The decision boundary over a and b");
  EXPECT_THAT(chart.svg, HasSubstr("class=\"border\""));
  EXPECT_THAT(chart.svg, HasSubstr("unit 1 of dense: z = 0"));
  EXPECT_THAT(chart.legend, ElementsAre("no", "yes"));
}

TEST(FunctionView, UnknownColumnsAndImagesAreRefused) {
  EXPECT_THAT(error_of([] { function_view(plane(), plane_columns(), plane_rows(), {"aa"}); }),
              HasSubstr("\"aa\" is no numeric column that the model reads"));
  EXPECT_THAT(error_of([] { function_picture({}, "t"); }), HasSubstr("nothing to draw"));
}

TEST(FunctionPicture, IsAFileOfItsOwn) {
  const FunctionView view = function_view(plane(), plane_columns(), plane_rows(), {"a", "c"});
  const std::string svg = function_picture(view, "<title>");
  EXPECT_TRUE(svg.starts_with("<svg xmlns="));
  EXPECT_THAT(svg, Not(HasSubstr("<title>\n")));
  EXPECT_THAT(svg, HasSubstr("&lt;title&gt;"));
  EXPECT_THAT(svg, HasSubstr("prefers-color-scheme"));
}

}  // namespace
}  // namespace ganglion::train::report
