#include "ganglion/data/csv/header.h"

#include <algorithm>

#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

/// Numbers, and what is written with digits and without letters: dates, times, "1,5".
bool is_numeric(const std::string& text) {
  double value = 0;
  if (parse_number(text, value)) return true;
  const bool digits = std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return digits && std::ranges::none_of(text, is_letter);
}

}  // namespace

bool first_row_is_header(const std::vector<std::vector<std::string>>& rows,
                         const std::vector<std::string>& missing) {
  if (rows.empty()) return true;
  const auto is_missing = [&](const std::string& text) {
    return std::ranges::find(missing, text) != missing.end();
  };
  bool holds_data = false;
  for (std::size_t i = 0; i < rows[0].size(); ++i) {
    const std::string& first = rows[0][i];
    bool numbers = true;
    bool found = false;
    bool again = false;
    for (std::size_t r = 1; r < rows.size(); ++r) {
      if (i >= rows[r].size() || is_missing(rows[r][i])) continue;
      found = true;
      numbers = numbers && is_numeric(rows[r][i]);
      again = again || rows[r][i] == first;
    }
    const bool word = std::ranges::any_of(first, is_letter) && !is_numeric(first);
    if (word && !is_missing(first) && found && numbers) return true;
    holds_data = holds_data || is_numeric(first) || again || (!first.empty() && is_missing(first));
  }
  return !holds_data;
}

}  // namespace ganglion::data
