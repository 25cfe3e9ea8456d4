#include "ganglion/train/report/line_chart.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/train/report/html.h"

namespace ganglion::train::report {
namespace {

constexpr std::size_t kColours = 8;
constexpr std::size_t kMaxPoints = 250;

std::string line(const Series& series, const Frame& frame, std::size_t colour) {
  std::string path;
  std::string dots;
  const std::size_t step = series.points.size() / kMaxPoints + 1;
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    if (i % step != 0 && i + 1 != series.points.size()) continue;
    const auto& [x, y] = series.points[i];
    if (!std::isfinite(x) || !std::isfinite(y)) continue;
    path += (path.empty() ? "M" : "L") + point(frame.x(x), frame.y(y));
    if (i >= series.radii.size()) continue;
    dots += fmt::format("<circle class=\"f{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"/>", colour,
                        frame.x(x), frame.y(y), series.radii[i]);
  }
  if (!series.joined) return dots;
  const char* kind = dots.empty() ? "l" : "l thin";
  return fmt::format("<path class=\"{} s{}\" d=\"{}\"><title>{}</title></path>{}", kind, colour,
                     path, escape(series.name), dots);
}

Range range_of_axis(const LineChart& chart, bool of_x) {
  if (of_x ? chart.x.has_value() : chart.y.has_value()) return of_x ? *chart.x : *chart.y;
  std::vector<double> values;
  for (const Series& series : chart.series) {
    for (const auto& [x, y] : series.points) values.push_back(of_x ? x : y);
  }
  return range_of(values);
}

}  // namespace

std::string legend(const std::vector<std::string>& names) {
  std::string text = "<p class=\"legend\">";
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += fmt::format("<span><i class=\"k{}\"></i>{}</span> ", i % kColours, escape(names[i]));
  }
  return text + "</p>\n";
}

std::string drawn(const LineChart& chart) {
  const Frame frame(range_of_axis(chart, true), range_of_axis(chart, false),
                    {.x_title = chart.x_title, .y_title = chart.y_title, .whole_x = chart.whole_x});
  std::string content;
  if (chart.diagonal) {
    content += fmt::format("<path class=\"dash\" d=\"M{}L{}\"/>", point(frame.x(0), frame.y(0)),
                           point(frame.x(1), frame.y(1)));
  }
  if (chart.mark_x) {
    const double at = frame.x(*chart.mark_x);
    const bool left = at > 0.7 * frame.right();
    content += fmt::format(
        "<path class=\"dash\" d=\"M{:.1f} {:.1f}V{:.1f}\"/><text class=\"note{}\" x=\"{:.1f}\" "
        "y=\"{:.1f}\">{}</text>",
        at, frame.top(), frame.bottom(), left ? " e" : "", at + (left ? -4.0 : 4.0),
        frame.top() + 10.0, escape(chart.mark_name));
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    content += line(chart.series[i], frame, i % kColours);
    names.push_back(chart.series[i].name);
  }
  return frame.drawing(chart.label, content) + (names.size() > 1 ? legend(names) : "");
}

}  // namespace ganglion::train::report
