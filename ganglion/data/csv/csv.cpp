#include "ganglion/data/csv/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/other_kind.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/encoding.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::ptrdiff_t kBlock = 64;

constexpr std::string_view kMark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view text) {
  return text.starts_with(kMark) ? text.substr(3) : text;
}

/// A bit for each of 64 bytes that is one of four. The first loop becomes a few vector
/// instructions; the second gathers the low bits of eight bytes with one multiplication.
std::uint64_t bits_of(const char* block, char a, char b) {
  static_assert(std::endian::native == std::endian::little);
  std::array<unsigned char, kBlock> hit{};
  for (std::size_t i = 0; i < hit.size(); ++i) {
    const char c = block[i];
    hit[i] = static_cast<unsigned char>(static_cast<int>(c == a) | static_cast<int>(c == b) |
                                        static_cast<int>(c == '\n') | static_cast<int>(c == '\r'));
  }
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < hit.size(); i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, hit.data() + i, 8);
    bits |= ((eight * 0x0102040810204080U) >> 56U) << i;
  }
  return bits;
}

}  // namespace

std::vector<std::string> default_missing() {
  return {"",        "NA",     "N/A",     "n/a",      "N/a",      "NaN",          "nan",
          "NAN",     "-nan",   "-NaN",    "?",        "null",     "NULL",         "Null",
          "NaT",     "<NA>",   "\\N",     "#N/A",     "#N/A N/A", "#NA",          "#DIV/0!",
          "#VALUE!", "#REF!",  "#NAME?",  "#NUM!",    "#NULL!",   "#SPILL!",      "#CALC!",
          "-1.#IND", "1.#IND", "1.#QNAN", "-1.#QNAN", "#ERROR!",  "#GETTING_DATA"};
}

std::vector<std::string> default_missing_among_numbers() {
  return missing_among_numbers();
}

Header header_named(std::string_view word) {
  if (word == "auto") return Header::automatic;
  if (word == "yes") return Header::yes;
  if (word == "no") return Header::no;
  throw Error(fmt::format("unknown value {}; use auto, yes or no", shown(word)));
}

char decimal_named(std::string_view word) {
  if (word == "auto") return 0;
  if (word == "," || word == "comma") return ',';
  if (word == "." || word == "point") return '.';
  throw Error(fmt::format("unknown decimal mark {}; use , or . or auto", shown(word)));
}

void check_delimiter(char delimiter, const std::string& name) {
  if (delimiter != '"' && !is_line_end(delimiter)) return;
  throw Error(fmt::format("{}: a delimiter cannot be {}; use , ; | a blank or a tab", name,
                          shown(std::string_view(&delimiter, 1))));
}

CsvScanner::CsvScanner(std::string_view text, std::string name, const CsvDialect& dialect,
                       std::string_view part, std::int64_t lines_before)
    : text_(text),
      lines_before_(lines_before),
      name_(std::move(name)),
      dialect_(dialect),
      delimiter_(dialect.delimiter),
      second_delimiter_(dialect.delimiter == ' ' ? '\t' : dialect.delimiter),
      here_(part.data()),
      end_(part.data() + part.size()),
      block_(here_) {
  if (here_ != end_) load(here_);
}

CsvScanner::CsvScanner(std::string_view text, std::string name, char delimiter)
    : CsvScanner(without_mark(text), std::move(name), CsvDialect{}, {}) {
  check_delimiter(delimiter, name_);
  refuse_other_kind(text_, name_);
  check_text(text_, name_);
  *this = CsvScanner(text_, name_, find_dialect(text_, delimiter), text_);
}

std::string CsvScanner::place(const char* at) const {
  return place_in(text_, name_, at, lines_before_);
}

void CsvScanner::end_line() {
  if (*here_ == '\r' && here_ + 1 != end_ && here_[1] == '\n') ++here_;
  ++here_;
  ++line_;
}

/// Fields are counted by what stands between them, quotes apart: those of the line, or of all lines
/// of a row with line ends in quotes.
bool CsvScanner::is_comment(const char* start) const {
  if (dialect_.comments.find(*start) == std::string::npos) return false;
  std::size_t fields = 1;
  std::size_t fields_of_line = 0;
  bool in_quotes = false;
  bool in_field = true;
  bool begins = true;
  for (const char* p = start; p != end_; ++p) {
    if (is_line_end(*p)) {
      if (!in_quotes) break;
      if (fields_of_line == 0) fields_of_line = fields;
    }
    if (*p == '"' && (in_quotes || begins || p[-1] == '"')) in_quotes = !in_quotes;
    begins = begins && is_blank(*p);
    const bool stop = !in_quotes && (*p == delimiter_ || *p == second_delimiter_);
    if (delimiter_ != ' ') fields += stop ? 1 : 0;
    if (delimiter_ == ' ' && !stop && !in_field) ++fields;
    in_field = !stop;
    begins = begins || stop;
  }
  const std::size_t width = dialect_.width + (dialect_.framed ? 2 : 0);
  return (in_quotes && fields_of_line > 0 ? fields_of_line : fields) != width;
}

/// Stops at the first line with something on it; false at the end of the text.
bool CsvScanner::skip_blank_lines() {
  for (const char* p = here_; p != end_; ++p) {
    if (is_line_end(*p)) {
      here_ = p;
      end_line();
      p = here_ - 1;
    } else if (end_ - p >= 3 && std::string_view(p, 3) == kMark) {
      here_ = p + 3;  // the start of a file that was put behind another
      p += 2;
    } else if (!is_blank(*p)) {
      if (dialect_.comments.empty() || !is_comment(p)) return true;
      while (p + 1 != end_ && !is_line_end(p[1])) ++p;
    }
  }
  return false;
}

/// Those that lie above nothing, or below nothing, are none.
bool CsvScanner::take_blank_row(std::vector<CsvField>& fields) {
  const auto is_void = [&](char c) { return is_blank(c) || is_line_end(c); };
  const char* p = here_;
  while (p != end_ && is_blank(*p)) ++p;
  if (p == end_ || !is_line_end(*p)) return false;
  if (filled_ == nullptr && std::all_of(text_.data(), here_, is_void)) return false;
  const char* end = text_.data() + text_.size();
  if (filled_ < p) filled_ = std::find_if_not(p, end, is_void);
  if (filled_ == end) return false;
  here_ = p;
  row_line_ = line_;
  fields.push_back({.text = {}, .at = p});
  end_line();
  return true;
}

void CsvScanner::take_frame_off(std::vector<CsvField>& fields) const {
  if (fields.size() < 3 || !fields.front().text.empty() || !fields.back().text.empty()) return;
  fields[1].at = fields[0].at;  // the row starts there
  fields.erase(fields.begin());
  fields.pop_back();
}

bool CsvScanner::next(std::vector<CsvField>& fields) {
  fields.clear();
  if (!unescaped_.empty()) unescaped_.clear();
  if (dialect_.blank_rows && take_blank_row(fields)) return true;
  if (!skip_blank_lines()) return false;
  row_line_ = line_;
  if (delimiter_ == ' ') {
    next_blank_separated(fields);
    return true;
  }
  for (;;) {
    while (here_ != end_ && is_blank(*here_)) ++here_;
    fields.push_back(here_ != end_ && *here_ == '"' ? quoted_field() : unquoted_field());
    if (here_ != end_ && *here_ == delimiter_) {
      ++here_;
      continue;
    }
    if (here_ != end_) end_line();
    if (dialect_.framed) take_frame_off(fields);
    return true;
  }
}

void CsvScanner::next_blank_separated(std::vector<CsvField>& fields) {
  for (;;) {
    while (here_ != end_ && (*here_ == ' ' || *here_ == '\t')) ++here_;
    if (here_ == end_) return;
    if (is_line_end(*here_)) return end_line();
    fields.push_back(*here_ == '"' ? quoted_field() : unquoted_field());
  }
}

void CsvScanner::load(const char* block) {
  block_ = block;
  if (end_ - block >= kBlock) {
    stops_ = bits_of(block, delimiter_, second_delimiter_);
    return;
  }
  std::array<char, kBlock> rest{};
  std::memcpy(rest.data(), block, static_cast<std::size_t>(end_ - block));
  stops_ = bits_of(rest.data(), delimiter_, second_delimiter_);
}

/// The first delimiter or line end from p on, or the end.
const char* CsvScanner::stop_from(const char* p) {
  if (p == end_) return end_;
  if (p - block_ >= kBlock) load(p);
  std::uint64_t rest = stops_ >> (p - block_);
  while (rest == 0) {
    if (end_ - block_ <= kBlock) return end_;
    p = block_ + kBlock;
    load(p);
    rest = stops_;
  }
  return p + std::countr_zero(rest);
}

CsvField CsvScanner::unquoted_field() {
  const char* start = here_;
  here_ = stop_from(start);
  const char* p = here_;
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
  line_ += count_lines({open, static_cast<std::size_t>(here_ - open)});
  const std::string_view text = joined == nullptr ? piece : joined->append(piece);
  const char* closed = here_;
  while (here_ != end_ && is_blank(*here_)) ++here_;
  const bool apart = delimiter_ == ' ' && here_ != closed;
  if (here_ != end_ && !apart && *here_ != delimiter_ && !is_line_end(*here_)) {
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
