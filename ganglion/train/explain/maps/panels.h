#pragma once
#include <span>
#include <string>
#include <vector>

namespace ganglion::train {

/// Curves over the same places, in one field.
struct Panel {
  std::string title = {};
  std::vector<std::vector<double>> curves;
  /// Behind the curves, a number for each place: red above 0, blue below, the stronger the nearer
  /// to the largest size of all panels.
  std::vector<double> bands = {};
};

struct PanelOptions {
  int columns = 1;
  double width = 720.0;  ///< of a field
  double height = 150.0;
  bool places = true;  ///< the number of the first and of the last place stand below
};

/// Fields below and beside each other, with one scale of values for all: an SVG file of its own,
/// light or dark as the reader's system is. Long curves are drawn by the smallest and the largest
/// of some neighbours.
std::string panels_svg(const std::string& heading, const std::vector<Panel>& panels,
                       const PanelOptions& options);

/// The points of a curve as an SVG path in a field of that size, from `low` at its lower edge to
/// `high` at its upper one. What isn't finite is left out.
std::string curve_path(std::span<const double> values, double low, double high, double width,
                       double height);

}  // namespace ganglion::train
