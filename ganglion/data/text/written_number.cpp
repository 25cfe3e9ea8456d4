#include "ganglion/data/text/written_number.h"

#include <algorithm>
#include <array>
#include <span>

#include "ganglion/data/text/characters.h"

namespace ganglion::data {
namespace {

/// Blanks of UTF-8 text: no-break, figure, thin and narrow no-break blank.
constexpr std::array<std::string_view, 4> kWideBlanks = {"\xC2\xA0", "\xE2\x80\x87", "\xE2\x80\x89",
                                                         "\xE2\x80\xAF"};
constexpr std::array<std::string_view, 10> kSigns = {"$",   "€", "£", "¥",  "₹",
                                                     "₽", "₩", "₺", "R$", "kr"};
constexpr std::array<std::string_view, 20> kCodes = {
    "USD", "EUR", "GBP", "JPY", "CHF", "CNY", "INR", "AUD", "CAD", "SEK",
    "NOK", "DKK", "PLN", "CZK", "HUF", "RUB", "BRL", "MXN", "ZAR", "US$"};

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

std::string_view without_blanks(std::string_view text) {
  while (const std::size_t blank = blank_at_start(text)) text.remove_prefix(blank);
  while (const std::size_t blank = blank_at_end(text)) text.remove_suffix(blank);
  return text;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text = without_blanks(text.substr(prefix.size()));
  return true;
}

/// "-", U+2212 or "+" before a number. False for a second one.
bool take_sign(std::string_view& text, WrittenNumber& parts, bool& signed_before) {
  const bool minus = text.starts_with('-') || text.starts_with("\xE2\x88\x92");
  if (!minus && !text.starts_with('+')) return true;
  if (signed_before) return false;
  signed_before = true;
  parts.negative = parts.negative != minus;
  text = without_blanks(text.substr(text[0] == '\xE2' ? 3 : 1));
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

/// Where the digits of a number end: what is behind them is a unit.
std::size_t end_of_digits(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      end = i + 1;
    } else if ((text[i] == '.' || text[i] == ',') && end == i) {
      end = i + 1;  // "5."
    } else if ((text[i] == 'e' || text[i] == 'E') && end == i && i > 0) {
      const std::size_t sign = i + 1 < text.size() && (text[i + 1] == '-' || text[i + 1] == '+');
      if (i + sign + 1 >= text.size() || !is_digit(text[i + sign + 1])) break;
      i += sign;
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
  if (rest == "-" || rest == "\xE2\x88\x92") {
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
  const bool enclosed = text.size() > 2 && text[0] == '(' && text.back() == ')';
  if (enclosed) text = without_blanks(text.substr(1, text.size() - 2));
  bool has_sign = enclosed;
  parts.negative = enclosed;
  if (!take_sign(text, parts, has_sign)) return std::nullopt;
  if (take_currency_before(text, parts) && !take_sign(text, parts, has_sign)) return std::nullopt;
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
