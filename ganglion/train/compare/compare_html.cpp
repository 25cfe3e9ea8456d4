#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/numbers.h"
#include "ganglion/train/compare/compare_pages.h"
#include "ganglion/train/compare/compare_words.h"
#include "ganglion/train/evaluate/evaluation.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/line_chart.h"

namespace ganglion::train {
namespace {

using report::card;
using report::LineChart;
using report::Series;
using report::table;

/// A number of the history by epoch, or by the seconds that passed until then.
Series overlaid_curve(const ComparedVariant& variant, const std::string& value, bool by_seconds) {
  Series series = {.name = shortened(variant.name, 60)};
  double seconds = 0.0;
  for (const History::Epoch& epoch : variant.runs[0].history.epochs) {
    seconds += epoch.at("seconds");
    const double number = epoch.at(value);
    if (!std::isfinite(number)) continue;
    series.points.emplace_back(by_seconds ? seconds : static_cast<double>(epoch.epoch), number);
  }
  return series;
}

std::string curves_chart(const Comparison& comparison, const std::string& value,
                         const std::string& title, bool by_seconds) {
  LineChart chart = {.label = title + (by_seconds ? " by seconds" : " by epoch"),
                     .x_title = by_seconds ? "seconds" : "epoch",
                     .y_title = title,
                     .whole_x = !by_seconds};
  for (const ComparedVariant& variant : comparison.variants) {
    Series series = overlaid_curve(variant, value, by_seconds);
    if (!series.points.empty()) chart.series.push_back(std::move(series));
  }
  return chart.series.empty() ? std::string() : drawn(chart);
}

bool has_other_losses(const Comparison& comparison) {
  return std::ranges::any_of(comparison.differing, [](const DifferingSetting& setting) {
    return setting.key == "loss" || setting.key == "output" || setting.key == "class_weight";
  });
}

std::string curve_cards(const Comparison& comparison) {
  std::string cards;
  const auto add = [&](const std::string& heading, const std::string& value,
                       const std::string& title, bool by_seconds) {
    const std::string chart = curves_chart(comparison, value, title, by_seconds);
    if (!chart.empty()) cards += card(heading, chart);
  };
  add("Validation loss by epoch", "val_loss", "validation loss", false);
  add("Training loss by epoch", "loss", "training loss", false);
  add("Validation loss by time", "val_loss", "validation loss", true);
  add("Training loss by time", "loss", "training loss", true);
  const std::string metric = comparison.variants[0].metrics[0].first;
  add("Validation " + metric + " by epoch", "val_" + metric, "validation " + metric, false);
  return cards;
}

std::string difference_card(const Comparison& comparison) {
  const std::string& metric = comparison.variants[0].metrics[0].first;
  std::string text;
  for (std::size_t v = 1; v < comparison.variants.size(); ++v) {
    const std::string verdict = comparison.verdict(v, 0);
    const bool even = verdict == "no clear difference";
    text += fmt::format("<p class=\"verdict{}\"><b>{}</b>: {} {} {} <b>{}</b></p>\n",
                        even                 ? " even"
                        : verdict == "worse" ? " worse"
                                             : "",
                        escape(comparison.variants[v].name), verdict, even ? "in" : "by",
                        metric + (even ? " from" : " than"), escape(comparison.variants[0].name));
  }
  if (comparison.variants[0].intervals.resamples == 0) {
    text += "<p class=\"soft-text\">The rows are too few groups for intervals.</p>";
    return card("Verdict", text, "wide");
  }
  text += fmt::format(
      "<p class=\"soft-text\">By the 95 % interval of the difference, from {} paired bootstrap "
      "resamples of the {} {} rows{}. Where it contains 0 there is no clear difference. Loss "
      "curves are of the first seed{}.{}</p>",
      grouped(comparison.variants[0].intervals.resamples), grouped(comparison.rows),
      comparison.part, comparison.variants[0].runs.size() > 1 ? " and of the seeds" : "",
      comparison.variants[0].job.ensemble.value_or(1) > 1 ? ", first network of the ensemble" : "",
      has_other_losses(comparison) ? " Losses of different functions can't be compared." : "");
  return card("Verdict", text, "wide");
}

std::string metrics_card(const Comparison& comparison) {
  std::string text;
  for (std::size_t m = 0; m < comparison.variants[0].metrics.size(); ++m) {
    std::vector<std::vector<std::string>> rows = rows_of_metric(comparison, m);
    for (auto& row : rows) row[0] = escape(row[0]);
    text += "<h3>" + comparison.variants[0].metrics[m].first + "</h3>" +
            table({"", "#value", "#95 % CI", "#difference", "#95 % CI", "verdict"}, rows);
  }
  return card("Metrics", text, "wide");
}

std::string settings_card(const Comparison& comparison) {
  std::vector<std::string> headings = {"setting"};
  for (const ComparedVariant& variant : comparison.variants) {
    headings.push_back(escape(shortened(variant.name, 40)));
  }
  std::vector<std::vector<std::string>> rows;
  for (const DifferingSetting& setting : comparison.differing) {
    std::vector<std::string> row = {"<b>" + setting.key + "</b>"};
    for (const std::string& value : setting.values) row.push_back(escape(setting_in_words(value)));
    rows.push_back(std::move(row));
  }
  const auto add = [&](const char* what, const auto& value) {
    std::vector<std::string> row = {what};
    for (const ComparedVariant& variant : comparison.variants) row.push_back(value(variant));
    rows.push_back(std::move(row));
  };
  add("parameters", [](const ComparedVariant& variant) { return grouped(variant.parameters); });
  add("epochs",
      [](const ComparedVariant& variant) { return fmt::format("{:.3g}", variant.epochs()); });
  add("seconds",
      [](const ComparedVariant& variant) { return fmt::format("{:.2f}", variant.seconds()); });
  return card("Settings that differ, and effort", table(headings, rows), "wide");
}

}  // namespace

std::string compare_html(const Comparison& comparison) {
  return report::page("Comparison on " + data_name(comparison.data),
                      fmt::format("{} variants on the same {} {} rows", comparison.variants.size(),
                                  grouped(comparison.rows), comparison.part),
                      difference_card(comparison) + "<div class=\"cards\">\n" +
                          curve_cards(comparison) + "</div>\n" + settings_card(comparison) +
                          metrics_card(comparison));
}

}  // namespace ganglion::train
