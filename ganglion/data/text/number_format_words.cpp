#include "ganglion/data/text/number_format_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"

namespace ganglion::data {
namespace {

constexpr std::array<std::pair<char, std::string_view>, 5> kMarks = {
    {{'.', "point"}, {',', "comma"}, {' ', "blank"}, {'\'', "apostrophe"}, {'_', "underscore"}}};

char mark_named(std::string_view word, std::string_view allowed) {
  for (const auto& [mark, name] : kMarks) {
    const bool meant = word == name || word == std::string_view(&mark, 1);
    if (meant && allowed.find(mark) != std::string_view::npos) return mark;
  }
  throw Error(fmt::format("unknown mark {}; use point, comma{}", shown(word),
                          allowed.size() > 2 ? ", blank, apostrophe or underscore" : ""));
}

std::string_view name_of_mark(char mark) {
  return std::ranges::find(kMarks, mark, &std::pair<char, std::string_view>::first)->second;
}

/// The end of a word: the next blank, or behind `='…'` the one after the closing quote.
std::size_t end_of_word(std::string_view words) {
  const std::size_t blank = std::min(words.find(' '), words.size());
  const std::size_t open = words.find("='");
  if (open > blank) return blank;
  const std::size_t close = words.find('\'', open + 2);
  return close == words.npos ? blank : std::min(words.find(' ', close), words.size());
}

std::string_view without_quotes(std::string_view value) {
  const bool quoted = value.size() > 2 && value.starts_with('\'') && value.ends_with('\'');
  return quoted ? value.substr(1, value.size() - 2) : value;
}

std::string with_quotes(const std::string& value) {
  return value.find_first_of(" ,") == std::string::npos ? value : "'" + value + "'";
}

void set(NumberFormat& format, std::string_view word) {
  const std::size_t equals = std::min(word.find('='), word.size());
  const std::string_view name = word.substr(0, equals);
  const std::string_view value = without_quotes(word.substr(std::min(equals + 1, word.size())));
  if (name == "percent" && value.empty()) {
    format.percent = true;
  } else if (name == "decimal") {
    format.decimal = mark_named(value, ".,");
  } else if (name == "thousands") {
    format.thousands = mark_named(value, ".,' _");
  } else if (name == "currency" && !value.empty()) {
    format.currency = value;
  } else if (name == "unit" && !value.empty()) {
    format.unit = value;
  } else {
    throw Error(
        fmt::format("unknown way to write numbers {}; use decimal=comma, thousands=point, "
                    "percent, currency=$ or unit=kg",
                    shown(word)));
  }
}

}  // namespace

NumberFormat number_format_named(std::string_view words) {
  NumberFormat format;
  while (!words.empty()) {
    const std::size_t end = end_of_word(words);
    if (end > 0) set(format, words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  if (format.thousands == format.decimal) {
    throw Error(fmt::format("the decimal mark and what separates thousands are both a {}",
                            name_of_mark(format.decimal)));
  }
  return format;
}

std::string words_of(const NumberFormat& format) {
  std::string words;
  const auto add = [&](const std::string& word) { words += (words.empty() ? "" : " ") + word; };
  if (format.decimal != '.') add(fmt::format("decimal={}", name_of_mark(format.decimal)));
  if (format.thousands != 0) add(fmt::format("thousands={}", name_of_mark(format.thousands)));
  if (format.percent) add("percent");
  if (!format.currency.empty()) add("currency=" + with_quotes(format.currency));
  if (!format.unit.empty()) add("unit=" + with_quotes(format.unit));
  return words;
}

}  // namespace ganglion::data
