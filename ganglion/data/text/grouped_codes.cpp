#include "ganglion/data/text/grouped_codes.h"

#include <algorithm>
#include <vector>

#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/written_number.h"

namespace ganglion::data {
namespace {

using DigitGroups = std::vector<std::string_view>;

/// Runs of digits with `mark` between them; empty for other text.
DigitGroups groups_of(std::string_view text, char mark) {
  DigitGroups groups;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size();) {
    if (i < text.size() && is_digit(text[i])) {
      ++i;
      continue;
    }
    if (i == begin) return {};
    groups.push_back(text.substr(begin, i - begin));
    if (i == text.size()) return groups;
    std::size_t bytes = 0;
    if (mark_at(text.substr(i), bytes) != mark) return {};
    i += bytes;
    begin = i;
  }
  return groups;
}

bool is_byte(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = std::min(value * 10 + (c - '0'), 1000);
  return value <= 255;
}

bool are_addresses(std::span<const std::string_view> texts) {
  bool any = false;
  for (const std::string_view text : texts) {
    if (std::ranges::count(text, '.') < 2) continue;
    const DigitGroups groups = groups_of(inner_text(text), '.');
    if (groups.size() != 4 || !std::ranges::all_of(groups, is_byte)) return false;
    any = true;
  }
  return any;
}

bool same_sizes(const DigitGroups& a, const DigitGroups& b) {
  return std::ranges::equal(a, b, {}, &std::string_view::size, &std::string_view::size);
}

bool are_phone_numbers(std::span<const std::string_view> texts) {
  DigitGroups first;
  for (std::string_view text : texts) {
    text = inner_text(text);
    const bool international = text.starts_with('+');
    if (international) text.remove_prefix(1);
    const DigitGroups groups = groups_of(text, ' ');
    if (groups.size() < 3 || !(international || groups[0].size() == 3)) return false;
    if (first.empty()) first = groups;
    if (!same_sizes(groups, first)) return false;
  }
  return !first.empty();
}

}  // namespace

bool are_grouped_codes(std::span<const std::string_view> texts) {
  return are_addresses(texts) || are_phone_numbers(texts);
}

}  // namespace ganglion::data
