#include "ganglion/core/word_wrap.h"

#include <algorithm>

#include "ganglion/core/utf8.h"

namespace ganglion {

std::vector<std::string> word_wrap(std::string_view text, std::size_t most) {
  std::vector<std::string> lines(1);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    begin = end + 1;
    if (word.empty()) continue;
    const std::size_t length = display_width(lines.back()) + 1 + display_width(word);
    if (!lines.back().empty() && length > most) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

}  // namespace ganglion
