#include "ganglion/train/report/pictures/contours.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <utility>

namespace ganglion::train::report {
namespace {

struct Spot {
  double x = 0.0;
  double y = 0.0;
};

/// The edge of the grid that a line crosses: its first corner, and whether it goes down.
using Edge = std::pair<std::size_t, bool>;

class Contour {
 public:
  Contour(const ContourGrid& grid, const std::vector<double>& values, double level)
      : grid_(grid), values_(values), level_(level), columns_(grid.x.size()) {}

  std::string area() const {
    std::string path;
    for (std::size_t row = 0; row + 1 < grid_.y.size(); ++row) {
      std::size_t run = 0;  // of whole cells that end before this one
      for (std::size_t column = 0; column + 1 < columns_; ++column) {
        const int inside = corners_inside(column, row);
        if (inside == 4) {
          ++run;
          continue;
        }
        path += whole_cells(column - run, column, row);
        run = 0;
        if (inside > 0) path += part_of_cell(column, row);
      }
      path += whole_cells(columns_ - 1 - run, columns_ - 1, row);
    }
    return path;
  }

  std::string line() {
    for (std::size_t row = 0; row + 1 < grid_.y.size(); ++row) {
      for (std::size_t column = 0; column + 1 < columns_; ++column) add_segments(column, row);
    }
    std::string path;
    while (!next_.empty()) path += joined_line();
    return path;
  }

 private:
  std::size_t corner(std::size_t column, std::size_t row) const { return row * columns_ + column; }
  bool inside(std::size_t at) const { return values_[at] >= level_; }
  Spot spot(std::size_t at) const { return {grid_.x[at % columns_], grid_.y[at / columns_]}; }

  /// Around a cell.
  std::array<std::size_t, 4> corners(std::size_t column, std::size_t row) const {
    return {corner(column, row), corner(column + 1, row), corner(column + 1, row + 1),
            corner(column, row + 1)};
  }

  int corners_inside(std::size_t column, std::size_t row) const {
    int count = 0;
    for (const std::size_t at : corners(column, row)) count += inside(at) ? 1 : 0;
    return count;
  }

  Spot crossing(std::size_t a, std::size_t b) const {
    const double share = (level_ - values_[a]) / (values_[b] - values_[a]);
    const Spot from = spot(a);
    const Spot to = spot(b);
    return {from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
  }

  std::string whole_cells(std::size_t first, std::size_t end, std::size_t row) const {
    if (first >= end) return "";
    return fmt::format("M{:.1f} {:.1f}H{:.1f}V{:.1f}H{:.1f}z", grid_.x[first], grid_.y[row],
                       grid_.x[end], grid_.y[row + 1], grid_.x[first]);
  }

  std::string part_of_cell(std::size_t column, std::size_t row) const {
    const auto around = corners(column, row);
    std::string path;
    const auto add = [&](const Spot& spot) {
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", spot.x, spot.y);
    };
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t a = around[i];
      const std::size_t b = around[(i + 1) % 4];
      if (inside(a)) add(spot(a));
      if (inside(a) != inside(b)) add(crossing(a, b));
    }
    return path + "z";
  }

  Edge edge_of(std::size_t a, std::size_t b) const {
    return {std::min(a, b), a % columns_ == b % columns_};
  }

  void add_segments(std::size_t column, std::size_t row) {
    const auto around = corners(column, row);
    std::vector<Edge> edges;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t a = around[i];
      const std::size_t b = around[(i + 1) % 4];
      if (inside(a) == inside(b)) continue;
      edges.push_back(edge_of(a, b));
      spots_[edges.back()] = crossing(std::min(a, b), std::max(a, b));
    }
    // Of four, each that is left is followed by the one around the corner between them.
    for (std::size_t i = 0; i + 1 < edges.size(); i += 2) {
      next_.emplace(edges[i], edges[i + 1]);
      next_.emplace(edges[i + 1], edges[i]);
    }
  }

  /// Takes one segment at `edge`, if there is one, and gives its other end.
  bool step(Edge& edge) {
    const auto found = next_.find(edge);
    if (found == next_.end()) return false;
    const Edge other = found->second;
    next_.erase(found);
    const auto [first, last] = next_.equal_range(other);
    for (auto back = first; back != last; ++back) {
      if (back->second != edge) continue;
      next_.erase(back);
      break;
    }
    edge = other;
    return true;
  }

  /// From an open end, if there is one.
  std::string joined_line() {
    Edge edge = next_.begin()->first;
    for (const auto& [from, to] : next_) {
      if (next_.count(from) != 1) continue;
      edge = from;
      break;
    }
    std::vector<Spot> line = {spots_.at(edge)};
    while (step(edge)) add_spot(line, spots_.at(edge));
    std::string path;
    for (const Spot& spot : line) {
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", spot.x, spot.y);
    }
    return path;
  }

  /// A spot that lies in the direction of the last step takes its place.
  static void add_spot(std::vector<Spot>& line, const Spot& spot) {
    if (line.size() > 1) {
      const Spot& a = line[line.size() - 2];
      Spot& b = line.back();
      const double length = std::hypot(spot.x - a.x, spot.y - a.y);
      const double off = (b.x - a.x) * (spot.y - a.y) - (b.y - a.y) * (spot.x - a.x);
      if (std::abs(off) <= 0.05 * length) {
        b = spot;
        return;
      }
    }
    line.push_back(spot);
  }

  const ContourGrid& grid_;
  const std::vector<double>& values_;
  double level_;
  std::size_t columns_;
  std::map<Edge, Spot> spots_;
  std::multimap<Edge, Edge> next_;
};

}  // namespace

std::string area_above(const ContourGrid& grid, const std::vector<double>& values, double level) {
  return Contour(grid, values, level).area();
}

std::string level_line(const ContourGrid& grid, const std::vector<double>& values, double level) {
  return Contour(grid, values, level).line();
}

}  // namespace ganglion::train::report
