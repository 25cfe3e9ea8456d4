#pragma once
#include <string>
#include <string_view>

namespace ganglion {

/// Text as HTML and SVG show it literally, in elements and in quoted attributes: & < > " ' are
/// escaped, control characters become blanks, and bytes that are no UTF-8 become U+FFFD.
std::string escape(std::string_view text);

}  // namespace ganglion
