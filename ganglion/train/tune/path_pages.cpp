#include "ganglion/train/tune/path_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ganglion/core/text_table.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/line_chart.h"

namespace ganglion::train {
namespace {

std::vector<std::vector<std::string>> rows_of_path(const RegularizationPath& path) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < path.points.size(); ++i) {
    const PathPoint& point = path.points[i];
    rows.push_back({fmt::format("{}", point.strength), shown_number(point.train),
                    shown_number(point.validation), shown_number(point.standard_error),
                    i == path.best                     ? "best"
                    : point.to_best.interval.low > 0.0 ? "worse"
                                                       : ""});
  }
  return rows;
}

/// Where a strength is drawn: 0 lies a decade before the least of a logarithmic axis.
double place_on_axis(const RegularizationPath& path, double strength) {
  if (path.setting != "l2") return strength;
  if (strength > 0.0) return std::log10(strength);
  for (const PathPoint& point : path.points) {
    if (point.strength > 0.0) return std::log10(point.strength) - 1.0;
  }
  return 0.0;
}

/// Errors of very different size are drawn by their logarithm, so that small ones can be told
/// apart.
bool drawn_by_logarithm(const RegularizationPath& path) {
  double least = std::numeric_limits<double>::infinity();
  double most = 0.0;
  for (const PathPoint& point : path.points) {
    least = std::min({least, point.train, point.validation});
    most = std::max({most, point.train, point.validation});
  }
  return least > 0.0 && most > 10.0 * least;
}

std::string path_chart(const RegularizationPath& path) {
  const bool logarithm = drawn_by_logarithm(path);
  const auto y = [&](double value) { return logarithm ? std::log10(value) : value; };
  report::Series train = {.name = "training"};
  report::Series validation = {.name = "validation"};
  for (const PathPoint& point : path.points) {
    const double x = place_on_axis(path, point.strength);
    train.points.emplace_back(x, y(point.train));
    validation.points.emplace_back(x, y(point.validation));
  }
  return drawn(report::LineChart{.label = path.metric.name + " by strength",
                                 .x_title = path.setting == "l2" ? "log10 of l2" : path.setting,
                                 .y_title = (logarithm ? "log10 of " : "") + path.metric.name,
                                 .series = {std::move(train), std::move(validation)},
                                 .mark_x = place_on_axis(path, path.points[path.best].strength),
                                 .mark_name = "best"});
}

}  // namespace

std::string path_text(const RegularizationPath& path) {
  std::vector<std::vector<std::string>> rows = rows_of_path(path);
  rows.insert(rows.begin(), {path.setting, "training", "validation", "± SE", ""});
  return fmt::format(
      "{} by {}, {} folds{}, {:.0f} s (default {})\n\n{}\n{}\n", path.metric.name, path.setting,
      path.folds,
      path.left_out == 0 ? "" : fmt::format(" (interrupted: {} more left out)", path.left_out),
      path.seconds, path.chosen, text_table(rows), path.conclusion());
}

std::string path_html(const RegularizationPath& path) {
  std::string text = "<p>" + escape(path.conclusion()) + "</p>" + path_chart(path);
  if (path.setting == "l2" && path.points.front().strength == 0.0) {
    text += "<p class=\"soft-text\">The leftmost point is l2 = 0.</p>";
  }
  text +=
      "<p class=\"soft-text\">Too weak: the network learns the training rows by heart, and the two "
      "lines part (overfitting). Too strong: both get worse (underfitting).</p>";
  return report::page(fmt::format("Regularisation path of {}", data_name(path.data)),
                      fmt::format("{} by {}, {} folds; default {}", path.metric.name, path.setting,
                                  path.folds, path.chosen),
                      "<div class=\"cards\">\n" + report::card("Error by strength", text) +
                          report::card("Table", report::table({"#" + path.setting, "#training",
                                                               "#validation", "#± SE", ""},
                                                              rows_of_path(path))) +
                          "</div>\n");
}

}  // namespace ganglion::train
