#pragma once
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace ganglion::data {

/// What may stand between fields.
constexpr std::array<char, 4> kDelimiters = {',', ';', '\t', '|'};

/// One of the first lines of a text, in which quoted line ends don't count.
struct SampleLine {
  std::string_view text;
  std::array<std::size_t, kDelimiters.size()> counts = {};  ///< of delimiters outside quotes
  std::vector<std::string_view> words = {};                 ///< what stands between blanks
  char mark = 0;                                            ///< of a comment, perhaps
};

/// The first lines of a text that have something on them.
std::vector<SampleLine> sample_lines(std::string_view text);

}  // namespace ganglion::data
