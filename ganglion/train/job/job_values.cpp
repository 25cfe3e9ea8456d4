#include "ganglion/train/job/job_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <tuple>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/text/text.h"

namespace ganglion::train {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string range_text(const NumberRange& range) {
  std::string low;
  if (std::isfinite(range.least)) low = fmt::format(" >= {}", range.least);
  if (std::isfinite(range.above)) low = fmt::format(" > {}", range.above);
  if (!std::isfinite(range.below) || range.below > 1e9) return low;
  return fmt::format("{}{} < {}", low, low.empty() ? "" : " and", range.below);
}

constexpr std::array<std::pair<std::string_view, double>, 8> kUnits = {{{"KiB", 0x1p10},
                                                                        {"MiB", 0x1p20},
                                                                        {"GiB", 0x1p30},
                                                                        {"TiB", 0x1p40},
                                                                        {"KB", 1e3},
                                                                        {"MB", 1e6},
                                                                        {"GB", 1e9},
                                                                        {"TB", 1e12}}};

}  // namespace

const std::string& single(const std::vector<std::string>& values) {
  if (values.size() != 1) throw Error(fmt::format("expected one value, got {}", values.size()));
  return values.front();
}

std::vector<std::string> names_in(const std::vector<std::string>& values) {
  std::vector<std::string> names;
  for (std::string_view rest : values) {
    for (bool more = true; more;) {
      const auto comma = rest.find(',');
      more = comma != std::string_view::npos;
      const std::string_view part = trimmed(rest.substr(0, comma));
      if (part.empty()) throw Error("the name of a column is empty; write COL or COL,COL");
      names.emplace_back(part);
      if (more) rest.remove_prefix(comma + 1);
    }
  }
  return names;
}

std::int64_t to_whole(const std::string& text, std::int64_t least, std::int64_t most) {
  std::int64_t whole = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (failure == std::errc() && end == text.data() + text.size() && whole >= least &&
      whole <= most) {
    return whole;
  }
  double value = 0.0;  // "1e3" is a whole number, too
  const bool number =
      data::parse_number(text, value) && value == std::floor(value) && std::abs(value) < 1e15;
  if (!number || value < static_cast<double>(least) || value > static_cast<double>(most)) {
    const std::string range = most >= 1'000'000'000 ? fmt::format(">= {}", least)
                                                    : fmt::format("from {} to {}", least, most);
    throw Error(fmt::format("{}: expected an integer {}", shown(text), range));
  }
  return static_cast<std::int64_t>(value);
}

std::int64_t to_bytes(const std::string& text) {
  std::string_view number = trimmed(text);
  double unit = 1.0;
  for (const auto& [name, size] : kUnits) {
    if (!number.ends_with(name)) continue;
    unit = size;
    number = trimmed(number.substr(0, number.size() - name.size()));
    break;
  }
  double value = 0.0;
  const bool known = data::parse_number(number, value);
  if (!known || !(value * unit >= 1e6) || value * unit > 1e18) {
    throw Error(fmt::format("{}: expected a size >= 1MB, such as 500MB or 2GB", shown(text)));
  }
  return static_cast<std::int64_t>(value * unit);
}

std::string bytes_text(std::int64_t bytes) {
  std::string_view unit;
  std::int64_t size = 1;
  for (const auto& [name, value] : kUnits) {
    const auto larger = static_cast<std::int64_t>(value);
    if (larger > size && bytes % larger == 0) std::tie(unit, size) = std::tuple(name, larger);
  }
  return fmt::format("{}{}", bytes / size, unit);
}

double to_seconds(const std::string& text) {
  double seconds = 0.0;
  std::string_view rest = text;
  while (!rest.empty()) {
    double number = 0.0;
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (read.ec != std::errc() || !(number >= 0.0)) break;
    rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()));
    const char unit = rest.empty() ? 's' : rest.front();
    if (unit != 's' && unit != 'm' && unit != 'h') break;
    seconds += number * (unit == 'h' ? 3600.0 : unit == 'm' ? 60.0 : 1.0);
    if (!rest.empty()) rest.remove_prefix(1);
  }
  if (rest.empty() && seconds > 0.0 && seconds < 1e9) return seconds;
  throw Error(fmt::format("{}: expected a time, such as 90s, 5m or 1h30m", shown(text)));
}

std::string seconds_text(double seconds) {
  if (seconds < 60.0 || seconds != std::floor(seconds)) return fmt::format("{}s", seconds);
  const auto whole = static_cast<std::int64_t>(seconds);
  std::string text;
  if (whole >= 3600) text += fmt::format("{}h", whole / 3600);
  if (whole / 60 % 60 > 0) text += fmt::format("{}m", whole / 60 % 60);
  if (whole % 60 > 0) text += fmt::format("{}s", whole % 60);
  return text;
}

double to_number(const std::string& text, const NumberRange& range) {
  double value = 0.0;
  if (data::parse_number(text, value) && std::isfinite(value) && value >= range.least &&
      value > range.above && value < range.below) {
    return value;
  }
  throw Error(fmt::format("{}: expected a number{}", shown(text), range_text(range)));
}

nn::ThresholdRule to_threshold(const std::string& text) {
  double value = 0.0;
  if (text == "f1") return {.goal = nn::ThresholdRule::Goal::f1};
  if (data::parse_number(text, value) && value > 0.0 && value < 1.0) return {.value = value};
  throw Error(
      fmt::format("{}: expected a probability > 0 and < 1, such as 0.3, or f1", shown(text)));
}

nn::MistakeCosts to_costs(const std::string& text) {
  const std::size_t colon = text.find(':');
  nn::MistakeCosts costs;
  if (colon == std::string::npos ||
      !data::parse_number(trimmed(text.substr(0, colon)), costs.false_positive) ||
      !data::parse_number(trimmed(text.substr(colon + 1)), costs.false_negative) ||
      !(costs.false_positive > 0.0 && costs.false_positive < 1e12) ||
      !(costs.false_negative > 0.0 && costs.false_negative < 1e12)) {
    throw Error(fmt::format(
        "{}: expected the cost of a false positive and of a false negative, both > 0, as FP:FN, "
        "such as 1:10",
        shown(text)));
  }
  return costs;
}

std::vector<double> to_percentages(const std::vector<std::string>& values) {
  std::string all;
  for (const std::string& value : values) all += (all.empty() ? "" : ",") + value;
  std::vector<double> percentages;
  for (std::string_view rest = all; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    double value = 0.0;
    const double before = percentages.empty() ? 0.0 : percentages.back();
    const bool known = data::parse_number(trimmed(rest.substr(0, comma)), value);
    if (!known || !(value > before) || value > 100.0) {
      throw Error(
          fmt::format("{}: expected rising percentages of the training rows that end at "
                      "100, such as 10,20,40,70,100",
                      shown(all)));
    }
    percentages.push_back(value);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  if (percentages.size() < 2) {
    throw Error(
        fmt::format("{}: one point is no curve; give two percentages or more, such as "
                    "10,20,40,70,100",
                    shown(all)));
  }
  if (percentages.back() != 100.0) percentages.push_back(100.0);
  return percentages;
}

Holdout to_holdout(const std::string& text) {
  double value = 0.0;
  if (!data::parse_number(text, value)) {
    if (text.empty()) throw Error("the value is empty; give a fraction such as 0.2, or a file");
    return {.fraction = 0.0, .file = text};
  }
  if (value >= 0.0 && value < 1.0) return {.fraction = value};
  throw Error(fmt::format("{}: expected a fraction >= 0 and < 1, or a file", shown(text)));
}

std::string toml_text(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += fmt::format("\\{}", c);
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      result += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string toml_texts(const std::vector<std::string>& texts) {
  std::string result = "[";
  for (const std::string& text : texts) {
    result += (result.size() == 1 ? "" : ", ") + toml_text(text);
  }
  return result + ']';
}

std::string toml_number(double number) {
  const std::string text = data::number_text(number);
  return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

}  // namespace ganglion::train
