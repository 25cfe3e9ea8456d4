#pragma once
#include <functional>
#include <string>
#include <vector>

namespace ganglion::train::report {

/// Numbers at the places of a grid, the first axis fastest, and where each place is drawn.
struct ContourGrid {
  std::vector<double> x;  ///< of each column, in units of the drawing
  std::vector<double> y;  ///< of each row
};

/// Where `values` is at least `level`, as the data of an SVG path (to be filled); linear between
/// the places of the grid. Empty where it nowhere is.
std::string area_above(const ContourGrid& grid, const std::vector<double>& values, double level);

/// Where `values` equals `level`, as the data of an SVG path (to be stroked): marching squares, the
/// pieces joined and straight ones made one.
std::string level_line(const ContourGrid& grid, const std::vector<double>& values, double level);

}  // namespace ganglion::train::report
