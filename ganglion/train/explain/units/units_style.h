#pragma once
#include <string_view>

namespace ganglion::train {

/// The style sheet of drawings of units, for all within class "units": light and dark.
std::string_view units_style();

}  // namespace ganglion::train
