#include "ganglion/graph/layout.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace ganglion {
namespace {

LayoutProblem any_problem(bool cycles) {
  LayoutProblem problem;
  const int boxes = *rc::gen::inRange(0, 16);
  for (int i = 0; i < boxes; ++i) {
    problem.boxes.push_back({.width = 40.0 + *rc::gen::inRange(0, 60),
                             .height = 30.0 + *rc::gen::inRange(0, 40),
                             .backward = i > boxes / 2});
  }
  const int edges = boxes < 2 ? 0 : *rc::gen::inRange(0, 30);
  for (int i = 0; i < edges; ++i) {
    const int a = *rc::gen::inRange(0, boxes);
    const int b = *rc::gen::inRange(0, boxes);
    if (a < b || (cycles && a != b)) problem.edges.emplace_back(a, b);
  }
  return problem;
}

bool overlap(const LayoutProblem::Box& a, Point p, const LayoutProblem::Box& b, Point q) {
  return std::abs(p.x - q.x) < (a.width + b.width) / 2 - 1e-6 &&
         std::abs(p.y - q.y) < (a.height + b.height) / 2 - 1e-6;
}

/// On the left or right side of the box.
bool on_border(const LayoutProblem::Box& box, Point center, Point end) {
  return std::abs(std::abs(end.x - center.x) - box.width / 2) < 1e-6 &&
         std::abs(end.y - center.y) < 1e-6;
}

RC_GTEST_PROP(Layout, NoTwoBoxesOverlapAndAllAreOnThePage, ()) {
  const LayoutProblem problem = any_problem(*rc::gen::arbitrary<bool>());
  const Layout layout = lay_out(problem);
  RC_ASSERT(layout.centers.size() == problem.boxes.size());
  for (std::size_t i = 0; i < problem.boxes.size(); ++i) {
    const Point p = layout.centers[i];
    RC_ASSERT(p.x - problem.boxes[i].width / 2 >= 0);
    RC_ASSERT(p.y - problem.boxes[i].height / 2 >= 0);
    RC_ASSERT(p.x + problem.boxes[i].width / 2 <= layout.width);
    RC_ASSERT(p.y + problem.boxes[i].height / 2 <= layout.height);
    for (std::size_t j = 0; j < i; ++j)
      RC_ASSERT(!overlap(problem.boxes[i], p, problem.boxes[j], layout.centers[j]));
  }
}

RC_GTEST_PROP(Layout, EdgesRunFromBorderToBorder, ()) {
  const LayoutProblem problem = any_problem(*rc::gen::arbitrary<bool>());
  const Layout layout = lay_out(problem);
  for (std::size_t e = 0; e < problem.edges.size(); ++e) {
    const auto from = static_cast<std::size_t>(problem.edges[e].first);
    const auto to = static_cast<std::size_t>(problem.edges[e].second);
    const auto& path = layout.paths[e];
    RC_ASSERT(path.size() >= 4U && path.size() % 3 == 1U);
    RC_ASSERT(on_border(problem.boxes[from], layout.centers[from], path.front()));
    RC_ASSERT(on_border(problem.boxes[to], layout.centers[to], path.back()));
  }
}

RC_GTEST_PROP(Layout, ValuesFlowRightAndDerivativesFlowLeft, ()) {
  const LayoutProblem problem = any_problem(false);
  const Layout layout = lay_out(problem);
  for (const auto& [from, to] : problem.edges) {
    const auto& a = problem.boxes[static_cast<std::size_t>(from)];
    const auto& b = problem.boxes[static_cast<std::size_t>(to)];
    const Point p = layout.centers[static_cast<std::size_t>(from)];
    const Point q = layout.centers[static_cast<std::size_t>(to)];
    if (!a.backward && !b.backward) RC_ASSERT(p.x < q.x);
    if (a.backward && b.backward) RC_ASSERT(p.x > q.x);
    if (!a.backward && b.backward) RC_ASSERT(p.y < q.y);
  }
}

TEST(Layout, AChainIsStraight) {
  // Sources beside the chain must not bend it.
  LayoutProblem problem;
  for (int i = 0; i < 7; ++i) problem.boxes.push_back({.width = 50, .height = 40});
  problem.edges = {{0, 1}, {1, 2}, {2, 3}, {4, 1}, {5, 2}, {6, 3}};
  const Layout layout = lay_out(problem);
  EXPECT_NEAR(layout.centers[1].y, layout.centers[2].y, 1.0);
  EXPECT_NEAR(layout.centers[2].y, layout.centers[3].y, 1.0);
}

}  // namespace
}  // namespace ganglion
