#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ganglion/train/report/html.h"
#include "ganglion/train/report/sample_view.h"
#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {
namespace {

constexpr std::size_t kMaxMistakes = 12;
constexpr std::size_t kMaxColumns = 8;

double log_loss(double p, bool yes) {
  return -std::log(std::max(yes ? p : 1.0 - p, 1e-12));
}

}  // namespace

double row_error(const ReportInput& input, const ScoredRows& scored, std::int64_t row) {
  double sum = 0.0;
  if (scored.task == data::Task::regression) {
    for (std::int64_t c = 0; c < scored.columns; ++c) {
      const double unit = input.data.preprocessing.state().targets[static_cast<std::size_t>(c)].std;
      sum += std::abs(scored.prediction(row, c) - scored.target(row, c)) / (unit > 0 ? unit : 1.0);
    }
  } else if (scored.task == data::Task::multilabel) {
    for (std::int64_t c = 0; c < scored.columns; ++c) {
      sum += log_loss(scored.prediction(row, c), scored.target(row, c) > 0.5);
    }
  } else {
    sum = log_loss(scored.probability(row, scored.actual_class(row)), true);
  }
  return std::isfinite(sum) ? sum : 1e300;
}

namespace {

bool wrong(const ScoredRows& scored, std::int64_t row) {
  if (scored.task == data::Task::regression) return true;
  if (scored.task != data::Task::multilabel) {
    return scored.actual_class(row) != scored.predicted_class(row);
  }
  for (std::int64_t c = 0; c < scored.columns; ++c) {
    if ((scored.prediction(row, c) > 0.5) != (scored.target(row, c) > 0.5)) return true;
  }
  return false;
}

std::string labels_of(const ReportInput& input, const ScoredRows& scored, std::int64_t row,
                      bool predicted) {
  std::string text;
  for (std::int64_t c = 0; c < scored.columns; ++c) {
    if ((predicted ? scored.prediction(row, c) : scored.target(row, c)) <= 0.5) continue;
    text += (text.empty() ? "" : ", ") +
            input.data.preprocessing.state().targets[static_cast<std::size_t>(c)].name;
  }
  return text.empty() ? "none" : shortened(text, 60);
}

/// Actual, predicted, and how sure it was.
std::vector<std::string> answers(const ReportInput& input, const ScoredRows& scored,
                                 std::int64_t row) {
  const auto& names = input.data.preprocessing.state().class_names;
  if (scored.task == data::Task::regression) {
    std::vector<std::string> texts(2);
    for (std::int64_t c = 0; c < scored.columns; ++c) {
      texts[0] += (c > 0 ? ", " : "") + brief(scored.target(row, c));
      texts[1] += (c > 0 ? ", " : "") + brief(scored.prediction(row, c));
    }
    return texts;
  }
  if (scored.task == data::Task::multilabel) {
    return {escape(labels_of(input, scored, row, false)),
            escape(labels_of(input, scored, row, true))};
  }
  const std::int64_t predicted = scored.predicted_class(row);
  return {escape(shortened(names[static_cast<std::size_t>(scored.actual_class(row))], 30)),
          escape(shortened(names[static_cast<std::size_t>(predicted)], 30)),
          percent(scored.probability(row, predicted))};
}

/// The columns that count most, or else the first ones.
std::vector<const data::Column*> shown_columns(const ReportInput& input) {
  const data::Table& raw = input.data.raw;
  std::vector<const data::Column*> columns;
  for (const Importance& one : input.result.assessment->importance) {
    const data::Column* column = raw.find(one.column);
    if (column != nullptr && columns.size() < kMaxColumns) columns.push_back(column);
  }
  if (!columns.empty()) return columns;
  for (const data::FeatureColumn& feature : input.data.preprocessing.state().features) {
    const data::Column* column = raw.find(feature.name);
    if (column != nullptr && columns.size() < kMaxColumns) columns.push_back(column);
  }
  return columns;
}

std::vector<std::int64_t> worst_rows(const ReportInput& input, const ScoredRows& scored) {
  std::vector<std::pair<double, std::int64_t>> found;
  for (std::int64_t row = 0; row < std::min(scored.rows, input.data.raw.rows()); ++row) {
    if (wrong(scored, row)) found.emplace_back(-row_error(input, scored, row), row);
  }
  std::ranges::sort(found);
  std::vector<std::int64_t> rows;
  for (const auto& [error, row] : found) {
    if (rows.size() < kMaxMistakes) rows.push_back(row);
  }
  return rows;
}

/// Where a row stands: "line 7", or the file of an image and its folder.
std::string place_of(const ReportInput& input, std::int64_t row) {
  const std::string place = input.data.raw.place(row);
  const std::size_t colon = place.rfind(':');
  if (colon != std::string::npos) return "line " + escape(place.substr(colon + 1));
  const std::size_t name = place.rfind('/');
  if (name == std::string::npos || name == 0) return escape(place);
  const std::size_t folder = place.rfind('/', name - 1);
  return escape(folder == std::string::npos ? place : place.substr(folder + 1));
}

/// Images or signals with what was said of each.
std::string figures(const ReportInput& input, const ScoredRows& scored,
                    const std::vector<std::int64_t>& worst) {
  constexpr std::int64_t kMaxPixels = 64;
  const data::Samples shown = input.data.raw.samples().rows(worst);
  const Tensor all = shown.tensor();
  const SampleView view(shown.kind(), all);
  std::string text = "<div class=\"figures\">";
  for (std::size_t i = 0; i < worst.size(); ++i) {
    const std::vector<std::string> said = answers(input, scored, worst[i]);
    const auto index = static_cast<std::int64_t>(i);
    const Tensor one = all.rows(std::span(&index, 1)).reshaped(shown.shape());
    text += fmt::format(
        "<figure class=\"mistake\">{}<figcaption><b>{}</b>, predicted "
        "<b>{}</b>{}<br>{}</figcaption></figure>\n",
        view.html(one, input.data.raw.place(worst[i]), kMaxPixels), said[0], said[1],
        said.size() > 2 ? " (" + said[2] + ")" : "", place_of(input, worst[i]));
  }
  return text + "</div>";
}

/// The rows with the columns that count most.
std::string rows_table(const ReportInput& input, const ScoredRows& scored,
                       const std::vector<std::int64_t>& worst) {
  const bool classes = scored.task == data::Task::binary || scored.task == data::Task::multiclass;
  const auto columns = shown_columns(input);
  std::vector<std::string> headings = {
      "row", scored.task == data::Task::regression ? "#actual" : "actual",
      scored.task == data::Task::regression ? "#predicted" : "predicted"};
  if (classes) headings.emplace_back("#probability");
  for (const data::Column* column : columns) {
    headings.push_back((column->kind == data::ColumnKind::number ? "#" : "") +
                       escape(shortened(column->name, 24)));
  }
  std::vector<std::vector<std::string>> rows;
  for (const std::int64_t row : worst) {
    std::vector<std::string> cells = {"<span class=\"faint keep\">" + place_of(input, row) +
                                      "</span>"};
    for (std::string& text : answers(input, scored, row)) cells.push_back("<b>" + text + "</b>");
    for (const data::Column* column : columns) {
      cells.push_back(column->is_missing(row) ? "<span class=\"faint\">missing</span>"
                                              : escape(shortened(column->text(row), 40)));
    }
    rows.push_back(std::move(cells));
  }
  return table(headings, rows);
}

}  // namespace

std::string mistakes_section(const ReportInput& input, const ScoredRows& scored) {
  const std::vector<std::int64_t> worst = worst_rows(input, scored);
  if (worst.empty()) {
    return card("Largest errors", fmt::format("<p>None on {}.</p>", part_in_words(input.result)));
  }
  if (!input.data.raw.samples().empty()) {
    return card("Largest errors",
                figures(input, scored, worst) +
                    "<p class=\"soft-text\">Examples with the largest error; often they are "
                    "mislabelled.</p>",
                "wide");
  }
  return card("Largest errors",
              rows_table(input, scored, worst) +
                  "<p class=\"soft-text\">Rows with the largest error, with their most important "
                  "columns; often a value or label is wrong.</p>",
              "wide");
}

}  // namespace ganglion::train::report
