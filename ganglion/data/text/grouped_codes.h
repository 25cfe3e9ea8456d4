#pragma once
#include <span>
#include <string_view>

namespace ganglion::data {

/// Whether digits in groups are codes, although each of them could be a number with separators:
/// - addresses ("192.168.100.200"): all texts with two points or more are four numbers up to 255;
/// - phone numbers ("555 100 200", "+48 555 100 200"): all texts are groups of the same sizes
///   between blanks, three groups or more, the first of three digits or behind a "+". Quantities
///   differ in their number of digits.
bool are_grouped_codes(std::span<const std::string_view> texts);

}  // namespace ganglion::data
