#include "ganglion/data/quantities/composed_quantity.h"

#include <algorithm>
#include <array>

#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::string_view kOneUnit = "write each as one number, in one unit";
constexpr std::string_view kTwoNumbers =
    "write their two numbers in columns of their own, or what they stand for as one number";

/// Units of which several stand in one quantity.
constexpr std::array<std::string_view, 52> kPartUnits = {
    "h",      "hr",  "hrs",   "hour",   "hours",  "min",     "mins", "minute", "minutes",
    "m",      "s",   "sec",   "secs",   "second", "seconds", "ms",   "d",      "day",
    "days",   "w",   "week",  "weeks",  "y",      "yr",      "yrs",  "year",   "years",
    "mo",     "mos", "month", "months", "ft",     "feet",    "foot", "in",     "inch",
    "inches", "lb",  "lbs",   "oz",     "st",     "kg",      "g",    "km",     "cm",
    "mm",     "°",   "'",     "\"",     "′",      "″",       "''"};
constexpr std::array<std::string_view, 6> kTimes = {"×10", "x10", "*10", "·10", "X10", "⋅10"};
constexpr std::array<std::string_view, 15> kVulgar = {"½", "⅓", "⅔", "¼", "¾", "⅕", "⅖", "⅗",
                                                      "⅘", "⅙", "⅚", "⅛", "⅜", "⅝", "⅞"};

/// Takes digits, perhaps with a decimal point, from the start of a text.
std::string_view take_decimal(std::string_view& text) {
  std::size_t length = 0;
  bool point = false;
  while (length < text.size() && (is_digit(text[length]) || (text[length] == '.' && !point))) {
    point = point || text[length] == '.';
    ++length;
  }
  const std::string_view number = text.substr(0, length);
  double value = 0;
  if (!parse_number(number, value)) return {};
  text.remove_prefix(length);
  return number;
}

/// The longest unit at the start of a text, in any capitals; a word ends with it.
std::size_t unit_length(std::string_view text) {
  std::size_t longest = 0;
  for (const std::string_view unit : kPartUnits) {
    if (unit.size() <= longest || small_word(text.substr(0, unit.size())) != unit) continue;
    const bool word = is_letter(unit[0]);
    const bool ends = text.size() == unit.size() || !is_letter(text[unit.size()]);
    if (!word || ends) longest = unit.size();
  }
  return longest;
}

/// "1h 30m", "51°41'2\"N": how many numbers with units there are; 0 for another text.
std::size_t count_parts(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  std::size_t parts = 0;
  while (!text.empty()) {
    if (parts > 1 && (text == "N" || text == "S" || text == "E" || text == "W")) return parts;
    if (take_decimal(text).empty()) return 0;
    text = inner_text(text);
    const std::size_t unit = unit_length(text);
    if (unit == 0) return 0;
    ++parts;
    text = inner_text(text.substr(unit));
    if (text.starts_with(',') || text.starts_with('.')) text = inner_text(text.substr(1));
  }
  return parts;
}

/// "PT1H30M", "P2DT3H"
bool is_iso_duration(std::string_view text) {
  if (text.size() < 3 || text[0] != 'P') return false;
  text.remove_prefix(1);
  std::size_t parts = 0;
  while (!text.empty()) {
    if (text[0] == 'T') text.remove_prefix(1);
    constexpr std::string_view kUnitLetters = "YMWDHS";
    if (take_decimal(text).empty() || text.empty()) return false;
    if (kUnitLetters.find(text[0]) == std::string_view::npos) return false;
    text.remove_prefix(1);
    ++parts;
  }
  return parts > 0;
}

bool is_power(std::string_view text) {
  for (const std::string_view times : kTimes) {
    std::string joined(text);
    std::erase(joined, ' ');
    const std::size_t at = joined.find(times);
    double value = 0;
    if (at == std::string::npos || !parse_number(joined.substr(0, at), value)) continue;
    std::string_view rest = std::string_view(joined).substr(at + times.size());
    const bool raised = rest.starts_with('^') || rest.starts_with("**");
    if (raised) rest.remove_prefix(rest[0] == '^' ? 1 : 2);
    if (raised && parse_number(rest, value)) return true;
    if (!rest.empty() && (rest[0] & 0x80) != 0) return true;  // superscript digits
  }
  return false;
}

/// Digits without needless zeros, at most three: longer ones are codes.
bool is_short_number(std::string_view text) {
  constexpr std::size_t kShortDigits = 3;
  if (text.size() > 1 && text[0] == '0') return false;
  return !text.empty() && text.size() <= kShortDigits && std::ranges::all_of(text, is_digit);
}

bool is_ratio_with(std::string_view text, std::string_view between) {
  const std::size_t at = text.find(between);
  return at != std::string_view::npos && is_short_number(inner_text(text.substr(0, at))) &&
         is_short_number(inner_text(text.substr(at + between.size())));
}

/// "1 1/2", "1½", "½"
bool is_mixed_fraction(std::string_view text) {
  for (const std::string_view vulgar : kVulgar) {
    if (!text.ends_with(vulgar)) continue;
    const std::string_view whole = inner_text(text.substr(0, text.size() - vulgar.size()));
    return whole.empty() || is_short_number(whole);
  }
  const std::size_t blank = text.find(' ');
  return blank != std::string_view::npos && is_short_number(text.substr(0, blank)) &&
         is_ratio_with(text.substr(blank + 1), "/");
}

/// "$46K" as "46".
std::string_view without_unit(std::string_view text) {
  constexpr std::size_t kUnitLetters = 3;
  for (const std::string_view sign : {"$", "€", "£"}) {
    if (text.starts_with(sign)) text.remove_prefix(sign.size());
  }
  std::size_t letters = 0;
  while (letters < text.size() && is_letter(text[text.size() - 1 - letters])) ++letters;
  if (letters <= kUnitLetters) text.remove_suffix(letters);
  return inner_text(text);
}

bool is_range(std::string_view text) {
  for (const std::string_view between : {"-", "–", "to", ".."}) {
    const std::size_t at = text.find(between, 1);
    if (at == std::string_view::npos) continue;
    const std::string_view low = inner_text(text.substr(0, at));
    const std::string_view high = inner_text(text.substr(at + between.size()));
    const auto reads = [](std::string_view one, double& value) {
      one = without_unit(one);
      const bool short_one = is_short_number(one) || one.find('.') != std::string_view::npos;
      return short_one && !one.empty() && is_digit(one[0]) && parse_number(one, value);
    };
    double least = 0;
    double most = 0;
    if (reads(low, least) && reads(high, most)) return least < most;
  }
  return false;
}

/// "[1.5]", "[1 2]", "(1.5, 2)"; a single number in round brackets is negative.
bool is_list_in_brackets(std::string_view text) {
  if (text.size() < 3) return false;
  const bool square = text.front() == '[' && text.back() == ']';
  const bool round = text.front() == '(' && text.back() == ')';
  text = text.substr(1, text.size() - 2);
  if (!square && !(round && text.find(',') != std::string_view::npos)) return false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(",; "), text.size());
    double value = 0;
    if (end > 0 && !parse_number(text.substr(0, end), value)) return false;
    text = text.substr(std::min(end + 1, text.size()));
  }
  return true;
}

bool is_binary(std::string_view text) {
  if (!text.starts_with("0b") && !text.starts_with("0B")) return false;
  return text.size() > 2 && text.find_first_not_of("01", 2) == std::string_view::npos;
}

}  // namespace

UnreadQuantity composed_quantity(std::string_view text) {
  text = inner_text(text);
  if (text.empty()) return {};
  if (const std::size_t parts = count_parts(text); parts > 0) return {kOneUnit, parts > 1};
  if (is_iso_duration(text)) return {kOneUnit, true};
  if (is_binary(text)) return {"write them as decimal ones", true};
  if (is_power(text)) return {"write them with an exponent, as 1.6e3", true};
  if (is_mixed_fraction(text)) return {"write them as decimal numbers", true};
  if (is_ratio_with(text, "/") || is_ratio_with(text, " of ") || is_ratio_with(text, " out of "))
    return {kTwoNumbers, true};
  if (is_range(text)) return {kTwoNumbers, true};
  if (is_list_in_brackets(text))
    return {"write their numbers without brackets, each in a column of its own", true};
  return {};
}

}  // namespace ganglion::data
