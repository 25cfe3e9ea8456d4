#include "ganglion/train/run/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/io/model_file.h"
#include "ganglion/kernels/code_ahead.h"
#include "ganglion/train/diagnosis/diagnosis.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/job/rows/folds.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "ganglion/train/results/told.h"
#include "ganglion/train/run/data_source.h"
#include "ganglion/train/run/ensemble.h"
#include "ganglion/train/run/finish_run.h"
#include "ganglion/train/run/fold_trainings.h"
#include "ganglion/train/run/learning_curve_maker.h"
#include "ganglion/train/run/run_folder.h"
#include "ganglion/train/run/run_scores.h"
#include "ganglion/train/run/run_training.h"
#include "ganglion/train/run/same_everywhere.h"
#include "ganglion/train/run/shares_of_ranks.h"
#include "ganglion/train/run/time_budget.h"
#include "ganglion/train/run/train_rows.h"
#include "ganglion/train/run/training_estimate.h"
#include "ganglion/train/run/trials.h"
#include "ganglion/train/step_graph.h"

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
        data_(read_in_turn(job)),
        job_(resolve(with_tried_network(std::move(job), data_, options, listener_), data_,
                     listener_)),
        training_(job_, data_, std::move(source)) {
    training_.share_by(options.ranks);
  }

  RunResult run() {
    std::optional<Folds> folds;  // what can't be is said before anything is written
    if (job_.stated.cross_validate > 0) folds.emplace(job_.stated);
    learning_curve_rows(job_.stated, data_.train.rows());
    io::check_savable(model_info(job_, data_), job_.network);
    const RunFolder folder = open_folder();
    job_.stated.out = folder.path();
    if (is_first()) write_file_atomically(folder.job(), to_toml(job_.stated));
    if (options_.begun) options_.begun(folder.path());
    if (options_.resume && !folder.has_checkpoints(job_.ensemble)) {
      options_.listener.tell_note("no checkpoint yet: training starts from the beginning");
    }
    std::optional<CrossValidation> cross_validation;
    if (folds) {
      cross_validation = train_folds(job_, *std::exchange(folds, std::nullopt), time_, options_);
    }
    training_.limit_time(time_.share(1.0 + learning_curve_work(job_.stated)));
    const History history = train(folder);
    const HeldOut held_out(training_.rows(), networks_, *model_);
    const TrainedRun trained = {
        .job = job_, .data = data_, .model = *model_, .history = history, .held_out = held_out};
    RunResult result = described(trained);
    result.interrupted = any_stopped();
    result.seconds = seconds_;
    result.folder = folder.path();
    result.model = folder.model();
    if (result.interrupted || !is_first()) return result;
    evaluate_run(trained, listener_, result);
    result.cross_validation = cross_validation;
    if (!job_.stated.learning_curve.empty()) result.learning_curve = learning_curve(result);
    result.diagnosis =
        diagnose({.result = result, .data = data_, .history = history, .asked = asked_});
    write_run(trained, messages_, folder, result);
    folder.remove_checkpoints(job_.ensemble);
    return result;
  }

  Run(const Run&) = delete;  // the listener points to what it keeps
  Run& operator=(const Run&) = delete;

 private:
  bool is_first() const { return options_.ranks == nullptr || options_.ranks->rank() == 0; }

  /// Of ranks that share one network, rank 0 decides; those that train networks of their own may
  /// have been stopped each for itself.
  bool any_stopped() const {
    const bool own = options_.stop != nullptr && options_.stop->load();
    if (options_.ranks == nullptr) return own;
    if (job_.ensemble == 1) return options_.ranks->of_first(own);
    const auto all = options_.ranks->all_gather(own ? "stopped" : "");
    return std::ranges::any_of(all, [](const std::string& text) { return !text.empty(); });
  }

  /// Rank 0 reads first where a cache is made of the data, which the others on its machine then
  /// use.
  JobData read_in_turn(Job& job) const {
    const bool waits = options_.ranks != nullptr && job.stream == Stream::yes;
    if (waits && !is_first()) options_.ranks->barrier();
    JobData data = read_job_data(job, listener_);
    if (waits && is_first()) options_.ranks->barrier();
    if (options_.ranks != nullptr) {
      const auto part = [](const auto& rows) { return rows ? &*rows : nullptr; };
      check_same_rows(*options_.ranks, {&data.train, part(data.validation), part(data.test)});
    }
    return data;
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
    // Of a single network that ranks share, rank 0 writes the checkpoints.
    const auto written = is_first() || count > 1 ? folder : std::nullopt;
    tell_shares();
    if (folder && options_.training != nullptr) options_.training->store(true);
    networks_ = train_ensemble(
        {.network = job_.network,
         .rows = [&](std::int64_t index) -> const data::Dataset& {
           return training_.rows().train(index);
         },
         .count = count,
         .seed = job_.stated.seed,
         .threads = job_.stated.threads,
         .compile = [&](std::uint64_t seed,
                        int threads) { return training_.compile_options(seed, threads); },
         .fit = [&](std::int64_t index) { return training_.fit_options(written, index, options_); },
         .start = [&](std::int64_t index, Model& model) { training_.start(index, model); },
         .folder = folder,
         .resume = options_.resume,
         .ranks = options_.ranks,
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
    History history = std::move(networks_[0].history);
    const std::vector<double> epochs = history["seconds"];  // with those before an interruption
    seconds_ = std::max(seconds, std::accumulate(epochs.begin(), epochs.end(), 0.0));
    model_.emplace(
        fold_ensemble(networks_, training_.compile_options(job_.stated.seed, job_.stated.threads)));
    model_->mutable_info() = model_info(job_, data_);
    if (training_.rows().parts() == 1) networks_.clear();  // the mean has their weights
    return history;
  }

  /// What ranks have to do, or that they have nothing.
  void tell_shares() const {
    if (options_.ranks == nullptr) return;
    const CompileOptions compiled = training_.compile_options(job_.stated.seed, 1);
    options_.listener.tell_note(
        shares_of_ranks(options_.ranks->size(), job_.ensemble,
                        training_replicas(job_.network, compiled, job_.batch_size),
                        {.rows = job_.batch_size, .replicas = job_.stated.replicas}));
  }

  void tell_trained(std::int64_t index, const TrainedNetwork& trained) const {
    const auto losses = trained.history[training_.monitor()];
    if (losses.empty()) return;
    options_.listener.tell_note(fmt::format("network {} of {}: {} epochs, {} {}", index + 1,
                                            job_.ensemble, losses.size(), training_.monitor(),
                                            shown_number(std::ranges::min(losses))));
  }

  RunFolder open_folder() const {
    if (options_.ranks == nullptr) return own_folder();
    if (!is_first()) return RunFolder(options_.ranks->broadcast(""));
    RunFolder folder = own_folder();
    options_.ranks->broadcast(folder.path());
    return folder;
  }

  RunFolder own_folder() const {
    if (folder_) return *folder_;
    const std::string wanted = wanted_folder(job_.stated);
    RunFolder folder = RunFolder::make_new(wanted);
    if (folder.path() != wanted) {
      options_.listener.tell_note(
          fmt::format("{} is not empty: results go to {}", wanted, folder.path()));
    }
    return folder;
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
  std::vector<TrainedNetwork> networks_;  // once they are trained
  std::optional<Model> model_;            // their mean
  double seconds_ = 0.0;                  // that this took
};

}  // namespace

RunResult run(Job job, const RunOptions& options) {
  check_paths(job);
  if (options.ranks != nullptr && job.data == "-") {
    throw Error("standard input reaches rank 0 only: write the data to a file that all ranks read");
  }
  const std::string source = data_source(job);  // before the data are read, for long
  if (options.ranks != nullptr) check_same_everywhere(*options.ranks, job, source);
  const bool is_first = options.ranks == nullptr || options.ranks->rank() == 0;
  std::optional<RunFolder> folder;
  if (is_first && options.resume) {
    folder = RunFolder::reopen(job.out);
    if (!options.accept_changed_data) check_same_source(*folder, source);
  } else if (is_first) {
    RunFolder::check_new(wanted_folder(job));
  }
  const kernels::CodeAhead code;
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
