#include "ganglion/data/quantities/number_mark.h"

#include <algorithm>
#include <array>

#include "ganglion/data/text/characters.h"

namespace ganglion::data {
namespace {

constexpr std::array<std::string_view, 13> kBefore = {
    "<=", ">=", "<", ">", "≤", "≥", "~", "≈", "±", "ca. ", "ca ", "approx. ", "*"};
constexpr std::array<std::string_view, 8> kBehind = {"*", "+", "†", "‡", "#", "!", "?", "<"};
constexpr std::size_t kLettersOfFlag = 2;

bool is_number_in(std::string_view text, const NumberFormat& format) {
  double value = 0;
  return parse_number(inner_text(text), format, value);
}

}  // namespace

std::string mark_beside_number(std::string_view text, const NumberFormat& format) {
  text = inner_text(text);
  if (is_number_in(text, format)) return {};
  for (const std::string_view mark : kBefore) {
    const bool marked = text.starts_with(mark) && is_number_in(text.substr(mark.size()), format);
    if (marked) return std::string(inner_text(mark));
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
