#include "ganglion/core/setting.h"

#include <algorithm>

#include "ganglion/core/quotes.h"

namespace ganglion {
namespace {

constexpr std::string_view kEquals = " = ";

/// The backtick that ends what begins at `from`; two in a row are one of the value.
std::size_t closing_backtick(std::string_view text, std::size_t from) {
  std::size_t found = text.find('`', from);
  while (found != std::string_view::npos && text.substr(found + 1).starts_with('`')) {
    found = text.find('`', found + 2);
  }
  return found;
}

std::string with_single_backticks(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    result += text[i];
    if (text[i] == '`') ++i;
  }
  return result;
}

/// What is between the backticks of a setting, as a flag.
std::string as_flag(std::string_view inside) {
  const std::size_t equals = inside.find(kEquals);
  if (equals == std::string_view::npos) return flag_of(inside);
  const std::string value = with_single_backticks(inside.substr(equals + kEquals.size()));
  return flag_of(inside.substr(0, equals)) + " " + shell_word(value);
}

}  // namespace

std::string setting(std::string_view name) {
  return "`" + std::string(name) + "`";
}

std::string setting(std::string_view name, std::string_view value) {
  std::string text = "`" + std::string(name) + std::string(kEquals);
  for (const char c : value) text += c == '`' ? std::string("``") : std::string(1, c);
  return text + "`";
}

std::string flag_of(std::string_view name) {
  std::string flag = "--" + std::string(name);
  std::ranges::replace(flag, '_', '-');
  return flag;
}

std::string settings_as_flags(std::string_view message, std::span<const std::string> names) {
  return settings_as_flags(message, names,
                           [](std::string_view /*setting*/, std::string flag) { return flag; });
}

std::string settings_as_flags(std::string_view message, std::span<const std::string> names,
                              const WordedFlag& worded) {
  std::string result;
  for (std::size_t at = 0; at < message.size(); ++at) {
    const std::size_t end =
        message[at] == '`' ? closing_backtick(message, at + 1) : std::string_view::npos;
    const std::string_view inside =
        end == std::string_view::npos ? "" : message.substr(at + 1, end - at - 1);
    const std::string_view name = inside.substr(0, inside.find(kEquals));
    if (std::ranges::find(names, name) == names.end()) {
      result += message[at];
      continue;
    }
    result += worded(name, as_flag(inside));
    at = end;
  }
  return result;
}

}  // namespace ganglion
