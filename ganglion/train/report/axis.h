#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ganglion::train::report {

struct Range {
  double low = 0.0;
  double high = 1.0;
};

/// The range of all finite values; {0, 1} when there are none, and a wider one for a single value.
Range range_of(const std::vector<double>& values);

/// Round numbers (1, 2 or 5 times a power of ten apart) within the range, about `count` of them.
std::vector<double> ticks(const Range& range, int count);

/// A point of a drawing, in the units of its viewBox.
std::string point(double x, double y);

struct FrameOptions {
  double width = 360.0;
  double height = 240.0;
  double left = 0.0;  ///< where the field begins; 0: beside the labels of the y axis
  std::string_view x_title = "";
  std::string_view y_title = "";
  bool y_ticks = true;
  int x_count = 6;       ///< about so many ticks, fewer where their labels are long
  bool whole_x = false;  ///< ticks at integers only
};

/// The field of a chart: from values to places, with grid, ticks and titles.
class Frame {
 public:
  Frame(Range x, Range y, FrameOptions options = {});
  double x(double value) const;
  double y(double value) const;
  double left() const { return options_.left; }
  double right() const { return options_.width - 14.0; }
  double top() const { return 10.0; }
  double bottom() const { return options_.height - 36.0; }
  /// The drawing with its grid under `content`; `label` says what it shows to who can't see it.
  std::string drawing(std::string_view label, std::string_view content) const;

 private:
  std::string grid() const;
  std::vector<double> x_ticks() const;
  std::string x_labels() const;

  Range x_range_;
  Range y_range_;
  FrameOptions options_;
};

/// An <svg> element of that size that is as wide as there is room for.
std::string svg(double width, double height, std::string_view label, std::string_view content);

}  // namespace ganglion::train::report
