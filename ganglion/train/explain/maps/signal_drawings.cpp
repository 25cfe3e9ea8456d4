#include <fmt/format.h>

#include <algorithm>

#include "ganglion/train/explain/maps/drawings.h"
#include "ganglion/train/explain/maps/panels.h"

namespace ganglion::train {
namespace {

constexpr std::int64_t kMaxPanels = 64;
constexpr std::int64_t kMaxCurves = 4;
constexpr PanelOptions kSmall = {.columns = 4, .width = 200.0, .height = 64.0, .places = false};

/// Part `index` of so many equal ones.
std::vector<double> curve_of(const Tensor& tensor, std::int64_t index, std::int64_t parts) {
  const auto size = static_cast<std::size_t>(tensor.size() / parts);
  const auto values = tensor.values<double>().subspan(static_cast<std::size_t>(index) * size, size);
  return {values.begin(), values.end()};
}

/// A field for each channel.
std::vector<Panel> channels_of(const Tensor& signal) {
  const std::int64_t channels = signal.shape()[0];
  std::vector<Panel> panels;
  for (std::int64_t c = 0; c < channels; ++c) {
    panels.push_back({.title = channels == 1 ? "" : fmt::format("channel {}", c + 1),
                      .curves = {curve_of(signal, c, channels)}});
  }
  return panels;
}

PanelOptions large(std::size_t panels) {
  return {.height = panels <= 2 ? 180.0 : 80.0};
}

/// A field for each map.
std::vector<Panel> panels_of(const Tensor& maps) {
  std::vector<Panel> panels;
  const std::int64_t all = maps.shape()[0];
  for (std::int64_t i = 0; i < std::min(all, kMaxPanels); ++i) {
    panels.push_back({.title = fmt::format("{}", i + 1), .curves = {curve_of(maps, i, all)}});
  }
  return panels;
}

/// A field for each filter, a curve for each of its first channels.
std::vector<Panel> filters_of(const Tensor& filters) {
  const std::int64_t count = filters.shape()[0];
  const std::int64_t channels = filters.shape()[1];
  std::vector<Panel> panels;
  for (std::int64_t f = 0; f < std::min(count, kMaxPanels); ++f) {
    Panel panel{.title = fmt::format("{}", f + 1), .curves = {}};
    for (std::int64_t c = 0; c < std::min(channels, kMaxCurves); ++c) {
      panel.curves.push_back(curve_of(filters, f * channels + c, count * channels));
    }
    panels.push_back(std::move(panel));
  }
  return panels;
}

/// Each place of the signal gets the number of the place of the shorter map that lies over it.
std::vector<double> over_signal(const Tensor& map, std::int64_t length) {
  const auto values = map.values<double>();
  std::vector<double> result;
  for (std::int64_t i = 0; i < length; ++i) {
    result.push_back(values[static_cast<std::size_t>(i * std::ssize(values) / length)]);
  }
  return result;
}

Drawing drawing(std::string name, std::string shows, const std::vector<Panel>& panels,
                const PanelOptions& options) {
  std::string svg = panels_svg(shows, panels, options);
  return {std::move(name), std::move(shows), std::move(svg)};
}

}  // namespace

std::vector<Drawing> signal_drawings(const ActivationMaps& maps) {
  const std::vector<Panel> input = channels_of(maps.input);
  const PanelOptions size = large(input.size());
  std::vector<Drawing> result;
  result.push_back(drawing("input.svg", "network input after preprocessing", input, size));
  if (maps.filters) {
    result.push_back(drawing(fmt::format("filters_{}.svg", maps.filters->layer),
                             fmt::format("filters of {}, the first layer", maps.filters->layer),
                             filters_of(maps.filters->maps), kSmall));
  }
  for (std::size_t i = 0; i < maps.layers.size(); ++i) {
    result.push_back(drawing(maps_name(i + 1, maps.layers[i].layer) + ".svg",
                             maps_shown(maps.layers[i], static_cast<std::size_t>(kMaxPanels)),
                             panels_of(maps.layers[i].maps), kSmall));
  }
  std::vector<Panel> saliency = input;
  for (std::size_t c = 0; c < saliency.size(); ++c) {
    saliency[c].bands =
        curve_of(maps.saliency, static_cast<std::int64_t>(c), maps.saliency.shape()[0]);
  }
  result.push_back(drawing(
      "saliency.svg",
      "saliency: contribution of each value to the " + maps.goal + " (derivative times input)",
      saliency, size));
  if (maps.grad_cam) {
    std::vector<Panel> heated = input;
    for (Panel& panel : heated) {
      panel.bands = over_signal(maps.grad_cam->maps, maps.input.shape()[1]);
    }
    result.push_back(drawing(
        "grad_cam.svg",
        fmt::format("Grad-CAM of {}: regions that raise the {}", maps.grad_cam->layer, maps.goal),
        heated, size));
  }
  return result;
}

}  // namespace ganglion::train
