#include "ganglion/data/text/number_format.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/suggestion.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"
#include "ganglion/data/text/written_number.h"

namespace ganglion::data {
namespace {

/// Whether so many digits may stand between separators: three, or two as in India ("1,23,45,678").
bool is_group(std::size_t digits, std::size_t first, std::size_t inner, char mark) {
  const bool pairs = digits == 2 && first <= 2 && mark == ',';
  return (digits == 3 || pairs) && (inner == 0 || inner == digits);
}

/// "1.234,5e3" without its thousands separators and with a decimal point; empty if it isn't of the
/// format.
std::string normalised(std::string_view digits, const NumberFormat& format) {
  std::string result;
  std::size_t group = 0;  // digits since the last mark
  std::size_t first = 0;  // digits before the first separator
  std::size_t inner = 0;  // digits between separators
  bool grouped = false;
  bool fraction = false;
  for (std::size_t i = 0; i < digits.size();) {
    const char c = digits[i];
    if (is_digit(c)) {
      result += c;
      ++group;
      ++i;
      continue;
    }
    const bool closes = !grouped || group == 3;
    if (is_letter(c)) {  // of an exponent
      return fraction || closes ? result + 'e' + std::string(digits.substr(i + 1)) : std::string();
    }
    std::size_t bytes = 0;
    const char mark = mark_at(digits.substr(i), bytes);
    if (mark == '\0' || fraction) return {};
    if (mark == format.decimal) {
      if (!closes) return {};
      fraction = true;
      result += '.';
    } else if (mark == format.thousands && !grouped && group >= 1 && group <= 3) {
      if (result[0] == '0') return {};
      grouped = true;
      first = group;
    } else if (mark == format.thousands && grouped && is_group(group, first, inner, mark)) {
      inner = group;
    } else {
      return {};
    }
    group = 0;
    i += bytes;
  }
  if (!fraction && grouped && group != 3) return {};
  return result;
}

}  // namespace

std::string NumberFormat::to_string() const {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (decimal == ',') add("decimal commas");
  if (thousands != 0) {
    add(thousands == ' ' ? std::string("thousands separated by blanks")
                         : fmt::format("thousands separated by {}", shown({&thousands, 1})));
  }
  if (percent) add("percent signs");
  if (!currency.empty()) add("currency " + currency);
  if (!unit.empty()) add("unit " + unit);
  return text;
}

bool parse_number(std::string_view text, const NumberFormat& format, double& value) {
  // What from_chars reads must not be read as something else, such as 1.234 as a thousand.
  const bool points =
      format.decimal == '.' && format.thousands != '.' && !format.percent && format.unit.empty();
  if (points && parse_number(text, value)) return true;
  const auto parts = take_apart(text);
  if (!parts || parts->percent != format.percent || parts->unit != format.unit) return false;
  if (!parts->currency.empty() && parts->currency != format.currency) return false;
  const std::string digits = normalised(parts->digits, format);
  if (digits.empty() || !parse_number(digits, value)) return false;
  if (parts->negative) value = -value;
  return true;
}

bool is_rounded_integer(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text.size() < 16 || !std::ranges::all_of(text, is_digit)) return false;
  double value = 0;
  if (!parse_number(text, value)) return false;
  while (text.size() > 1 && text[0] == '0') text.remove_prefix(1);
  return fmt::format("{:.0f}", value) != text;
}

}  // namespace ganglion::data
