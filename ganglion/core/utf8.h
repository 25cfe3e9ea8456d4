#pragma once
#include <cstddef>
#include <string>
#include <string_view>

/// Text in UTF-8: what is one, and how many characters it has.
namespace ganglion {

/// Bytes of the UTF-8 character (Unicode 15, table 3-7) that begins at `at`; 0 when none does.
std::size_t character_length(std::string_view text, std::size_t at = 0);

/// Whether all of a text is UTF-8.
bool is_utf8(std::string_view text);

/// Whether a byte goes on a character that began before it.
inline bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// `length`, or less where it would cut a character in two.
std::size_t whole_characters(std::string_view text, std::size_t length);

/// Columns that a text takes on a terminal, each of its characters one.
std::size_t display_width(std::string_view text);

/// Text that can't steer a terminal: control characters but tab and end of line, and bytes that are
/// no UTF-8, as \u001b (which is also how JSON writes them).
std::string printable(std::string_view text);

/// The first `most` characters, the last of them an ellipsis where something is cut off.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace ganglion
