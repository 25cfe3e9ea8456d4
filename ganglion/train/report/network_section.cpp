#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/numbers.h"
#include "ganglion/train/evaluate/layer_health.h"
#include "ganglion/train/report/bar_chart.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/network_chart.h"
#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {
namespace {

bool has(const LayerHealth& layer, LayerFault fault) {
  return std::ranges::find(layer.verdicts, fault, &LayerVerdict::fault) != layer.verdicts.end();
}

std::string flagged(const std::string& text, bool fault) {
  return fault ? "<b>⚠ " + text + "</b>" : text;
}

std::string gradient_text(const LayerHealth& layer) {
  if (!layer.gradient_norm) return "";
  return flagged(brief(*layer.gradient_norm), has(layer, LayerFault::vanishing_gradient) ||
                                                  has(layer, LayerFault::exploding_gradient));
}

std::string health_table(const std::vector<LayerHealth>& layers) {
  std::vector<std::vector<std::string>> rows;
  for (const LayerHealth& layer : layers) {
    if (!layer.dead && !layer.saturated && !layer.gradient_norm) continue;
    const auto share = [&](const std::optional<double>& value, LayerFault fault) {
      return value ? flagged(percent(*value), has(layer, fault)) : "";
    };
    rows.push_back({escape(layer.name), share(layer.dead, LayerFault::dead_units),
                    share(layer.saturated, LayerFault::saturated_units), gradient_text(layer)});
  }
  return table({"layer", "#dead units", "#saturated", "#gradient"}, rows);
}

}  // namespace

std::string importance_section(const ReportInput& input) {
  constexpr std::size_t kMaxBars = 20;
  const auto& importance = input.result.assessment->importance;
  if (importance.empty()) return "";
  std::vector<Bar> bars;
  for (const Importance& one : importance) {
    if (bars.size() == kMaxBars) break;
    bars.push_back({one.column, one.rise, std::isfinite(one.deviation) ? one.deviation : 0.0});
  }
  const bool regression = input.result.job.task == data::Task::regression;
  std::string text = bar_chart(bars, "feature importance");
  text += fmt::format(
      "<p class=\"soft-text\">Permutation importance: how much the {} rises when the column's "
      "values are shuffled between rows; the line is the standard deviation over repeats.{} "
      "Correlated columns share their importance.</p>",
      regression ? "root mean squared error" : "log loss",
      importance.size() > kMaxBars
          ? fmt::format(" The top {} of {}; all are in metrics.json.", kMaxBars, importance.size())
          : "");
  return card("Feature importance", text);
}

std::string network_section(const ReportInput& input) {
  if (input.result.assessment->layers.empty()) return "";
  const auto networks = static_cast<int>(input.result.job.ensemble);
  const std::vector<LayerHealth> layers =
      worst_of_copies(input.result.assessment->layers, networks);
  std::string text;
  if (networks > 1) {
    text += fmt::format(
        "<p>An ensemble of {} networks like this one, trained from different initial weights; "
        "their predictions are averaged.</p>",
        networks);
  }
  text += network_chart(input.data.preprocessing.width(), layers);
  std::int64_t products = 0;
  for (const LayerHealth& layer : input.result.assessment->layers) products += layer.multiply_adds;
  text += fmt::format("<p class=\"soft-text\">Multiply-adds per example: {}{}.</p>",
                      grouped(products), networks == 1 ? "" : ", all networks together");
  text += fmt::format("<h3>Layer health, on training rows{}</h3>{}",
                      networks == 1 ? "" : ": worst value of all networks", health_table(layers));
  for (const LayerHealth& layer : layers) {
    for (const LayerVerdict& verdict : layer.verdicts) {
      text += fmt::format("<p><b>⚠</b> {}</p>", escape(verdict_text(layer, verdict)));
    }
  }
  text +=
      "<p class=\"soft-text\">Dead units: ReLU units whose output is 0 for every row, so they no "
      "longer learn. Saturated: sigmoid or tanh outputs so close to the ends of their range that "
      "gradients vanish. Gradient norm: of the loss with respect to the layer's weights, on one "
      "batch; small in all layers once training has converged, but much smaller in early layers "
      "than in the last one only where gradients vanish on their way back.</p>";
  const std::string parameters = grouped(input.result.parameters) + " parameters";
  return card(networks == 1 ? "Network: " + parameters
                            : fmt::format("Network: ensemble of {}, {}", networks, parameters),
              text);
}

}  // namespace ganglion::train::report
