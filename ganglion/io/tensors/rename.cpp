#include "ganglion/io/tensors/rename.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"

namespace ganglion::io {
namespace {

/// What the star of a pattern stands for in a name; nothing where the pattern doesn't fit.
std::optional<std::string_view> matched(std::string_view name, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) {
    return name == pattern ? std::optional(std::string_view()) : std::nullopt;
  }
  const std::string_view before = pattern.substr(0, star);
  const std::string_view after = pattern.substr(star + 1);
  const bool fits = name.size() >= before.size() + after.size() && name.starts_with(before) &&
                    name.ends_with(after);
  if (!fits) return std::nullopt;
  return name.substr(before.size(), name.size() - before.size() - after.size());
}

}  // namespace

RenameRule parse_rename(std::string_view text) {
  const auto count = [](std::string_view in, char c) { return std::ranges::count(in, c); };
  const std::size_t at = std::min(text.find('='), text.size());
  const std::string_view from = text.substr(0, at);
  const std::string_view to = text.substr(std::min(at + 1, text.size()));
  if (count(text, '=') != 1 || from.empty() || to.empty() || count(from, '*') > 1 ||
      count(from, '*') != count(to, '*')) {
    throw Error(fmt::format("{}: expected FROM=TO, with one * in both or in none, such as {}",
                            setting("rename", text), setting("rename", "body.*=encoder/*")));
  }
  return {std::string(from), std::string(to)};
}

std::string renamed(std::string_view name, std::span<const RenameRule> rules) {
  for (const RenameRule& rule : rules) {
    const auto star = matched(name, rule.from);
    if (!star) continue;
    std::string result = rule.to;
    const std::size_t at = result.find('*');
    if (at != std::string::npos) result.replace(at, 1, *star);
    return result;
  }
  return std::string(name);
}

}  // namespace ganglion::io
