#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace ganglion::data {

/// How bytes of a text stand for characters.
enum class Encoding : std::uint8_t { utf8, latin1 };

/// "utf-8" or "latin1" (in any spelling: UTF8, ISO-8859-1). Throws Error for another word.
Encoding encoding_named(std::string_view word);

/// Throws Error naming file:line:column and the byte for what isn't UTF-8 text: other encodings,
/// UTF-16, NUL bytes, and well-known files that are no text at all.
void check_text(std::string_view text, const std::string& name);

/// Latin-1 (ISO-8859-1) as UTF-8.
std::string from_latin1(std::string_view text);

/// "file:line:column" of a place in a text, both from 1; column counts bytes.
std::string place_in(std::string_view text, const std::string& name, const char* at);

}  // namespace ganglion::data
