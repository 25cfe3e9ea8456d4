#include "ganglion/train/run/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/io/model_file.h"
#include "ganglion/train/diagnosis/diagnosis.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/job/rows/folds.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "ganglion/train/report/report.h"
#include "ganglion/train/results/told.h"
#include "ganglion/train/run/data_source.h"
#include "ganglion/train/run/ensemble.h"
#include "ganglion/train/run/evaluated_rows.h"
#include "ganglion/train/run/fit_outputs.h"
#include "ganglion/train/run/learning_curve_maker.h"
#include "ganglion/train/run/run_folder.h"
#include "ganglion/train/run/run_scores.h"
#include "ganglion/train/run/run_training.h"
#include "ganglion/train/run/time_budget.h"
#include "ganglion/train/run/train_rows.h"
#include "ganglion/train/run/training_estimate.h"
#include "ganglion/train/run/trials.h"
#include "ganglion/train/save.h"

namespace ganglion::train {
namespace {

using Clock = std::chrono::steady_clock;

std::string wanted_folder(const Job& job) {
  return job.out.empty() ? "runs/" + data_name(job.data) : job.out;
}

/// One run, from job to results.
class Run {
 public:
  /// `folder` is that of a run that goes on, `source` what data_source() said.
  Run(Job job, const RunOptions& options, std::optional<RunFolder> folder, std::string source)
      : options_(options),
        time_(job.time),
        asked_(job),
        folder_(std::move(folder)),
        listener_(recording(options.listener, messages_)),
        data_(read_job_data(job, listener_)),
        job_(resolve(with_tried_network(std::move(job), data_, options, listener_), data_,
                     listener_)),
        training_(job_, data_, std::move(source)) {}

  RunResult run() {
    std::optional<Folds> folds;  // what can't be is said before anything is written
    if (job_.stated.cross_validate > 0) folds.emplace(job_.stated);
    learning_curve_rows(job_.stated, data_.train.rows());
    io::check_savable(info(), job_.network);
    const RunFolder folder = open_folder();
    job_.stated.out = folder.path();
    write_file_atomically(folder.job(), to_toml(job_.stated));
    if (options_.begun) options_.begun(folder.path());
    if (options_.resume && !folder.has_checkpoints(job_.ensemble)) {
      options_.listener.tell_note("no checkpoint yet: training starts from the beginning");
    }
    std::optional<CrossValidation> cross_validation;
    if (folds) cross_validation = cross_validated(*std::exchange(folds, std::nullopt));
    training_.limit_time(time_.share(1.0 + learning_curve_work(job_.stated)));
    const History history = train(folder);
    RunResult result = describe(history);
    result.folder = folder.path();
    result.model = folder.model();
    if (result.interrupted) return result;
    const double threshold = fit_outputs(*model_, job_, data_, listener_);
    data_.preprocessing = data_.preprocessing.with_threshold(threshold);
    model_->mutable_info().preprocessing->threshold = threshold;
    result.temperature = model_->info().temperature;
    result.model_hash = model_hash(*model_);
    evaluate_parts(result);
    result.cross_validation = cross_validation;
    if (!job_.stated.learning_curve.empty()) result.learning_curve = learning_curve(result);
    result.diagnosis =
        diagnose({.result = result, .data = data_, .history = history, .asked = asked_});
    write(result, history, folder);
    folder.remove_checkpoints(job_.ensemble);
    return result;
  }

  Run(const Run&) = delete;  // the listener points to what it keeps
  Run& operator=(const Run&) = delete;

 private:
  void write(RunResult& result, const History& history, const RunFolder& folder) {
    model_->mutable_info().training = result.to_json();
    save_model(*model_, folder.model());
    write_file_atomically(folder.metrics(), result.to_json().dump(2) + "\n");
    result.report = folder.report();
    write_file_atomically(folder.report(), report::report_html({.result = result,
                                                                .data = data_,
                                                                .history = history,
                                                                .model = &*model_,
                                                                .choices = messages_.choices,
                                                                .notes = messages_.notes,
                                                                .warnings = messages_.warnings}));
  }

  bool stopped() const { return options_.stop != nullptr && options_.stop->load(); }

  CrossValidation cross_validated(const Folds& folds) {
    std::vector<Evaluation> evaluations;
    const RunOptions quiet = {.progress = false, .stop = options_.stop};
    for (std::int64_t fold = 0; fold < job_.stated.cross_validate && !stopped(); ++fold) {
      const JobData rows = folds.at(fold);
      Job job = job_.stated;
      job.time = time_.share(static_cast<double>(job.cross_validate - fold + 1) +
                             learning_curve_work(job));
      TrainedJob trained = train_rows(job, rows, quiet);
      evaluations.push_back(
          run_scores(trained.model, trained.job, trained.preprocessing, *rows.test).evaluation);
      const auto& [metric, value] = evaluations.back().metrics.front();
      if (options_.progress) {
        const std::string rest = rest_of_folds(trained.seconds, job.cross_validate - fold);
        options_.listener.tell_note(fmt::format("fold {} of {}: {} {}{}", fold + 1,
                                                job.cross_validate, metric, shown_number(value),
                                                fold == 0 ? rest : ""));
      }
    }
    return summary_of(evaluations);
  }

  /// The same settings and rows to assess, with fewer training rows; the last point is this run.
  LearningCurve learning_curve(const RunResult& result) {
    LearningCurveMaker curve(data_, job_, *result.assessment);
    const RunOptions quiet = {.progress = false, .stop = options_.stop};
    double left = learning_curve_work(job_.stated);
    for (const data::Dataset& rows : curve.shares()) {
      JobData data = data_;
      data.train = rows;
      const double part =
          static_cast<double>(rows.rows()) / static_cast<double>(data_.train.rows());
      Job job = job_.stated;
      job.time = time_.share(left / part);
      left -= part;
      TrainedJob trained = train_rows(job, data, quiet);
      const auto scores = [&](const data::Dataset& some) {
        return run_scores(trained.model, trained.job, trained.preprocessing, some);
      };
      const RunScores held_out = scores(rows_to_assess(data_));
      curve.add(scores(rows), held_out);
      if (options_.progress) options_.listener.tell_note(curve.last_point());
    }
    return curve.finished(result);
  }

  /// Trains the model, and gives the history of its first network.
  History train(const std::optional<RunFolder>& folder) {
    const auto begin = Clock::now();
    const std::int64_t count = job_.ensemble;
    if (folder && options_.training != nullptr) options_.training->store(true);
    std::vector<TrainedNetwork> networks = train_ensemble(
        {.network = job_.network,
         .rows = data_.train,
         .count = count,
         .seed = job_.stated.seed,
         .threads = job_.stated.threads,
         .compile = [&](std::uint64_t seed,
                        int threads) { return training_.compile_options(seed, threads); },
         .fit = [&](std::int64_t index) { return training_.fit_options(folder, index, options_); },
         .start = [&](Model& model) { training_.start(model); },
         .folder = folder,
         .resume = options_.resume,
         .resumed =
             [&](std::int64_t index, std::int64_t epochs) {
               options_.listener.tell_note(
                   count == 1
                       ? fmt::format("resuming after epoch {}", epochs)
                       : fmt::format("network {} resumes after epoch {}", index + 1, epochs));
             },
         .done =
             [&](std::int64_t index, const TrainedNetwork& trained) {
               if (options_.progress && count > 1) tell_trained(index, trained);
             }});
    if (options_.training != nullptr) options_.training->store(false);
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    History history = std::move(networks[0].history);
    const std::vector<double> epochs = history["seconds"];  // with those before an interruption
    seconds_ = std::max(seconds, std::accumulate(epochs.begin(), epochs.end(), 0.0));
    model_.emplace(
        fold_ensemble(networks, training_.compile_options(job_.stated.seed, job_.stated.threads)));
    model_->mutable_info() = info();
    return history;
  }

  void tell_trained(std::int64_t index, const TrainedNetwork& trained) const {
    const auto losses = trained.history[training_.monitor()];
    if (losses.empty()) return;
    options_.listener.tell_note(fmt::format("network {} of {}: {} epochs, {} {}", index + 1,
                                            job_.ensemble, losses.size(), training_.monitor(),
                                            shown_number(std::ranges::min(losses))));
  }

  /// What goes with the network into its file.
  ModelInfo info() const {
    const data::PreprocessingState& state = data_.preprocessing.state();
    return {.preprocessing = state,
            .task = std::string(name_of(job_.task)),
            .target_names = job_.stated.targets,
            .class_names = state.class_names};
  }

  RunFolder open_folder() const {
    if (folder_) return *folder_;
    const std::string wanted = wanted_folder(job_.stated);
    RunFolder folder = RunFolder::make_new(wanted);
    if (folder.path() != wanted) {
      options_.listener.tell_note(
          fmt::format("{} is not empty: results go to {}", wanted, folder.path()));
    }
    return folder;
  }

  RunResult describe(const History& history) const {
    RunResult result{.job = job_};
    result.interrupted = stopped();
    result.epochs_run = static_cast<std::int64_t>(history.epochs.size());
    result.best_epoch = job_.keeps_best ? history.argmin_epoch(training_.monitor())
                                        : static_cast<std::int64_t>(history.epochs.size());
    result.stopped = history.stopped;
    result.ended = ending(job_, history);
    result.seconds = seconds_;
    result.parameters = model_->network().layout().parameter_count();
    result.kept = model_->network().layout().state_count();
    result.summary = job_.network.summary(job_.stated.freeze);
    result.model_hash = model_hash(*model_);
    return result;
  }

  void evaluate_parts(RunResult& result) {
    const EvaluatedRows which(model_->network(), job_.stated.seed, listener_);
    const data::Dataset* assessed = &rows_to_assess(data_);
    const auto thin = [&](data::Dataset& rows, const char* part) {
      which.thin(data_, rows, part, &rows == assessed);
    };
    if (data_.validation) thin(*data_.validation, "validation");
    if (data_.test) thin(*data_.test, "test");
    if (assessed == &data_.train) thin(data_.train, "training");
    const auto order = which.drawn(data_.train, "training");
    Tensor predictions;
    const auto evaluated = [&](const data::Dataset& rows) {
      RunScores scored = run_scores(*model_, job_, data_.preprocessing, rows);
      if (&rows == &data_.train) result.train_loss = mean_of_rows(scored.losses);
      if (&rows == &rows_to_assess(data_)) predictions = std::move(scored.predictions);
      return std::move(scored.evaluation);
    };
    result.train = order ? evaluated(data_.train.rows(*order)) : evaluated(data_.train);
    if (data_.validation) result.validation = evaluated(*data_.validation);
    if (data_.test) result.test = evaluated(*data_.test);
    result.assessment = assess(*model_, predictions, job_, data_);
  }

  const RunOptions& options_;
  const TimeBudget time_;
  const Job asked_;  // before anything is chosen
  std::optional<RunFolder> folder_;
  RunMessages messages_;
  Listener listener_;
  JobData data_;
  ResolvedJob job_;
  RunTraining training_;
  std::optional<Model> model_;  // once it is trained
  double seconds_ = 0.0;        // that this took
};

}  // namespace

RunResult run(Job job, const RunOptions& options) {
  check_paths(job);
  const std::string source = data_source(job);  // before the data are read, for long
  std::optional<RunFolder> folder;
  if (options.resume) {
    folder = RunFolder::reopen(job.out);
    if (!options.accept_changed_data) check_same_source(*folder, source);
  } else {
    RunFolder::check_new(wanted_folder(job));
  }
  return Run(std::move(job), options, std::move(folder), source).run();
}

Job job_to_resume(const std::string& path) {
  const RunFolder folder(path);
  folder.check_begun();
  Job job = read_job(folder.job());
  job.out = path;
  return job;
}

}  // namespace ganglion::train
