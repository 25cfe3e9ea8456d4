#pragma once
#include <string_view>

#include "ganglion/data/quantities/composed_quantity.h"

namespace ganglion::data {

/// Looks for these forms:
/// - a number with its error: "5.1 ± 0.2", "5.1+/-0.2", "5.12(3)";
/// - a number as a program shows a value of one of its types: "tensor(5.1)", "np.float64(5.1)",
///   "Decimal('5.1')";
/// - a number behind a word for about: "ca. 5.1", "approx. 5.1";
/// - complex numbers: "1.5+2j", "(1.5-2j)";
/// - degrees of a direction: "48.1N", "48.1° N", "W 11.5";
/// - digits of other scripts (Arabic, Persian, Devanagari, Bengali, Thai, full width);
/// - several numbers in one field (see composed_quantity).
UnreadQuantity unread_quantity(std::string_view text);

}  // namespace ganglion::data
