#include "ganglion/core/quotes.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace ganglion {
namespace {

/// In such quotes, with `inside` for each of them in the text.
std::string quoted(const std::string& text, char quote, std::string_view inside) {
  std::string result(1, quote);
  for (const char c : text) {
    if (c == quote) {
      result += inside;
    } else {
      result += c;
    }
  }
  return result + quote;
}

}  // namespace

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  return quoted(text, '"', "\"\"");
}

std::string shell_word(const std::string& text) {
  const bool plain = !text.empty() && std::ranges::all_of(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("._/-+,:").find(c) != std::string_view::npos;
  });
  // Nothing is escaped inside of quotes: they end, an escaped one comes, and others begin.
  return plain ? text : quoted(text, '\'', "'\\''");
}

}  // namespace ganglion
