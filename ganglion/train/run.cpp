#include "ganglion/train/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/optim/schedule_text.h"
#include "ganglion/train/callbacks/callbacks.h"
#include "ganglion/train/class_balance.h"
#include "ganglion/train/ensemble.h"
#include "ganglion/train/job_network.h"
#include "ganglion/train/report/report.h"
#include "ganglion/train/run_folder.h"
#include "ganglion/train/save.h"
#include "ganglion/train/temperature.h"

namespace ganglion::train {
namespace {

using Clock = std::chrono::steady_clock;

optim::Optimizer make_optimizer(Job& job) {
  const optim::Optimizer optimizer = optim::parse_optimizer(job.optimizer);
  if (!job.learning_rate) job.learning_rate = optimizer.learning_rate();
  Attributes config = optimizer.config();
  config.set("learning_rate", *job.learning_rate);
  return optim::optimizer_from_config(optimizer.name(), config);
}

/// How much the rows of each class count: rare ones more, so that all classes count alike.
std::vector<double> class_weights(const Job& job, const data::Dataset& train,
                                  const Listener& listener) {
  if (job.class_weight == "none") {
    if (const auto note = imbalance_note(train)) listener.tell_note(*note);
    return {};
  }
  if (train.class_names.empty()) {
    throw Error(
        fmt::format("--class-weight balanced needs one class for each row, but the task "
                    "is {}",
                    job.task));
  }
  return balanced_weights(class_counts(train));
}

std::string wanted_folder(const Job& job) {
  return job.out.empty() ? "runs/" + data_name(job.data) : job.out;
}

double seconds_of(const History& history) {
  double sum = 0.0;
  for (const double seconds : history["seconds"]) sum += seconds;
  return sum;
}

/// What a run told, for its report.
struct Told {
  std::vector<Choice> choices = {};
  std::vector<std::string> notes = {};
  std::vector<std::string> warnings = {};
};

/// Tells `listener`, and keeps what was told. Notes on single columns stand in the table of the
/// data.
Listener keeping(const Listener& listener, Told& told) {
  return {.chosen =
              [&](const Choice& choice) {
                told.choices.push_back(choice);
                listener.tell_choice(choice);
              },
          .note =
              [&](const std::string& text) {
                if (!text.starts_with("column \"")) told.notes.push_back(text);
                listener.tell_note(text);
              },
          .warning =
              [&](const std::string& text) {
                told.warnings.push_back(text);
                listener.tell_warning(text);
              }};
}

/// One run, from job to results.
class Run {
 public:
  Run(Job job, const RunOptions& options)
      : Run(std::move(job), options,
            [](Job& open, const Listener& listener) { return read_job_data(open, listener); }) {}

  /// With rows that are divided already.
  template <class Read>
  Run(Job job, const RunOptions& options, const Read& read)
      : job_(std::move(job)),
        options_(options),
        listener_(keeping(options.listener, told_)),
        data_(read(job_, listener_)),
        made_(make_job_network(job_, data_, listener_)),
        weights_(class_weights(job_, data_.train, listener_)),
        optimizer_(make_optimizer(job_)) {
    schedule();
  }

  RunResult run() {
    std::optional<Folds> folds;  // what can't be is said before anything is written
    if (job_.cross_validate > 0) folds.emplace(job_);
    const RunFolder folder = open_folder();
    job_.out = folder.path();
    write_file_atomically(folder.job(), to_toml(job_));
    if (options_.resume && !folder.has_checkpoints(*job_.ensemble)) {
      options_.listener.tell_note("there is no checkpoint yet: the run begins again");
    }
    std::optional<CrossValidation> cross_validation;
    if (folds) cross_validation = cross_validated(*std::exchange(folds, std::nullopt));
    const History history = train(folder);
    RunResult result = describe(history);
    result.folder = folder.path();
    result.model = folder.model();
    if (result.interrupted) return result;
    calibrate_probabilities(result);
    evaluate_parts(result);
    result.cross_validation = cross_validation;
    model_->info().training = result.to_json();
    save_model(*model_, folder.model());
    write_file_atomically(folder.metrics(), result.to_json().dump(2) + "\n");
    result.report = folder.report();
    write_file_atomically(folder.report(), report::report_html({.result = result,
                                                                .data = data_,
                                                                .history = history,
                                                                .choices = told_.choices,
                                                                .notes = told_.notes,
                                                                .warnings = told_.warnings}));
    folder.remove_checkpoints(*job_.ensemble);
    return result;
  }

  /// Trains and tests without writing anything.
  Evaluation test_only() {
    train(std::nullopt);
    RunResult result{.job = job_};
    calibrate_probabilities(result);
    return evaluate(*model_, data_.preprocessing, *data_.test);
  }

  Run(const Run&) = delete;  // the listener points to what it keeps
  Run& operator=(const Run&) = delete;

 private:
  bool stopped() const { return options_.stop != nullptr && options_.stop->load(); }

  CrossValidation cross_validated(const Folds& folds) {
    std::vector<Evaluation> evaluations;
    const RunOptions quiet = {.progress = false, .stop = options_.stop};
    for (std::int64_t fold = 0; fold < job_.cross_validate && !stopped(); ++fold) {
      const auto read = [&](Job&, const Listener&) { return folds.at(fold); };
      evaluations.push_back(Run(job_, quiet, read).test_only());
      const auto& [metric, value] = evaluations.back().metrics.front();
      if (options_.progress) {
        options_.listener.tell_note(fmt::format("fold {} of {}: {} {}", fold + 1,
                                                job_.cross_validate, metric, shown_number(value)));
      }
    }
    return summary_of(evaluations);
  }

  CompileOptions compile_options(std::uint64_t seed, int threads) const {
    return {.loss = made_.loss,
            .optimizer = optimizer_,
            .metrics = watched_metrics(data_.preprocessing),
            .seed = seed,
            .replicas = job_.replicas,
            .threads = threads};
  }

  /// Trains the model, and gives the history of its first network.
  History train(const std::optional<RunFolder>& folder) {
    const auto begin = Clock::now();
    const std::int64_t count = *job_.ensemble;
    std::vector<TrainedNetwork> networks = train_ensemble(
        {.network = made_.network,
         .rows = data_.train,
         .count = count,
         .seed = job_.seed,
         .threads = job_.threads,
         .compile = [&](std::uint64_t seed, int threads) { return compile_options(seed, threads); },
         .fit = [&](std::int64_t index) { return fit_options(folder, index); },
         .folder = folder,
         .resume = options_.resume,
         .resumed =
             [&](std::int64_t index, std::int64_t epochs) {
               options_.listener.tell_note(
                   count == 1
                       ? fmt::format("going on after epoch {}", epochs)
                       : fmt::format("network {} goes on after epoch {}", index + 1, epochs));
             },
         .done =
             [&](std::int64_t index, const TrainedNetwork& trained) {
               if (options_.progress && count > 1) tell_trained(index, trained);
             }});
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    History history = std::move(networks[0].history);
    seconds_ = std::max(seconds, seconds_of(history));  // with those before an interruption
    model_.emplace(fold_ensemble(networks, compile_options(job_.seed, job_.threads)));
    describe_model();
    return history;
  }

  void tell_trained(std::int64_t index, const TrainedNetwork& trained) const {
    const auto losses = trained.history[monitor()];
    if (losses.empty()) return;
    options_.listener.tell_note(fmt::format("network {} of {}: {} epochs, {} {}", index + 1,
                                            *job_.ensemble, losses.size(), monitor(),
                                            shown_number(std::ranges::min(losses))));
  }

  void describe_model() {
    const data::PreprocessingState& state = data_.preprocessing.state();
    model_->info() = {.preprocessing = state,
                      .task = job_.task,
                      .target_names = job_.targets,
                      .class_names = state.class_names};
  }

  void schedule() {
    const std::int64_t steps = (data_.train.rows() + *job_.batch_size - 1) / *job_.batch_size;
    schedule_.emplace(optim::parse_schedule(job_.schedule, {.learning_rate = *job_.learning_rate,
                                                            .steps_per_epoch = steps,
                                                            .total_steps = steps * *job_.epochs}));
  }

  RunFolder open_folder() const {
    if (options_.resume) return RunFolder(job_.out);
    const std::string wanted = wanted_folder(job_);
    RunFolder folder = RunFolder::make_new(wanted);
    if (folder.path() != wanted) {
      options_.listener.tell_note(
          fmt::format("{} holds something already: results go to {}", wanted, folder.path()));
    }
    return folder;
  }

  FitOptions training_options() const {
    FitOptions fit = {.epochs = *job_.epochs,
                      .batch_size = *job_.batch_size,
                      .validation_data = data_.validation ? &*data_.validation : nullptr,
                      .class_weights = weights_,
                      .augmentation = data::parse_augmentation(job_.augment),
                      .stop = options_.stop};
    fit.callbacks.push_back(LearningRateSchedule{.schedule = schedule_->schedule});
    if (schedule_->plateau) {
      fit.callbacks.push_back(ReduceOnPlateau{.monitor = monitor(),
                                              .factor = schedule_->plateau->factor,
                                              .patience = schedule_->plateau->patience});
    }
    if (data_.validation) {
      fit.callbacks.push_back(EarlyStopping{
          .monitor = monitor(), .patience = *job_.patience > 0 ? *job_.patience : *job_.epochs});
    }
    return fit;
  }

  FitOptions fit_options(const std::optional<RunFolder>& folder, std::int64_t index) const {
    FitOptions fit = training_options();
    if (!folder) return fit;
    if (index == 0) {
      fit.callbacks.push_back(CsvLogger{.path = folder->history()});
      if (options_.progress) fit.callbacks.push_back(ProgressLine{});
    }
    fit.callbacks.push_back(
        Checkpoint{.path = folder->checkpoint(index), .seconds = checkpoint_seconds()});
    return fit;
  }

  /// So that writing (parameters and two slots, at 100 MB/s) takes at most a twentieth of the time.
  double checkpoint_seconds() const {
    const auto parameters = static_cast<double>(made_.network.layout().parameter_count());
    return 0.5 + 20.0 * parameters * 12.0 / 1e8;
  }

  std::string monitor() const { return data_.validation ? "val_loss" : "loss"; }

  RunResult describe(const History& history) const {
    RunResult result{.job = job_};
    result.interrupted = stopped();
    result.epochs_run = static_cast<std::int64_t>(history.epochs.size());
    result.best_epoch = data_.validation ? history.least(monitor())
                                         : static_cast<std::int64_t>(history.epochs.size());
    result.stopped = history.stopped;
    result.seconds = seconds_;
    result.parameters = model_->network().layout().parameter_count();
    result.kept = model_->network().layout().state_count();
    result.summary = made_.network.summary();
    result.model_hash = model_hash(*model_);
    return result;
  }

  void calibrate_probabilities(RunResult& result) {
    const data::Task task = data_.preprocessing.state().task;
    // Weighted classes are meant to be said more often than they come: that would be undone.
    const bool wanted = job_.calibration == "auto" && weights_.empty();
    if (wanted && data_.validation && task != data::Task::regression) {
      const Temperature fitted = calibrate(*model_, task, *data_.validation);
      if (fitted.helps) {
        listener_.tell_choice(
            {"calibration", fmt::format("temperature {:.3g}", fitted.value),
             fmt::format("validation log-loss {:.4f} -> {:.4f}; --calibration none leaves it",
                         fitted.loss_before, fitted.loss_after)});
      }
    }
    result.temperature = model_->info().temperature;
    result.model_hash = model_hash(*model_);
  }

  void evaluate_parts(RunResult& result) {
    const auto& preprocessing = data_.preprocessing;
    result.train = evaluate(*model_, preprocessing, data_.train);
    if (data_.validation) result.validation = evaluate(*model_, preprocessing, *data_.validation);
    if (data_.test) result.test = evaluate(*model_, preprocessing, *data_.test);
    result.assessment = assess(*model_, made_.loss, job_, data_, weights_);
  }

  Job job_;
  const RunOptions& options_;
  Told told_;
  Listener listener_;
  JobData data_;
  JobNetwork made_;
  std::vector<double> weights_;
  optim::Optimizer optimizer_;
  std::optional<Model> model_;  // once it is trained
  double seconds_ = 0.0;        // that this took
  std::optional<optim::ParsedSchedule> schedule_;
};

}  // namespace

io::Json RunResult::to_json() const {
  const auto part = [](const std::optional<Evaluation>& evaluation) {
    return evaluation ? evaluation->metrics_json() : io::Json();
  };
  const auto rows = [](const std::optional<Evaluation>& evaluation) {
    return evaluation ? evaluation->rows : 0;
  };
  io::Json target =
      job.targets.size() == 1 ? io::Json(job.targets[0]) : io::Json::list(job.targets);
  io::Json::Object object = {
      {"model", model},
      {"task", job.task},
      {"target", std::move(target)},
      {"network", job.network.value_or("")},
      {"epochs_run", epochs_run},
      {"best_epoch", best_epoch},
      {"stopped", stopped},
      {"train", train.metrics_json()},
      {"validation", part(validation)},
      {"test", part(test)},
      {"rows",
       io::Json::Object{
           {"train", train.rows}, {"validation", rows(validation)}, {"test", rows(test)}}},
      {"seconds", seconds},
      {"parameters", parameters},
      {"seed", job.seed},
      {"model_hash", model_hash},
      {"temperature", temperature},
  };
  if (cross_validation) object.emplace_back("cross_validation", cross_validation->to_json());
  if (assessment) {
    object.emplace_back("intervals", assessment->intervals_json());
    object.emplace_back("baselines", assessment->baselines_json());
    object.emplace_back("importance", assessment->importance_json());
  }
  return object;
}

RunResult run(Job job, const RunOptions& options) {
  if (!options.resume) RunFolder::check_new(wanted_folder(job));  // before data are read, for long
  return Run(std::move(job), options).run();
}

Job job_to_resume(const std::string& path) {
  const RunFolder folder(path);
  if (!folder.begun()) {
    throw Error(
        fmt::format("--resume: {} holds no run that could go on; begin one without "
                    "--resume",
                    path));
  }
  Job job = read_job(folder.job());
  job.out = path;
  return job;
}

}  // namespace ganglion::train
