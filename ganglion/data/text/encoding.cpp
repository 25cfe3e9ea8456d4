#include "ganglion/data/text/encoding.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "ganglion/core/error.h"
#include "ganglion/core/utf8.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

using Byte = unsigned char;

/// Past the ASCII text (without NUL) from p on, eight bytes at a time.
const Byte* past_ascii(const Byte* p, const Byte* end) {
  constexpr std::uint64_t kHigh = 0x8080808080808080U;
  constexpr std::uint64_t kLow = 0x0101010101010101U;
  while (end - p >= 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, p, 8);
    // The second term marks zero bytes; where the first is 0 it marks nothing else.
    if (((eight | (eight - kLow)) & kHigh) != 0) break;
    p += 8;
  }
  while (p != end && *p != 0 && *p < 0x80) ++p;
  return p;
}

std::string lower_letters(std::string_view word) {
  std::string result;
  for (const char c : word) {
    if (c != '-' && c != '_' && c != ' ') result += small_letter(c);
  }
  return result;
}

}  // namespace

Encoding encoding_named(std::string_view word) {
  const std::string name = lower_letters(word);
  if (name == "utf8") return Encoding::utf8;
  if (name == "latin1" || name == "iso88591") return Encoding::latin1;
  throw Error(fmt::format("unknown encoding {}; use utf-8 or latin1", shown(word)));
}

void check_text(std::string_view text, const std::string& name) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw Error(fmt::format("{}:1:1: this is UTF-16; save the file as UTF-8", name));
  }
  check_further_text(text, name, 0);
}

void check_further_text(std::string_view text, const std::string& name, std::int64_t lines_before) {
  const auto* begin = reinterpret_cast<const Byte*>(text.data());
  const Byte* end = begin + text.size();
  const Byte* p = begin;
  for (;;) {
    p = past_ascii(p, end);
    if (p == end) return;
    const std::size_t length =
        *p == 0 ? 0 : character_length(text, static_cast<std::size_t>(p - begin));
    if (length == 0) break;
    p += length;
  }
  const std::string place = place_in(text, name, reinterpret_cast<const char*>(p), lines_before);
  if (*p == 0) {
    throw Error(
        fmt::format("{}: a NUL byte; this is not text (a binary file, or UTF-16: save "
                    "it as UTF-8 text)",
                    place));
  }
  throw Error(fmt::format("{}: the byte 0x{:02X} is not UTF-8; save the file as UTF-8, or use "
                          "`encoding = latin1` if it comes from an old Windows program of Western "
                          "Europe (texts of other languages would be garbled)",
                          place, *p),
              {.setting = "encoding", .value = "latin1"});
}

bool is_utf16(std::string_view text) {
  return text.size() > 3 && (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"));
}

namespace {

/// Appends a character by its number.
void append_character(std::uint32_t character, std::string& to) {
  const auto byte = [&](std::uint32_t value) { to += static_cast<char>(value); };
  if (character < 0x80) {
    byte(character);
  } else if (character < 0x800) {
    byte(0xC0 | (character >> 6U));
    byte(0x80 | (character & 0x3FU));
  } else if (character < 0x10000) {
    byte(0xE0 | (character >> 12U));
    byte(0x80 | ((character >> 6U) & 0x3FU));
    byte(0x80 | (character & 0x3FU));
  } else {
    byte(0xF0 | (character >> 18U));
    byte(0x80 | ((character >> 12U) & 0x3FU));
    byte(0x80 | ((character >> 6U) & 0x3FU));
    byte(0x80 | (character & 0x3FU));
  }
}

}  // namespace

std::string from_utf16(std::string_view text, const std::string& name) {
  const bool little = text[0] == '\xFF';
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<Byte>(text[i]);
    const auto second = static_cast<Byte>(text[i + 1]);
    return static_cast<std::uint32_t>(little ? first | second << 8 : first << 8 | second);
  };
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 2; i < text.size(); i += 2) {
    const auto refuse = [&](const char* what) {
      throw Error(fmt::format("{}: byte {} of the UTF-16 text {}; save the file as UTF-8", name,
                              i + 1, what));
    };
    if (i + 1 == text.size()) refuse("is the last and stands alone");
    std::uint32_t character = unit(i);
    if (character >= 0xDC00 && character < 0xE000) refuse("is half a character");
    if (character >= 0xD800 && character < 0xDC00) {
      const std::uint32_t low = i + 3 < text.size() ? unit(i + 2) : 0;
      if (low < 0xDC00 || low >= 0xE000) refuse("is half a character");
      character = 0x10000 + ((character - 0xD800) << 10U) + (low - 0xDC00);
      i += 2;
    }
    append_character(character, result);
  }
  return result;
}

bool is_utf8_beyond_ascii(std::string_view text) {
  bool beyond = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    if (length == 0) return false;
    beyond = beyond || length > 1;
    i += length;
  }
  return beyond;
}

std::string from_latin1(std::string_view text) {
  // What Windows-1252 has in place of control characters; 0 where it has nothing.
  constexpr std::array<std::uint16_t, 32> kWindows = {
      0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
  std::string result;
  result.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    const auto byte = static_cast<Byte>(c);
    const bool windows = byte >= 0x80 && byte < 0xA0 && kWindows[byte - 0x80U] != 0;
    append_character(windows ? kWindows[byte - 0x80U] : byte, result);
  }
  return result;
}

std::string place_in(std::string_view text, const std::string& name, const char* at,
                     std::int64_t lines_before) {
  std::int64_t line = lines_before + 1;
  const char* start = text.data();
  for (const char* p = text.data(); p != at; ++p) {
    const bool cut = *p == '\r' && p + 1 != text.data() + text.size() && p[1] == '\n';
    if (*p == '\n' || (*p == '\r' && !cut)) {
      ++line;
      start = p + 1;
    }
  }
  return fmt::format("{}:{}:{}", name, line, at - start + 1);
}

std::int64_t count_lines(std::string_view text) {
  constexpr std::size_t kBlock = 128;  // of this length the inner loop becomes vector code
  std::int64_t lines = 0;
  std::string_view rest = text;
  for (; rest.size() >= kBlock; rest.remove_prefix(kBlock)) {
    std::uint8_t ends = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
      ends = static_cast<std::uint8_t>(ends + (rest[i] == '\n' ? 1 : 0));
    }
    lines += ends;
  }
  lines += std::ranges::count(rest, '\n');
  for (std::size_t at = text.find('\r'); at != std::string_view::npos;
       at = text.find('\r', at + 1)) {
    if (at + 1 == text.size() || text[at + 1] != '\n') ++lines;
  }
  return lines;
}

}  // namespace ganglion::data
