#include "ganglion/data/quantities/number_mark.h"

#include <algorithm>
#include <array>

#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::array<std::string_view, 10> kSignsInFront = {"<=", ">=", "<", ">", "≤",
                                                            "≥",  "~",  "≈", "±", "*"};
/// For about, perhaps with a full stop.
constexpr std::array<std::string_view, 16> kWordsForAbout = {
    "ca",  "circa", "c",    "approx", "approximately", "about",   "around", "roughly",
    "est", "estim", "etwa", "rund",   "cca",           "environ", "env",    "aprox"};
constexpr std::array<std::string_view, 8> kBehind = {"*", "+", "†", "‡", "#", "!", "?", "<"};
constexpr std::size_t kLettersOfFlag = 2;

bool is_number_in(std::string_view text, const NumberFormat& format) {
  double value = 0;
  return parse_number(inner_text(text), format, value);
}

}  // namespace

std::string_view mark_in_front(std::string_view text) {
  for (const std::string_view sign : kSignsInFront) {
    if (text.starts_with(sign)) return text.substr(0, sign.size());
  }
  std::size_t length = 0;
  while (length < text.size() && is_letter(text[length])) ++length;
  const std::string word = small_word(text.substr(0, length));
  if (std::ranges::find(kWordsForAbout, word) == kWordsForAbout.end()) return {};
  const bool stop = text.substr(length).starts_with('.');
  const bool apart = stop || text.substr(length).starts_with(' ');  // "c5" is a code
  return apart ? text.substr(0, length + (stop ? 1 : 0)) : std::string_view();
}

std::string mark_beside_number(std::string_view text, const NumberFormat& format) {
  text = inner_text(text);
  if (is_number_in(text, format)) return {};
  if (const std::string_view mark = mark_in_front(text); !mark.empty()) {
    if (is_number_in(text.substr(mark.size()), format)) return std::string(mark);
  }
  std::string_view rest = text;
  for (bool found = true; found;) {  // "5**"
    found = false;
    for (const std::string_view mark : kBehind) {
      if (!rest.ends_with(mark)) continue;
      rest.remove_suffix(mark.size());
      found = true;
    }
  }
  std::size_t letters = 0;
  while (letters < rest.size() && is_letter(rest[rest.size() - 1 - letters])) ++letters;
  if (letters <= kLettersOfFlag) rest.remove_suffix(letters);
  const bool marked = rest.size() < text.size() && is_number_in(rest, format);
  return marked ? std::string(inner_text(text.substr(rest.size()))) : std::string();
}

}  // namespace ganglion::data
