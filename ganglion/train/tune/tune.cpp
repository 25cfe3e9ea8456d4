#include "ganglion/train/tune/tune.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/data/text/parallel.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "ganglion/train/run/run.h"
#include "ganglion/train/run/run_folder.h"
#include "ganglion/train/tune/fold_trainer.h"
#include "ganglion/train/tune/job_space.h"
#include "ganglion/train/tune/trial_ranking.h"
#include "ganglion/train/tune/tune_html.h"

namespace ganglion::train {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kFolds = 5;
constexpr std::uint64_t kFreshDivision = 1;
constexpr double kNoteSeconds = 10.0;  // between notes on the progress

/// One search, from job to results.
class Tuning {
 public:
  Tuning(Job job, const TuneOptions& options)
      : options_(options), open_(std::move(job)), result_(prepared()) {}

  TuneResult run() {
    open_folder();
    if (options_.run.training != nullptr) options_.run.training->store(true);
    const std::vector<Trial> trials = searched();
    describe(trials);
    if (!stopped() && result_.ranking.front().number != 1) confirm(trials);
    if (options_.run.training != nullptr) options_.run.training->store(false);
    result_.interrupted = stopped();
    if (!result_.interrupted) train_best();
    result_.interrupted = stopped();
    result_.seconds = elapsed();
    write_file_atomically(folder_->path() + "/tune.json", result_.to_json().dump(2) + "\n");
    result_.report = folder_->path() + "/tune.html";
    write_file_atomically(result_.report, tune_html(result_));
    return std::move(result_);
  }

 private:
  bool stopped() const { return options_.run.stop != nullptr && options_.run.stop->load(); }

  /// Seconds of this search, with those before it was resumed.
  double elapsed() const {
    return earlier_ + std::chrono::duration<double>(Clock::now() - begin_).count();
  }

  TuneResult prepared() {
    Job job = open_;
    if (job.cross_validate == 0) job.cross_validate = kFolds;
    const JobData data = read_job_data(job, options_.run.listener);
    ResolvedJob chosen = resolve(job, data, options_.run.listener);
    const ScoredMetric metric = scored_metric(options_.metric, chosen);
    settings_ = options_.search.empty() ? open_settings(open_, data) : options_.search;
    space_ = job_space(settings_, chosen.stated, data);
    if (space_.empty()) {
      throw Error("tune: the job leaves nothing open to search; name settings with `search`");
    }
    return {.data = open_.data,
            .chosen = chosen,
            .metric = metric,
            .folds = chosen.stated.cross_validate,
            .searched = settings_};
  }

  const Job& chosen() const { return result_.chosen.stated; }

  void open_folder() {
    const std::string wanted =
        open_.out.empty() ? "runs/" + data_name(open_.data) + "-tune" : open_.out;
    folder_ = options_.run.resume ? RunFolder::reopen(wanted) : RunFolder::make_new(wanted);
    if (folder_->path() != wanted) {
      options_.run.listener.tell_note(
          fmt::format("{} is not empty: results go to {}", wanted, folder_->path()));
    }
    log_.emplace(trial_log_path(folder_->path()),
                 search_header(open_, settings_, result_.metric.name, options_.limits),
                 options_.run.resume);
    earlier_ = log_->elapsed();
    trainer_.emplace(
        result_.metric, *log_, [this](const Trial& trial) { return job_of(trial); },
        [this](const Job& job) { return settings_text(settings_, job); },
        [this] { return elapsed(); });
    result_.folder = folder_->path();
    result_.job = folder_->job();
    if (!options_.run.resume) write_best(chosen());
    if (options_.run.begun) options_.run.begun(folder_->path());
  }

  Job job_of(const Trial& trial) const {
    return trial.number == 1 ? chosen() : job_at(space_, trial.point, chosen());
  }

  /// As `train` takes it.
  void write_best(Job job) {
    job.cross_validate = 0;
    job.threads = open_.threads;
    job.out.clear();
    result_.best = job;
    write_file_atomically(folder_->job(), to_toml(job));
  }

  int threads() const {
    return open_.threads > 0 ? open_.threads
                             : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  }

  std::vector<Trial> searched() {
    FoldRows rows(chosen(), {.leave_out_test = true});
    std::atomic<double> reserve = 0.0;
    const StopWhen stop([&] {
      return stopped() ||
             (options_.limits.budget > 0.0 && elapsed() > options_.limits.budget - reserve);
    });
    std::vector<Trial> trials = search(
        space_, {.folds = result_.folds,
                 .trials = options_.limits.trials,
                 .threads = open_.threads,
                 .seed = chosen().seed,
                 .start = point_of(space_, chosen()),
                 .evaluate =
                     [&](const Trial& trial, std::int64_t fold, int each) {
                       return trainer_->score(trial, fold, each, {.rows = rows, .stop = stop});
                     },
                 .stopped = [&] { return stop.stopped(); },
                 .round =
                     [&](const std::vector<Trial>& known) {
                       reserve = time_after_search(known);
                       tell_round(known);
                     }});
    if (std::ssize(trials[0].folds) < result_.folds && !stopped()) {
      throw Error(fmt::format(
          "`budget`: {:.0f} s are over before the default settings are known on all folds ({} of "
          "{}); give more time, or fewer folds by `cross_validate`",
          options_.limits.budget, trials[0].folds.size(), result_.folds));
    }
    return trials;
  }

  /// Seconds for fresh folds, and for training the best settings, by what the folds took; half of
  /// the budget at most.
  double time_after_search(const std::vector<Trial>& trials) const {
    const Trial& best = *ranking(trials).front();
    const auto at_once = static_cast<double>(threads());
    const double fresh = 1.15 * (trials[0].seconds() + best.seconds()) / at_once;
    const double once = 1.0 + 1.3 * best.seconds() / static_cast<double>(result_.folds) /
                                  std::min(at_once, static_cast<double>(result_.chosen.ensemble));
    return std::min(0.5 * options_.limits.budget, fresh + once);
  }

  void tell_round(const std::vector<Trial>& trials) {
    const std::vector<const Trial*> order = ranking(trials);
    if (order.empty()) return;
    if (order.front()->number != last_best_) {
      last_best_ = order.front()->number;
      write_best(job_of(*order.front()));
    }
    if (elapsed() < next_note_) return;
    next_note_ = elapsed() + kNoteSeconds;
    const auto value = [&](const Trial& trial) {
      return shown_number(result_.metric.signed_error(trial.mean_error()));
    };
    options_.run.listener.tell_note(fmt::format("{:.0f} s: {} settings tried, {} {} (default {})",
                                                elapsed(), trials.size(), result_.metric.name,
                                                value(*order.front()), value(trials[0])));
  }

  void describe(const std::vector<Trial>& trials) {
    result_.ranking = ranked_trials(trials, space_, settings_, chosen(), result_.metric);
    for (const RankedTrial& trial : result_.ranking) result_.trainings += trial.folds;
    write_best(job_of(best_of(trials)));
  }

  const Trial& best_of(const std::vector<Trial>& trials) const {
    return trials[static_cast<std::size_t>(result_.ranking.front().number - 1)];
  }

  /// The best and the default settings on other folds.
  void confirm(const std::vector<Trial>& trials) {
    const std::array<const Trial*, 2> both = {&trials[0], &best_of(trials)};
    FoldRows rows(chosen(), {.leave_out_test = true, .division = kFreshDivision});
    const double last = options_.limits.budget;
    const StopWhen stop([&] { return stopped() || (last > 0.0 && elapsed() > last); });
    const Division fresh = {.number = kFreshDivision, .rows = rows, .stop = stop};
    std::array<std::vector<FoldScore>, 2> scores;
    for (auto& folds : scores) folds.resize(static_cast<std::size_t>(result_.folds));
    data::in_parallel(2 * scores[0].size(), threads(), [&](std::size_t i) {
      const std::size_t fold = i / 2;
      FoldScore& score = scores[i % 2][fold];
      score.stopped = true;
      if (stop.stopped()) return;
      score = trainer_->score(*both[i % 2], static_cast<std::int64_t>(fold), 1, fresh);
      score.fold = static_cast<std::int64_t>(fold);
    });
    double chosen_error = 0.0;
    double best_error = 0.0;
    for (std::size_t fold = 0; fold < scores[0].size(); ++fold) {
      if (scores[0][fold].stopped || scores[1][fold].stopped) return;
      chosen_error += scores[0][fold].error / static_cast<double>(result_.folds);
      best_error += scores[1][fold].error / static_cast<double>(result_.folds);
    }
    result_.trainings += 2 * result_.folds;
    result_.fresh = {.chosen = result_.metric.signed_error(chosen_error),
                     .best = result_.metric.signed_error(best_error),
                     .difference = difference_in_metric(result_.metric, scores[1], scores[0])};
  }

  /// The best settings on all rows that are not for the test, and their score on those.
  void train_best() {
    Job job = result_.best;
    job.out = folder_->path() + "/best";
    std::error_code code;
    std::filesystem::remove_all(job.out, code);  // of a search that was resumed
    RunOptions quiet = {
        .progress = false, .stop = options_.run.stop, .training = options_.run.training};
    RunResult run = train::run(std::move(job), quiet);
    if (!run.interrupted) result_.run = std::move(run);
  }

  const TuneOptions& options_;
  const Clock::time_point begin_ = Clock::now();
  Job open_;
  std::vector<std::string> settings_ = {};
  SearchSpace space_ = {};
  TuneResult result_;
  std::optional<RunFolder> folder_;
  std::optional<TrialLog> log_;
  std::optional<FoldTrainer> trainer_;
  double earlier_ = 0.0;
  double next_note_ = 0.0;
  std::int64_t last_best_ = 1;
};

}  // namespace

TuneResult tune(Job job, const TuneOptions& options) {
  check_paths(job);
  if (options.limits.budget <= 0.0 && options.limits.trials == 0) {
    throw Error("tune: give a limit: `budget`, such as 5m, or a number of `trials`");
  }
  return Tuning(std::move(job), options).run();
}

}  // namespace ganglion::train
