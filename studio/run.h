#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/train/results/run_result.h"
#include "studio/api_error.h"
#include "studio/material.h"
#include "studio/trainer.h"
#include "studio/view.h"

namespace ganglion::studio {

/// How good a network is now, with what stands out: {"train": {…}, …} and a list.
struct Outcome {
  io::Json metrics;
  io::Json findings;
  std::string model_hash;
};
/// The network with these weights, compiled as it is trained.
train::Model model_of(const train::ResolvedJob& job, const train::JobData& rows,
                      const Snapshot& weights);
Outcome outcome_of(const train::RunResult& result);
Outcome assessed_now(const Material& material, const train::ResolvedJob& job,
                     const train::Job& asked, const Snapshot& weights,
                     const train::History& history);

/// One of the runs of a session: settings, what was chosen for them, and the training.
/// One thread at a time; the training itself goes on meanwhile.
class Run {
 public:
  Run(int id, std::string name, train::Job job, std::shared_ptr<const Material> material,
      std::function<Trainer::Events(int id)> events);

  /// One that is trained elsewhere: it can be looked at, not changed.
  Run(int id, std::string name, std::shared_ptr<const train::ResolvedJob> resolved,
      std::shared_ptr<const Material> material, std::shared_ptr<Trainer> trainer);

  int id() const { return id_; }
  bool is_watched() const { return events_ == nullptr; }
  /// Throws ApiError for one that is trained elsewhere.
  void check_own() const;
  std::string name = {};
  const train::Job& job() const { return job_; }
  const Material& material() const { return *material_; }
  std::shared_ptr<const Material> material_ptr() const { return material_; }
  const std::optional<ApiError>& fault() const { return fault_; }
  Trainer::Status status() const;
  std::string status_name() const;

  /// Changes a setting: before training any; while it runs the learning rate, and from the next
  /// epoch on batch size and L2. Throws ApiError.
  void set(const std::string& key, const io::Json& value);
  /// start, pause, step or epoch. Throws ApiError when the settings have a fault.
  void order(const std::string& command);
  /// The first weights again.
  void reset();
  /// Takes over other data, with a job for them.
  void load(train::Job job, std::shared_ptr<const Material> material);

  /// Pictures are wanted many times a second; answers may take long. Each has a network of its own.
  enum class Eye : std::uint8_t { pictures, answers };
  /// A network to look at, and the newest weights. Throws ApiError when the settings have a fault.
  std::pair<std::shared_ptr<View>, std::shared_ptr<const Snapshot>> view(Eye eye);
  bool has_network() const { return trainer_ != nullptr; }
  const train::ResolvedJob* resolved() const { return resolved_.get(); }

  io::Json settings() const;
  io::Json network() const;
  io::Json training() const;
  /// {"id", "name", "active", "settings", "status", "history", "marks"}
  io::Json to_json(bool active) const;
  io::Json message() const;
  /// Once it has finished: {"metrics", "model_hash", "out"} and what stands out; computed once.
  std::pair<io::Json, io::Json> result();

  /// What a saved run is made of: independent of this object, so that others may use it meanwhile.
  struct Saving {
    std::shared_ptr<const Material> material;
    std::shared_ptr<const train::ResolvedJob> resolved;
    std::shared_ptr<Trainer> trainer;
    train::Job asked;
  };
  /// Throws ApiError where it can't be saved as it is.
  Saving saving() const;
  void saved(const std::string& folder) { out_ = folder; }
  const std::string& out() const { return out_; }
  /// What came of a training elsewhere.
  void ended(const train::RunResult& result);

 private:
  void prepare();
  void check_ready() const;
  void set_running(const std::string& key, const io::Json& value);
  void set_rate(const io::Json& value);
  void set_between_epochs(const std::string& key, const io::Json& value);

  int id_;
  train::Job job_;
  std::string network_;  // as typed
  std::shared_ptr<const Material> material_;
  std::function<Trainer::Events(int id)> events_;
  std::optional<ApiError> fault_;
  std::vector<std::string> warnings_;
  std::shared_ptr<const train::ResolvedJob> resolved_;
  std::shared_ptr<Trainer> trainer_;
  std::array<std::shared_ptr<View>, 2> views_;  // made when they are wanted
  std::vector<std::pair<std::int64_t, std::string>> marks_;
  std::optional<Outcome> outcome_;
  std::string out_;
};

/// A finished outcome of a run at the end of an epoch.
struct SavedRun {
  std::string folder;
  std::string model_hash;
  bool repeats = true;  ///< `ganglion train --job` of its job.toml gives the same model
};
/// Waits for the end of the epoch, and writes the run folder `out` (or the first free of `out`-2,
/// …): model, job.toml, history, metrics, report, and the data where they are no file of the
/// user's. `ganglion train --job` of its job.toml gives the same model, unless more than the
/// learning rate was changed while it ran, which the run's warnings say then. Throws Error.
SavedRun save_run(const Run::Saving& run, const std::string& out,
                  const std::atomic<bool>& given_up);
/// Trains on an eighth, a quarter and half of the rows, and gives LearningCurve::to_json. Throws
/// Error.
io::Json learning_curve_json(const Run::Saving& run, const std::atomic<bool>& given_up);

}  // namespace ganglion::studio
