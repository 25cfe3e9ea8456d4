#include "tools/figures/figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/file.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/style.h"

namespace ganglion::figures {
namespace {

using train::report::point;

constexpr double kWidth = 360.0;
constexpr double kHeight = 240.0;
constexpr double kLegendLine = 18.0;

/// The colours of a report, and those of its rules that charts need.
std::string chart_style() {
  const std::string_view all = train::report::style();
  const std::size_t colours = all.find("*{box-sizing");
  const std::size_t rules = all.find("svg text{");
  const std::size_t end = all.find(".k0{");
  return std::string(all.substr(0, colours)) + std::string(all.substr(rules, end - rules)) +
         ".l{stroke-width:2.5}.cell{fill:var(--ink)}";
}

}  // namespace

Figure::Figure(std::string label, const Axes& axes)
    : label_(std::move(label)),
      frame_(axes.x, axes.y,
             {.width = kWidth,
              .height = kHeight,
              .x_title = axes.x_title,
              .y_title = axes.y_title,
              .y_ticks = axes.numbers,
              .x_count = axes.numbers ? 6 : 0}) {}

/// Where the curve leaves the field it is cut, so that it never runs over the titles.
std::string Figure::path_of(const std::vector<Point>& points) const {
  std::string path;
  bool inside = false;
  for (const auto& [x, y] : points) {
    const double px = frame_.x(x);
    const double py = frame_.y(y);
    const bool now = std::isfinite(px) && std::isfinite(py) && px >= frame_.left() - 0.5 &&
                     px <= frame_.right() + 0.5 && py >= frame_.top() - 0.5 &&
                     py <= frame_.bottom() + 0.5;
    if (now) path += (inside ? "L" : "M") + point(px, py);
    inside = now;
  }
  return path;
}

Figure& Figure::curve(const std::vector<Point>& points, int colour, const std::string& name,
                      std::string_view css) {
  content_ += fmt::format("<path class=\"{} s{}\" d=\"{}\"><title>{}</title></path>", css, colour,
                          path_of(points), escape(name));
  if (!name.empty()) names_.emplace_back(colour, name);
  return *this;
}

Figure& Figure::dashed(const std::vector<Point>& points) {
  content_ += fmt::format("<path class=\"dash\" d=\"{}\"/>", path_of(points));
  return *this;
}

Figure& Figure::dots(const std::vector<Point>& points, int colour, double radius,
                     const std::string& name) {
  for (const auto& [x, y] : points) {
    content_ += fmt::format("<circle class=\"f{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"/>",
                            colour, frame_.x(x), frame_.y(y), radius);
  }
  if (!name.empty()) names_.emplace_back(colour, name);
  return *this;
}

Figure& Figure::arrow(Point from, Point to, int colour) {
  constexpr double kHead = 6.0;
  const double x = frame_.x(to.first);
  const double y = frame_.y(to.second);
  const double dx = x - frame_.x(from.first);
  const double dy = y - frame_.y(from.second);
  const double length = std::max(std::hypot(dx, dy), 1e-9);
  const double ux = dx / length * kHead;
  const double uy = dy / length * kHead;
  content_ +=
      fmt::format("<path class=\"l s{}\" d=\"M{}L{}L{}M{}L{}\"/>", colour, point(x - dx, y - dy),
                  point(x, y), point(x - ux - 0.6 * uy, y - uy + 0.6 * ux), point(x, y),
                  point(x - ux + 0.6 * uy, y - uy - 0.6 * ux));
  return *this;
}

Figure& Figure::band(Point low, Point high, int colour) {
  content_ += fmt::format(
      "<rect class=\"f{}\" opacity=\"0.18\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
      "height=\"{:.1f}\"/>",
      colour, frame_.x(low.first), frame_.y(high.second),
      frame_.x(high.first) - frame_.x(low.first), frame_.y(low.second) - frame_.y(high.second));
  return *this;
}

Figure& Figure::cell(Point low, Point high, double shade) {
  content_ += fmt::format(
      "<rect class=\"cell\" opacity=\"{:.2f}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
      "height=\"{:.1f}\"/>",
      std::clamp(shade, 0.0, 1.0), frame_.x(low.first), frame_.y(high.second),
      frame_.x(high.first) - frame_.x(low.first), frame_.y(low.second) - frame_.y(high.second));
  return *this;
}

Figure& Figure::text(Point at, std::string_view words, std::string_view css) {
  content_ += fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", css,
                          frame_.x(at.first), frame_.y(at.second), escape(words));
  return *this;
}

std::string Figure::legend() const {
  std::string lines;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const auto& [colour, name] = names_[i];
    const double y = kHeight + kLegendLine * static_cast<double>(i);
    lines += fmt::format(
        "<rect class=\"f{}\" x=\"{:.0f}\" y=\"{:.0f}\" width=\"11\" height=\"11\" rx=\"3\"/>"
        "<text x=\"{:.0f}\" y=\"{:.1f}\">{}</text>",
        colour, frame_.left(), y, frame_.left() + 17.0, y + 9.5, escape(name));
  }
  return lines;
}

void Figure::save(const std::filesystem::path& path) const {
  const double height = kHeight + kLegendLine * static_cast<double>(names_.size());
  std::string drawing = frame_.drawing(label_, content_);
  drawing.resize(drawing.rfind("</svg>"));
  const std::size_t body = drawing.find('>') + 1;
  write_file_atomically(
      path.string(),
      fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" viewBox=\"0 0 {:.0f} "
                  "{:.0f}\" role=\"img\" "
                  "aria-label=\"{}\"><style>{}</style><rect width=\"{:.0f}\" height=\"{:.0f}\" "
                  "style=\"fill:var(--card)\"/>{}{}</svg>\n",
                  kWidth, height, escape(label_), chart_style(), kWidth, height,
                  drawing.substr(body), legend()));
}

}  // namespace ganglion::figures
