#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/numbers.h"
#include "ganglion/train/job/job_flags.h"
#include "ganglion/train/report/histogram_chart.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {
namespace {

std::string range_text(const ColumnSummary& column) {
  if (column.kind == data::ColumnKind::number) {
    return fmt::format("{} … <b>{}</b> … {}", brief(column.least), brief(column.median),
                       brief(column.most));
  }
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, column.texts.size()); ++i) {
    text += (i == 0 ? "" : ", ") + escape(shortened(column.texts[i], 24));
  }
  return text + (column.distinct > 3 ? ", …" : "");
}

std::string examples_text(const ColumnSummary& column) {
  std::string text;
  for (const std::string& example : column.examples) {
    text += (text.empty() ? "" : ", ") + escape(shortened(example, 20));
  }
  return text;
}

std::vector<std::string> row_of(const ColumnSummary& column, std::int64_t rows) {
  const double share =
      rows == 0 ? 0.0 : static_cast<double>(column.missing) / static_cast<double>(rows);
  std::string name = "<b>" + escape(shortened(column.name, 40)) + "</b>";
  if (column.role != "feature") name += " <span class=\"faint\">" + column.role + "</span>";
  for (const std::string& about : {column.written, column.note}) {
    if (about.empty()) continue;
    name += "<span class=\"faint about\">" + escape(shortened(with_flags(about), 160)) + "</span>";
  }
  return {name,
          tiny_histogram(column.counts, "distribution of " + shortened(column.name, 24)),
          escape(column.type),
          column.missing == 0 ? "" : percent(share),
          grouped(column.distinct),
          range_text(column),
          examples_text(column)};
}

/// The first columns; the others appear on a click.
std::string columns_table(std::vector<std::vector<std::string>> rows) {
  constexpr std::size_t kShown = 16;
  const std::vector<std::string> headings = {
      "column",  "", "type", "#missing", "#distinct", "min … median … max, or most frequent",
      "examples"};
  if (rows.size() <= kShown + 4) return table(headings, rows);
  const std::vector<std::vector<std::string>> others(rows.begin() + kShown, rows.end());
  rows.resize(kShown);
  return table(headings, rows) +
         fmt::format("<details><summary>{} more columns</summary>{}</details>", others.size(),
                     table(headings, others));
}

}  // namespace

std::string data_section(const ReportInput& input) {
  const DataSummary& summary = input.data.summary;
  std::vector<std::vector<std::string>> rows;
  for (const bool target : {true, false}) {
    for (const ColumnSummary& column : summary.summaries) {
      if ((column.role == "target") == target) rows.push_back(row_of(column, summary.rows));
    }
  }
  std::string text = columns_table(std::move(rows));
  const auto shown = static_cast<std::int64_t>(summary.summaries.size());
  if (shown < summary.columns) {
    text += fmt::format("<p class=\"soft-text\">{} further columns are not shown.</p>",
                        grouped(summary.columns - shown));
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(summary.notes.size(), 20); ++i) {
    text +=
        "<p class=\"soft-text\">" + escape(shortened(with_flags(summary.notes[i]), 300)) + "</p>";
  }
  return card(fmt::format("Data: {} training rows, {} columns", grouped(summary.rows),
                          grouped(summary.columns)),
              text, "wide");
}

}  // namespace ganglion::train::report
