#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ganglion {

/// A text on lines of at most so many characters, broken at blanks; a longer word has a line of its
/// own. At least one line.
std::vector<std::string> word_wrap(std::string_view text, std::size_t most);

}  // namespace ganglion
