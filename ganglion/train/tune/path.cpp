#include "ganglion/train/tune/path.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <thread>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/text/parallel.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/job/job_keys.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "ganglion/train/run/train_rows.h"
#include "ganglion/train/tune/fold_rows.h"

namespace ganglion::train {
namespace {

constexpr std::int64_t kFoldsOfPath = 5;

std::vector<double> usual_strengths(const std::string& setting) {
  if (setting == "dropout") return {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8};
  if (setting != "l2") {
    throw Error(
        fmt::format("`path`: unknown setting {}; there are l2 and dropout", shown(setting)));
  }
  return {0.0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0};
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_error_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const auto count = static_cast<double>(values.size());
  return count < 2.0 ? 0.0 : std::sqrt(squares / (count - 1.0) / count);
}

/// Trains all strengths on all folds, several at a time, each on one thread.
void train_path(RegularizationPath& path, const Job& chosen, const PathOptions& options) {
  FoldRows rows(chosen, {.leave_out_test = true});
  const auto folds = static_cast<std::size_t>(path.folds);
  for (PathPoint& point : path.points) {
    point.train_errors.resize(folds);
    point.validation_errors.resize(folds);
  }
  const std::size_t strengths = path.points.size();
  std::vector<std::uint8_t> trained(strengths * folds, 0);
  const auto stopped = [&] { return options.stop != nullptr && options.stop->load(); };
  const auto train_one = [&](std::size_t i) {
    const std::size_t fold = i / strengths;
    PathPoint& point = path.points[i % strengths];
    Job job = chosen;
    job.threads = 1;
    job.seed = rows.seed();
    job_key(path.setting).set(job, {fmt::format("{}", point.strength)});
    const auto divided = rows.at(static_cast<std::int64_t>(fold));
    TrainedJob made = train_rows(job, *divided, {.progress = false, .stop = options.stop});
    if (stopped()) return;
    const auto error_on = [&](const data::Dataset& part) {
      return path.metric.error(evaluate(made.model, divided->preprocessing, part));
    };
    point.train_errors[fold] = error_on(divided->train);
    point.validation_errors[fold] = error_on(*divided->test);
    trained[i] = 1;
  };
  data::in_parallel(strengths * folds, chosen.threads, [&](std::size_t i) {
    if (stopped()) return;
    try {
      train_one(i);
    } catch (const Error&) {
      if (!stopped()) throw;  // what is trained in part may not be fit for anything
    }
  });
  keep_trained(path, trained);
}

bool worse(const PathPoint& point) {
  return point.to_best.interval.low > 0.0;
}

std::string number_text(const RegularizationPath& path, const PathPoint& point) {
  return fmt::format("{} = {}", path.setting, point.strength);
}

/// "training 0.01, validation 0.13"
std::string errors_text(const PathPoint& point) {
  return fmt::format("training {}, validation {}", shown_number(point.train),
                     shown_number(point.validation));
}

}  // namespace

void keep_trained(RegularizationPath& path, const std::vector<std::uint8_t>& trained) {
  const std::size_t strengths = path.points.size();
  std::vector<std::size_t> kept;
  for (std::size_t fold = 0; fold < static_cast<std::size_t>(path.folds); ++fold) {
    const auto first = trained.begin() + static_cast<std::ptrdiff_t>(fold * strengths);
    if (std::all_of(first, first + static_cast<std::ptrdiff_t>(strengths),
                    [](std::uint8_t done) { return done != 0; })) {
      kept.push_back(fold);
    }
  }
  for (PathPoint& point : path.points) {
    for (auto* errors : {&point.train_errors, &point.validation_errors}) {
      std::vector<double> left;
      for (const std::size_t fold : kept) left.push_back((*errors)[fold]);
      *errors = std::move(left);
    }
  }
  path.left_out = path.folds - std::ssize(kept);
  path.folds = std::ssize(kept);
}

void conclude(RegularizationPath& path) {
  for (PathPoint& point : path.points) {
    point.train = path.metric.signed_error(mean_of(point.train_errors));
    point.validation = path.metric.signed_error(mean_of(point.validation_errors));
    point.standard_error = standard_error_of(point.validation_errors);
  }
  const auto error = [](const PathPoint& point) { return mean_of(point.validation_errors); };
  path.best = static_cast<std::size_t>(std::ranges::min_element(path.points, {}, error) -
                                       path.points.begin());
  for (std::size_t i = 0; i < path.points.size(); ++i) {
    std::vector<double> more = path.points[i].validation_errors;
    const std::vector<double>& least = path.points[path.best].validation_errors;
    for (std::size_t fold = 0; fold < more.size(); ++fold) more[fold] -= least[fold];
    path.points[i].to_best = fold_difference(more);
    if (!worse(path.points[i])) path.strongest = i;
  }
}

bool RegularizationPath::clear() const {
  return std::ranges::any_of(points, worse);
}

std::string RegularizationPath::conclusion() const {
  const PathPoint& least = points[best];
  std::string text =
      fmt::format("Best validation {} at {}: {} ± {}.", metric.name, number_text(*this, least),
                  shown_number(least.validation), shown_number(least.standard_error));
  if (!clear()) {
    return text + fmt::format(" No other strength is clearly worse: {} = {}, the default, will do.",
                              setting, chosen);
  }
  const auto gap = [&](const PathPoint& point) {
    return metric.signed_error(point.validation) - metric.signed_error(point.train);
  };
  const PathPoint& weak = points.front();
  const PathPoint& strong = points.back();
  if (worse(weak) && gap(weak) > gap(least)) {
    text +=
        fmt::format(" Weaker ones overfit ({}: {}).", number_text(*this, weak), errors_text(weak));
  }
  if (worse(strong) && metric.signed_error(strong.train) > metric.signed_error(least.train)) {
    text += fmt::format(" Stronger ones underfit ({}: {}).", number_text(*this, strong),
                        errors_text(strong));
  }
  if (strongest > best) {
    text += fmt::format(" Strongest that is not clearly worse: {}.",
                        number_text(*this, points[strongest]));
  }
  return text;
}

io::Json RegularizationPath::to_json() const {
  io::Json::Array list;
  for (const PathPoint& point : points) {
    list.emplace_back(io::Json::Object{
        {setting, point.strength},
        {"train", io::Json::finite(point.train)},
        {"validation", io::Json::finite(point.validation)},
        {"standard_error", io::Json::finite(point.standard_error)},
        {"more_error_than_best",
         io::Json::Object{{"mean", io::Json::finite(point.to_best.mean)},
                          {"low", io::Json::finite(point.to_best.interval.low)},
                          {"high", io::Json::finite(point.to_best.interval.high)}}}});
  }
  return io::Json::Object{{"data", data},
                          {"path", setting},
                          {"metric", metric.name},
                          {"folds", folds},
                          {"folds_left_out", left_out},
                          {"seconds", seconds},
                          {"default", chosen},
                          {"best", points[best].strength},
                          {"strongest_not_worse", points[strongest].strength},
                          {"conclusion", conclusion()},
                          {"points", std::move(list)}};
}

RegularizationPath regularization_path(Job job, const PathOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  check_paths(job);
  std::vector<double> strengths =
      options.strengths.empty() ? usual_strengths(options.setting) : options.strengths;
  usual_strengths(options.setting);  // checks it
  std::ranges::sort(strengths);
  if (job.cross_validate == 0) job.cross_validate = kFoldsOfPath;
  const std::string name = job.data;
  const JobData data = read_job_data(job, options.listener);
  const ResolvedJob chosen = resolve(std::move(job), data, options.listener);
  RegularizationPath path = {
      .data = name,
      .setting = options.setting,
      .metric = scored_metric(options.metric, chosen),
      .folds = chosen.stated.cross_validate,
      .chosen = options.setting == "l2" ? *chosen.stated.l2 : chosen.stated.dropout};
  for (const double strength : strengths) path.points.push_back({.strength = strength});
  if (options.training != nullptr) options.training->store(true);
  train_path(path, chosen.stated, options);
  if (options.training != nullptr) options.training->store(false);
  if (path.folds < 2) return path;
  conclude(path);
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
  path.seconds = passed.count();
  return path;
}

}  // namespace ganglion::train
