#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/train/results/run_result.h"
#include "ganglion/train/run/run_scores.h"

namespace ganglion::train {

/// How many of the training rows each share of a job's learning curve is, but for all of them.
/// Throws Error where it would be fewer than 2.
std::vector<std::int64_t> learning_curve_rows(const Job& job, std::int64_t rows);

/// How much there is to train for the shares of a job's learning curve but for all of the rows, as
/// a multiple of the run itself.
double learning_curve_work(const Job& job);

/// Puts a LearningCurve together from trainings on shares of the rows.
class LearningCurveMaker {
 public:
  /// Of a run that is assessed. All must outlive this.
  LearningCurveMaker(const JobData& data, const ResolvedJob& job, const Assessment& assessment);

  /// The training rows of each share below all of them: each is part of the next (nested_order).
  std::vector<data::Dataset> shares() const;
  /// The next share, trained on: its own rows and those that are assessed.
  void add(const RunScores& train, const RunScores& held_out);
  /// "learning curve: 58 training rows: test accuracy 0.9"
  std::string last_point() const;
  /// With the run itself as the point of all rows.
  LearningCurve finished(const RunResult& result);

 private:
  const JobData& data_;
  const ResolvedJob& job_;
  const Assessment& assessment_;
  LearningCurve curve_;
  std::vector<std::vector<double>> losses_;
};

}  // namespace ganglion::train
