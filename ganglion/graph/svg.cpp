#include "ganglion/graph/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/markup.h"
#include "ganglion/core/utf8.h"
#include "ganglion/graph/layout.h"
#include "ganglion/graph/picture.h"

namespace ganglion {
namespace {

constexpr double kTitleHeight = 18;
constexpr double kLineHeight = 15;
constexpr double kPadding = 10;

constexpr std::string_view kStyle = R"(<style>
.page { fill: #f8fafc }
text { font-family: ui-sans-serif, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; text-anchor: middle; fill: #0f172a }
.title { font-size: 13px; font-weight: 600 }
.line { font-size: 11px; fill: #475569 }
.box { fill: #ffffff; stroke: #64748b; stroke-width: 1.25 }
.input { fill: #e0f2fe; stroke: #0284c7 }
.variable { fill: #fef3c7; stroke: #d97706 }
.constant { fill: #f1f5f9; stroke: #94a3b8 }
.backward { fill: #fce7f3; stroke: #db2777 }
.result { stroke-width: 2.75 }
.edge { fill: none; stroke: #64748b; stroke-width: 1.25 }
.back { stroke: #db2777 }
.across { stroke: #94a3b8; stroke-width: 1; stroke-dasharray: 3 4; opacity: 0.75 }
.head { fill: #64748b } .backhead { fill: #db2777 } .acrosshead { fill: #94a3b8 }
@media (prefers-color-scheme: dark) {
.page { fill: #0f172a }
text { fill: #f1f5f9 }
.line { fill: #cbd5e1 }
.box { fill: #1e293b; stroke: #94a3b8 }
.input { fill: #0c4a6e; stroke: #38bdf8 }
.variable { fill: #713f12; stroke: #fbbf24 }
.constant { fill: #334155; stroke: #64748b }
.backward { fill: #701a45; stroke: #f472b6 }
.edge { stroke: #94a3b8 } .back { stroke: #f472b6 } .across { stroke: #64748b }
.head { fill: #94a3b8 } .backhead { fill: #f472b6 } .acrosshead { fill: #64748b }
}
</style>
)";

/// Width of a text as a sans-serif font of the given size draws it, about.
double text_width(const std::string& text, double size) {
  double width = 0;
  for (char c : text) {
    if (continues_character(c)) continue;
    const bool narrow = std::string_view("ijlt.,:;|'()[]/ ").find(c) != std::string_view::npos;
    const bool wide = (c >= 'A' && c <= 'Z') || c == 'm' || c == 'w' || c == '%';
    width += size * (narrow ? 0.40 : wide ? 0.80 : 0.62);
  }
  return width;
}

LayoutProblem::Box size_of(const Picture::Box& box) {
  double width = text_width(box.title, 13.5);
  for (const std::string& line : box.lines) width = std::max(width, text_width(line, 11));
  const double lines = static_cast<double>(box.lines.size());
  return {std::max(44.0, std::round(width + 2 * kPadding)),
          kTitleHeight + lines * kLineHeight + 2 * kPadding - 4, box.backward};
}

std::string box_text(const Picture::Box& box, Point center, const LayoutProblem::Box& size) {
  std::string text = fmt::format(
      "<g><rect class=\"box {}{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
      "rx=\"9\"/>",
      name_of(box.kind), box.result ? " result" : "", center.x - size.width / 2,
      center.y - size.height / 2, size.width, size.height);
  double y = center.y - size.height / 2 + kPadding + 11;
  text += fmt::format("<text class=\"title\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", center.x, y,
                      escape(box.title));
  for (const std::string& line : box.lines) {
    y += kLineHeight;
    text += fmt::format("<text class=\"line\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", center.x, y,
                        escape(line));
  }
  return text + "</g>\n";
}

std::string path_text(const std::vector<Point>& points) {
  std::string text = fmt::format("M{:.1f} {:.1f}", points[0].x, points[0].y);
  for (std::size_t i = 1; i + 2 < points.size(); i += 3) {
    text += fmt::format(" C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", points[i].x, points[i].y,
                        points[i + 1].x, points[i + 1].y, points[i + 2].x, points[i + 2].y);
  }
  return text;
}

constexpr std::string_view kMarkers = R"(<defs>
<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M0 0.5 L8 4 L0 7.5 z"/></marker>
<marker id="backhead" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class="backhead" d="M0 0.5 L8 4 L0 7.5 z"/></marker>
<marker id="acrosshead" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" markerUnits="userSpaceOnUse" orient="auto"><path class="acrosshead" d="M0 0.5 L8 4 L0 7.5 z"/></marker>
</defs>
)";

void turn(Point& point) {
  std::swap(point.x, point.y);
}

/// The layout, which knows only "right", turned when asked for "down".
Layout turned_layout(LayoutProblem problem, bool down) {
  if (down) {
    for (auto& box : problem.boxes) std::swap(box.width, box.height);
  }
  Layout layout = lay_out(problem);
  if (!down) return layout;
  for (Point& center : layout.centers) turn(center);
  for (auto& path : layout.paths) {
    for (Point& point : path) turn(point);
  }
  std::swap(layout.width, layout.height);
  return layout;
}

}  // namespace

std::string to_svg(const Graph& graph, const DrawOptions& options) {
  const Picture picture = make_picture(graph, options);
  const bool down = options.direction == DrawOptions::Direction::down;
  LayoutProblem problem;
  for (const Picture::Box& box : picture.boxes) problem.boxes.push_back(size_of(box));
  problem.edges = picture.edges;
  const Layout layout = turned_layout(problem, down);
  std::string text = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\">\n<title>Computation graph</title>\n",
      layout.width, layout.height);
  text += kStyle;
  text += kMarkers;
  text += "<rect class=\"page\" width=\"100%\" height=\"100%\" rx=\"12\"/>\n";
  for (std::size_t e = 0; e < problem.edges.size(); ++e) {
    const auto& [from, to] = problem.edges[e];
    const bool source = problem.boxes[static_cast<std::size_t>(from)].backward;
    const bool across = source != problem.boxes[static_cast<std::size_t>(to)].backward;
    const std::string_view prefix = across ? "across" : source ? "back" : "";
    text += fmt::format("<path class=\"edge {0}\" marker-end=\"url(#{0}head)\" d=\"{1}\"/>\n",
                        prefix, path_text(layout.paths[e]));
  }
  for (std::size_t i = 0; i < picture.boxes.size(); ++i) {
    text += box_text(picture.boxes[i], layout.centers[i], problem.boxes[i]);
  }
  return text + "</svg>\n";
}

}  // namespace ganglion
