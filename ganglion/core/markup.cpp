#include "ganglion/core/markup.h"

#include <algorithm>

#include "ganglion/core/utf8.h"

namespace ganglion {
namespace {

std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string escape(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const std::string_view as_entity = entity(text[0]);
    if (length == 0) {
      result += "\xEF\xBF\xBD";
    } else if (!as_entity.empty()) {
      result += as_entity;
    } else if (static_cast<unsigned char>(text[0]) < 0x20 || text[0] == 0x7F) {
      result += ' ';
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

}  // namespace ganglion
