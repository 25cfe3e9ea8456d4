#include "ganglion/graph/svg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/graph/dot.h"
#include "ganglion/graph/picture.h"
#include "ganglion/ops/ops.h"

namespace ganglion {
namespace {

using testing::HasSubstr;
using testing::Not;

/// relu(w x + b) with its backward pass.
struct Neuron {
  Graph graph;
  Value x = graph.input("x", {DType::f32, {}});
  Value w = graph.variable("neuron/w", {DType::f32, {}});
  Value b = graph.variable("neuron/b", {DType::f32, {}});
  Value loss;
  Neuron() {
    const Graph::Scope scope(graph, "neuron/forward");
    const Value a = ops::relu(w * x + b);
    loss = a * 0.5;
    graph.set_output("loss", loss);
  }
  void differentiate() {
    const std::array wrt = {w, b};
    const auto d = gradients(loss, wrt);
    graph.set_output("dw", d[0]);
    graph.set_output("db", d[1]);
  }
};

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

/// Every tag that opens closes, in order. Enough of XML for what we write.
void expect_well_formed(const std::string& text) {
  std::vector<std::string> open;
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const std::size_t end = text.find('>', at);
    ASSERT_NE(end, std::string::npos);
    const std::string tag = text.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find_first_of(" /"));
    if (tag.starts_with("/")) {
      ASSERT_FALSE(open.empty());
      EXPECT_EQ(open.back(), tag.substr(1));
      open.pop_back();
    } else if (!tag.ends_with("/")) {
      open.push_back(name);
    }
  }
  EXPECT_TRUE(open.empty());
}

TEST(Picture, HasAKindForEachBox) {
  Neuron neuron;
  neuron.differentiate();
  const Picture picture = make_picture(neuron.graph, {});
  int kinds[5] = {};
  for (const auto& box : picture.boxes) {
    ++kinds[static_cast<int>(box.kind)];
    EXPECT_EQ(box.kind == Picture::Kind::backward, box.backward) << box.title;
  }
  EXPECT_EQ(kinds[static_cast<int>(Picture::Kind::input)], 1);
  EXPECT_EQ(kinds[static_cast<int>(Picture::Kind::variable)], 2);
  EXPECT_EQ(kinds[static_cast<int>(Picture::Kind::constant)], 0) << "0.5 is written into its user";
  EXPECT_EQ(kinds[static_cast<int>(Picture::Kind::op)], 4);
  EXPECT_GT(kinds[static_cast<int>(Picture::Kind::backward)], 2);
}

TEST(Picture, WritesConstantsIntoTheirUsersAndMarksResults) {
  Neuron neuron;
  const Picture picture = make_picture(neuron.graph, {});
  const auto& last = picture.boxes.back();
  EXPECT_EQ(last.title, "mul(·, 0.5)");
  EXPECT_THAT(last.lines, testing::ElementsAre("neuron/forward", "f32[]", "output loss"));
  EXPECT_TRUE(last.result);
}

TEST(Picture, HidesWhatNothingNeeds) {
  Neuron neuron;
  ops::tanh(neuron.x);
  const std::size_t all = make_picture(neuron.graph, {}).boxes.size();
  EXPECT_EQ(make_picture(neuron.graph, {.hide_unused = true}).boxes.size(), all - 1);
}

TEST(Picture, CollapsesLayers) {
  Neuron neuron;
  neuron.differentiate();
  const Picture picture = make_picture(neuron.graph, {.collapse_layers = true});
  std::vector<std::string> titles;
  for (const auto& box : picture.boxes) titles.push_back(box.title);
  EXPECT_THAT(titles, testing::ElementsAre("x", "neuron", "d neuron"));
  EXPECT_EQ(picture.edges.size(), 3U);
}

TEST(Picture, CollapsesNodesNamedByTheirLayerAndAsksForItsLabel) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, {}});
  {
    const Graph::Scope scope(graph, "dense");
    graph.set_output("y", ops::relu(x * x));
  }
  const Picture picture =
      make_picture(graph, {.collapse_layers = true, .layer_label = [](const std::string& layer) {
                             return "of " + layer + "\nand more";
                           }});
  ASSERT_EQ(picture.boxes.size(), 2U);
  EXPECT_THAT(picture.boxes[1].lines,
              testing::ElementsAre("of dense", "and more", "2 nodes", "output y"));
}

TEST(Dot, NamesBoxesAndArrows) {
  Neuron neuron;
  const std::string text = to_dot(neuron.graph, {});
  EXPECT_THAT(text, testing::StartsWith("digraph"));
  EXPECT_THAT(text, HasSubstr("rankdir=LR"));
  EXPECT_THAT(text, HasSubstr("label=\"x\\nf32[]\""));
  EXPECT_EQ(count(text, " -> "), 6);
  EXPECT_THAT(to_dot(neuron.graph, {.direction = DrawOptions::Direction::down}),
              HasSubstr("rankdir=TB"));
}

TEST(Dot, EscapesQuotes) {
  Graph graph;
  graph.input("a \"quoted\" \\ name", {DType::f32, {}});
  EXPECT_THAT(to_dot(graph), HasSubstr(R"(a \"quoted\" \\ name)"));
}

TEST(Svg, IsWellFormedAndShowsEveryBoxAndEdge) {
  Neuron neuron;
  neuron.differentiate();
  const Picture picture = make_picture(neuron.graph, {});
  for (auto direction : {DrawOptions::Direction::right, DrawOptions::Direction::down}) {
    const std::string text = to_svg(neuron.graph, {.direction = direction});
    expect_well_formed(text);
    EXPECT_EQ(count(text, "<rect class=\"box"), static_cast<int>(picture.boxes.size()));
    EXPECT_EQ(count(text, "<path class=\"edge"), static_cast<int>(picture.edges.size()));
    EXPECT_THAT(text, HasSubstr("prefers-color-scheme: dark"));
    EXPECT_THAT(text, Not(HasSubstr("nan")));
  }
}

TEST(Svg, ShowsTheLinesAskedFor) {
  Neuron neuron;
  const std::string text = to_svg(
      neuron.graph, {.label = [&](Value v) { return v == neuron.x ? "value 3\nd 1 < 2" : ""; }});
  EXPECT_THAT(text, HasSubstr(">value 3<"));
  EXPECT_THAT(text, HasSubstr(">d 1 &lt; 2<"));
}

TEST(Svg, OfAnEmptyGraphIsAnEmptyPage) {
  const Graph graph;
  const std::string text = to_svg(graph);
  expect_well_formed(text);
  EXPECT_EQ(count(text, "<rect class=\"box"), 0);
}

TEST(Svg, IsTheSameEveryTime) {
  Neuron a;
  Neuron b;
  EXPECT_EQ(to_svg(a.graph), to_svg(b.graph));
}

}  // namespace
}  // namespace ganglion
