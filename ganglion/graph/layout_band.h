#pragma once
#include <utility>
#include <vector>

namespace ganglion {

/// One band of a layout while it is made: cells in columns. A cell is a box, or a place where a
/// long edge passes through a column.
struct LayoutBand {
  struct Cell {
    int box = -1;  ///< -1: an edge passes
    int column = 0;
    double height = 0;
    double y = 0;  ///< of the centre
    std::vector<int> before;
    std::vector<int> after;
  };
  std::vector<Cell> cells;
  std::vector<std::vector<int>> columns;  ///< cells from top to bottom
  std::vector<std::vector<int>> routes;   ///< for each edge given: the cells it runs through

  /// `heights` of the boxes; edges are pairs of indices into them.
  LayoutBand(const std::vector<double>& heights, const std::vector<std::pair<int, int>>& edges);

 private:
  void add_routes(const std::vector<std::pair<int, int>>& edges);
  void order();
  void place();
  bool is_leaf(int cell) const;
  std::vector<int> anchors_of(int cell) const;
  void settle(std::vector<int>& column);
};

}  // namespace ganglion
