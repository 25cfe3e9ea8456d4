#include "ganglion/core/utf8.h"

#include <fmt/format.h>

#include <algorithm>

namespace ganglion {

std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (at >= text.size()) return 0;
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() - at < length) return 0;
  const unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!continues_character(text[at + i])) return 0;
  }
  return length;
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::size_t whole_characters(std::string_view text, std::size_t length) {
  if (length >= text.size()) return text.size();
  while (length > 0 && continues_character(text[length])) --length;
  return length;
}

std::size_t display_width(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_character));
}

std::string printable(std::string_view text) {
  const auto is_plain = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte < 0x7F) || c == '\n' || c == '\t';
  };
  if (std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    const auto first = static_cast<unsigned char>(text[at]);
    // U+0080 to U+009F control terminals, too.
    const bool steers =
        length == 2 && first == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0;
    if (steers || length == 0 || (length == 1 && !is_plain(text[at]))) {
      const unsigned code = steers ? static_cast<unsigned char>(text[at + 1]) : first;
      result += fmt::format("\\u{:04x}", code);
    } else {
      result += text.substr(at, length);
    }
    at += std::max<std::size_t>(length, 1);
  }
  return result;
}

std::string shortened(std::string_view text, std::size_t most) {
  std::size_t characters = 0;
  std::size_t cut = 0;  // where the last character that stays beside an ellipsis ends
  for (std::size_t at = 0; at < text.size(); ++characters) {
    if (characters == most) return std::string(text.substr(0, cut)) + "…";
    at += std::max<std::size_t>(character_length(text, at), 1);
    if (characters + 1 < most) cut = at;
  }
  return std::string(text);
}

}  // namespace ganglion
