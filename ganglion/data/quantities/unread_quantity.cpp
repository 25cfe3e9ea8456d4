#include "ganglion/data/quantities/unread_quantity.h"

#include <algorithm>
#include <array>

#include "ganglion/data/quantities/composed_quantity.h"
#include "ganglion/data/quantities/number_mark.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::array<std::string_view, 3> kErrorMarks = {"±", "+/-", "+-"};
constexpr std::string_view kDegree = "°";
constexpr std::string_view kDirections = "NSEW";
/// A digit is the start and one of ten last bytes from `zero` on.
struct Script {
  std::string_view start;
  unsigned char zero;
};
constexpr std::array<Script, 6> kScripts = {{{"\xD9", 0xA0},
                                             {"\xDB", 0xB0},
                                             {"\xE0\xA5", 0xA6},
                                             {"\xE0\xA7", 0xA6},
                                             {"\xE0\xB9", 0x90},
                                             {"\xEF\xBC", 0x90}}};
/// Marks between digits, ASCII's and those of the scripts.
constexpr std::array<std::string_view, 7> kMarksOfDigits = {".", ",", "-", "٫", "٬", "．", "，"};

bool is_plain_number(std::string_view text) {
  double value = 0;
  return parse_number(text, value);
}

bool has_fraction(std::string_view text) {
  return text.find('.') != std::string_view::npos;
}

/// "5.1 ± 0.2"; "5.12(3)": 0.03.
bool has_error(std::string_view text) {
  for (const std::string_view mark : kErrorMarks) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) continue;
    return is_plain_number(inner_text(text.substr(0, at))) &&
           is_plain_number(inner_text(text.substr(at + mark.size())));
  }
  constexpr std::size_t kMaxDigits = 3;
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos || !text.ends_with(')')) return false;
  const std::string_view digits = text.substr(open + 1, text.size() - open - 2);
  return !digits.empty() && digits.size() <= kMaxDigits && std::ranges::all_of(digits, is_digit) &&
         has_fraction(text.substr(0, open)) && is_plain_number(text.substr(0, open));
}

/// "np.float64(5.1)"
bool is_shown_value(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos || !is_letter(text[0]) || !text.ends_with(')')) return false;
  const bool name = std::ranges::all_of(text.substr(0, open), [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '.';
  });
  std::string_view inner = text.substr(open + 1, text.size() - open - 2);
  if (inner.size() > 2 && inner.front() == '\'' && inner.back() == '\'') {
    inner = inner.substr(1, inner.size() - 2);
  }
  return name && is_plain_number(inner);
}

/// "ca. 5.1", "about 5.1", "≈ 5.1"
bool is_approximate(std::string_view text) {
  const std::string_view mark = mark_in_front(text);
  if (mark.empty() || (mark != "≈" && !is_letter(mark[0]))) return false;
  return is_plain_number(inner_text(text.substr(mark.size())));
}

bool is_complex(std::string_view text) {
  if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
    text = text.substr(1, text.size() - 2);
  }
  if (text.empty() || (text.back() != 'j' && text.back() != 'i')) return false;
  text.remove_suffix(1);
  for (std::size_t at = text.size(); at-- > 1;) {
    if (text[at] != '+' && text[at] != '-') continue;
    if (small_letter(text[at - 1]) == 'e') continue;
    return is_plain_number(text.substr(0, at)) && is_plain_number(text.substr(at));
  }
  return false;
}

bool is_direction(std::string_view text) {
  const auto direction = [](char c) { return kDirections.find(c) != std::string_view::npos; };
  if (text.size() < 2) return false;
  if (direction(text.front())) {
    text = inner_text(text.substr(1));
  } else if (direction(text.back())) {
    text = inner_text(text.substr(0, text.size() - 1));
  } else {
    return false;
  }
  if (text.ends_with(kDegree)) text = inner_text(text.substr(0, text.size() - kDegree.size()));
  constexpr double kMostDegrees = 180;  // more are watts or newtons
  double value = 0;
  return is_plain_number(text) && parse_number(text, value) && std::abs(value) <= kMostDegrees;
}

/// Bytes of a digit of another script at the start of a text, 0 if there is none.
std::size_t digit_of_script(std::string_view text) {
  for (const Script& script : kScripts) {
    if (!text.starts_with(script.start) || text.size() == script.start.size()) continue;
    const auto last = static_cast<unsigned char>(text[script.start.size()]);
    if (last >= script.zero && last < script.zero + 10) return script.start.size() + 1;
  }
  return 0;
}

bool has_digits_of_scripts(std::string_view text) {
  bool found = false;
  while (!text.empty()) {
    const auto* mark = std::ranges::find_if(
        kMarksOfDigits, [&](std::string_view sign) { return text.starts_with(sign); });
    std::size_t bytes = mark == kMarksOfDigits.end() ? 0 : mark->size();
    found = found || bytes > 1;  // "1٫5"
    if (const std::size_t digit = digit_of_script(text)) {
      bytes = digit;
      found = true;
    } else if (is_digit(text[0])) {
      bytes = 1;
    }
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return found;
}

}  // namespace

UnreadQuantity unread_quantity(std::string_view text) {
  text = inner_text(text);
  if (text.empty()) return {};
  const bool fraction = has_fraction(text);
  if (has_error(text))
    return {"write the number alone, and its error in a column of its own", true};
  if (is_shown_value(text)) return {"write the number alone", fraction};
  if (is_approximate(text)) return {"write the number alone", fraction};
  if (is_complex(text)) return {"write each of their two parts in a column of its own", fraction};
  if (is_direction(text))
    return {"write the number alone, negative in the south and west", fraction};
  if (has_digits_of_scripts(text)) return {"write their digits as 0 to 9", true};
  return composed_quantity(text);
}

}  // namespace ganglion::data
