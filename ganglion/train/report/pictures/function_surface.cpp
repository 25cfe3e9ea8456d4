#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ganglion/core/markup.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/pictures/class_colours.h"
#include "ganglion/train/report/pictures/contours.h"
#include "ganglion/train/report/pictures/function_chart.h"

namespace ganglion::train::report {
namespace {

using data::Task;

constexpr double kSurfaceHeight = 320.0;
constexpr std::size_t kMaxUnitLines = 16;
constexpr std::size_t kValueShades = 10;
constexpr std::array kSureness = {0.0, 0.5, 0.9};

ContourGrid grid_of(const FunctionView& view, const Frame& frame) {
  ContourGrid grid;
  for (const double x : view.axes[0].values) grid.x.push_back(frame.x(x));
  for (const double y : view.axes[1].values) grid.y.push_back(frame.y(y));
  return grid;
}

std::size_t colour_of(const FunctionRow& row, const ClassColours& colours) {
  const auto of = static_cast<std::size_t>(row.of);
  return row.of < 0 || of >= colours.of.size() ? kClassColours - 1 : colours.of[of];
}

/// At each place of the grid the largest probability, whose it is, and the largest of the others.
struct Leaders {
  std::vector<std::size_t> of;
  std::vector<double> best;
  std::vector<double> second;
};

Leaders leaders_of(const std::vector<std::vector<double>>& values) {
  const std::size_t places = values[0].size();
  Leaders leaders{.of = std::vector<std::size_t>(places, 0),
                  .best = values[0],
                  .second = std::vector<double>(places, 0.0)};
  for (std::size_t k = 1; k < values.size(); ++k) {
    for (std::size_t i = 0; i < places; ++i) {
      leaders.second[i] = std::max(leaders.second[i], std::min(values[k][i], leaders.best[i]));
      if (values[k][i] <= leaders.best[i]) continue;
      leaders.best[i] = values[k][i];
      leaders.of[i] = k;
    }
  }
  return leaders;
}

/// At how many places each of so many probabilities is the largest.
std::vector<double> places_won(const Leaders& leaders, std::size_t count) {
  std::vector<double> won(count, 0.0);
  for (const std::size_t k : leaders.of) won[k] += 1.0;
  return won;
}

/// By how much one probability is ahead of the largest other one.
std::vector<double> lead_of(const std::vector<double>& values, const Leaders& leaders,
                            std::size_t of) {
  std::vector<double> lead = values;
  for (std::size_t i = 0; i < lead.size(); ++i) {
    lead[i] -= leaders.of[i] == of ? leaders.second[i] : leaders.best[i];
  }
  return lead;
}

/// Classes that lead nowhere have nothing to be drawn.
std::string shaded_classes(const std::vector<std::vector<double>>& values, const Leaders& leaders,
                           const std::vector<double>& won, const ClassColours& colours,
                           const ContourGrid& grid) {
  std::string areas;
  std::string lines;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (won[k] == 0.0) continue;
    const std::vector<double> lead = lead_of(values[k], leaders, k);
    for (const double level : kSureness) {
      const std::string area = area_above(grid, lead, level);
      if (area.empty()) continue;
      areas += fmt::format("<path class=\"shade f{}\" d=\"{}\"/>", colours.of[k], area);
    }
    // Two classes share their line.
    if (values.size() == 2 && k == 1 && won[0] > 0.0) continue;
    const std::string line = level_line(grid, lead, 0.0);
    if (!line.empty()) lines += "<path class=\"border\" d=\"" + line + "\"/>";
  }
  return areas + lines;
}

struct Shading {
  std::string content;
  ClassColours colours;
};

Shading classes_shaded(const std::vector<std::string>& names,
                       const std::vector<std::vector<double>>& values, const ContourGrid& grid) {
  const Leaders leaders = leaders_of(values);
  const std::vector<double> won = places_won(leaders, values.size());
  ClassColours colours = class_colours(names, won);
  std::string content = shaded_classes(values, leaders, won, colours, grid);
  return {std::move(content), std::move(colours)};
}

/// The first of several labels, against it and for it.
Shading label_shaded(const FunctionView& view, const ContourGrid& grid) {
  std::vector<double> against;
  for (const double p : view.values[0]) against.push_back(1.0 - p);
  return classes_shaded({"not " + view.outputs[0], view.outputs[0]},
                        {std::move(against), view.values[0]}, grid);
}

double shade_level(const Range& range, std::size_t shade) {
  return range.low +
         (range.high - range.low) * static_cast<double>(shade) / static_cast<double>(kValueShades);
}

std::string shaded_values(const std::vector<double>& values, const ContourGrid& grid) {
  const Range range = range_of(values);
  std::string text;
  for (std::size_t shade = 1; shade < kValueShades; ++shade) {
    text += fmt::format("<path class=\"shade low f0\" d=\"{}\"/>",
                        area_above(grid, values, shade_level(range, shade)));
  }
  return text;
}

Shading shading_of(const FunctionView& view, const ContourGrid& grid) {
  if (view.task == Task::regression) return {shaded_values(view.values[0], grid), {}};
  if (view.task == Task::multilabel) return label_shaded(view, grid);
  return classes_shaded(view.outputs, view.values, grid);
}

/// The shades with the values at their borders, below the field.
std::string scale_of_values(const Frame& frame, const Range& range) {
  const double step = (frame.right() - frame.left()) / static_cast<double>(kValueShades);
  constexpr double top = 2.0;
  std::string text;
  for (std::size_t shade = 1; shade < kValueShades; ++shade) {
    const double x = frame.left() + step * static_cast<double>(shade);
    text += fmt::format(
        "<rect class=\"shade low f0\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"12\"/>",
        x, top, frame.right() - x);
  }
  for (std::size_t shade = 0; shade <= kValueShades; shade += kValueShades / 2) {
    text += fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>",
                        shade == 0              ? ""
                        : shade == kValueShades ? "e"
                                                : "m",
                        frame.left() + step * static_cast<double>(shade), top + 25.0,
                        brief(shade_level(range, shade)));
  }
  return text;
}

/// Where z = 0, and how many of these lines cross the field.
std::string unit_lines(const FunctionView& view, const ContourGrid& grid, std::size_t& count) {
  std::string text;
  for (const FunctionUnit& unit : view.units) {
    const std::string line = level_line(grid, unit.z, 0.0);
    if (line.empty() || ++count > kMaxUnitLines) continue;
    text += fmt::format("<path class=\"zero\" d=\"{}\"><title>{}: z = 0</title></path>", line,
                        escape(unit.name));
  }
  return text;
}

std::string dots_in(const FunctionView& view, const ClassColours& colours, const Frame& frame) {
  std::string text;
  const Range x = view.axes[0].range();
  const Range y = view.axes[1].range();
  for (const FunctionRow& row : view.rows) {
    if (row.x < x.low || row.x > x.high || row.y < y.low || row.y > y.high) continue;
    text += fmt::format("<circle class=\"dot f{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.8\"/>",
                        colour_of(row, colours), frame.x(row.x), frame.y(row.y));
  }
  return text;
}

std::string caption_of(const FunctionView& view, bool classes, std::size_t lines) {
  std::string text =
      classes ? "Colour: the predicted class, the stronger the surer. Thick line: the decision "
                "boundary."
              : "Shade: the predicted value.";
  if (!view.rows.empty()) {
    text += classes ? " Dots: rows, in the colour of their actual class." : " Dots: rows.";
  }
  if (lines > 0) {
    text += fmt::format(
        " Dashed: where z = 0 for a unit of the first layer{}{}.",
        view.networks > 1 ? fmt::format(" of the first of {} networks", view.networks) : "",
        lines > kMaxUnitLines ? fmt::format(" ({} of {})", kMaxUnitLines, lines) : "");
  }
  return text;
}

}  // namespace

FunctionChart function_surface(const FunctionView& view) {
  const bool classes = view.task != Task::regression;
  const Frame frame(view.axes[0].range(), view.axes[1].range(),
                    {.width = kFunctionWidth,
                     .height = kSurfaceHeight,
                     .x_title = view.axes[0].name,
                     .y_title = view.axes[1].name});
  const ContourGrid grid = grid_of(view, frame);
  const Shading shading = shading_of(view, grid);
  std::size_t lines = 0;
  const std::string content =
      shading.content + unit_lines(view, grid, lines) + dots_in(view, shading.colours, frame);
  const std::string over = fmt::format("over {} and {}", view.axes[0].name, view.axes[1].name);
  const std::string what = view.task == Task::regression ? "The prediction of " + view.outputs[0]
                           : view.task == Task::multilabel
                               ? "The decision boundary of " + view.outputs[0]
                               : std::string("The decision boundary");
  FunctionChart chart{.heading = what + " " + over, .height = kSurfaceHeight};
  chart.svg = frame.drawing(chart.heading, content);
  if (!classes) {
    chart.scale = svg(kFunctionWidth, kFunctionScaleHeight, "values of the shades",
                      scale_of_values(frame, range_of(view.values[0])));
  }
  chart.legend = shading.colours.legend;
  chart.caption = caption_of(view, classes, lines);
  return chart;
}

}  // namespace ganglion::train::report
