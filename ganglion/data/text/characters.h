#pragma once

/// Kinds of characters in tables of text, the same in every locale.
namespace ganglion::data {

constexpr bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A blank or a tab.
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace ganglion::data
