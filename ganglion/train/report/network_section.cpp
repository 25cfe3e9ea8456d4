#include <fmt/format.h>

#include <algorithm>

#include "ganglion/train/report/bar_chart.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/network_chart.h"
#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {
namespace {

constexpr double kManyDead = 0.5;

std::string flagged(const std::optional<double>& share) {
  if (!share) return "";
  const std::string text = percent(*share);
  return *share >= kManyDead ? "<b>⚠ " + text + "</b>" : text;
}

std::string health_table(const std::vector<LayerHealth>& layers) {
  std::vector<std::vector<std::string>> rows;
  for (const LayerHealth& layer : layers) {
    if (!layer.dead && !layer.saturated && !layer.gradient_norm) continue;
    rows.push_back({escape(layer.name), flagged(layer.dead), flagged(layer.saturated),
                    layer.gradient_norm ? brief(*layer.gradient_norm) : ""});
  }
  return table({"layer", "#dead units", "#saturated", "#gradient"}, rows);
}

}  // namespace

std::string importance_section(const ReportInput& input) {
  constexpr std::size_t kMostBars = 20;
  const auto& importance = input.result.assessment->importance;
  if (importance.empty()) return "";
  std::vector<Bar> bars;
  for (const Importance& one : importance) {
    if (bars.size() < kMostBars) bars.push_back({one.column, one.rise, one.deviation});
  }
  const bool regression = input.result.job.task == "regression";
  std::string text = bar_chart(bars, "importance of the columns");
  text += fmt::format(
      "<p class=\"soft-text\">By how much the {} rises when the values of the column are dealt to "
      "other rows; the line is the scatter over repeats.{} Columns that say the same share their "
      "importance.</p>",
      regression ? "root mean squared error" : "log-loss",
      importance.size() > kMostBars ? fmt::format(" The first {} of {}; all are in metrics.json.",
                                                  kMostBars, importance.size())
                                    : "");
  return card("What it looks at", text);
}

std::string network_section(const ReportInput& input) {
  const auto& layers = input.result.assessment->layers;
  if (layers.empty()) return "";
  std::string text = network_chart(input.data.preprocessing.width(), layers);
  text += "<h3>Layer health, on training rows</h3>" + health_table(layers);
  text +=
      "<p class=\"soft-text\">Dead: ReLU units that are 0 for every row and learn nothing more. "
      "Saturated: outputs of sigmoid or tanh so near an end of their range that little is learnt. "
      "Gradient: the length of the loss's derivative by all weights of the layer, on one batch; "
      "small everywhere is a training that has arrived.</p>";
  return card(fmt::format("The network: {} parameters", counted(input.result.parameters)), text);
}

}  // namespace ganglion::train::report
