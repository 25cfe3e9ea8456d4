#include "ganglion/train/tune/tune_result.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ganglion::train {
namespace {

io::Json interval_json(const FoldDifference& difference) {
  return io::Json::Object{{"mean", io::Json::finite(difference.mean)},
                          {"low", io::Json::finite(difference.interval.low)},
                          {"high", io::Json::finite(difference.interval.high)}};
}

io::Json texts_json(const std::vector<std::pair<std::string, std::string>>& values) {
  io::Json::Object object;
  for (const auto& [name, value] : values) object.emplace_back(name, value);
  return object;
}

io::Json trial_json(const RankedTrial& trial) {
  io::Json::Object object = {{"trial", trial.number},
                             {"folds", trial.folds},
                             {"value", io::Json::finite(trial.value)},
                             {"difference", interval_json(trial.difference)},
                             {"seconds", trial.seconds},
                             {"settings", texts_json(trial.values)}};
  if (!trial.failure.empty()) object.emplace_back("failure", trial.failure);
  return object;
}

const char* word_of(TuneVerdict verdict) {
  switch (verdict) {
    case TuneVerdict::default_is_best:
      return "default_is_best";
    case TuneVerdict::not_confirmed:
      return "not_confirmed";
    case TuneVerdict::within_noise:
      return "within_noise";
    case TuneVerdict::clearly_better:
      return "clearly_better";
  }
  return "";
}

}  // namespace

std::string difference_text(const FoldDifference& difference) {
  const auto shown = [](double value) { return (value >= 0.0 ? "+" : "") + shown_number(value); };
  if (!std::isfinite(difference.interval.low)) return shown(difference.mean);
  return fmt::format("{} (95 % CI: {} to {})", shown(difference.mean),
                     shown(difference.interval.low), shown(difference.interval.high));
}

std::string trial_difference(const RankedTrial& trial, std::int64_t folds) {
  FoldDifference difference = trial.difference;
  if (trial.folds < folds) difference.interval.low = -std::numeric_limits<double>::infinity();
  return difference_text(difference);
}

TuneVerdict TuneResult::verdict() const {
  if (ranking.front().number == 1) return TuneVerdict::default_is_best;
  if (!fresh) return TuneVerdict::not_confirmed;
  const Interval& interval = fresh->difference.interval;
  const bool better = metric.smaller_is_better ? interval.high < 0.0 : interval.low > 0.0;
  return better ? TuneVerdict::clearly_better : TuneVerdict::within_noise;
}

std::string TuneResult::verdict_text() const {
  switch (verdict()) {
    case TuneVerdict::default_is_best:
      return "no settings beat the default ones: keep the default";
    case TuneVerdict::not_confirmed:
      return "best in the search, which favours lucky settings; there was no time to confirm them "
             "on fresh folds: give a larger `budget`, or keep the default";
    case TuneVerdict::within_noise:
      return "within noise: on fresh folds the best settings are not clearly better than the "
             "default ones: keep the default";
    case TuneVerdict::clearly_better:
      return "clearly better than the default settings, on fresh folds, too";
  }
  return "";
}

const RankedTrial& TuneResult::default_trial() const {
  return *std::ranges::find(ranking, 1, &RankedTrial::number);
}

io::Json TuneResult::to_json() const {
  io::Json::Array trials;
  for (const RankedTrial& trial : ranking) trials.emplace_back(trial_json(trial));
  io::Json fresh_json;
  if (fresh) {
    fresh_json = io::Json::Object{{"default", io::Json::finite(fresh->chosen)},
                                  {"best", io::Json::finite(fresh->best)},
                                  {"difference", interval_json(fresh->difference)}};
  }
  return io::Json::Object{{"data", data},
                          {"metric", metric.name},
                          {"folds", folds},
                          {"searched", io::Json::list(searched)},
                          {"trials", std::ssize(ranking)},
                          {"trainings", trainings},
                          {"seconds", seconds},
                          {"interrupted", interrupted},
                          {"verdict", word_of(verdict())},
                          {"best", trial_json(ranking.front())},
                          {"default", trial_json(default_trial())},
                          {"fresh_folds", std::move(fresh_json)},
                          {"ranking", std::move(trials)},
                          {"job", job},
                          {"report", report},
                          {"run", run ? run->to_json() : io::Json()}};
}

}  // namespace ganglion::train
