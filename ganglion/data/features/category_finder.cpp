#include "ganglion/data/features/category_finder.h"

#include <algorithm>

#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/version_marks.h"

namespace ganglion::data {

std::string canonical_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string_view whole = text.substr(0, point);
  std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  if (!std::ranges::all_of(whole, is_digit) || !std::ranges::all_of(fraction, is_digit) ||
      (whole.empty() && fraction.empty())) {
    return {};
  }
  while (whole.starts_with('0')) whole.remove_prefix(1);
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  std::string result(whole.empty() ? "0" : whole);
  if (!fraction.empty()) result.append(".").append(fraction);
  return negative && result != "0" ? "-" + result : result;
}

CategoryFinder::CategoryFinder(const std::vector<std::string>& categories) {
  VersionMarks marks;
  for (std::size_t i = 0; i < categories.size(); ++i) {
    const auto place = static_cast<std::int64_t>(i);
    by_text_.emplace(categories[i], place);
    const std::string number = canonical_number(categories[i]);
    if (number.empty()) continue;
    if (const auto [at, is_new] = by_number_.emplace(number, place); !is_new) at->second = -1;
    marks.add(categories[i]);
  }
  // Of versions the text alone tells: "1.20" is not 1.2.
  const std::vector<std::string_view> texts(categories.begin(), categories.end());
  if (!marks.twin().empty() || are_versions(texts)) by_number_.clear();
}

std::int64_t CategoryFinder::find(const std::string& text) const {
  if (const auto at = by_text_.find(text); at != by_text_.end()) return at->second;
  if (by_number_.empty()) return -1;
  const std::string number = canonical_number(text);
  const auto at = number.empty() ? by_number_.end() : by_number_.find(number);
  return at == by_number_.end() ? -1 : at->second;
}

}  // namespace ganglion::data
