#pragma once
#include <string_view>

namespace ganglion::data {

/// A quantity in a form that isn't read as a number.
struct UnreadQuantity {
  /// What to write instead, for an error; empty: the text is none.
  std::string_view remedy = {};
  /// Whether the text alone shows it: its number has a fraction, or digits of another script.
  /// "sample(3)" may be a name, "tensor(3.5)" is none.
  bool certain = false;
};

/// Looks for quantities of several numbers in one field, and other notations:
/// - parts of different size: "1h 30m", "PT1H30M", "5 ft 11 in", "5'11\"", "51°41'2\"N";
/// - fractions and ratios: "3/8", "1 1/2", "1½", "120/80", "13 of 100";
/// - ranges: "10-14", "10 to 14", the greater number behind;
/// - powers: "1.6×10^3", "1.6 x 10³";
/// - binary numbers: "0b101";
/// - lists in brackets: "[1.5, 2.5]", "[1.5]", "(1.5, 2.5)".
UnreadQuantity composed_quantity(std::string_view text);

}  // namespace ganglion::data
