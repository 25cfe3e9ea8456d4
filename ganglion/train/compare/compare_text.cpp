#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/text_table.h"
#include "ganglion/core/utf8.h"
#include "ganglion/train/compare/compare_pages.h"
#include "ganglion/train/compare/compare_words.h"
#include "ganglion/train/evaluate/evaluation.h"

namespace ganglion::train {
namespace {

constexpr std::size_t kMetricsShown = 2;
constexpr std::size_t kWidest = 40;  // characters of a name or setting

std::string metric_block(const Comparison& comparison, std::size_t metric) {
  std::vector<std::vector<std::string>> rows = rows_of_metric(comparison, metric);
  for (auto& row : rows) row[0] = shortened(row[0], kWidest);
  rows.insert(rows.begin(), {"", comparison.variants[0].metrics[metric].first, "95 % CI",
                             "difference", "95 % CI", ""});
  return text_table(rows) + "\n";
}

std::string effort_block(const Comparison& comparison) {
  std::vector<std::vector<std::string>> rows = {{"", "parameters", "epochs", "seconds"}};
  for (const ComparedVariant& variant : comparison.variants) {
    rows.push_back({shortened(variant.name, kWidest), std::to_string(variant.parameters),
                    fmt::format("{:.3g}", variant.epochs()),
                    fmt::format("{:.2f}", variant.seconds())});
  }
  return text_table(rows) + "\n";
}

std::string settings_block(const Comparison& comparison) {
  if (comparison.differing.empty()) return "All settings are the same.\n\n";
  std::string text = "Settings that differ:\n";
  for (const DifferingSetting& setting : comparison.differing) {
    text += fmt::format("  {}:", setting.key);
    for (std::size_t v = 0; v < setting.values.size(); ++v) {
      text += fmt::format("{} {}", v == 0 ? "" : " |",
                          shortened(setting_in_words(setting.values[v]), kWidest));
    }
    text += "\n";
  }
  return text + "\n";
}

}  // namespace

std::string compare_text(const Comparison& comparison) {
  const std::size_t seeds = comparison.variants[0].runs.size();
  std::string text =
      fmt::format("compared:   {} variants on the same {} {} rows{}, in {:.1f} s\n\n",
                  comparison.variants.size(), comparison.rows, comparison.part,
                  seeds == 1 ? "" : fmt::format(", {} seeds each", seeds), comparison.seconds);
  const std::size_t metrics = comparison.variants[0].metrics.size();
  for (std::size_t m = 0; m < std::min(kMetricsShown, metrics); ++m) {
    text += metric_block(comparison, m);
  }
  text += effort_block(comparison) + settings_block(comparison);
  if (comparison.left_out > 0) {
    text += fmt::format("interrupted: {} more variants are left out\n", comparison.left_out);
  }
  const std::string& first = comparison.variants[0].metrics[0].first;
  for (std::size_t v = 1; v < comparison.variants.size(); ++v) {
    const std::string verdict = comparison.verdict(v, 0);
    text += fmt::format("{}: {} {} {}\n", shortened(comparison.variants[v].name, kWidest), verdict,
                        verdict == "no clear difference" ? "in" : "by", first);
  }
  return text;
}

}  // namespace ganglion::train
