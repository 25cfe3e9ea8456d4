#pragma once
#include <string_view>

namespace ganglion::train::report {

/// The style sheet of a report: light and dark, from 320 pixels up.
std::string_view style();

}  // namespace ganglion::train::report
