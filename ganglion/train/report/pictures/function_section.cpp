#include <algorithm>

#include "ganglion/train/report/html.h"
#include "ganglion/train/report/line_chart.h"
#include "ganglion/train/report/pictures/function_chart.h"
#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {
namespace {

/// The two numeric columns of the highest importance; empty where it wasn't measured, or where
/// there are no more than two.
std::vector<std::string> most_important(const ReportInput& input) {
  const std::vector<std::string> numeric =
      numeric_columns(input.data.preprocessing, input.data.raw);
  std::vector<std::string> columns;
  if (numeric.size() <= 2) return columns;
  for (const Importance& one : input.result.assessment->importance) {
    const bool known = std::ranges::find(numeric, one.column) != numeric.end();
    if (known && columns.size() < 2) columns.push_back(one.column);
  }
  return columns.size() == 2 ? columns : std::vector<std::string>{};
}

}  // namespace

std::string function_section(const ReportInput& input) {
  if (input.model == nullptr) return "";
  const FunctionView view =
      function_view(*input.model, input.data.preprocessing, input.data.raw, most_important(input));
  const std::vector<FunctionChart> charts = function_charts(view);
  if (charts.empty()) return "";
  std::string text;
  for (std::size_t i = 0; i < charts.size(); ++i) {
    const FunctionChart& chart = charts[i];
    if (i > 0) text += "<h3>" + escape(chart.heading) + "</h3>";
    text += chart.svg + chart.scale;
    if (chart.legend.size() > 1) text += legend(chart.legend);
    text += "<p class=\"soft-text\">" + escape(chart.caption) + "</p>";
  }
  const std::string held = held_text(view);
  if (!held.empty()) text += "<p class=\"soft-text\">" + escape(held) + "</p>";
  return card(charts[0].heading, text);
}

}  // namespace ganglion::train::report
