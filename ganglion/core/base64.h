#pragma once
#include <string>
#include <string_view>

namespace ganglion {

/// Bytes as text of the 64 letters of RFC 4648, section 4.
std::string base64(std::string_view bytes);

}  // namespace ganglion
