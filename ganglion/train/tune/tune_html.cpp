#include "ganglion/train/tune/tune_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/train/job/data_name.h"
#include "ganglion/train/job/job_flags.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/line_chart.h"

namespace ganglion::train {
namespace {

using report::card;
using report::LineChart;
using report::table;

std::string verdict_card(const TuneResult& result) {
  const TuneVerdict verdict = result.verdict();
  std::string text = fmt::format("<p class=\"verdict{}\">{}</p>",
                                 verdict == TuneVerdict::clearly_better ? "" : " even",
                                 escape(with_flags(result.verdict_text())));
  const auto line = [&](const char* what, const std::string& value) {
    text += fmt::format("<p>{}: {}</p>\n", what, escape(value));
  };
  line("Best settings", result.ranking.front().settings);
  line("Default settings", result.default_trial().settings);
  if (result.fresh) {
    line("On fresh folds", fmt::format("{} {} with the best settings, {} with the default; "
                                       "difference {}",
                                       result.metric.name, shown_number(result.fresh->best),
                                       shown_number(result.fresh->chosen),
                                       difference_text(result.fresh->difference)));
    text +=
        "<p class=\"soft-text\">The best of many settings looks better than it is: it was also the "
        "luckiest. The fresh folds divide the rows anew, and chose nothing.</p>";
  }
  if (result.run && result.run->assessment && result.run->test) {
    const auto& [metric, value] = result.run->test->metrics.front();
    line("On the test rows, which the search never saw",
         headline(*result.run->assessment, metric, value));
  }
  text += "<p>The settings as a job, which <code>ganglion train</code> takes: <code>" +
          escape(result.job) + "</code></p>";
  return card("Verdict", text, "wide");
}

std::vector<const RankedTrial*> by_number(const TuneResult& result) {
  std::vector<const RankedTrial*> trials;
  for (const RankedTrial& trial : result.ranking) trials.push_back(&trial);
  std::ranges::sort(trials, {}, &RankedTrial::number);
  return trials;
}

/// How much better than the default settings the best ones were, trial by trial.
std::string progress_card(const TuneResult& result) {
  LineChart chart = {.label = "best difference to the default by trial",
                     .x_title = "trial",
                     .y_title = result.metric.name + " − default",
                     .whole_x = true};
  report::Series best = {.name = "best so far"};
  double least = 0.0;
  for (const RankedTrial* trial : by_number(result)) {
    const double sign = result.metric.smaller_is_better ? 1.0 : -1.0;
    if (trial->folds == result.folds && sign * trial->difference.mean < sign * least) {
      least = trial->difference.mean;
    }
    best.points.emplace_back(static_cast<double>(trial->number), least);
  }
  if (best.points.size() < 2) return {};
  chart.series = {std::move(best)};
  return card("Progress", drawn(chart) +
                              "<p class=\"soft-text\">Of the settings that are known on all folds, "
                              "the best so far.</p>");
}

bool is_logarithmic(const std::string& dimension) {
  return dimension == "learning_rate" || dimension == "l2" || dimension == "units" ||
         dimension == "batch_size";
}

/// Values of one hyperparameter over the differences they made; empty where they are no numbers.
std::string dimension_card(const TuneResult& result, std::size_t d) {
  std::string name;
  report::Series few = {.name = "on some folds", .joined = false};
  report::Series all = {.name = fmt::format("on all {} folds", result.folds), .joined = false};
  for (const RankedTrial& trial : result.ranking) {
    if (trial.places.empty() || !std::isfinite(trial.value)) continue;
    const auto& [key, text] = trial.places[d];
    name = key;
    if (text.find_first_not_of("0123456789.e-+") != std::string::npos) return {};
    const double value = std::stod(text);
    report::Series& series = trial.folds == result.folds ? all : few;
    series.points.emplace_back(is_logarithmic(key) ? std::log10(value) : value,
                               trial.difference.mean);
    series.radii.push_back(3.0);
  }
  if (few.points.size() + all.points.size() < 3) return {};
  const std::string title = is_logarithmic(name) ? "log10 of " + name : name;
  return card(escape(name), drawn(LineChart{.label = result.metric.name + " by " + name,
                                            .x_title = title,
                                            .y_title = result.metric.name + " − default",
                                            .series = {std::move(all), std::move(few)},
                                            .whole_x = name == "hidden layers"}));
}

std::string ranking_card(const TuneResult& result) {
  constexpr std::size_t kListed = 50;
  std::vector<std::vector<std::string>> rows;
  for (const RankedTrial& trial : result.ranking) {
    if (rows.size() == kListed) break;
    const bool chosen = trial.number == 1;
    rows.push_back(
        {std::to_string(rows.size() + 1), chosen ? "<b>default</b>" : std::to_string(trial.number),
         shown_number(trial.value), chosen ? "" : escape(trial_difference(trial, result.folds)),
         std::to_string(trial.folds), fmt::format("{:.1f}", trial.seconds),
         escape(trial.failure.empty() ? trial.settings : trial.failure)});
  }
  return card("Ranking",
              table({"#rank", "#trial", "#" + result.metric.name, "#difference to default",
                     "#folds", "#seconds", "settings"},
                    rows) +
                  "<p class=\"soft-text\">Settings that were worse than others of their round on "
                  "the first folds were not trained on the others. Intervals are those of the "
                  "corrected resampled t-test over the folds.</p>",
              "wide");
}

}  // namespace

std::string tune_html(const TuneResult& result) {
  std::string cards = progress_card(result);
  const std::size_t dimensions = [&] {
    std::size_t most = 0;
    for (const RankedTrial& trial : result.ranking) most = std::max(most, trial.places.size());
    return most;
  }();
  for (std::size_t d = 0; d < dimensions; ++d) cards += dimension_card(result, d);
  return report::page(
      "Settings for " + data_name(result.data),
      fmt::format("{} settings in {:.0f} s, by {} ({} is better) over {} folds",
                  result.ranking.size(), result.seconds, result.metric.name,
                  result.metric.smaller_is_better ? "lower" : "higher", result.folds),
      verdict_card(result) + "<div class=\"cards\">\n" + cards + "</div>\n" + ranking_card(result));
}

}  // namespace ganglion::train
