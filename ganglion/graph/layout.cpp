#include "ganglion/graph/layout.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "ganglion/core/index.h"
#include "ganglion/graph/layout_band.h"

namespace ganglion {
namespace {

constexpr double kMargin = 24;
constexpr double kColumnGap = 56;
constexpr double kBandGap = 64;

/// A band with the boxes and edges of the problem that it holds.
struct Half {
  std::vector<int> boxes;  ///< of the problem
  std::vector<std::size_t> edges;
  std::optional<LayoutBand> band;

  Half(const LayoutProblem& problem, bool backward) {
    std::vector<int> local(problem.boxes.size(), -1);
    std::vector<double> heights;
    for (std::size_t i = 0; i < problem.boxes.size(); ++i) {
      if (problem.boxes[i].backward != backward) continue;
      local[i] = static_cast<int>(boxes.size());
      boxes.push_back(static_cast<int>(i));
      heights.push_back(problem.boxes[i].height);
    }
    std::vector<std::pair<int, int>> pairs;
    for (std::size_t e = 0; e < problem.edges.size(); ++e) {
      const auto& [from, to] = problem.edges[e];
      if (local[at(from)] < 0 || local[at(to)] < 0) continue;
      edges.push_back(e);
      pairs.emplace_back(local[at(from)], local[at(to)]);
    }
    band.emplace(heights, pairs);
  }

  const LayoutBand& layout() const { return *band; }
  std::size_t columns() const { return layout().columns.size(); }

  /// Lowest and highest y that a box or a passing edge reaches.
  std::pair<double, double> reach() const {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    std::pair<double, double> range{kInfinity, -kInfinity};
    for (const auto& cell : layout().cells) {
      range.first = std::min(range.first, cell.y - cell.height / 2);
      range.second = std::max(range.second, cell.y + cell.height / 2);
    }
    return range;
  }
};

class Placer {
 public:
  explicit Placer(const LayoutProblem& problem)
      : problem_(problem),
        halves_{Half(problem, false), Half(problem, true)},
        count_(std::max(halves_[0].columns(), halves_[1].columns())),
        widths_(count_, 0.0) {}

  Layout run() {
    layout_.centers.resize(problem_.boxes.size());
    layout_.paths.resize(problem_.edges.size());
    measure_columns();
    double top = kMargin;
    for (int half : {0, 1}) {
      const auto [low, high] = halves_[half].reach();
      if (halves_[half].boxes.empty()) continue;
      shift_[half] = top - low;
      top += high - low + kBandGap;
      place_boxes(half);
    }
    layout_.height = top - kBandGap + kMargin;
    for (int half : {0, 1}) route_within(half);
    route_across();
    return std::move(layout_);
  }

 private:
  /// Both bands end at the right: where the loss is, the derivatives begin.
  std::size_t column_of(int half, int column) const {
    return half == 0 ? count_ - halves_[0].columns() + at(column) : count_ - 1 - at(column);
  }

  void measure_columns() {
    for (int half : {0, 1}) {
      for (const auto& cell : halves_[half].layout().cells) {
        if (cell.box < 0) continue;
        double& width = widths_[column_of(half, cell.column)];
        width = std::max(width, problem_.boxes[at(halves_[half].boxes[at(cell.box)])].width);
      }
    }
    double x = kMargin;
    for (double width : widths_) {
      middles_.push_back(x + width / 2);
      x += width + kColumnGap;
    }
    layout_.width = x - (widths_.empty() ? 0 : kColumnGap) + kMargin;
  }

  void place_boxes(int half) {
    for (const auto& cell : halves_[half].layout().cells) {
      if (cell.box < 0) continue;
      layout_.centers[at(halves_[half].boxes[at(cell.box)])] = {
          middles_[column_of(half, cell.column)], cell.y + shift_[half]};
    }
  }

  /// From the side of one box to the facing side of the other, straight through the columns
  /// between.
  void route_within(int half) {
    const LayoutBand& band = halves_[half].layout();
    for (std::size_t e = 0; e < band.routes.size(); ++e) {
      const auto& [from, to] = problem_.edges[halves_[half].edges[e]];
      auto& path = layout_.paths[halves_[half].edges[e]];
      const double sense = layout_.centers[at(to)].x < layout_.centers[at(from)].x ? -1 : 1;
      path.push_back(side_of(from, sense));
      for (std::size_t i = 1; i + 1 < band.routes[e].size(); ++i) {
        const auto& cell = band.cells[at(band.routes[e][i])];
        const std::size_t column = column_of(half, cell.column);
        const double y = cell.y + shift_[half];
        curve_to(path, {middles_[column] - sense * widths_[column] / 2, y});
        curve_to(path, {middles_[column] + sense * widths_[column] / 2, y});
      }
      curve_to(path, side_of(to, -sense));
    }
  }

  /// A curve that leaves and arrives level.
  static void curve_to(std::vector<Point>& path, Point end) {
    const Point start = path.back();
    const double middle = (start.x + end.x) / 2;
    path.insert(path.end(), {{middle, start.y}, {middle, end.y}, end});
  }

  Point side_of(int box, double sense) const {
    const Point center = layout_.centers[at(box)];
    return {center.x + sense * problem_.boxes[at(box)].width / 2, center.y};
  }

  /// Between the bands, from side to facing side; within a column, round the right of it.
  void route_across() {
    for (std::size_t e = 0; e < problem_.edges.size(); ++e) {
      auto& path = layout_.paths[e];
      if (!path.empty()) continue;
      const auto& [from, to] = problem_.edges[e];
      const double step = layout_.centers[at(to)].x - layout_.centers[at(from)].x;
      const double sense = step < 0 ? -1 : 1;
      path.push_back(side_of(from, sense));
      if (std::abs(step) > 1) {
        curve_to(path, side_of(to, -sense));
        continue;
      }
      const Point end = side_of(to, 1);
      const double bulge = std::max(path[0].x, end.x) + kColumnGap * 0.6;
      path.insert(path.end(), {{bulge, path[0].y}, {bulge, end.y}, end});
    }
  }

  const LayoutProblem& problem_;
  Half halves_[2];
  std::size_t count_;
  std::vector<double> widths_;
  std::vector<double> middles_;
  double shift_[2] = {0, 0};
  Layout layout_;
};

}  // namespace

Layout lay_out(const LayoutProblem& problem) {
  return Placer(problem).run();
}

}  // namespace ganglion
