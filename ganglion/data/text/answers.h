#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ganglion::data {

/// 1 for "1", "yes", "true", "y", "t"; 0 for "0", "no", "false", "n", "f" (and capitals, and other
/// ways to write the numbers 0 and 1).
std::optional<bool> yes_or_no(std::string_view text);

/// A word in small letters: those of ASCII.
std::string small_word(std::string_view text);

}  // namespace ganglion::data
