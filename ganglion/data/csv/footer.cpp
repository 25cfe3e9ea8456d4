#include "ganglion/data/csv/footer.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "ganglion/data/csv/rule_line.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/dates.h"
#include "ganglion/data/text/number_survey.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kMaxFooterLines = 5;
constexpr char kEndOfDosFiles = '\x1A';

/// The last line of a text.
std::string_view line_at_end(std::string_view text) {
  const std::size_t before = text.find_last_of("\r\n");
  return before == std::string_view::npos ? text : text.substr(before + 1);
}

std::string_view without_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

/// "(60 rows)"
bool counts_rows(std::string_view text) {
  return text.size() > 1 && text[0] == '(' && is_digit(text[1]) &&
         text.find(" row") != std::string_view::npos;
}

bool is_sentence(std::string_view text) {
  const bool words = text.find_first_of(" (:") != std::string_view::npos;
  const bool letters = std::ranges::any_of(text, is_letter);
  return words && letters && !is_number_somehow(text) && !parse_date(text, DateOrder::day_first) &&
         !parse_date(text, DateOrder::month_first);
}

/// Looks at the lines of a text from the last one on.
class FooterFinder {
 public:
  FooterFinder(std::string_view text, const CsvHead& head, std::span<const CsvSample> rows,
               const std::string& source)
      : text_(text), head_(head), rows_(rows), source_(source) {}

  std::optional<Footer> find() {
    Footer footer;
    take_end_of_dos(footer);
    std::string_view rest = text_;
    bool apart = false;  // a blank line stands between the rows and what was found
    bool rule = false;   // a rule is among it
    Footer found;
    for (std::size_t lines = 0; lines < kMaxFooterLines && !rest.empty();) {
      const std::string_view line = line_at_end(rest);
      const bool blank = is_blank_row(line);
      const bool drawn = is_rule_line(line);
      if (!blank && !drawn && !holds_one_sentence(line)) break;
      if (!blank && !drawn) {
        found = {.at = line.data(), .text = std::string(first_field(line))};
        ++lines;
      } else if (drawn || found.at != nullptr) {
        found.at = line.data();
      }
      apart = blank && found.at != nullptr;
      rule = rule || drawn;
      rest = without_line_end(rest.substr(0, rest.size() - line.size()));
    }
    const bool sure = apart || rule || counts_rows(found.text) || numbers_come_first();
    if (found.at != nullptr && !rest.empty() && sure) return found;
    return footer.at != nullptr ? std::optional(footer) : std::nullopt;
  }

 private:
  void take_end_of_dos(Footer& footer) {
    while (!text_.empty() && (is_line_end(text_.back()) || is_blank(text_.back()))) {
      text_.remove_suffix(1);
    }
    if (!text_.ends_with(kEndOfDosFiles)) return;
    text_.remove_suffix(1);
    footer.at = text_.data() + text_.size();
    text_ = without_line_end(text_);
  }

  /// Copies: what was in quotes is gone with the scanner.
  std::vector<std::string> texts_of(std::string_view line) const {
    std::vector<std::string> texts;
    if (std::ranges::count(line, '"') % 2 != 0) return texts;
    CsvScanner scanner(line, source_, CsvDialect{.delimiter = head_.dialect.delimiter}, line);
    std::vector<CsvField> fields;
    scanner.next(fields);
    for (const CsvField& field : fields) texts.emplace_back(field.text);
    return texts;
  }

  static bool is_filled(const std::string& text) { return !text.empty(); }

  bool is_blank_row(std::string_view line) const {
    return std::ranges::none_of(
        line, [&](char c) { return !is_blank(c) && c != head_.dialect.delimiter; });
  }

  std::string_view first_field(std::string_view line) const {
    const std::size_t end = std::min(line.find(head_.dialect.delimiter), line.size());
    return line.starts_with('"') || head_.dialect.delimiter == ' ' ? line : line.substr(0, end);
  }

  /// A row of a narrow table may have a single field, too.
  bool holds_one_sentence(std::string_view line) const {
    const std::size_t width = head_.names.size() + (head_.row_names ? 1 : 0);
    if (width < 2 || head_.dialect.delimiter == ' ') return false;
    const std::vector<std::string> fields = texts_of(line);
    if (fields.empty() || !is_sentence(fields[0])) return false;
    const auto filled = static_cast<std::size_t>(std::ranges::count_if(fields, is_filled));
    return fields.size() < width ? filled == fields.size() && filled * 2 <= width
                                 : fields.size() == width && filled == 1 && width > 2;
  }

  bool numbers_come_first() const {
    const std::size_t least = rows_.size() - std::min(rows_.size(), kMaxFooterLines);
    const auto above = rows_.first(std::max<std::size_t>(least, 1));
    return std::ranges::all_of(above, [](const CsvSample& row) {
      const std::string& text = row.fields[0];
      return text.empty() || is_number_somehow(text) ||
             parse_date(text, DateOrder::day_first).has_value() ||
             parse_date(text, DateOrder::month_first).has_value();
    });
  }

  std::string_view text_;
  const CsvHead& head_;
  std::span<const CsvSample> rows_;
  const std::string& source_;
};

}  // namespace

std::optional<Footer> find_footer(std::string_view text, const CsvHead& head,
                                  std::span<const CsvSample> rows, const std::string& source) {
  return FooterFinder(text, head, rows, source).find();
}

}  // namespace ganglion::data
