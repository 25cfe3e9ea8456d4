#include "ganglion/nn/network_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/core/utf8.h"

namespace ganglion::nn {
namespace {

constexpr std::string_view kBlanks = " \t\r\v\f";
constexpr std::string_view kWordEnds = " \t\r\v\f\n;#=";

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::size_t NetworkWords::after_blanks(std::size_t at) const {
  return std::min(text_.find_first_not_of(kBlanks, at), text_.size());
}

Word NetworkWords::next_word(std::size_t& at) const {
  const std::size_t begin = at;
  while (at < text_.size() && kWordEnds.find(text_[at]) == std::string_view::npos) {
    if (text_[at] == '(') {  // blanks may stand between parentheses: uniform(-1, 1)
      const std::size_t close = text_.find_first_of(")\n;", at);
      if (close == std::string_view::npos || text_[close] != ')') {
        fail({"(", at, 1}, "the closing ')' is missing");
      }
      at = close;
    }
    ++at;
  }
  Word word{std::string(text_.substr(begin, at - begin)), begin, at - begin};
  std::transform(word.text.begin(), word.text.end(), word.text.begin(), lower);
  return word;
}

LineEntry NetworkWords::next_entry(std::size_t& at) const {
  LineEntry entry;
  entry.value = next_word(at);
  const std::size_t equals = after_blanks(at);
  if (equals == text_.size() || text_[equals] != '=') return entry;
  entry.is_setting = true;
  entry.name = entry.value;
  at = after_blanks(equals + 1);
  entry.value = next_word(at);
  if (entry.name.text.empty() || entry.value.text.empty()) {
    fail({"=", equals, 1}, "write settings as name=value");
  }
  return entry;
}

std::vector<Line> NetworkWords::lines() const {
  std::vector<Line> lines(1);
  std::size_t at = 0;
  while ((at = after_blanks(at)) < text_.size()) {
    if (text_[at] == '#') {
      at = std::min(text_.find('\n', at), text_.size());
    } else if (text_[at] == ';' || text_[at] == '\n') {
      lines.emplace_back();
      ++at;
    } else {
      lines.back().push_back(next_entry(at));
    }
  }
  std::erase_if(lines, [](const Line& line) { return line.empty(); });
  return lines;
}

void NetworkWords::fail(const Word& word, std::string_view message) const {
  const std::size_t newline = text_.substr(0, word.at).rfind('\n');
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  const std::size_t end = std::min(text_.find('\n', begin), text_.size());
  std::string line(text_.substr(begin, end - begin));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  const std::string_view marked = text_.substr(word.at, word.length);
  const auto number = 1 + std::count(text_.begin(), text_.begin() + static_cast<long>(begin), '\n');
  const bool several = text_.find('\n') != std::string_view::npos;
  throw Error(fmt::format("{}{}: {}\n  {}\n  {}^{}", what_,
                          several ? fmt::format(":{}", number) : std::string(), message, line,
                          std::string(display_width(text_.substr(begin, word.at - begin)), ' '),
                          std::string(std::max<std::size_t>(display_width(marked), 1) - 1, '~')));
}

}  // namespace ganglion::nn
