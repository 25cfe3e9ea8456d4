#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace ganglion::data {

/// A number without what stands around its digits.
struct WrittenNumber {
  std::string_view digits;  ///< with separators and exponent, without a sign
  bool negative = false;
  bool percent = false;
  std::string_view currency = {};
  std::string_view unit = {};
};

/// Takes what stands around the digits of a number apart; nothing for text that is none. What the
/// marks between the digits mean is left open.
std::optional<WrittenNumber> take_apart(std::string_view text);

/// The mark between digits at the start of a text ('.', ',', '\'', '_' or ' '), and its bytes.
char mark_at(std::string_view text, std::size_t& bytes);

}  // namespace ganglion::data
