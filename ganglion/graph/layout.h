#pragma once
#include <utility>
#include <vector>

namespace ganglion {

struct Point {
  double x = 0;
  double y = 0;
};

/// A drawing to be laid out: boxes in two bands, and arrows between them.
struct LayoutProblem {
  struct Box {
    double width = 0;
    double height = 0;
    bool backward = false;  ///< in the second band, which flows the other way
  };
  std::vector<Box> boxes;
  std::vector<std::pair<int, int>> edges;
};

struct Layout {
  std::vector<Point> centers;  ///< one per box
  /// One per edge, from the border of one box to another's: a point, then three for each cubic
  /// curve (two controls and its end).
  std::vector<std::vector<Point>> paths;
  double width = 0;
  double height = 0;
};

/// Places the boxes of the first band in columns from left to right and those of the second band
/// below them from right to left, each column as far along as its longest path says; orders each
/// column by barycentres of its neighbours (Sugiyama, Tagawa and Toda, 1981) and aligns boxes with
/// what they are connected to. Edges within a band run between columns without crossing boxes.
Layout lay_out(const LayoutProblem& problem);

}  // namespace ganglion
