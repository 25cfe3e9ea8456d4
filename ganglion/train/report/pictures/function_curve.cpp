#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/markup.h"
#include "ganglion/core/numbers.h"
#include "ganglion/train/report/pictures/class_colours.h"
#include "ganglion/train/report/pictures/function_chart.h"

namespace ganglion::train::report {
namespace {

using data::Task;

constexpr double kCurveChartHeight = 240.0;
constexpr std::size_t kMaxKinks = 80;
constexpr std::size_t kMaxPieces = 40;

std::string path_over(const Frame& frame, const std::vector<double>& x,
                      const std::vector<double>& y) {
  std::string path;
  for (std::size_t i = 0; i < x.size(); ++i) {
    path += (path.empty() ? "M" : "L") + point(frame.x(x[i]), frame.y(y[i]));
  }
  return path;
}

/// Rows of classes lie at 0 and 1, or all below the curves, a little apart so that all are seen.
double place_of_row(const FunctionView& view, const FunctionRow& row, std::size_t index) {
  if (view.task == Task::regression) return row.y;
  const double apart = 0.045 * static_cast<double>(index * 7919 % 13) / 12.0;
  return view.task == Task::binary && row.of == 1 ? 1.03 - apart : apart - 0.03;
}

std::string rows_in(const FunctionView& view, const ClassColours& colours, const Frame& frame) {
  std::string text;
  for (std::size_t i = 0; i < view.rows.size(); ++i) {
    const FunctionRow& row = view.rows[i];
    if (row.x < view.axes[0].range().low || row.x > view.axes[0].range().high) continue;
    text +=
        fmt::format("<circle class=\"f{} soft\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.4\"/>",
                    row.of < 0 ? kClassColours - 1 : colours.of[static_cast<std::size_t>(row.of)],
                    frame.x(row.x), frame.y(place_of_row(view, row, i)));
  }
  return text;
}

/// Where the weighted sums of units with a kink change their sign.
std::string kinks_in(const FunctionView& view, const std::vector<double>& y, const Frame& frame) {
  std::string text;
  std::size_t count = 0;
  const std::vector<double>& x = view.axes[0].values;
  for (const FunctionUnit& unit : view.units) {
    for (std::size_t i = 0; unit.kinks && i + 1 < x.size(); ++i) {
      const double before = unit.z[i];
      const double after = unit.z[i + 1];
      if ((before < 0.0) == (after < 0.0) || ++count > kMaxKinks) continue;
      const double share = before / (before - after);
      const double place = x[i] + share * (x[i + 1] - x[i]);
      text += fmt::format(
          "<circle class=\"kink\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"><title>{}: z = 0 at {} = "
          "{}</title></circle>",
          frame.x(place), frame.y(y[i] + share * (y[i + 1] - y[i])), escape(unit.name),
          escape(view.axes[0].name), significant(place, 5));
    }
  }
  return text;
}

Range range_of_curve(const FunctionView& view) {
  if (view.task != Task::regression) return {-0.05, 1.05};
  std::vector<double> all;
  for (const auto& values : view.values) all.insert(all.end(), values.begin(), values.end());
  for (const FunctionRow& row : view.rows) all.push_back(row.y);
  return range_of(all);
}

/// Of a binary task one curve says all.
std::size_t first_curve(const FunctionView& view) {
  return view.task == Task::binary ? 1 : 0;
}

/// The largest value of each output.
std::vector<double> peaks(const FunctionView& view) {
  std::vector<double> largest;
  for (const auto& values : view.values) largest.push_back(std::ranges::max(values));
  return largest;
}

/// The units of the last hidden layer whose pieces change most.
std::vector<const FunctionUnit*> largest_pieces(const FunctionView& view) {
  std::vector<const FunctionUnit*> units;
  for (const FunctionUnit& unit : view.units) {
    if (!unit.piece.empty()) units.push_back(&unit);
  }
  std::ranges::stable_sort(units, std::ranges::greater(), [](const FunctionUnit* unit) {
    const auto [low, high] = std::ranges::minmax(unit->piece);
    return high - low;
  });
  units.resize(std::min(units.size(), kMaxPieces));
  return units;
}

std::vector<double> sum_of_pieces(const FunctionView& view) {
  std::vector<double> sum(view.axes[0].values.size(), view.piece_offset);
  for (const FunctionUnit& unit : view.units) {
    for (std::size_t i = 0; i < unit.piece.size(); ++i) sum[i] += unit.piece[i];
  }
  return sum;
}

}  // namespace

FunctionChart function_curve(const FunctionView& view) {
  const FunctionAxis& axis = view.axes[0];
  const std::size_t first = first_curve(view);
  const std::string what =
      view.task == Task::regression
          ? "prediction of " + (view.outputs.size() == 1 ? view.outputs[0] : "the targets")
      : view.task == Task::binary ? "probability of " + view.outputs[1]
                                  : std::string("probability");
  const std::string y_title = view.task != Task::regression ? "probability"
                              : view.outputs.size() == 1    ? view.outputs[0]
                                                            : "targets";
  const Frame frame(axis.range(), range_of_curve(view),
                    {.width = kFunctionWidth,
                     .height = kCurveChartHeight,
                     .x_title = axis.name,
                     .y_title = y_title});
  const ClassColours colours = class_colours(view.outputs, peaks(view));
  std::string content = rows_in(view, colours, frame);
  const bool some = view.outputs.size() > kClassColours;
  for (std::size_t k = first; k < view.values.size(); ++k) {
    if (some && colours.of[k] == kClassColours - 1) continue;
    content +=
        fmt::format("<path class=\"l s{}\" d=\"{}\"><title>{}</title></path>",
                    (colours.of[k] + (view.task == Task::regression ? 1 : 0)) % kClassColours,
                    path_over(frame, axis.values, view.values[k]), escape(view.outputs[k]));
  }
  const std::string kinks = kinks_in(view, view.values[first], frame);
  FunctionChart chart{.heading = fmt::format("The {} over {}", what, axis.name),
                      .svg = frame.drawing(what + " over " + axis.name, content + kinks),
                      .height = kCurveChartHeight};
  if (view.task != Task::regression) chart.legend = colours.legend;
  chart.caption = view.rows.empty() ? "Line: prediction." : "Line: prediction. Dots: rows.";
  if (some) {
    chart.caption += fmt::format(" Only the {} of {} outputs that rise highest have a line.",
                                 kClassColours - 1, view.outputs.size());
  }
  if (!kinks.empty()) chart.caption += " Rings: kinks, where z of a unit is 0.";
  return chart;
}

bool has_pieces(const FunctionView& view) {
  const bool single = view.task == Task::binary || view.outputs.size() == 1;
  return single && std::ranges::any_of(
                       view.units, [](const FunctionUnit& unit) { return !unit.piece.empty(); });
}

FunctionChart function_pieces(const FunctionView& view) {
  const FunctionAxis& axis = view.axes[0];
  const std::vector<const FunctionUnit*> shown = largest_pieces(view);
  const std::vector<double> sum = sum_of_pieces(view);
  std::vector<double> values = sum;
  for (const FunctionUnit* unit : shown) {
    values.insert(values.end(), unit->piece.begin(), unit->piece.end());
  }
  const bool regression = view.task == Task::regression;
  const std::string y_title = regression ? view.outputs[0] : std::string("logit");
  const Frame frame(axis.range(), range_of(values),
                    {.width = kFunctionWidth,
                     .height = kCurveChartHeight,
                     .x_title = axis.name,
                     .y_title = y_title});
  std::string content;
  for (std::size_t k = 0; k < shown.size(); ++k) {
    content += fmt::format("<path class=\"l piece s{}\" d=\"{}\"><title>{}</title></path>",
                           k % kClassColours, path_over(frame, axis.values, shown[k]->piece),
                           escape(shown[k]->name));
  }
  content += fmt::format("<path class=\"l sum\" d=\"{}\"><title>sum</title></path>",
                         path_over(frame, axis.values, sum));
  FunctionChart chart{.heading = "Its pieces: one for each unit of the last hidden layer",
                      .svg = frame.drawing("what each hidden unit adds", content),
                      .height = kCurveChartHeight};
  chart.caption = fmt::format(
      "Thin lines: output weight times activation of each unit{}. Thick line: their sum and the "
      "bias {}, {}.",
      shown.size() == kMaxPieces ? fmt::format(" (the {} largest)", kMaxPieces) : "",
      significant(view.piece_offset, 4),
      regression ? "the prediction (before the output's activation)"
                 : "the logit of " + view.outputs.back());
  return chart;
}

std::vector<FunctionChart> function_charts(const FunctionView& view) {
  if (view.axes.empty()) return {};
  if (view.axes.size() == 2) return {function_surface(view)};
  std::vector<FunctionChart> charts = {function_curve(view)};
  if (has_pieces(view)) charts.push_back(function_pieces(view));
  return charts;
}

std::string held_text(const FunctionView& view) {
  constexpr std::size_t kMaxHeld = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(view.held.size(), kMaxHeld); ++i) {
    text += fmt::format("{}{} = {}", i == 0 ? "" : ", ", view.held[i].first, view.held[i].second);
  }
  if (text.empty()) return "";
  if (view.held.size() > kMaxHeld) {
    text += fmt::format(" and {} more", view.held.size() - kMaxHeld);
  }
  return "Held fixed, at the median or the most frequent value: " + text + ".";
}

}  // namespace ganglion::train::report
