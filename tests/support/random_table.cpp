#include "tests/support/random_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "ganglion/core/rng.h"
#include "ganglion/data/csv/csv.h"

namespace ganglion::support {
namespace {

using Words = std::vector<std::string>;

/// Draws one number after the other.
class Dice {
 public:
  Dice(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}
  double uniform() { return random_uniform(seed_, stream_, at_++); }
  std::int64_t below(std::int64_t count) {
    return static_cast<std::int64_t>(uniform() * static_cast<double>(count));
  }
  bool one_in(std::int64_t count) { return below(count) == 0; }
  const std::string& of(const Words& words) {
    return words[static_cast<std::size_t>(below(std::ssize(words)))];
  }

 private:
  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t at_ = 0;
};

/// Digits with a mark between groups of three.
std::string grouped(const std::string& digits, const std::string& mark) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += mark;
    text += digits[i];
  }
  return text;
}

/// How the numbers of one column are written.
struct NumberStyle {
  std::string decimal = ".";
  std::string thousands = {};
  std::string before = {};  ///< a currency
  std::string behind = {};  ///< a currency or "%"
  int minus = 0;            ///< "-1", U+2212, "(1)", "1-"
  int places = 2;
};

std::string written(double value, const NumberStyle& style) {
  const std::string plain = fmt::format("{:.{}f}", std::abs(value), style.places);
  const std::size_t point = std::min(plain.find('.'), plain.size());
  std::string text = grouped(plain.substr(0, point), style.thousands);
  if (point < plain.size()) text += style.decimal + plain.substr(point + 1);
  text = style.before + text + style.behind;
  if (value >= 0) return text;
  const std::array<std::string, 4> negative = {"-" + text, "\xE2\x88\x92" + text, "(" + text + ")",
                                               style.behind.empty() ? text + "-" : "-" + text};
  return negative.at(static_cast<std::size_t>(style.minus));
}

double value_of(const std::string& plain) {
  double value = 0;
  std::from_chars(plain.data(), plain.data() + plain.size(), value);
  return value;
}

NumberStyle draw_style(Dice& dice, bool comma, bool plain) {
  NumberStyle style{.decimal = comma ? "," : "."};
  if (plain) return style;
  const Words marks = comma ? Words{"", ".", " ", "\xE2\x80\xAF"} : Words{"", ",", "'", "\xC2\xA0"};
  style.thousands = dice.of(marks);
  style.minus = static_cast<int>(dice.below(4));
  style.places = static_cast<int>(1 + dice.below(2));
  switch (dice.below(4)) {
    case 0:
      style.before = dice.of({"$", "€ ", "USD ", "R$ "});
      break;
    case 1:
      style.behind = dice.of({" €", "%", " %", " CHF"});
      break;
    default:
      break;
  }
  return style;
}

void draw_numbers(Dice& dice, std::int64_t rows, bool comma, bool plain, RandomColumn& column) {
  const NumberStyle style = draw_style(dice, comma, plain);
  const double most = dice.one_in(2) ? 100 : 3e6;
  for (std::int64_t row = 0; row < rows; ++row) {
    // The first numbers show all marks of the format.
    const double drawn = row < 2 ? 1234567.25 : (dice.uniform() - 0.3) * most;
    const std::string shortened = fmt::format("{:.{}f}", drawn, style.places);
    const double value = value_of(shortened);
    column.numbers.push_back(value);
    column.written.push_back(written(value, style));
  }
}

std::string written_date(int year, int month, int day, std::int64_t form) {
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const char* name = kMonths.at(static_cast<std::size_t>(month - 1));
  switch (form) {
    case 0:
      return fmt::format("{}-{:02}-{:02}", year, month, day);
    case 1:
      return fmt::format("{}/{:02}/{:02}", year, month, day);
    case 2:
      return fmt::format("{:02}.{:02}.{}", day, month, year);
    case 3:
      return fmt::format("{:02}/{:02}/{}", day, month, year);
    case 4:
      return fmt::format("{}/{}/{}", month, day, year);
    case 5:
      return fmt::format("{} {} {}", day, name, year);
    case 6:
      return fmt::format("{} {}, {}", name, day, year);
    case 7:
      return fmt::format("{:02}-{}-{:02}", day, name, year % 100);
    case 8:
      return fmt::format("{}-{:02}-{:02}T12:30:00Z", year, month, day);
    case 9:
      return fmt::format("{:02}/{:02}/{} 11:59 PM", month, day, year);
    default:
      return fmt::format("{}-{:02}-{:02} 23:59:59.5", year, month, day);
  }
}

void draw_dates(Dice& dice, std::int64_t rows, bool plain, RandomColumn& column) {
  const std::int64_t form = plain ? 0 : dice.below(11);
  for (std::int64_t row = 0; row < rows; ++row) {
    const int year = 1970 + static_cast<int>(dice.below(60));
    const int month = 1 + static_cast<int>(dice.below(12));
    const int day = row < 2 ? 28 : 1 + static_cast<int>(dice.below(28));  // shows the order
    column.written.push_back(written_date(year, month, day, form));
    column.dates.push_back(fmt::format("{}-{:02}-{:02}", year, month, day));
  }
}

void draw_words(Dice& dice, std::int64_t rows, const Words& words, RandomColumn& column) {
  for (std::int64_t row = 0; row < rows; ++row) column.written.push_back(dice.of(words));
}

void draw_values(Dice& dice, std::int64_t rows, bool comma, bool plain, RandomColumn& column) {
  switch (column.writing) {
    case Writing::number:
      return draw_numbers(dice, rows, comma, plain, column);
    case Writing::date:
      return draw_dates(dice, rows, plain, column);
    case Writing::answer: {
      const std::array<Words, 3> pairs = {{{"yes", "no"}, {"True", "False"}, {"Y", "N"}}};
      return draw_words(dice, rows, pairs.at(static_cast<std::size_t>(dice.below(3))), column);
    }
    case Writing::code:
      return draw_words(dice, rows, {"00017", "00170", "01700", "1", "1.0"}, column);
    case Writing::category: {
      const Words easy = {"red", "blue", "Grün", "None", "-", "x-ray"};
      const Words hard = {"a, b",       "a;b",      "pipe|", "tab\there", "5\" pipe", "\"said\"",
                          "two\nlines", " padded ", "it's",  "naïve",     "#1",       "Total"};
      return draw_words(dice, rows, plain || dice.one_in(2) ? easy : hard, column);
    }
    case Writing::whole:
      break;
  }
  for (std::int64_t row = 0; row < rows; ++row) {
    column.numbers.push_back(static_cast<double>(dice.below(1000) - 200));
    column.written.push_back(fmt::format("{:.0f}", column.numbers.back()));
  }
}

std::string draw_missing(Dice& dice, Writing writing, bool plain) {
  if (plain) return "";
  Words markers = data::default_missing();
  const bool among_texts = writing == Writing::category || writing == Writing::code;
  if (!among_texts && dice.one_in(2)) markers = data::default_missing_among_numbers();
  return dice.of(markers);
}

}  // namespace

RandomTable random_table(std::uint64_t seed, bool plain) {
  Dice dice(seed, 1);
  const bool comma = !plain && dice.one_in(2);
  RandomTable table{.rows = 30 + dice.below(40)};
  const std::int64_t columns = 3 + dice.below(6);
  for (std::int64_t i = 0; i < columns; ++i) {
    RandomColumn column{.name = fmt::format("{}{}", dice.of({"x", "naïve ", "a, b ", "it's "}), i),
                        .writing = static_cast<Writing>(i == 0 ? 0 : dice.below(6))};
    if (plain) column.name = fmt::format("x{}", i);
    if (plain && column.writing == Writing::code) column.writing = Writing::whole;
    column.missing = draw_missing(dice, column.writing, plain);
    draw_values(dice, table.rows, comma, plain, column);
    const bool any_missing = i > 0 && dice.one_in(2);
    for (std::int64_t row = 0; row < table.rows; ++row) {
      column.present.push_back(row < 4 || !any_missing || !dice.one_in(7));
    }
    table.columns.push_back(std::move(column));
  }
  if (!plain && dice.one_in(3)) {  // rows that occur again
    std::vector<std::int64_t> rows;
    for (std::int64_t i = 0; i < table.rows; ++i) rows.push_back(i);
    for (int i = 0; i < 9; ++i) rows.push_back(dice.below(table.rows));
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < table.columns.size(); ++i) all.push_back(i);
    return part_of(table, rows, all);
  }
  return table;
}

RandomTable part_of(const RandomTable& table, const std::vector<std::int64_t>& rows,
                    const std::vector<std::size_t>& columns) {
  RandomTable part{.rows = std::ssize(rows)};
  for (const std::size_t index : columns) {
    const RandomColumn& from = table.columns[index];
    RandomColumn column{.name = from.name, .writing = from.writing, .missing = from.missing};
    for (const std::int64_t row : rows) {
      const auto i = static_cast<std::size_t>(row);
      column.written.push_back(from.written[i]);
      column.present.push_back(from.present[i]);
      if (!from.numbers.empty()) column.numbers.push_back(from.numbers[i]);
      if (!from.dates.empty()) column.dates.push_back(from.dates[i]);
    }
    part.columns.push_back(std::move(column));
  }
  return part;
}

}  // namespace ganglion::support
