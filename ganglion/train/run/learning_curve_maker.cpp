#include "ganglion/train/run/learning_curve_maker.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "ganglion/core/error.h"
#include "ganglion/data/row_source.h"

namespace ganglion::train {
namespace {

/// Some rows; those in a file stay there.
data::Dataset selected(const data::Dataset& rows, std::vector<std::int64_t> order) {
  if (!rows.stored) return rows.rows(order);
  data::Dataset head = rows;
  head.stored = nullptr;  // [rows, 0]: only the targets are copied
  data::Dataset result = head.rows(order);
  result.stored = std::make_shared<data::SelectedRows>(rows.stored, std::move(order));
  return result;
}

}  // namespace

std::vector<std::int64_t> learning_curve_rows(const Job& job, std::int64_t rows) {
  std::vector<std::int64_t> counts;
  for (const double percent : job.learning_curve) {
    if (percent == 100.0) continue;
    counts.push_back(std::llround(percent / 100.0 * static_cast<double>(rows)));
    if (counts.back() >= 2) continue;
    throw Error(
        fmt::format("`learning_curve`: {} % of the {} training rows is {} row{}; begin with "
                    "a larger share",
                    percent, rows, counts.back(), counts.back() == 1 ? "" : "s"),
        {.setting = "learning_curve"});
  }
  return counts;
}

double learning_curve_work(const Job& job) {
  double percent = 0.0;
  for (const double share : job.learning_curve) percent += share < 100.0 ? share : 0.0;
  return percent / 100.0;
}

LearningCurveMaker::LearningCurveMaker(const JobData& data, const ResolvedJob& job,
                                       const Assessment& assessment)
    : data_(data), job_(job), assessment_(assessment) {
  curve_.part = assessment.part;
}

std::vector<data::Dataset> LearningCurveMaker::shares() const {
  const std::int64_t rows = data_.train.rows();
  const bool classes = !data_.train.class_names.empty();
  const std::vector<std::int64_t> order = nested_order(
      rows, classes ? data_.train.targets.values<std::int32_t>() : std::span<const std::int32_t>(),
      job_.stated.seed);
  std::vector<data::Dataset> result;
  for (const std::int64_t count : learning_curve_rows(job_.stated, rows)) {
    result.push_back(selected(data_.train, {order.begin(), order.begin() + count}));
  }
  return result;
}

void LearningCurveMaker::add(const RunScores& train, const RunScores& held_out) {
  curve_.points.push_back({.rows = train.evaluation.rows,
                           .train = train.evaluation.metrics.front().second,
                           .held_out = held_out.evaluation.metrics.front().second,
                           .train_loss = mean_of_rows(train.losses).mean,
                           .loss = mean_of_rows(held_out.losses)});
  curve_.metric = train.evaluation.metrics.front().first;
  losses_.push_back(held_out.losses);
}

std::string LearningCurveMaker::last_point() const {
  const LearningCurve::Point& point = curve_.points.back();
  return fmt::format("learning curve: {} training rows: {} {} {}", point.rows, curve_.part,
                     curve_.metric, shown_number(point.held_out));
}

LearningCurve LearningCurveMaker::finished(const RunResult& result) {
  add({.evaluation = result.train, .losses = {result.train_loss.mean}},
      {.evaluation = assessed(result), .losses = assessment_.losses});
  std::vector<std::int64_t> rows;
  for (const LearningCurve::Point& point : curve_.points) rows.push_back(point.rows);
  curve_.slope = slope_by_doubling(rows, losses_);
  return std::move(curve_);
}

}  // namespace ganglion::train
