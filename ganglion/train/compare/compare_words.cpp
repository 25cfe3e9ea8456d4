#include "ganglion/train/compare/compare_words.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/train/evaluate/evaluation.h"

namespace ganglion::train {
namespace {

std::string interval_in_words(const Interval* interval) {
  if (interval == nullptr || !std::isfinite(interval->low)) return "-";
  return fmt::format("{} to {}", shown_number(interval->low), shown_number(interval->high));
}

}  // namespace

std::vector<std::vector<std::string>> rows_of_metric(const Comparison& comparison,
                                                     std::size_t metric) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t v = 0; v < comparison.variants.size(); ++v) {
    const ComparedVariant& variant = comparison.variants[v];
    const auto& [name, value] = variant.metrics[metric];
    const double difference = value - comparison.variants[0].metrics[metric].second;
    rows.push_back({variant.name, shown_number(value),
                    interval_in_words(variant.intervals.find(name)),
                    v == 0 ? "" : (difference >= 0.0 ? "+" : "") + shown_number(difference),
                    v == 0 ? "" : interval_in_words(variant.differences.find(name)),
                    v == 0 ? "" : comparison.verdict(v, metric)});
  }
  return rows;
}

std::string setting_in_words(const std::string& toml) {
  if (toml.empty()) return "-";
  if (toml.size() < 2 || toml.front() != toml.back()) return toml;
  if (toml.front() != '"' && toml.front() != '\'') return toml;
  return toml.size() == 2 ? "none" : toml.substr(1, toml.size() - 2);
}

}  // namespace ganglion::train
