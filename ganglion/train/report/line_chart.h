#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/train/report/axis.h"

namespace ganglion::train::report {

struct Series {
  std::string name;
  std::vector<std::pair<double, double>> points = {};  ///< those that aren't finite are left out
  /// A dot at each point, of that radius.
  std::vector<double> radii = {};
  bool joined = true;  ///< by a line; else dots alone
};

struct LineChart {
  std::string label;  ///< what it shows, for who can't see it
  std::string x_title = {};
  std::string y_title = {};
  std::vector<Series> series = {};
  std::optional<Range> x = {};  ///< by the points when not given
  std::optional<Range> y = {};
  bool diagonal = false;              ///< a dashed line from corner to corner
  std::optional<double> mark_x = {};  ///< a dashed upright line
  std::string mark_name = {};
  bool whole_x = false;  ///< x counts something
};

/// Lines in one field, with a legend when there are several. At most 250 points of each are drawn.
std::string drawn(const LineChart& chart);

/// "<span>"s that name the colours.
std::string legend(const std::vector<std::string>& names);

}  // namespace ganglion::train::report
