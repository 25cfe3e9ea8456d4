#include "ganglion/data/text/written_number.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "ganglion/data/text/characters.h"

namespace ganglion::data {
namespace {

/// Blanks of UTF-8 text: no-break, figure, thin and narrow no-break blank.
constexpr std::array<std::string_view, 4> kWideBlanks = {"\xC2\xA0", "\xE2\x80\x87", "\xE2\x80\x89",
                                                         "\xE2\x80\xAF"};
/// What stands unseen around a number that was copied from elsewhere: zero-width space, marks and
/// isolates of the direction of writing, word joiner, byte order mark.
constexpr std::array<std::string_view, 9> kInvisible = {
    "\xE2\x80\x8B", "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xAA", "\xE2\x80\xAC",
    "\xE2\x81\xA0", "\xE2\x81\xA6", "\xE2\x81\xA9", "\xEF\xBB\xBF"};
// Where one begins as another does, the longer one comes first.
constexpr std::array<std::string_view, 28> kSigns = {
    "$",  "€",  "£",  "¥",   "₹",   "₽", "₩",   "₺",   "₴",  "₱",   "₫",  "₦",  "฿",  "R$",
    "A$", "C$", "S$", "HK$", "NZ$", "AU$", "CA$", "Rs.", "Rs", "kr.", "kr", "zł", "Kč", "Ft"};
constexpr std::array<std::string_view, 20> kCodes = {
    "USD", "EUR", "GBP", "JPY", "CHF", "CNY", "INR", "AUD", "CAD", "SEK",
    "NOK", "DKK", "PLN", "CZK", "HUF", "RUB", "BRL", "MXN", "ZAR", "US$"};
/// What stands for a minus: the hyphen, U+2212, and the en dash that word processors make of it.
constexpr std::array<std::string_view, 3> kMinus = {"-", "\xE2\x88\x92", "–"};
/// What stands around a text that must stay one.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kQuotes = {
    {{"=\"", "\""}, {"'", "'"}, {"“", "”"}, {"‘", "’"}, {"'", ""}}};

/// Bytes of a blank at the start of a text, 0 if there is none.
std::size_t blank_at_start(std::string_view text) {
  if (!text.empty() && is_blank(text[0])) return 1;
  for (const std::string_view blank : kWideBlanks) {
    if (text.starts_with(blank)) return blank.size();
  }
  return 0;
}

std::size_t blank_at_end(std::string_view text) {
  if (!text.empty() && is_blank(text.back())) return 1;
  for (const std::string_view blank : kWideBlanks) {
    if (text.ends_with(blank)) return blank.size();
  }
  return 0;
}

/// Also without what can't be seen, and without line ends, which quotes may hold.
std::string_view without_blanks(std::string_view text) {
  const auto unseen_before = [&](std::string_view c) { return text.starts_with(c); };
  const auto unseen_behind = [&](std::string_view c) { return text.ends_with(c); };
  while (!text.empty()) {
    if (const std::size_t blank = blank_at_start(text)) {
      text.remove_prefix(blank);
    } else if (const std::size_t end = blank_at_end(text)) {
      text.remove_suffix(end);
    } else if (is_line_end(text.front())) {
      text.remove_prefix(1);
    } else if (is_line_end(text.back())) {
      text.remove_suffix(1);
    } else if (std::ranges::any_of(kInvisible, unseen_before)) {
      text.remove_prefix(3);
    } else if (std::ranges::any_of(kInvisible, unseen_behind)) {
      text.remove_suffix(3);
    } else {
      break;
    }
  }
  return text;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text = without_blanks(text.substr(prefix.size()));
  return true;
}

/// Bytes of a minus sign at the start of a text, 0 if there is none.
std::size_t minus_at_start(std::string_view text) {
  const auto* minus =
      std::ranges::find_if(kMinus, [&](std::string_view sign) { return text.starts_with(sign); });
  return minus == kMinus.end() ? 0 : minus->size();
}

/// A minus or "+" before a number. False for a second one.
bool take_sign(std::string_view& text, WrittenNumber& parts, bool& signed_before) {
  const std::size_t minus = minus_at_start(text);
  if (minus == 0 && !text.starts_with('+')) return true;
  if (signed_before) return false;
  signed_before = true;
  parts.negative = parts.negative != (minus > 0);
  text = without_blanks(text.substr(std::max<std::size_t>(minus, 1)));
  return true;
}

/// "(5)" is -5. False for a second sign.
bool take_parentheses(std::string_view& text, WrittenNumber& parts, bool& signed_before) {
  if (text.size() < 3 || text.front() != '(' || text.back() != ')') return true;
  if (signed_before) return false;
  signed_before = true;
  parts.negative = true;
  text = without_blanks(text.substr(1, text.size() - 2));
  return true;
}

/// What quotes are for: "'007" is no number.
bool take_quotes(std::string_view& text) {
  for (const auto& [open, close] : kQuotes) {
    if (text.size() <= open.size() + close.size()) continue;
    if (!text.starts_with(open) || !text.ends_with(close)) continue;
    text = without_blanks(text.substr(open.size(), text.size() - open.size() - close.size()));
    return text.size() < 2 || text[0] != '0' || !is_digit(text[1]);
  }
  return true;
}

bool take_currency_before(std::string_view& text, WrittenNumber& parts) {
  for (const auto& list :
       {std::span<const std::string_view>(kCodes), std::span<const std::string_view>(kSigns)}) {
    for (const std::string_view word : list) {
      if (!text.starts_with(word)) continue;
      parts.currency = text.substr(0, word.size());
      return take_prefix(text, word);
    }
  }
  return false;
}

/// "e5", "E+05", "D-05" (of Fortran, always with a sign).
bool begins_exponent(std::string_view text) {
  const char mark = small_letter(text[0]);
  const std::size_t sign = text.size() > 1 && (text[1] == '-' || text[1] == '+') ? 1 : 0;
  if (mark != 'e' && (mark != 'd' || sign == 0)) return false;
  return text.size() > sign + 1 && is_digit(text[sign + 1]);
}

/// Where the digits of a number end: what is behind them is a unit.
std::size_t end_of_digits(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      end = i + 1;
    } else if ((text[i] == '.' || text[i] == ',') && end == i) {
      end = i + 1;  // "5."
    } else if (end == i && i > 0 && begins_exponent(text.substr(i))) {
      i += is_digit(text[i + 1]) ? 0 : 1;
    } else if (text[i] != '\'' && text[i] != '_' && blank_at_start(text.substr(i)) == 0 &&
               !text.substr(i).starts_with("’") && (text[i] & 0x80) == 0) {
      break;
    }
  }
  return end;
}

/// "5.-": no cents, as the Swiss write.
bool is_without_cents(std::string_view digits, std::string_view rest) {
  const bool dashes = rest.find_first_not_of('-') == std::string_view::npos || rest == "–" ||
                      rest == "—" || rest == "\xE2\x88\x92";
  return dashes && (digits.ends_with('.') || digits.ends_with(','));
}

/// "kg", "km/h", "m2"; but no rest of a date or time, such as "/12/2020".
bool is_unit(std::string_view text) {
  return std::ranges::adjacent_find(
             text, [](char a, char b) { return is_digit(a) && is_digit(b); }) == text.end();
}

bool take_apart_end(std::string_view text, WrittenNumber& parts) {
  const std::size_t end = end_of_digits(text);
  parts.digits = text.substr(0, end);
  std::string_view rest = without_blanks(text.substr(end));
  if (parts.digits.empty()) return false;
  if (rest.empty() || is_without_cents(parts.digits, rest)) return true;
  if (minus_at_start(rest) == rest.size()) {
    parts.negative = !parts.negative;
  } else if (rest == "%") {
    parts.percent = true;
  } else if (std::ranges::find(kSigns, rest) != kSigns.end() ||
             std::ranges::find(kCodes, rest) != kCodes.end()) {
    if (!parts.currency.empty()) return false;
    parts.currency = rest;
  } else {
    parts.unit = rest;
  }
  return is_unit(parts.unit);
}

}  // namespace

std::optional<WrittenNumber> take_apart(std::string_view text) {
  WrittenNumber parts;
  text = without_blanks(text);
  bool has_sign = false;
  if (!take_quotes(text) || !take_parentheses(text, parts, has_sign)) return std::nullopt;
  if (!take_sign(text, parts, has_sign)) return std::nullopt;
  const bool currency = take_currency_before(text, parts);
  if (currency && !take_parentheses(text, parts, has_sign)) return std::nullopt;
  if (currency && !take_sign(text, parts, has_sign)) return std::nullopt;
  if (text.empty() || !(is_digit(text[0]) || text[0] == '.' || text[0] == ',')) return std::nullopt;
  if (!take_apart_end(text, parts)) return std::nullopt;
  return parts;
}

char mark_at(std::string_view text, std::size_t& bytes) {
  bytes = 1;
  if (text[0] == '.' || text[0] == ',' || text[0] == '\'' || text[0] == '_') return text[0];
  if (text.starts_with("’")) {
    bytes = std::string_view("’").size();
    return '\'';
  }
  bytes = blank_at_start(text);
  return bytes > 0 ? ' ' : '\0';
}

}  // namespace ganglion::data
