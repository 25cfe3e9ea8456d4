#include <fmt/format.h>

#include <filesystem>

#include "ganglion/core/file.h"
#include "ganglion/train/callbacks/csv_logger.h"
#include "ganglion/train/diagnosis/diagnosis.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/run/finish_run.h"
#include "ganglion/train/run/run_training.h"
#include "studio/run.h"

namespace ganglion::studio {
namespace {

using io::Json;

constexpr std::string_view kChangedByHand =
    "batch size or L2 were changed while this network was trained, which job.toml can't say: it "
    "has those of the end, and trains to another model";

/// The job that trains to the same weights in one go.
train::Job repeatable(const Run::Saving& run, const train::ResolvedJob& resolved,
                      std::int64_t epochs, bool ended) {
  train::Job job = resolved.stated;
  if (!ended) {
    job.epochs = epochs;
    job.patience = 0;
    job.keep = train::KeptWeights::last;
  }
  const auto changes = run.trainer->rate_changes();
  if (changes.empty()) return job;
  std::string schedule = "piecewise";
  std::int64_t from = 0;
  double rate = resolved.optimizer.learning_rate();
  for (const Trainer::RateChange& change : changes) {
    if (change.step > from) schedule += fmt::format(" {} {}s", rate, change.step - 1);
    from = change.step;
    rate = change.rate;
  }
  job.schedule = optim::ScheduleText(schedule == "piecewise" ? "constant"
                                                             : schedule + fmt::format(" {}", rate));
  if (schedule == "piecewise") job.learning_rate = rate;
  return job;
}

/// Data that lie nowhere else go with the run.
void copy_data(const Material& material, const std::string& folder, train::Job& job) {
  if (material.source.kind == Source::Kind::file) return;
  // A folder of their own: they may be called history.csv.
  std::filesystem::create_directory(folder + "/data");
  job.data = "data/" + std::filesystem::path(material.source.path).filename().string();
  write_file_atomically(folder + "/" + job.data, read_file(material.source.path));
}

}  // namespace

train::Model model_of(const train::ResolvedJob& job, const train::JobData& rows,
                      const Snapshot& weights) {
  const std::uint64_t seed = job.stated.seed;
  train::Model model(job.network, seed);
  model.compile(train::RunTraining(job, rows, {}).compile_options(seed, job.stated.threads));
  model.set_weights(weights.parameters, weights.state);
  model.mutable_info() = train::model_info(job, rows);
  return model;
}

SavedRun save_run(const Run::Saving& run, const std::string& out,
                  const std::atomic<bool>& given_up) {
  const bool ended = run.trainer->status() == Trainer::Status::finished;
  const auto [weights, history] = run.trainer->at_epoch_end(given_up);
  train::ResolvedJob job = *weights->job;
  job.stated = repeatable(run, *weights->job, weights->epochs, ended);
  job.epochs = job.stated.epochs.value_or(job.epochs);
  job.keeps_best = job.stated.keep == train::KeptWeights::best;
  job.patience = job.stated.patience.value_or(job.patience);
  train::JobData rows = run.material->rows;
  train::Model model = model_of(job, rows, *weights);
  const train::HeldOut held_out(job, rows, model);
  const train::TrainedRun trained = {
      .job = job, .data = rows, .model = model, .history = history, .held_out = held_out};
  train::RunResult result = train::described(trained);
  result.seconds = run.trainer->progress().seconds;
  train::RunMessages messages = run.material->messages;
  const bool repeats = !run.trainer->changed_by_hand();
  if (!repeats) messages.warnings.emplace_back(kChangedByHand);
  train::evaluate_run(trained, train::recording({}, messages), result);
  result.diagnosis =
      train::diagnose({.result = result, .data = rows, .history = history, .asked = run.asked});
  const train::RunFolder folder = train::RunFolder::make_new(out);
  job.stated.out = folder.path();
  result.job.stated = job.stated;
  copy_data(*run.material, folder.path(), job.stated);
  write_file_atomically(folder.job(), train::to_toml(job.stated));
  write_file_atomically(folder.history(), train::history_csv(history));
  result.folder = folder.path();
  result.model = folder.model();
  train::write_run(trained, messages, folder, result);
  return {.folder = folder.path(), .model_hash = result.model_hash, .repeats = repeats};
}

Outcome outcome_of(const train::RunResult& result) {
  Json::Object metrics = {{"train", result.train.metrics_json()}};
  if (result.validation) metrics.emplace_back("validation", result.validation->metrics_json());
  if (result.test) metrics.emplace_back("test", result.test->metrics_json());
  Json::Array findings;
  for (const train::Finding& finding : result.diagnosis) {
    findings.push_back(
        Json::Object{{"kind", finding.kind}, {"text", finding.text}, {"command", finding.command}});
  }
  return {.metrics = std::move(metrics),
          .findings = std::move(findings),
          .model_hash = result.model_hash};
}

Outcome assessed_now(const Material& material, const train::ResolvedJob& job,
                     const train::Job& asked, const Snapshot& weights,
                     const train::History& history) {
  train::JobData rows = material.rows;
  train::Model model = model_of(job, rows, weights);
  const train::HeldOut held_out(job, rows, model);
  const train::TrainedRun trained = {
      .job = job, .data = rows, .model = model, .history = history, .held_out = held_out};
  train::RunResult result = train::described(trained);
  train::evaluate_run(trained, {}, result);
  result.diagnosis =
      train::diagnose({.result = result, .data = rows, .history = history, .asked = asked});
  return outcome_of(result);
}

}  // namespace ganglion::studio
