#include "ganglion/train/report/network_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/numbers.h"
#include "ganglion/train/report/axis.h"
#include "ganglion/train/report/html.h"

namespace ganglion::train::report {
namespace {

constexpr double kNetworkWidth = 360.0;
constexpr double kGap = 18.0;
constexpr double kLine = 16.0;

struct Box {
  std::string title;
  std::vector<std::string> under = {};
  double units = 1.0;

  double height() const { return 10.0 + kLine * static_cast<double>(1 + under.size()); }
};

Box box_of(const LayerHealth& layer) {
  Box box{.title = layer.name, .units = static_cast<double>(layer.shape.size())};
  if (!layer.activation.empty() && layer.activation != "linear")
    box.title += " · " + layer.activation;
  box.under.push_back(layer.shape.to_string());
  if (layer.parameters > 0) box.under[0] += " · " + grouped(layer.parameters) + " parameters";
  if (layer.multiply_adds > 0) {
    box.under.push_back(grouped(layer.multiply_adds) + " multiply-adds");
  }
  return box;
}

/// Wider for more units, by their logarithm.
double width_of(const Box& box, double most) {
  const double share = std::log2(1.0 + box.units) / std::log2(1.0 + std::max(most, 2.0));
  return 190.0 + 150.0 * share;
}

std::string drawn_box(const Box& box, double y, double width, const char* classes) {
  std::string text = fmt::format(
      "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.0f}\" "
      "rx=\"7\"/><text class=\"m strong\" x=\"180\" y=\"{:.1f}\">{}</text>",
      classes, (kNetworkWidth - width) / 2.0, y, width, box.height(), y + kLine,
      escape(shortened(box.title, 40)));
  double line = y + 1.0 + kLine;
  for (const std::string& under : box.under) {
    text += fmt::format("<text class=\"m\" x=\"180\" y=\"{:.1f}\">{}</text>", line += kLine,
                        escape(under));
  }
  return text;
}

}  // namespace

std::string network_chart(std::int64_t features, const std::vector<LayerHealth>& layers) {
  constexpr std::size_t kMaxLayers = 40;
  std::vector<Box> boxes = {{.title = "input",
                             .under = {grouped(features) + " features"},
                             .units = static_cast<double>(features)}};
  for (std::size_t i = 0; i < std::min(layers.size(), kMaxLayers); ++i) {
    boxes.push_back(box_of(layers[i]));
  }
  double most = 1.0;
  for (const Box& box : boxes) most = std::max(most, box.units);
  std::string text;
  double y = 2.0;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (i > 0) {
      text += fmt::format("<path class=\"arrow\" d=\"M180 {:.1f}v{:.1f}m-4 -5l4 5l4 -5\"/>",
                          y - kGap + 2.0, kGap - 4.0);
    }
    text += drawn_box(boxes[i], y, width_of(boxes[i], most), i == 0 ? "box in" : "box");
    y += boxes[i].height() + kGap;
  }
  return svg(kNetworkWidth, y - kGap + 2.0, "the layers of the network", text);
}

}  // namespace ganglion::train::report
