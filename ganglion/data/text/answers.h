#pragma once
#include <optional>
#include <string_view>

namespace ganglion::data {

/// 1 for "1", "yes", "true", "y", "t"; 0 for "0", "no", "false", "n", "f" (and capitals, and other
/// ways to write the numbers 0 and 1).
std::optional<bool> yes_or_no(std::string_view text);

}  // namespace ganglion::data
