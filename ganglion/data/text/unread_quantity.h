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

/// Looks for these forms:
/// - a number with its error: "5.1 ± 0.2", "5.1+/-0.2", "5.12(3)";
/// - a number as a program shows a value of one of its types: "tensor(5.1)", "np.float64(5.1)",
///   "Decimal('5.1')";
/// - complex numbers: "1.5+2j", "(1.5-2j)";
/// - degrees of a direction: "48.1N", "48.1° N", "W 11.5";
/// - digits of other scripts (Arabic, Persian, Devanagari, Bengali, Thai, full width).
UnreadQuantity unread_quantity(std::string_view text);

}  // namespace ganglion::data
