#include <fmt/format.h>

#include <algorithm>

#include "ganglion/nn/averaged_network.h"
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

template <class T>
void keep_larger(std::optional<T>& kept, const std::optional<T>& other) {
  if (other && (!kept || *other > *kept)) kept = other;
}

/// The layers of one of the equal networks, each with the worst that it shows in any of them.
std::vector<LayerHealth> worst_of(const std::vector<LayerHealth>& layers, int networks) {
  std::vector<LayerHealth> result;
  for (int copy = 0; copy < networks; ++copy) {
    const std::string prefix = nn::name_in_copy("", copy);
    std::size_t place = 0;
    for (const LayerHealth& layer : layers) {
      if (!layer.name.starts_with(prefix)) continue;
      if (copy == 0) {
        result.push_back(layer);
        result.back().name.erase(0, prefix.size());
        continue;
      }
      LayerHealth& kept = result.at(place++);
      keep_larger(kept.dead, layer.dead);
      keep_larger(kept.saturated, layer.saturated);
      keep_larger(kept.gradient_norm, layer.gradient_norm);
    }
  }
  return result;
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
  if (input.result.assessment->layers.empty()) return "";
  const auto networks = static_cast<int>(input.result.job.ensemble.value_or(1));
  const std::vector<LayerHealth> layers = networks == 1
                                              ? input.result.assessment->layers
                                              : worst_of(input.result.assessment->layers, networks);
  std::string text;
  if (networks > 1) {
    text += fmt::format(
        "<p>{} networks like this one, each from first weights of its own; what "
        "they say is averaged.</p>",
        networks);
  }
  text += network_chart(input.data.preprocessing.width(), layers);
  std::int64_t products = 0;
  for (const LayerHealth& layer : input.result.assessment->layers) products += layer.multiply_adds;
  text += fmt::format(
      "<p class=\"soft-text\">Multiply-adds are what a prediction costs: {} for one example{}.</p>",
      counted(products), networks == 1 ? "" : ", by all networks together");
  text += fmt::format("<h3>Layer health, on training rows{}</h3>{}",
                      networks == 1 ? "" : ": the worst of all networks", health_table(layers));
  text +=
      "<p class=\"soft-text\">Dead: ReLU units that are 0 for every row and learn nothing more. "
      "Saturated: outputs of sigmoid or tanh so near an end of their range that little is learnt. "
      "Gradient: the length of the loss's derivative by all weights of the layer, on one batch; "
      "small everywhere is a training that has arrived.</p>";
  const std::string parameters = counted(input.result.parameters) + " parameters";
  return card(networks == 1 ? "The network: " + parameters
                            : fmt::format("The network: the mean of {}, {}", networks, parameters),
              text);
}

}  // namespace ganglion::train::report
