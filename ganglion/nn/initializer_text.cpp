#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <charconv>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/nn/initializer.h"

/// Initialisers as text, both ways.
namespace ganglion::nn {
namespace {

struct NamedInitializer {
  std::string_view name;
  Initializer standard;       // with its default settings
  std::string_view settings;  // what it takes, for messages; empty: nothing
};

const std::array<NamedInitializer, 13>& table() {
  static const std::array<NamedInitializer, 13> kTable = {{
      {"zeros", zeros(), ""},
      {"ones", ones(), ""},
      {"constant", {Initializer::Kind::constant, {}}, "constant(value)"},
      {"values", {Initializer::Kind::values, {}}, "values(first, second, …)"},
      {"uniform", uniform(), "uniform(low, high)"},
      {"normal", normal(), "normal(stddev)"},
      {"glorot_uniform", glorot_uniform(), ""},
      {"glorot_normal", glorot_normal(), ""},
      {"he_uniform", he_uniform(), ""},
      {"he_normal", he_normal(), ""},
      {"lecun_uniform", lecun_uniform(), ""},
      {"lecun_normal", lecun_normal(), ""},
      {"orthogonal", orthogonal(), "orthogonal(gain)"},
  }};
  return kTable;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
  throw Error(fmt::format("initializer '{}': {}", text, why));
}

std::vector<double> settings_of(std::string_view inside, std::string_view whole) {
  std::vector<double> numbers;
  while (true) {
    const auto comma = inside.find(',');
    const std::string_view word = trimmed(inside.substr(0, comma));
    double number = 0.0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (fault != std::errc{} || end != word.data() + word.size() || !std::isfinite(number)) {
      refuse(whole, fmt::format("'{}' is not a number", word));
    }
    numbers.push_back(number);
    if (comma == std::string_view::npos) return numbers;
    inside.remove_prefix(comma + 1);
  }
}

std::size_t wanted_settings(Initializer::Kind kind) {
  switch (kind) {
    case Initializer::Kind::constant:
    case Initializer::Kind::normal:
    case Initializer::Kind::orthogonal:
      return 1;
    case Initializer::Kind::uniform:
      return 2;
    default:
      return 0;
  }
}

void check_option(const Initializer& initializer, const NamedInitializer& entry,
                  std::string_view text) {
  const bool any = entry.name == "values";
  if (!any && initializer.settings.size() != wanted_settings(initializer.kind)) {
    refuse(text, entry.settings.empty() ? "takes no settings"
                                        : fmt::format("write it as {}", entry.settings));
  }
  if (initializer.kind == Initializer::Kind::uniform &&
      !(initializer.settings[0] <= initializer.settings[1])) {
    refuse(text, "low must not lie above high");
  }
  if (initializer.kind == Initializer::Kind::normal && initializer.settings[0] < 0.0) {
    refuse(text, "the standard deviation must be >= 0");
  }
}

}  // namespace

std::string to_string(const Initializer& initializer) {
  for (const NamedInitializer& entry : table()) {
    if (entry.standard.kind != initializer.kind) continue;
    if (entry.settings.empty()) return std::string(entry.name);
    return fmt::format("{}({})", entry.name, fmt::join(initializer.settings, ", "));
  }
  throw Error("initializer: not one of the enumeration");
}

Initializer initializer_of(std::string_view given) {
  const std::string_view text = trimmed(given);
  const auto open = text.find('(');
  const std::string_view name = trimmed(text.substr(0, open));
  std::string known;
  for (const NamedInitializer& entry : table()) {
    known += fmt::format("{}{}", known.empty() ? "" : ", ", entry.name);
    if (entry.name != name) continue;
    Initializer result = entry.standard;
    if (open != std::string_view::npos) {
      if (text.back() != ')') refuse(given, "the closing ')' is missing");
      const std::string_view inside = trimmed(text.substr(open + 1, text.size() - open - 2));
      result.settings = inside.empty() ? std::vector<double>{} : settings_of(inside, given);
    }
    check_option(result, entry, given);
    return result;
  }
  throw Error(fmt::format("unknown initializer '{}'; use one of: {}", name, known));
}

std::string setting_of(const Initializer& initializer) {
  return to_string(initializer);
}

void read_setting(const Attributes& all, std::string_view name, Initializer& to) {
  to = initializer_of(all.text(name));
}

}  // namespace ganglion::nn
