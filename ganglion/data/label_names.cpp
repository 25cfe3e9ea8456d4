#include "ganglion/data/label_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "ganglion/data/text/text.h"

namespace ganglion::data {

bool names_labels(std::string_view name) {
  constexpr std::array<std::string_view, 7> kNames = {"y",       "label", "labels", "target",
                                                      "targets", "class", "classes"};
  return std::ranges::find(kNames, small_word(name)) != kNames.end();
}

std::vector<std::string> numbered_labels(const std::vector<std::string>& names) {
  if (names.empty()) return {};
  const std::string& last = names.back();
  const std::size_t digits = last.find_last_not_of("0123456789") + 1;
  std::size_t count = 0;
  std::from_chars(last.data() + digits, last.data() + last.size(), count);
  const std::string stem = last.substr(0, digits);
  if (!names_labels(stem.ends_with('_') ? stem.substr(0, stem.size() - 1) : stem)) return {};
  if (count < 2 || count > names.size()) return {};
  std::vector<std::string> labels(names.end() - static_cast<std::ptrdiff_t>(count), names.end());
  for (std::size_t i = 0; i < count; ++i) {
    if (labels[i] != fmt::format("{}{}", stem, i + 1)) return {};
  }
  return labels;
}

}  // namespace ganglion::data
