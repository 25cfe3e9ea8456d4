#include "ganglion/graph/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"

namespace ganglion {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// The next word from `at` on, which moves behind it; empty at the end.
std::string_view next_word(std::string_view text, std::size_t& at) {
  at = std::min(text.find_first_not_of(kBlanks, at), text.size());
  const std::size_t end = std::min(text.find_first_of(kBlanks, at), text.size());
  const std::string_view word = text.substr(at, end - at);
  at = end;
  return word;
}

template <class T>
bool whole_match(std::string_view text, T& value) {
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, value);
  return stop == end && code == std::errc{} && !text.empty();
}

Attribute value_of(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  std::int64_t integer = 0;
  if (whole_match(text, integer)) return integer;
  double number = 0;
  if (whole_match(text, number) && std::isfinite(number)) return number;
  return std::string(text);
}

const char* type_name(const Attribute& value) {
  static constexpr const char* kNames[] = {"true or false", "an integer", "a number", "a string",
                                           "integers",      "numbers",    "a tensor"};
  return kNames[value.index()];
}

/// `given` in the type of `model`, where that loses nothing; otherwise as it is.
Attribute adapted(const Attribute& model, const Attribute& given) {
  const auto* integer = std::get_if<std::int64_t>(&given);
  if (integer != nullptr && std::holds_alternative<double>(model)) {
    return static_cast<double>(*integer);
  }
  const auto* integers = std::get_if<std::vector<std::int64_t>>(&given);
  if (integers != nullptr && std::holds_alternative<std::vector<double>>(model)) {
    return std::vector<double>(integers->begin(), integers->end());
  }
  return given;
}

}  // namespace

Settings parse_settings(std::string_view text, std::string_view what) {
  std::size_t at = 0;
  Settings result;
  result.kind = next_word(text, at);
  if (result.kind.empty()) throw Error(fmt::format("{}: the text is empty; give a name", what));
  for (std::string_view word = next_word(text, at); !word.empty(); word = next_word(text, at)) {
    const std::size_t place = at - word.size() + 1;
    const std::size_t equals = word.find('=');
    const std::string name(word.substr(0, equals));
    if (name.empty() || equals + 1 == word.size()) {
      throw Error(
          fmt::format("{}: {} at character {}: write settings as name=value, without blanks", what,
                      shown(word), place));
    }
    if (result.attributes.has(name)) {
      throw Error(fmt::format("{}: {} at character {} was set before; set it once", what,
                              shown(name), place));
    }
    const bool flag = equals == std::string_view::npos;
    result.attributes.set(name, flag ? Attribute(true) : value_of(word.substr(equals + 1)));
  }
  return result;
}

std::string settings_text(std::string_view kind, const Attributes& attributes) {
  std::string text(kind);
  for (const auto& [name, value] : attributes.entries()) {
    if (const auto* string = std::get_if<std::string>(&value); string && string->empty()) continue;
    text += fmt::format(" {}={}", name, to_string(value));
  }
  return text;
}

Attributes merged(std::string_view kind, const Attributes& defaults, const Attributes& given) {
  Attributes result = defaults;
  for (const auto& [name, value] : given.entries()) {
    const auto& known = defaults.entries();
    auto entry = known.begin();
    while (entry != known.end() && entry->first != name) ++entry;
    if (entry == known.end()) {
      std::vector<std::string> names;
      names.reserve(known.size());
      for (const auto& e : known) names.push_back(e.first);
      throw Error(
          fmt::format("{}: has no setting {}; {}", kind, shown(name), suggestion(name, names)));
    }
    Attribute fitting = adapted(entry->second, value);
    if (fitting.index() != entry->second.index()) {
      throw Error(fmt::format("{}: {} = {} must be {}", kind, name, to_string(value),
                              type_name(entry->second)));
    }
    result.set(name, std::move(fitting));
  }
  return result;
}

}  // namespace ganglion
