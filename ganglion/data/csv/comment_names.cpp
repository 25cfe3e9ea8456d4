#include "ganglion/data/csv/comment_names.h"

#include <algorithm>
#include <set>

#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/number_survey.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kMaxComments = 3;  // above the rows that are looked at: names, units, a rule

/// The last line of a text, which is cut off it.
std::string_view take_last_line(std::string_view& text) {
  while (!text.empty() && (is_line_end(text.back()) || is_blank(text.back())))
    text.remove_suffix(1);
  const std::size_t before = text.find_last_of("\r\n");
  const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
  const std::string_view line = text.substr(start);
  text.remove_suffix(line.size());
  return line;
}

/// What a comment says, without its mark; empty for another line.
std::string_view said_in(std::string_view line, const std::string& marks) {
  line = inner_text(line);
  if (line.empty() || marks.find(line[0]) == std::string::npos) return {};
  const char mark = line[0];
  while (line.starts_with(mark)) line.remove_prefix(1);
  return inner_text(line);
}

/// Cut at each delimiter, or at runs of blanks of a length.
std::vector<std::string> words_between(std::string_view text, char delimiter, std::size_t blanks) {
  std::vector<std::string> words(1);
  for (std::size_t at = 0; at < text.size();) {
    std::size_t run = 0;
    while (delimiter == ' ' && at + run < text.size() && is_blank(text[at + run])) ++run;
    const bool tab = text.substr(at, run).find('\t') != std::string_view::npos;
    if (run > 0 ? run >= blanks || tab : text[at] == delimiter) {
      words.emplace_back();
      at += std::max<std::size_t>(run, 1);
      continue;
    }
    words.back().append(text.substr(at, std::max<std::size_t>(run, 1)));
    at += std::max<std::size_t>(run, 1);
  }
  for (std::string& word : words) word = std::string(inner_text(word));
  return words;
}

bool are_names(const std::vector<std::string>& words, std::size_t width) {
  const auto is_word = [](const std::string& word) {
    return !word.empty() && !is_number_somehow(word) &&
           std::ranges::any_of(word, [](char c) { return is_letter(c) || (c & 0x80) != 0; });
  };
  const std::set<std::string> different(words.begin(), words.end());
  return words.size() == width && different.size() == width && std::ranges::all_of(words, is_word);
}

}  // namespace

std::vector<std::string> names_in_comments(std::string_view above, const CsvDialect& dialect) {
  if (dialect.comments.empty() || dialect.width < 2) return {};
  for (std::size_t i = 0; i < kMaxComments; ++i) {
    const std::string_view said = said_in(take_last_line(above), dialect.comments);
    if (said.empty()) return {};
    for (const std::size_t blanks : {1, 2}) {
      std::vector<std::string> words = words_between(said, dialect.delimiter, blanks);
      if (are_names(words, dialect.width)) return words;
    }
  }
  return {};
}

}  // namespace ganglion::data
