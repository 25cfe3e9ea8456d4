#include "ganglion/train/report/comparison_chart.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/train/report/axis.h"
#include "ganglion/train/report/html.h"

namespace ganglion::train::report {

std::string comparison_chart(const std::vector<Compared>& models, const std::string& title,
                             bool is_share) {
  constexpr double kRow = 26.0;
  std::vector<double> values;
  for (const Compared& model : models) {
    values.push_back(model.value);
    if (!model.interval) continue;
    values.push_back(model.interval->low);
    values.push_back(model.interval->high);
  }
  Range range = range_of(values);
  const double margin = 0.04 * (range.high - range.low);
  range = {range.low - margin, range.high + margin};
  if (is_share) range.high = std::min(range.high, 1.0);
  const Frame frame(range, {0.0, 1.0},
                    {.height = kRow * static_cast<double>(models.size()) + 48.0,
                     .left = 104.0,
                     .x_title = title,
                     .y_ticks = false,
                     .x_count = 4});
  std::string content;
  for (std::size_t i = 0; i < models.size(); ++i) {
    const Compared& model = models[i];
    const double y = frame.top() + kRow * (static_cast<double>(i) + 0.5);
    const int colour = i == 0 ? 0 : 1;
    content += fmt::format("<text class=\"e{}\" x=\"98\" y=\"{:.1f}\">{}</text>",
                           i == 0 ? " strong" : "", y + 3.5, escape(shortened(model.name, 16)));
    if (!std::isfinite(model.value)) continue;
    if (model.interval && std::isfinite(model.interval->low)) {
      content += fmt::format("<path class=\"l s{} thick\" d=\"M{:.1f} {:.1f}H{:.1f}\"/>", colour,
                             frame.x(model.interval->low), y, frame.x(model.interval->high));
    }
    content += fmt::format(
        "<circle class=\"f{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\"><title>{}</title></circle>",
        colour, frame.x(model.value), y, brief(model.value));
  }
  return frame.drawing(title + " of this network and of baselines", content);
}

}  // namespace ganglion::train::report
