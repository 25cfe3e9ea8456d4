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
/// UTF-16, NUL bytes.
void check_text(std::string_view text, const std::string& name);
/// The same for a further part of it, which begins a line, behind so many others.
void check_further_text(std::string_view text, const std::string& name, std::int64_t lines_before);

/// Whether a text begins with the byte order mark of UTF-16, as Excel's "Unicode Text" does.
bool is_utf16(std::string_view text);
/// UTF-16 with its byte order mark as UTF-8. Throws Error beginning with `name` for what isn't.
std::string from_utf16(std::string_view text, const std::string& name);

/// Whether a text is UTF-8 with characters beyond ASCII in it.
bool is_utf8_beyond_ascii(std::string_view text);

/// Latin-1 as UTF-8, in the sense of Windows-1252, as all that reads "Latin-1" does: 0x80 is "€".
std::string from_latin1(std::string_view text);

/// "file:line:column" of a place in a text, both from 1; column counts bytes. `lines_before`: the
/// text begins behind so many lines.
std::string place_in(std::string_view text, const std::string& name, const char* at,
                     std::int64_t lines_before = 0);

/// Line ends in a text; CRLF is one.
std::int64_t count_lines(std::string_view text);

}  // namespace ganglion::data
