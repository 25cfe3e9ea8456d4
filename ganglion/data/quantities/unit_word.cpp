#include "ganglion/data/quantities/unit_word.h"

#include <algorithm>
#include <array>
#include <string>

#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// "m2", "kg/m3", "m/s2"; but "B1" is a code.
bool powers_are_of_lengths(std::string_view unit) {
  constexpr std::array<std::string_view, 9> kRaised = {"m",  "mm", "cm", "dm", "km",
                                                       "ft", "in", "yd", "s"};
  for (std::size_t at = 0; at < unit.size(); ++at) {
    if (!is_digit(unit[at])) continue;
    std::size_t start = at;
    while (start > 0 && is_letter(unit[start - 1])) --start;
    const std::string raised = small_word(unit.substr(start, at - start));
    if (unit[at] != '2' && unit[at] != '3') return false;
    if (std::ranges::find(kRaised, raised) == kRaised.end()) return false;
  }
  return true;
}

}  // namespace

bool is_unit_word(std::string_view unit, bool apart) {
  constexpr std::size_t kLongest = 10;
  constexpr std::string_view kLetters = "kKMBGTmgLlstWVJNhdwy";
  constexpr std::array<std::string_view, 8> kOthers = {"st", "nd", "rd",   "th",
                                                       "am", "pm", "a.m.", "p.m."};
  if (unit.empty() || unit.size() > kLongest) return false;
  if (!is_letter(unit[0]) && (unit[0] & 0x80) == 0) return false;
  if (std::ranges::find(kOthers, small_word(unit)) != kOthers.end()) return false;
  if (unit.find('^') == std::string_view::npos && !powers_are_of_lengths(unit)) return false;
  if (unit.size() == 1 && !apart && kLetters.find(unit[0]) == std::string_view::npos) return false;
  return std::ranges::all_of(unit, [](char c) {
    return is_letter(c) || is_digit(c) || (c & 0x80) != 0 || c == '/' || c == '.' || c == '^';
  });
}

}  // namespace ganglion::data
