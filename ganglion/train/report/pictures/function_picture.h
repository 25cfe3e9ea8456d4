#pragma once
#include <string>

#include "ganglion/train/report/pictures/function_view.h"

namespace ganglion::train::report {

/// The charts of a view as an SVG file of its own, light or dark as the reader's system is. Throws
/// Error for a view without axes.
std::string function_picture(const FunctionView& view, const std::string& title);

}  // namespace ganglion::train::report
