#include "ganglion/data/csv/header.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/number_survey.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

bool is_letter_of_any_script(char c) {
  return is_letter(c) || (c & 0x80) != 0;
}

/// Numbers however they are written, and what is written with digits and without letters: dates,
/// times, "1,5".
bool is_numeric(const std::string& text) {
  double value = 0;
  if (parse_number(text, value) || is_number_somehow(text)) return true;
  const bool digits = std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return digits && std::ranges::none_of(text, is_letter_of_any_script);
}

/// A column of the rows below the first.
struct Below {
  bool found = false;   ///< there are values
  bool numbers = true;  ///< all of them are numbers or the like
  bool again = false;   ///< the first row's text is one of them
  double least = 0;
  double most = 0;
  bool parsed = true;  ///< all are plain numbers, between `least` and `most`
};

/// `repeats`: rows that are the first once more.
Below look_below(const std::vector<std::vector<std::string>>& rows, std::size_t column,
                 const std::vector<bool>& repeats, const std::vector<std::string>& missing) {
  Below below;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    if (column >= rows[r].size() || repeats[r]) continue;
    const std::string& text = rows[r][column];
    if (std::ranges::find(missing, text) != missing.end()) continue;
    double value = 0;
    below.parsed = below.parsed && parse_number(text, value);
    below.least = below.found ? std::min(below.least, value) : value;
    below.most = below.found ? std::max(below.most, value) : value;
    below.found = true;
    below.numbers = below.numbers && is_numeric(text);
    below.again = below.again || text == rows[0][column];
  }
  return below;
}

std::vector<Below> look_below_all(const std::vector<std::vector<std::string>>& rows,
                                  const std::vector<std::string>& missing) {
  std::vector<bool> repeats;
  for (const auto& row : rows) repeats.push_back(row == rows[0]);
  std::vector<Below> below;
  for (std::size_t i = 0; i < rows[0].size(); ++i) {
    below.push_back(look_below(rows, i, repeats, missing));
  }
  return below;
}

bool is_word_over_numbers(const std::string& text, const Below& below) {
  return std::ranges::any_of(text, is_letter_of_any_script) && !is_numeric(text) && below.found &&
         below.numbers;
}

/// The step between the numbers of a row, if there are three or more that rise by the same.
std::optional<double> step_of(const std::vector<std::string>& row,
                              const std::vector<std::size_t>& columns) {
  std::vector<double> values;
  for (const std::size_t i : columns) {
    double value = 0;
    if (i >= row.size() || !parse_number(row[i], value)) return std::nullopt;
    values.push_back(value);
  }
  if (values.size() < 3 || values[1] <= values[0]) return std::nullopt;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] - values[i - 1] != values[1] - values[0]) return std::nullopt;
  }
  return values[1] - values[0];
}

/// Whether the numbers of the first row are names, such as years or 0, 1, 2 …: they rise by steps
/// as those of no other row do, or are far from what is below, beside words that occur nowhere
/// else.
bool numbers_are_names(const std::vector<std::vector<std::string>>& rows,
                       const std::vector<Below>& below) {
  std::vector<std::size_t> numbers;
  bool words = false;
  bool far = true;
  for (std::size_t i = 0; i < rows[0].size(); ++i) {
    const std::string& text = rows[0][i];
    double value = 0;
    if (!parse_number(text, value)) {
      if (is_numeric(text) || below[i].again) return false;
      words = words || !text.empty();
      continue;
    }
    if (std::trunc(value) != value || text.find_first_not_of("0123456789") != std::string::npos) {
      return false;
    }
    numbers.push_back(i);
    const double range = below[i].most - below[i].least;
    far = far && below[i].found && below[i].parsed && below[i].least < below[i].most &&
          (value > below[i].most + range || value < below[i].least - range);
  }
  if (numbers.empty() || rows.size() < 3) return false;
  if (words && far) return true;
  const auto step = step_of(rows[0], numbers);
  const bool others = std::ranges::any_of(rows.begin() + 1, rows.end(), [&](const auto& row) {
    return step_of(row, numbers).has_value();
  });
  return step && !others;
}

}  // namespace

bool first_row_is_header(const std::vector<std::vector<std::string>>& rows,
                         const std::vector<std::string>& missing) {
  if (rows.empty()) return true;
  const auto is_missing = [&](const std::string& text) {
    return std::ranges::find(missing, text) != missing.end();
  };
  std::size_t names = 0;    // words over numbers
  std::size_t numbers = 0;  // and what data have
  std::size_t values = 0;
  bool gaps = false;
  const std::vector<Below> below = look_below_all(rows, missing);
  for (std::size_t i = 0; i < rows[0].size(); ++i) {
    const std::string& first = rows[0][i];
    gaps = gaps || (!first.empty() && is_missing(first));
    const bool number = is_numeric(first);
    names += is_word_over_numbers(first, below[i]) && !is_missing(first) ? 1 : 0;
    numbers += number ? 1 : 0;
    values += below[i].again && !number ? 1 : 0;
  }
  const bool like_data = numbers > 0 && values > 0 && numbers + values > names;
  if (names > 0 && !like_data) return true;
  return (numbers == 0 && values == 0 && !gaps) || numbers_are_names(rows, below);
}

bool words_stand_over_numbers(const std::vector<std::vector<std::string>>& rows,
                              const std::vector<std::string>& missing) {
  if (rows.size() < 2) return false;
  const std::vector<Below> below = look_below_all(rows, missing);
  bool any = false;
  for (std::size_t i = 0; i < rows[0].size(); ++i) {
    if (!below[i].found || !below[i].numbers) continue;
    if (!is_word_over_numbers(rows[0][i], below[i])) return false;
    any = true;
  }
  return any;
}

}  // namespace ganglion::data
