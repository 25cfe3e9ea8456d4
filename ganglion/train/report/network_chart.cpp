#include "ganglion/train/report/network_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/train/report/axis.h"
#include "ganglion/train/report/html.h"

namespace ganglion::train::report {
namespace {

constexpr double kNetworkWidth = 360.0;
constexpr double kBox = 42.0;
constexpr double kStep = 60.0;

struct Box {
  std::string title;
  std::string under = {};
  double units = 1.0;
};

Box box_of(const LayerHealth& layer) {
  Box box{.title = layer.name, .units = static_cast<double>(layer.shape.size())};
  if (!layer.activation.empty() && layer.activation != "linear")
    box.title += " · " + layer.activation;
  box.under = layer.shape.to_string();
  if (layer.parameters > 0) box.under += " · " + counted(layer.parameters) + " parameters";
  return box;
}

/// Wider for more units, by their logarithm.
double width_of(const Box& box, double most) {
  const double share = std::log2(1.0 + box.units) / std::log2(1.0 + std::max(most, 2.0));
  return 190.0 + 150.0 * share;
}

}  // namespace

std::string network_chart(std::int64_t features, const std::vector<LayerHealth>& layers) {
  constexpr std::size_t kMostLayers = 40;
  std::vector<Box> boxes = {{.title = "input",
                             .under = counted(features) + " features",
                             .units = static_cast<double>(features)}};
  for (std::size_t i = 0; i < std::min(layers.size(), kMostLayers); ++i) {
    boxes.push_back(box_of(layers[i]));
  }
  double most = 1.0;
  for (const Box& box : boxes) most = std::max(most, box.units);
  std::string text;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const double y = 2.0 + kStep * static_cast<double>(i);
    const double width = width_of(boxes[i], most);
    text += fmt::format(
        "<rect class=\"box{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.0f}\" "
        "rx=\"7\"/><text class=\"m strong\" x=\"180\" y=\"{:.1f}\">{}</text><text class=\"m\" "
        "x=\"180\" "
        "y=\"{:.1f}\">{}</text>",
        i == 0 ? " in" : "", (kNetworkWidth - width) / 2.0, y, width, kBox, y + 16.0,
        escape(shortened(boxes[i].title, 40)), y + 33.0, escape(boxes[i].under));
    if (i + 1 == boxes.size()) continue;
    text += fmt::format("<path class=\"arrow\" d=\"M180 {:.1f}v{:.1f}m-4 -5l4 5l4 -5\"/>",
                        y + kBox + 2.0, kStep - kBox - 4.0);
  }
  return svg(kNetworkWidth, 2.0 + kStep * static_cast<double>(boxes.size()) - (kStep - kBox) + 2.0,
             "the layers of the network", text);
}

}  // namespace ganglion::train::report
