#pragma once
#include <string>
#include <string_view>

namespace ganglion::data {

/// How the numbers of a column are written. Whatever the format says, a number may have blanks
/// around it, "+", "-" or U+2212 before it, "-" behind it (but "5.-" is 5) or parentheses around it
/// (accountants' minus), and an exponent.
struct NumberFormat {
  char decimal = '.';  ///< the decimal mark: '.' or ','
  /// What stands between groups of three digits: ',' (also between the pairs of "1,23,45,678"),
  /// '.', '\'', '_', ' ' (a blank of any kind, such as U+00A0 and U+202F), or 0 for nothing. The
  /// first group doesn't begin with 0.
  char thousands = 0;
  bool percent = false;       ///< every number ends in '%'; "50 %" is 50
  std::string currency = {};  ///< sign or code before or behind numbers ("$", "EUR"); may be absent
  std::string unit = {};      ///< the word behind every number ("kg")

  bool operator==(const NumberFormat&) const = default;
  /// As programs write numbers: nothing but a decimal point.
  bool plain() const { return *this == NumberFormat{}; }
  /// "decimal comma, thousands separated by '.', in %"; empty if plain.
  std::string to_string() const;
};

/// Reads a number of a format. False for any other text: what stands for a thousand in one country
/// stands for a fraction in another, so nothing is guessed here. "inf" is a number, "nan" is none.
bool parse_number(std::string_view text, const NumberFormat& format, double& value);

/// A whole number of so many digits that a double can't tell it from its neighbours.
bool is_rounded_integer(std::string_view text);

}  // namespace ganglion::data
