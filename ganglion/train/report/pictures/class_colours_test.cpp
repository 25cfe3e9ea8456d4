#include "ganglion/train/report/pictures/class_colours.h"

#include <gmock/gmock.h>

#include "ganglion/train/report/pictures/function_chart.h"

namespace ganglion::train::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> numbered(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < count; ++k) names.push_back("k" + std::to_string(k));
  return names;
}

/// Class `winner` leads at each place of a plane of 4 x 4, class 0 is second.
FunctionView plane_of(std::size_t classes, std::size_t winner) {
  FunctionView view{.task = data::Task::multiclass,
                    .axes = {{"a", {0, 1, 2, 3}}, {"b", {0, 1, 2, 3}}},
                    .outputs = numbered(classes)};
  view.values.assign(classes, std::vector<double>(16, 0.0));
  view.values[0].assign(16, 0.25);
  view.values[winner].assign(16, 0.75);
  view.rows = {{.x = 1, .y = 1, .of = static_cast<std::int64_t>(winner)}, {.x = 2, .y = 2}};
  return view;
}

TEST(ClassColours, UpToEightHaveTheirOwn) {
  const ClassColours colours = class_colours(numbered(8), {});
  EXPECT_THAT(colours.of, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  EXPECT_EQ(colours.legend, numbered(8));
}

TEST(ClassColours, OfMoreTheSevenThatWeighMost) {
  const ClassColours colours = class_colours(numbered(10), {0, 1, 2, 3, 4, 5, 6, 7, 1, 0.5});
  EXPECT_THAT(colours.of, ElementsAre(7, 0, 1, 2, 3, 4, 5, 6, 7, 7)) << "of equals the first";
  EXPECT_THAT(colours.legend, ElementsAre("k1", "k2", "k3", "k4", "k5", "k6", "k7", "3 others"));
}

TEST(FunctionSurface, OfThousandsOfClassesDrawsThoseThatLead) {
  // A comparison of each class with each other one would take minutes.
  const FunctionChart chart = function_surface(plane_of(100'000, 70'000));
  EXPECT_EQ(chart.legend.size(), 8U);
  EXPECT_EQ(chart.legend[6], "k70000");
  EXPECT_EQ(chart.legend[7], "99993 others");
  EXPECT_THAT(chart.svg, HasSubstr("class=\"dot f6\"")) << "a row of it has its colour";
  EXPECT_THAT(chart.svg, HasSubstr("class=\"dot f0\""));
  EXPECT_THAT(chart.svg, HasSubstr("class=\"shade f6\""));
  EXPECT_THAT(chart.svg, Not(HasSubstr("class=\"shade f0\"")));
}

TEST(FunctionSurface, IsSurerWhereTheLeadIsLarger) {
  FunctionView view = plane_of(2, 1);
  const auto shades = [](const std::string& svg) {
    std::size_t count = 0;
    for (std::size_t at = svg.find("shade f1"); at != std::string::npos;
         at = svg.find("shade f1", at + 1)) {
      ++count;
    }
    return count;
  };
  EXPECT_EQ(shades(function_surface(view).svg), 2U) << "ahead by 0.5";
  view.values = {std::vector<double>(16, 0.04), std::vector<double>(16, 0.96)};
  EXPECT_EQ(shades(function_surface(view).svg), 3U) << "ahead by 0.92";
}

TEST(FunctionCurve, OfManyOutputsDrawsTheHighest) {
  FunctionView view{
      .task = data::Task::multiclass, .axes = {{"a", {0, 1, 2}}}, .outputs = numbered(12)};
  for (std::size_t k = 0; k < 12; ++k) {
    view.values.push_back({0.0, static_cast<double>(k) / 100.0, 0.0});
  }
  const FunctionChart chart = function_curve(view);
  EXPECT_THAT(chart.svg, HasSubstr("<title>k11</title>"));
  EXPECT_THAT(chart.svg, Not(HasSubstr("<title>k4</title>")));
  EXPECT_THAT(chart.caption, HasSubstr("the 7 of 12 outputs"));
}

}  // namespace
}  // namespace ganglion::train::report
