#include "ganglion/data/features/alike.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "ganglion/core/utf8.h"

namespace ganglion::data {
namespace {

/// What is not looked at.
struct Blind {
  bool capitals = false;
  bool blanks = false;
  bool forms = false;
};

/// Letter and accent of the characters from U+00C0 to U+017F; '.' where a character has none.
constexpr std::string_view kLetters =
    "AAAAAA.CEEEEIIII.NOOOOO..UUUUY..aaaaaa.ceeeeiiii.nooooo..uuuuy.y"
    "AaAaAaCcCcCcCcDd..EeEeEeEeEeGgGgGgGgHh..IiIiIiIiI...JjKk.LlLlLl."
    "...NnNnNn...OoOoOo..RrRrRrSsSsSsSsTtTt..UuUuUuUuUuUuWwYyYZzZzZz.";
constexpr std::string_view kAccents =
    "`'^~:o ,`'^:`'^: ~`'^~:  `'^:'  `'^~:o ,`'^:`'^: ~`'^~:  `'^:' :"
    "__uu;;''^^..vvvv  __uu..;;vv^^uu..,,^^  ~~__uu;;.   ^^,, '',,vv "
    "   '',,vv   __uu\"\"  '',,vv''^^,,vv,,vv  ~~__uuoo\"\";;^^^^:''..vv ";
static_assert(kLetters.size() == 0x180 - 0xC0 && kAccents.size() == kLetters.size());

/// The combining characters of these accents.
constexpr std::array<std::pair<char32_t, char>, 13> kCombining = {{{0x300, '`'},
                                                                   {0x301, '\''},
                                                                   {0x302, '^'},
                                                                   {0x303, '~'},
                                                                   {0x304, '_'},
                                                                   {0x306, 'u'},
                                                                   {0x307, '.'},
                                                                   {0x308, ':'},
                                                                   {0x30A, 'o'},
                                                                   {0x30B, '"'},
                                                                   {0x30C, 'v'},
                                                                   {0x327, ','},
                                                                   {0x328, ';'}}};

/// Of a valid character of UTF-8.
char32_t code_point(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes[0]);
  if (bytes.size() == 1) return first;
  char32_t code = first & (0x7FU >> bytes.size());
  for (const char byte : bytes.substr(1))
    code = code << 6U | (static_cast<unsigned char>(byte) & 0x3FU);
  return code;
}

bool is_any_blank(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || (c >= 0x2000 && c <= 0x200D) ||
         c == 0x202F || c == 0x2060 || c == 0x3000 || c == 0xFEFF;
}

/// Latin, Greek and Cyrillic letters.
char32_t small_letter(char32_t c) {
  const auto in = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  if (in('A', 'Z') || (in(0xC0, 0xDE) && c != 0xD7) || in(0x391, 0x3A9) || in(0x410, 0x42F)) {
    return c + 0x20;
  }
  if (in(0x400, 0x40F)) return c + 0x50;
  const bool odd_is_capital = in(0x139, 0x148) || in(0x179, 0x17E);
  if (in(0x100, 0x17E) && (c % 2 == 1) == odd_is_capital) return c + 1;
  return c;
}

std::u32string seen(std::string_view text, const Blind& blind) {
  std::u32string result;
  const auto add = [&](char32_t c) { result += blind.capitals ? small_letter(c) : c; };
  constexpr char32_t kAccent = 0x110000;  // beyond all characters
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::max<std::size_t>(character_length(text, at), 1);
    const char32_t c = code_point(text.substr(at, length));
    at += length;
    if (blind.blanks && is_any_blank(c)) continue;
    const auto* const accent = std::ranges::find(kCombining, c, &std::pair<char32_t, char>::first);
    if (blind.forms && accent != kCombining.end()) {
      result += kAccent + static_cast<char32_t>(accent->second);
    } else if (blind.forms && c >= 0xC0 && c < 0x180 && kLetters[c - 0xC0] != '.') {
      add(static_cast<char32_t>(kLetters[c - 0xC0]));
      result += kAccent + static_cast<char32_t>(kAccents[c - 0xC0]);
    } else {
      add(c);
    }
  }
  return result;
}

constexpr Blind kAll = {.capitals = true, .blanks = true, .forms = true};

}  // namespace

std::optional<std::string> only_difference(std::string_view a, std::string_view b) {
  constexpr std::array<std::pair<Blind, const char*>, 4> kKinds = {
      {{{.capitals = true}, "capitals"},
       {{.blanks = true}, "blanks"},
       {{.forms = true}, "Unicode form"},
       {kAll, "capitals, blanks or Unicode form"}}};
  for (const auto& [blind, name] : kKinds) {
    if (seen(a, blind) == seen(b, blind)) return name;
  }
  return std::nullopt;
}

std::string alike_key(std::string_view text) {
  std::string key;
  for (const char32_t c : seen(text, kAll)) {
    key.append({static_cast<char>(c >> 16U), static_cast<char>(c >> 8U & 0xFFU),
                static_cast<char>(c & 0xFFU)});
  }
  return key;
}

}  // namespace ganglion::data
