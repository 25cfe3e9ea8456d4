#pragma once
#include <algorithm>
#include <cstddef>
#include <string_view>

/// Kinds of characters in tables of text, the same in every locale.
namespace ganglion::data {

constexpr bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A letter of ASCII.
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A capital of ASCII as a small letter; other characters as they are.
constexpr char small_letter(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// A blank or a tab.
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// With how many digits a text begins.
constexpr std::size_t count_digits(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

/// Takes them from its start; how many.
constexpr std::size_t take_digits(std::string_view& text) {
  const std::size_t count = count_digits(text);
  text.remove_prefix(count);
  return count;
}

/// Takes a character from the start of a text, if it is there.
constexpr bool take_char(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// Takes a line from the start of a text; its end (LF, CRLF or CR) goes with it.
constexpr std::string_view take_line(std::string_view& text) {
  const std::size_t size = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, size);
  text.remove_prefix(size);
  text.remove_prefix(text.starts_with("\r\n") ? 2 : std::min<std::size_t>(text.size(), 1));
  return line;
}

/// Without blanks around it.
constexpr std::string_view inner_text(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace ganglion::data
