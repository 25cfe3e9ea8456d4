#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <vector>

#include "ganglion/data/csv/csv.h"
#include "ganglion/data/csv/rule_line.h"
#include "ganglion/data/csv/sample_lines.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/encoding.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

std::size_t fields_of(const SampleLine& line, char delimiter) {
  if (delimiter == ' ') return line.words.size();
  for (std::size_t i = 0; i < kDelimiters.size(); ++i) {
    if (kDelimiters[i] == delimiter) return line.counts[i] + 1;
  }
  return static_cast<std::size_t>(std::ranges::count(line.text, delimiter)) + 1;
}

bool is_number(std::string_view text) {
  double value = 0;
  return parse_number(text, value);
}

/// Lines that surely are no comments, or all when there are none.
std::vector<const SampleLine*> rows_of(const std::vector<SampleLine>& lines) {
  std::vector<const SampleLine*> rows;
  for (const SampleLine& line : lines) {
    if ((line.mark == 0 || line.mark == '|') && !is_rule_line(line.text)) rows.push_back(&line);
  }
  // A mark before nearly every line is no mark.
  if (rows.size() * 2 >= lines.size()) {
    if (rows.size() > 1 && rows[0]->mark == '|' && rows[1]->mark == 0) rows.erase(rows.begin());
    return rows;
  }
  rows.clear();
  for (const SampleLine& line : lines) rows.push_back(&line);
  return rows;
}

using LineSpan = std::span<const SampleLine* const>;

/// Fields of every row, or 0 when they differ or there is only one.
std::size_t common_width(LineSpan rows, char delimiter) {
  const std::size_t width = fields_of(*rows[0], delimiter);
  for (const SampleLine* row : rows) {
    if (fields_of(*row, delimiter) != width) return 0;
  }
  return width > 1 ? width : 0;
}

/// All rows have as many words, and in some place all of them are numbers (but for a header).
bool stands_in_blanks(LineSpan rows) {
  const std::size_t width = common_width(rows, ' ');
  for (std::size_t i = 0; i < width; ++i) {
    const bool numbers =
        std::all_of(rows.begin() + (rows.size() > 1 ? 1 : 0), rows.end(),
                    [&](const SampleLine* row) { return is_number(row->words[i]); });
    if (numbers) return true;
  }
  return false;
}

/// A field that a tab ends holds several numbers: then the tab is a blank among others.
bool tab_is_a_blank(const SampleLine& row) {
  const std::size_t tab = row.text.find('\t');
  if (tab == std::string_view::npos) return false;
  std::size_t numbers = 0;
  for (const std::string_view word : row.words) {
    if (word.data() > row.text.data() + tab) break;
    if (!is_number(word) && word != "?" && word != "NA") return false;
    ++numbers;
  }
  return numbers > 1;
}

/// The delimiter that gives all rows as many fields; 0 if there is none. Commas come last: they
/// stand within numbers and names, too.
char common_delimiter(LineSpan rows) {
  char best = 0;
  std::size_t widest = 0;
  for (const char delimiter : kDelimiters) {
    const std::size_t width = common_width(rows, delimiter);
    if (width == 0 || (width <= widest && best != ',')) continue;
    widest = width;
    best = delimiter;
  }
  if (best == '\t' && tab_is_a_blank(*rows.back()) && stands_in_blanks(rows)) return ' ';
  return best;
}

/// The same for rows behind some lines of titles, which have fewer fields than any row, or behind a
/// header that has no name for the first field.
char delimiter_behind_titles(LineSpan rows) {
  constexpr std::size_t kMaxTitles = 20;
  for (std::size_t titles = 1; titles <= kMaxTitles && titles + 2 <= rows.size(); ++titles) {
    const LineSpan rest = rows.subspan(titles);
    char delimiter = common_delimiter(rest);
    const bool named = titles == 1 && rows[0]->words.size() > 1;
    if (delimiter == 0 && named && stands_in_blanks(rest)) delimiter = ' ';
    if (delimiter == 0) continue;
    const std::size_t width = fields_of(*rest[0], delimiter);
    const auto is_title = [&](const SampleLine* row) {
      const std::size_t fields = fields_of(*row, delimiter);
      return delimiter == ' ' ? fields + 1 == width : fields < width;
    };
    return std::ranges::all_of(rows.first(titles), is_title) ? delimiter : '\0';
  }
  return 0;
}

/// How many words of a row are numbers with a decimal comma or without any; 0 where a comma stands
/// elsewhere, or another mark separates fields.
std::size_t count_comma_numbers(const SampleLine& row) {
  if (row.text.find_first_of(";|") != std::string_view::npos) return 0;
  std::size_t numbers = 0;
  for (const std::string_view word : row.words) {
    double value = 0;
    const bool number = parse_number(word, NumberFormat{.decimal = ','}, value);
    if (!number && word.find(',') != word.npos) return 0;
    numbers += number ? 1 : 0;
  }
  return numbers;
}

/// Whether each row below the first has two numbers or more with blanks or tabs between them, and
/// each comma is a decimal mark: "1,2 117". Where all behind a blank are groups of three digits,
/// blanks may separate thousands ("1" and "2 117"), unless a header has as many words.
bool commas_are_decimal(LineSpan rows) {
  const auto has = [](const SampleLine* row, char mark) {
    return row->text.find(mark) != row->text.npos;
  };
  const bool header = !has(rows[0], ',');
  const LineSpan below = rows.subspan(header ? 1 : 0);
  if (below.empty()) return false;
  bool apart = header && rows[0]->words.size() == below[0]->words.size();
  for (const SampleLine* row : below) {
    if (count_comma_numbers(*row) < 2) return false;
    apart = apart || has(row, '\t');
    for (const std::string_view word : std::span(row->words).subspan(1)) {
      apart = apart || std::min(word.find(','), word.size()) != 3;
    }
  }
  return apart && std::ranges::any_of(below, [&](const SampleLine* row) { return has(row, ','); });
}

char find_delimiter(LineSpan rows) {
  if (commas_are_decimal(rows)) {
    return rows.back()->text.find('\t') == std::string_view::npos ? ' ' : '\t';
  }
  if (const char common = common_delimiter(rows)) return common;
  if (const char common = delimiter_behind_titles(rows)) return common;
  char best = 0;
  // Rows of different lengths: what occurs most in the first line, or else in all.
  for (const bool first_only : {true, false}) {
    std::size_t most = 0;
    for (const char delimiter : kDelimiters) {
      std::size_t count = 0;
      for (const SampleLine* row : rows) {
        if (row == rows[0] || !first_only) count += fields_of(*row, delimiter) - 1;
      }
      if (count > most) {
        most = count;
        best = delimiter;
      }
    }
    if (best == '\t' && stands_in_blanks(rows)) return ' ';
    if (best != 0) return best;
    if (first_only && stands_in_blanks(rows)) return ' ';
  }
  return ',';
}

std::size_t usual_width(const std::vector<const SampleLine*>& rows, char delimiter) {
  std::map<std::size_t, std::size_t> counts;
  for (const SampleLine* row : rows) ++counts[fields_of(*row, delimiter)];
  return std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; })
      ->first;
}

/// Marks of lines that don't have the fields of a row. Where more lines of a mark have them, it
/// begins texts, such as "#1001", and a line of another width is a fault.
std::string marks_of_comments(const std::vector<SampleLine>& lines, const CsvDialect& dialect) {
  std::map<char, std::ptrdiff_t> others;  // less those that are rows
  for (const SampleLine& line : lines) {
    if (line.mark == 0 || line.mark == dialect.delimiter) continue;
    others[line.mark] += fields_of(line, dialect.delimiter) != dialect.width ? 1 : -1;
  }
  std::string marks;
  for (const auto& [mark, more] : others) {
    if (more >= 0) marks += mark;
  }
  return marks;
}

/// Whether lines are those of a Markdown table, or of one that a database draws: a rule is among
/// them, and all others, from the first one with a frame on, have it.
bool are_framed(const std::vector<SampleLine>& lines) {
  const auto is_drawn = [](const SampleLine& line) { return is_rule_line(line.text); };
  const auto has_frame = [&](const SampleLine& line) {
    const std::string_view text = inner_text(line.text);
    return is_drawn(line) || (text.size() > 1 && text.starts_with('|') && text.ends_with('|'));
  };
  const auto first = std::ranges::find_if(lines, has_frame);
  return std::any_of(first, lines.end(), is_drawn) && std::all_of(first, lines.end(), has_frame);
}

/// Whether blank lines among those of one column are rows of it: not below the first line, and not
/// where they set as many lines apart each time.
bool are_blank_rows(const std::vector<SampleLine>& lines) {
  std::vector<std::size_t> below_blank;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const char* end = lines[i - 1].text.data() + lines[i - 1].text.size();
    const std::string_view between(end, static_cast<std::size_t>(lines[i].text.data() - end));
    if (count_lines(between) < 2) continue;
    if (i == 1) return false;
    below_blank.push_back(i);
  }
  bool even = below_blank.size() > 2;
  for (std::size_t i = 2; i < below_blank.size(); ++i) {
    even = even && below_blank[i] - below_blank[i - 1] == below_blank[1] - below_blank[0];
  }
  return !even && below_blank.size() * 2 < lines.size();
}

}  // namespace

CsvDialect find_dialect(std::string_view text, char delimiter) {
  const std::vector<SampleLine> lines = sample_lines(text);
  CsvDialect dialect{.delimiter = delimiter == 0 ? ',' : delimiter};
  if (lines.empty()) return dialect;
  const std::vector<const SampleLine*> rows = rows_of(lines);
  if (delimiter == 0) dialect.delimiter = find_delimiter(rows);
  dialect.width = usual_width(rows, dialect.delimiter);
  dialect.comments = marks_of_comments(lines, dialect);
  dialect.framed = dialect.delimiter == '|' && dialect.width > 2 && are_framed(lines);
  if (dialect.framed) dialect.width -= 2;
  dialect.blank_rows = dialect.width == 1 && !dialect.framed && are_blank_rows(lines);
  return dialect;
}

}  // namespace ganglion::data
