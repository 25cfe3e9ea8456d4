#include "ganglion/train/report/histogram_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/train/report/axis.h"
#include "ganglion/train/report/html.h"

namespace ganglion::train::report {

std::string histogram_chart(const std::vector<double>& values, const std::string& x_title) {
  constexpr std::size_t kBins = 24;
  const Range range = range_of(values);
  std::vector<std::int64_t> counts(kBins, 0);
  const double width = (range.high - range.low) / static_cast<double>(kBins);
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    const auto bin = static_cast<std::size_t>(std::max(0.0, (value - range.low) / width));
    ++counts[std::min(bin, kBins - 1)];
  }
  const auto most = static_cast<double>(*std::ranges::max_element(counts));
  const Frame frame(range, {0.0, std::max(1.0, most * 1.05)},
                    {.x_title = x_title, .y_title = "rows"});
  std::string bars;
  for (std::size_t i = 0; i < kBins; ++i) {
    const double left = frame.x(range.low + width * static_cast<double>(i));
    const double right = frame.x(range.low + width * static_cast<double>(i + 1));
    const double top = frame.y(static_cast<double>(counts[i]));
    bars += fmt::format(
        "<rect class=\"f0\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
        left + 0.5, top, right - left - 1.0, frame.bottom() - top);
  }
  if (range.low < 0.0 && range.high > 0.0) {
    bars += fmt::format("<path class=\"dash\" d=\"M{:.1f} {:.1f}V{:.1f}\"/>", frame.x(0.0),
                        frame.top(), frame.bottom());
  }
  return frame.drawing("histogram of " + x_title, bars);
}

std::string tiny_histogram(const std::vector<std::int64_t>& counts, const std::string& label) {
  if (counts.empty()) return "";
  constexpr double kHeight = 22.0;
  const auto most =
      static_cast<double>(std::max<std::int64_t>(1, *std::ranges::max_element(counts)));
  std::string path;  // one path for all bars keeps the file small
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const double height = std::max(1.0, kHeight * static_cast<double>(counts[i]) / most);
    path += fmt::format("M{} {:.0f}h5v{:.0f}h-5z", 6 * i, kHeight - height, height);
  }
  return fmt::format(
      "<svg class=\"tiny\" viewBox=\"0 0 96 22\" role=\"img\" aria-label=\"{}\"><path class=\"f0\" "
      "d=\"{}\"/></svg>",
      escape(label), path);
}

}  // namespace ganglion::train::report
