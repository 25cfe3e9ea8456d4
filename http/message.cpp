#include "http/message.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/utf8.h"

namespace ganglion::http {

std::string_view Request::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string json_text(std::string_view text) {
  std::string quoted = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    const auto c = static_cast<unsigned char>(text[at]);
    if (length == 0) {
      quoted += "\\ufffd";
    } else if (c < 0x20) {
      quoted += fmt::format("\\u{:04x}", c);
    } else {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += text.substr(at, length);
    }
    at += std::max<std::size_t>(length, 1);
  }
  return quoted + '"';
}

Response error_response(int status, std::string_view message) {
  return {
      .status = status,
      .body = fmt::format(R"({{"error": {{"message": {}, "setting": null, "position": null}}}})",
                          json_text(message))};
}

}  // namespace ganglion::http
