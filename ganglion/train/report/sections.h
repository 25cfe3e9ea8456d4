#pragma once
#include <string>

#include "ganglion/train/report/report_input.h"

/// The cards of a report, in HTML; empty where a run has nothing of the kind.
namespace ganglion::train::report {

/// What was said of the rows that the model was assessed on, in double.
struct ScoredRows {
  explicit ScoredRows(const ReportInput& input);

  double prediction(std::int64_t row, std::int64_t column) const;
  double target(std::int64_t row, std::int64_t column) const;
  std::int64_t actual_class(std::int64_t row) const;
  std::int64_t predicted_class(std::int64_t row) const;
  double probability(std::int64_t row, std::int64_t of_class) const;
  /// Of one column, from row to row.
  std::vector<double> predictions_of(std::int64_t column) const;
  std::vector<double> targets_of(std::int64_t column) const;

  data::Task task;
  std::int64_t rows = 0;
  std::int64_t columns = 1;   ///< of the predictions
  std::int64_t positive = 1;  ///< the positive class of a binary task
  double threshold = 0.5;     ///< of a binary task, on the probability of class 1
  Tensor predictions;
  Tensor targets;
};

/// What is wrong with the run, and what to try.
std::string diagnosis_section(const ReportInput& input);
/// The first metric in words, with its interval, beside the baselines.
std::string result_section(const ReportInput& input);
/// Every metric, its interval, the baselines, training and validation.
std::string metrics_section(const ReportInput& input);
std::string warning_section(const ReportInput& input);
/// Loss and first metric over the epochs.
std::string learning_section(const ReportInput& input);
/// Loss and first metric over the number of training rows.
std::string rows_section(const ReportInput& input);
/// Confusion matrix, calibration, ROC, precision by recall and thresholds; labels; or predicted
/// over actual and what is left.
std::string prediction_sections(const ReportInput& input, const ScoredRows& scored);
/// Of forecasts: what was forecast beside what came, and the error by steps ahead.
std::string forecast_section(const ReportInput& input, const ScoredRows& scored);
/// Of images and signals, some of each class as the network is given them, and as augmentation
/// changes them.
std::string samples_section(const ReportInput& input);
/// The rows that the model is most wrong about, as they are in the table; images and signals are
/// shown.
std::string mistakes_section(const ReportInput& input, const ScoredRows& scored);
std::string importance_section(const ReportInput& input);
/// What the model predicts over the one or two most important numeric columns.
std::string function_section(const ReportInput& input);
/// All numbers of the network for the row whose error is the median.
std::string units_section(const ReportInput& input, const ScoredRows& scored);
/// The layers, and how they do.
std::string network_section(const ReportInput& input);
std::string data_section(const ReportInput& input);
/// What was chosen, and how to do it again.
std::string run_section(const ReportInput& input);

/// How wrong a row is; only the order counts.
double row_error(const ReportInput& input, const ScoredRows& scored, std::int64_t row);
/// "the 359 test rows"
std::string part_in_words(const RunResult& result);
/// "roc_auc" as people write it: "ROC AUC".
std::string metric_title(const std::string& name);

}  // namespace ganglion::train::report
