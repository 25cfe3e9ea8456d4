#include "ganglion/train/report/bar_chart.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/train/report/axis.h"
#include "ganglion/train/report/html.h"

namespace ganglion::train::report {

std::string bar_chart(const std::vector<Bar>& bars, const std::string& label) {
  constexpr double kRow = 20.0;
  constexpr double kLeft = 152.0;
  constexpr double kRight = 282.0;
  double most = 0.0;
  for (const Bar& bar : bars) most = std::max(most, bar.value + bar.deviation);
  if (most <= 0.0) most = 1.0;
  const auto place = [&](double value) {
    return kLeft + std::max(0.0, value) / most * (kRight - kLeft);
  };
  std::string content;
  double y = 2.0;
  for (const Bar& bar : bars) {
    const double middle = y + kRow / 2.0;
    content +=
        fmt::format("<text class=\"e\" x=\"{:.0f}\" y=\"{:.1f}\">{}<title>{}</title></text>",
                    kLeft - 6.0, middle + 3.5, escape(shortened(bar.name, 18)), escape(bar.name));
    content += fmt::format(
        "<rect class=\"f0\" x=\"{:.0f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
        "rx=\"2\"/>",
        kLeft, y + 4.0, std::max(1.0, place(bar.value) - kLeft), kRow - 8.0);
    if (bar.deviation > 0.0) {
      content +=
          fmt::format("<path class=\"whisker\" d=\"M{:.1f} {:.1f}H{:.1f}\"/>",
                      place(bar.value - bar.deviation), middle, place(bar.value + bar.deviation));
    }
    content += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>",
                           place(bar.value + bar.deviation) + 5.0, middle + 3.5,
                           brief(std::abs(bar.value) < 5e-7 ? 0.0 : bar.value));
    y += kRow;
  }
  return svg(360.0, y + 2.0, label, content);
}

}  // namespace ganglion::train::report
