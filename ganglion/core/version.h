#pragma once
#include <string_view>

namespace ganglion {

/// The version of the library, e.g. "0.1.0". Written into every model file.
std::string_view version();

}  // namespace ganglion
