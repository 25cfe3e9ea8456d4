#include "ganglion/data/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/text.h"

namespace ganglion::data {
namespace {

bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

std::string_view without_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

/// Line ends in a piece of text; CRLF is one.
std::int64_t count_lines(const char* from, const char* to) {
  std::int64_t lines = 0;
  for (; from != to; ++from) {
    if (*from == '\n' || (*from == '\r' && (from + 1 == to || from[1] != '\n'))) ++lines;
  }
  return lines;
}

}  // namespace

CsvScanner::CsvScanner(std::string_view text, std::string name, char delimiter)
    : text_(without_mark(text)),
      name_(std::move(name)),
      delimiter_(delimiter),
      here_(text_.data()),
      end_(text_.data() + text_.size()) {
  if (delimiter == '"' || is_line_end(delimiter)) {
    throw Error(fmt::format("{}: a delimiter cannot be {}; use , ; or a tab", name_,
                            shown(std::string_view(&delimiter, 1))));
  }
  check_text();
  if (delimiter == 0) delimiter_ = sniff();
}

void CsvScanner::check_text() const {
  if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF")) {
    throw Error(fmt::format("{}:1:1: the file is in UTF-16; save it as UTF-8", name_));
  }
  const void* zero = text_.empty() ? nullptr : std::memchr(text_.data(), 0, text_.size());
  if (zero != nullptr) {
    throw Error(
        fmt::format("{}: a NUL byte; this is not CSV text (a binary file, or UTF-16: save "
                    "it as UTF-8 text)",
                    place(static_cast<const char*>(zero))));
  }
}

char CsvScanner::sniff() const {
  constexpr std::array<char, 3> kCandidates = {',', ';', '\t'};
  std::array<std::int64_t, 3> counts{};
  bool in_quotes = false;
  bool begun = false;
  for (char c : text_) {
    if (c == '"') in_quotes = !in_quotes;
    if (is_line_end(c) && !in_quotes && begun) break;
    begun = begun || (!is_line_end(c) && c != ' ');
    for (std::size_t i = 0; i < kCandidates.size(); ++i) {
      if (c == kCandidates[i] && !in_quotes) ++counts[i];
    }
  }
  return kCandidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) -
                                              counts.begin())];
}

std::string CsvScanner::place(const char* at) const {
  const char* start = at;
  while (start != text_.data() && !is_line_end(start[-1])) --start;
  return fmt::format("{}:{}:{}", name_, 1 + count_lines(text_.data(), start), at - start + 1);
}

void CsvScanner::end_line() {
  if (*here_ == '\r' && here_ + 1 != end_ && here_[1] == '\n') ++here_;
  ++here_;
  ++line_;
}

/// Stops at the first line with something on it; false at the end of the text.
bool CsvScanner::skip_blank_lines() {
  for (const char* p = here_; p != end_; ++p) {
    if (is_line_end(*p)) {
      here_ = p;
      end_line();
      p = here_ - 1;
    } else if (!is_blank(*p)) {
      return true;
    }
  }
  return false;
}

bool CsvScanner::next(std::vector<CsvField>& fields) {
  fields.clear();
  unescaped_.clear();
  if (!skip_blank_lines()) return false;
  row_line_ = line_;
  for (;;) {
    while (here_ != end_ && is_blank(*here_)) ++here_;
    fields.push_back(here_ != end_ && *here_ == '"' ? quoted_field() : unquoted_field());
    if (here_ == end_) return true;
    if (*here_ != delimiter_) {
      end_line();
      return true;
    }
    ++here_;
  }
}

CsvField CsvScanner::unquoted_field() {
  const char* start = here_;
  const char* p = start;
  const char delimiter = delimiter_;
  while (p != end_ && *p != delimiter && *p != '\n' && *p != '\r') ++p;
  here_ = p;
  while (p != start && is_blank(p[-1])) --p;
  return {{start, static_cast<std::size_t>(p - start)}, start};
}

CsvField CsvScanner::quoted_field() {
  const char* open = here_;
  const char* from = open + 1;
  std::string* joined = nullptr;
  std::string_view piece;
  for (;;) {
    const auto* close =
        static_cast<const char*>(std::memchr(from, '"', static_cast<std::size_t>(end_ - from)));
    if (close == nullptr) {
      throw Error(
          fmt::format("{}: this quote is never closed: {}; add the closing quote, or double "
                      "it if it is part of the text",
                      place(open), shown({open, static_cast<std::size_t>(end_ - open)})));
    }
    piece = {from, static_cast<std::size_t>(close - from)};
    here_ = close + 1;
    if (here_ == end_ || *here_ != '"') break;
    if (joined == nullptr) joined = &unescaped_.emplace_back();
    joined->append(piece).push_back('"');
    from = here_ + 1;
  }
  line_ += count_lines(open, here_);
  const std::string_view text = joined == nullptr ? piece : joined->append(piece);
  while (here_ != end_ && is_blank(*here_)) ++here_;
  if (here_ != end_ && *here_ != delimiter_ && !is_line_end(*here_)) {
    const char* rest = here_;
    while (here_ != end_ && !is_line_end(*here_)) ++here_;
    throw Error(
        fmt::format("{}: text after a closing quote: {}; double the quotes inside a quoted "
                    "field, and put a {} after it",
                    place(rest), shown({rest, static_cast<std::size_t>(here_ - rest)}),
                    shown(std::string_view(&delimiter_, 1))));
  }
  return {text, open};
}

}  // namespace ganglion::data
