#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/train/report/axis.h"

namespace ganglion::figures {

using Point = std::pair<double, double>;
using train::report::Range;

struct Axes {
  Range x;
  Range y;
  std::string_view x_title = "";
  std::string_view y_title = "";
  bool numbers = true;  ///< at the ticks of both axes
};

/// One chart of the pages, drawn with the frame and the colours of a report: a file of its own,
/// light or dark as the reader's system is, small enough that three stand beside each other.
class Figure {
 public:
  /// `label` says what is to be seen to who can't see it.
  Figure(std::string label, const Axes& axes);

  /// A line in the n-th colour with its entry in the legend; none for an empty name.
  Figure& curve(const std::vector<Point>& points, int colour, const std::string& name = "",
                std::string_view css = "l");
  /// A thin dashed line without a colour.
  Figure& dashed(const std::vector<Point>& points);
  Figure& dots(const std::vector<Point>& points, int colour, double radius,
               const std::string& name = "");
  Figure& arrow(Point from, Point to, int colour);
  /// A rectangle of half opacity in the n-th colour.
  Figure& band(Point low, Point high, int colour);
  /// A square of one shade between the background (0) and the ink (1).
  Figure& cell(Point low, Point high, double shade);
  Figure& text(Point at, std::string_view words, std::string_view css = "note");

  /// Throws Error naming the path.
  void save(const std::filesystem::path& path) const;

 private:
  std::string path_of(const std::vector<Point>& points) const;
  std::string legend() const;

  std::string label_;
  train::report::Frame frame_;
  std::string content_;
  std::vector<std::pair<int, std::string>> names_;
};

/// y over `count` equal steps from x = low to x = high.
template <class F>
std::vector<Point> sampled(Range x, int count, F&& y) {
  std::vector<Point> points;
  for (int i = 0; i <= count; ++i) {
    const double at = x.low + (x.high - x.low) * i / count;
    points.emplace_back(at, y(at));
  }
  return points;
}

}  // namespace ganglion::figures
