#include "ganglion/train/explain/maps/panels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ganglion/core/markup.h"
#include "ganglion/core/utf8.h"
#include "ganglion/train/explain/explain_text.h"
#include "ganglion/train/explain/maps/shades.h"

namespace ganglion::train {
namespace {

constexpr double kMargin = 16.0;
constexpr double kHeading = 34.0;
constexpr double kTitle = 16.0;
constexpr double kBelow = 18.0;
constexpr double kMinWidth = 464.0;
constexpr double kLetter = 8.0;  ///< how wide letters of the heading are at most, on average
constexpr std::size_t kMaxBands = 300;

constexpr std::string_view kPanelStyle = R"(<style>
.page{fill:#f8fafc}.field{fill:#fff;stroke:#cbd5e1}
text{font:11px ui-sans-serif,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;fill:#475569}
.heading{font-size:14px;font-weight:600;fill:#0f172a}.e{text-anchor:end}
.zero{stroke:#94a3b8;stroke-dasharray:3 4;fill:none}
.c{fill:none;stroke-width:1.5;stroke-linejoin:round;stroke:#0f172a}
.c1{stroke:#2563c9}.c2{stroke:#b45309}.c3{stroke:#2a8f5b}
.more{fill:#d6604d}.less{fill:#4393c3}
@media(prefers-color-scheme:dark){.page{fill:#0f172a}.field{fill:#1e293b;stroke:#475569}
text{fill:#cbd5e1}.heading{fill:#f1f5f9}.zero{stroke:#64748b}.c{stroke:#f1f5f9}
.c1{stroke:#6ea8ff}.c2{stroke:#fbbf24}.c3{stroke:#5fce93}}
</style>
)";

struct Scale {
  double low = 0.0;
  double high = 1.0;
  double bands = 0.0;
};

Scale scale_of(const std::vector<Panel>& panels) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Scale scale{.low = kInfinity, .high = -kInfinity};
  for (const Panel& panel : panels) {
    for (const auto& curve : panel.curves) {
      for (const double value : curve) {
        if (!std::isfinite(value)) continue;
        scale.low = std::min(scale.low, value);
        scale.high = std::max(scale.high, value);
      }
    }
    scale.bands = std::max(scale.bands, largest_size(panel.bands));
  }
  if (scale.low > scale.high) return {.bands = scale.bands};
  const double room = scale.high > scale.low ? 0.04 * (scale.high - scale.low) : 1.0;
  return {scale.low - room, scale.high + room, scale.bands};
}

/// Places of equal width, each with the strongest number among those it stands for.
std::string bands_of(const Panel& panel, const Scale& scale, const PanelOptions& options) {
  const std::size_t count = std::min(panel.bands.size(), kMaxBands);
  const double width = options.width / static_cast<double>(std::max<std::size_t>(count, 1));
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const auto first =
        panel.bands.begin() + static_cast<std::ptrdiff_t>(i * panel.bands.size() / count);
    const auto last =
        panel.bands.begin() + static_cast<std::ptrdiff_t>((i + 1) * panel.bands.size() / count);
    const double band = *std::max_element(
        first, last, [](double a, double b) { return std::abs(a) < std::abs(b); });
    const double share = scale.bands > 0.0 ? std::abs(band) / scale.bands : 0.0;
    if (!(share >= 0.01)) continue;
    text += fmt::format(
        "<rect class=\"{}\" x=\"{:.2f}\" y=\"0\" width=\"{:.2f}\" height=\"{:.0f}\" "
        "opacity=\"{:.2f}\"/>",
        band > 0.0 ? "more" : "less", width * static_cast<double>(i), width, options.height,
        0.9 * share);
  }
  return text;
}

std::string field(const Panel& panel, const Scale& scale, const PanelOptions& options) {
  std::string text = fmt::format("<rect class=\"field\" width=\"{:.0f}\" height=\"{:.0f}\"/>",
                                 options.width, options.height);
  text += bands_of(panel, scale, options);
  if (scale.low < 0.0 && scale.high > 0.0) {
    text += fmt::format("<path class=\"zero\" d=\"M0 {:.1f}H{:.0f}\"/>",
                        options.height * scale.high / (scale.high - scale.low), options.width);
  }
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    text += fmt::format(
        "<path class=\"c c{}\" d=\"{}\"/>", i % 4,
        curve_path(panel.curves[i], scale.low, scale.high, options.width, options.height));
  }
  if (!panel.title.empty()) {
    text += fmt::format("<text x=\"0\" y=\"-4\">{}</text>", escape(panel.title));
  }
  if (!options.places || panel.curves.empty() || panel.curves[0].empty()) return text;
  return text + fmt::format(
                    "<text y=\"{0:.0f}\">0</text><text class=\"e\" x=\"{1:.0f}\" y=\"{0:.0f}\">{2}"
                    "</text>",
                    options.height + 13.0, options.width, panel.curves[0].size() - 1);
}

}  // namespace

std::string curve_path(std::span<const double> values, double low, double high, double width,
                       double height) {
  const auto most = static_cast<std::size_t>(std::max(width, 32.0));
  const std::size_t step = std::max<std::size_t>(1, 2 * values.size() / most);
  const double last = values.size() > 1 ? static_cast<double>(values.size() - 1) : 1.0;
  std::string path;
  const auto add = [&](std::size_t i) {
    if (!std::isfinite(values[i])) return;
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L",
                        width * static_cast<double>(i) / last,
                        height * (high - values[i]) / (high - low));
  };
  for (std::size_t first = 0; first < values.size(); first += step) {
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(first);
    const auto to =
        values.begin() + static_cast<std::ptrdiff_t>(std::min(first + step, values.size()));
    const auto [least, largest] = std::minmax_element(from, to);
    const auto a = static_cast<std::size_t>(least - values.begin());
    const auto b = static_cast<std::size_t>(largest - values.begin());
    add(std::min(a, b));
    if (a != b) add(std::max(a, b));
  }
  return path;
}

std::string panels_svg(const std::string& heading, const std::vector<Panel>& panels,
                       const PanelOptions& options) {
  const Scale scale = scale_of(panels);
  const int columns = std::clamp(static_cast<int>(panels.size()), 1, options.columns);
  const auto rows = (static_cast<int>(panels.size()) + columns - 1) / columns;
  const double step = kTitle + options.height + (options.places ? kBelow : 4.0);
  const double width = std::max(kMinWidth, columns * (options.width + kMargin) + kMargin);
  const double height = kHeading + rows * step + 24.0;
  const std::string title =
      shortened(heading, static_cast<std::size_t>((width - 2.0 * kMargin) / kLetter));
  std::string text = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" aria-label=\"{2}\">\n{3}<rect class=\"page\" "
      "width=\"100%\" height=\"100%\"/><text class=\"heading\" x=\"{4:.0f}\" y=\"24\">{2}</text>\n",
      width, height, escape(title), kPanelStyle, kMargin);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const int column = static_cast<int>(i) % columns;
    const int row = static_cast<int>(i) / columns;
    text += fmt::format("<g transform=\"translate({:.0f} {:.0f})\">{}</g>\n",
                        kMargin + column * (options.width + kMargin),
                        kHeading + kTitle + row * step, field(panels[i], scale, options));
  }
  text += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\">values from {} to {}{}</text>\n", kMargin,
                      height - 9.0, number_text(scale.low), number_text(scale.high),
                      scale.bands > 0.0 ? "; red raises, blue lowers" : "");
  return text + "</svg>\n";
}

}  // namespace ganglion::train
