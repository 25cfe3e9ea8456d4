#include "ganglion/nn/path_pattern.h"

#include <algorithm>

namespace ganglion::nn {
namespace {

/// The whole text, with `*` for any characters. Goes back to the last `*` only: linear in practice.
bool fits(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  for (std::size_t t = 0; t < text.size();) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace

bool path_matches(std::string_view pattern, std::string_view path) {
  if (pattern.ends_with('/')) pattern.remove_suffix(1);
  if (pattern.empty()) return false;
  for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
    if (fits(pattern, path.substr(0, end))) return true;
    if (end == std::string_view::npos) return false;
  }
}

bool any_matches(std::span<const std::string> patterns, std::string_view path) {
  return std::ranges::any_of(
      patterns, [&](const std::string& pattern) { return path_matches(pattern, path); });
}

}  // namespace ganglion::nn
