#pragma once
#include <string>
#include <vector>

#include "ganglion/train/report/pictures/function_view.h"

namespace ganglion::train::report {

/// A drawing, what its colours mean, and how to read it.
struct FunctionChart {
  std::string heading;
  std::string svg = {};  ///< as report::svg() makes it
  double height = 0.0;
  std::string scale = {};  ///< a second one below, kFunctionScaleHeight high; may be empty
  std::vector<std::string> legend = {};  ///< colour 0, 1, …
  std::string caption = {};
};

/// Width of all of them, in units of their drawing.
inline constexpr double kFunctionWidth = 360.0;
inline constexpr double kFunctionScaleHeight = 34.0;

/// Of a view over one column: the prediction with the rows, and the kinks of ReLU units.
FunctionChart function_curve(const FunctionView& view);
/// What each unit of the last hidden layer adds. Only where `view` has pieces and one output.
bool has_pieces(const FunctionView& view);
FunctionChart function_pieces(const FunctionView& view);
/// Of a view over two columns: the class that is predicted, or the value as a shade, with the rows
/// and the lines on which units of the first layer have z = 0.
FunctionChart function_surface(const FunctionView& view);

/// All charts of a view, in the order in which they are shown; none without axes.
std::vector<FunctionChart> function_charts(const FunctionView& view);

/// "Held fixed: age = 30, island = Biscoe and 4 more."; empty when nothing is.
std::string held_text(const FunctionView& view);

}  // namespace ganglion::train::report
