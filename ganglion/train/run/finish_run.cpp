#include "ganglion/train/run/finish_run.h"

#include <utility>

#include "ganglion/core/file.h"
#include "ganglion/train/report/report.h"
#include "ganglion/train/run/evaluated_rows.h"
#include "ganglion/train/run/fit_outputs.h"
#include "ganglion/train/run/run_scores.h"
#include "ganglion/train/save.h"

namespace ganglion::train {
namespace {

void evaluate_parts(const TrainedRun& run, const Listener& listener, RunResult& result) {
  JobData& data = run.data;
  const EvaluatedRows which(run.model.network(), run.job.stated.seed, listener);
  const data::Dataset* assessed = &rows_to_assess(data);
  const auto thin = [&](data::Dataset& rows, const char* part) {
    which.thin(data, rows, part, &rows == assessed);
  };
  if (data.validation) thin(*data.validation, "validation");
  if (data.test) thin(*data.test, "test");
  if (assessed == &data.train) thin(data.train, "training");
  const auto order = which.drawn(data.train, "training");
  Tensor predictions;
  const auto kept = [&](RunScores scored, const data::Dataset& rows) {
    if (&rows == &data.train) result.train_loss = mean_of_rows(scored.losses);
    if (&rows == &rows_to_assess(data)) predictions = std::move(scored.predictions);
    return std::move(scored.evaluation);
  };
  const auto evaluated = [&](const data::Dataset& rows) {
    return kept(run_scores(run.model, run.job, data.preprocessing, rows), rows);
  };
  result.train = order ? evaluated(data.train.rows(*order)) : evaluated(data.train);
  if (!run.held_out.empty()) {
    const data::Dataset& rows = run.held_out.rows();
    RunScores scored = run_scores(run.held_out.scores(), run.job, data.preprocessing, rows);
    result.validation_loss = mean_of_rows(scored.losses);
    result.validation = kept(std::move(scored), rows);
    result.validation_rows = data.validation->rows();
  }
  if (data.test) result.test = evaluated(*data.test);
  result.assessment = assess(run.model, predictions, run.job, data);
}

}  // namespace

ModelInfo model_info(const ResolvedJob& job, const JobData& data) {
  const data::PreprocessingState& state = data.preprocessing.state();
  return {.preprocessing = state,
          .task = std::string(name_of(job.task)),
          .target_names = job.stated.targets,
          .class_names = state.class_names};
}

RunResult described(const TrainedRun& run) {
  const ResolvedJob& job = run.job;
  const nn::ParameterLayout& layout = run.model.network().layout();
  const auto epochs = static_cast<std::int64_t>(run.history.epochs.size());
  RunResult result{.job = job};
  result.epochs_run = epochs;
  result.best_epoch = epochs;
  if (job.keeps_best) {
    result.best_epoch = run.history.argmin_epoch(run.data.validation ? "val_loss" : "loss");
  }
  result.stopped = run.history.stopped;
  result.ended = ending(job, run.history);
  result.parameters = layout.parameter_count();
  result.kept = layout.state_count();
  result.summary = job.network.summary(job.stated.freeze);
  result.model_hash = model_hash(run.model);
  return result;
}

void evaluate_run(const TrainedRun& run, const Listener& listener, RunResult& result) {
  const double threshold = fit_outputs(run.model, run.job, run.data, run.held_out, listener);
  run.data.preprocessing = run.data.preprocessing.with_threshold(threshold);
  run.model.mutable_info().preprocessing->threshold = threshold;
  result.temperature = run.model.info().temperature;
  result.model_hash = model_hash(run.model);
  evaluate_parts(run, listener, result);
}

void write_run(const TrainedRun& run, const RunMessages& messages, const RunFolder& folder,
               RunResult& result) {
  for (const auto* told : {&messages.warnings, &messages.column_notes, &messages.notes}) {
    result.notes.insert(result.notes.end(), told->begin(), told->end());
  }
  run.model.mutable_info().training = result.to_json();
  save_model(run.model, folder.model());
  write_file_atomically(folder.metrics(), result.to_json().dump(2) + "\n");
  result.report = folder.report();
  write_file_atomically(folder.report(), report::report_html({.result = result,
                                                              .data = run.data,
                                                              .history = run.history,
                                                              .model = &run.model,
                                                              .choices = messages.choices,
                                                              .notes = messages.notes,
                                                              .warnings = messages.warnings}));
}

}  // namespace ganglion::train
