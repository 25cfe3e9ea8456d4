#include "studio/run.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/train/job/job_flags.h"
#include "ganglion/train/job/network/resolved_job.h"
#include "studio/settings.h"

namespace ganglion::studio {
namespace {

using io::Json;

constexpr std::size_t kMaxEpochs = 1000;  // of a history that is sent

Json history_json(const std::vector<train::History::Epoch>& epochs) {
  Json::Object history = {{"epoch", Json::Array()}};
  if (epochs.empty()) return history;
  std::vector<Json::Array> columns(epochs.back().values.size() + 1);
  for (const train::History::Epoch& epoch : epochs) {
    columns[0].emplace_back(epoch.epoch);
    for (std::size_t k = 1; k < columns.size(); ++k) {
      // By name: a penalty is there only since there is one.
      columns[k].push_back(Json::finite(epoch.at(epochs.back().values[k - 1].first)));
    }
  }
  history[0].second = std::move(columns[0]);
  for (std::size_t k = 1; k < columns.size(); ++k) {
    history.emplace_back(epochs.back().values[k - 1].first, std::move(columns[k]));
  }
  return history;
}

}  // namespace

Run::Run(int id, std::string name_in, train::Job job, std::shared_ptr<const Material> material,
         std::function<Trainer::Events(int id)> events)
    : name(std::move(name_in)),
      id_(id),
      job_(std::move(job)),
      network_(job_.network ? job_.network->text() : ""),
      material_(std::move(material)),
      events_(std::move(events)) {
  prepare();
}

Run::Run(int id, std::string name_in, std::shared_ptr<const train::ResolvedJob> resolved,
         std::shared_ptr<const Material> material, std::shared_ptr<Trainer> trainer)
    : name(std::move(name_in)),
      id_(id),
      job_(resolved->stated),
      network_(job_.network->text()),
      material_(std::move(material)),
      resolved_(std::move(resolved)),
      trainer_(std::move(trainer)),
      out_(job_.out) {}

void Run::check_own() const {
  if (!is_watched()) return;
  throw ApiError(409,
                 "this run is trained by `ganglion train`, which also saves it; start a new run "
                 "here to change something");
}

/// What follows from the settings; what is wrong with them is the run's fault.
void Run::prepare() {
  fault_.reset();
  warnings_.clear();
  resolved_.reset();
  views_ = {};
  trainer_.reset();
  marks_.clear();
  outcome_.reset();
  out_.clear();
  try {
    const train::Listener listener = {.warning = [this](const std::string& text) {
      warnings_.push_back(train::with_flags(text));
    }};
    train::Job job = job_;
    job.targets = material_->job.targets;
    job.task = material_->job.task;
    job.output = material_->job.output;
    job.data = material_->job.data;
    resolved_ = std::make_shared<const train::ResolvedJob>(
        train::resolve(std::move(job), material_->rows, listener));
    if (!job_.network) network_ = resolved_->stated.network->text();
    const std::shared_ptr<const train::JobData> rows(material_, &material_->rows);
    trainer_ = std::make_shared<Trainer>(rows, resolved_, events_(id_));
  } catch (const Error& error) {
    fault_.emplace(400, train::with_flags(error.what()), "network");
    resolved_.reset();
  }
}

void Run::load(train::Job job, std::shared_ptr<const Material> material) {
  check_own();
  job_ = std::move(job);
  network_ = job_.network ? job_.network->text() : "";
  material_ = std::move(material);
  prepare();
}

void Run::reset() {
  check_own();
  if (!fault_) prepare();
}

void Run::check_ready() const {
  if (fault_) throw *fault_;
}

Trainer::Status Run::status() const {
  return trainer_ ? trainer_->status() : Trainer::Status::ready;
}

std::string Run::status_name() const {
  switch (status()) {
    case Trainer::Status::ready:
      return "ready";
    case Trainer::Status::running:
      return "running";
    case Trainer::Status::paused:
      return "paused";
    case Trainer::Status::finished:
      return "finished";
    case Trainer::Status::failed:
      break;
  }
  return "failed";
}

void Run::set(const std::string& key, const Json& value) {
  check_own();
  if (trainer_ && trainer_->status() != Trainer::Status::ready) return set_running(key, value);
  train::Job changed = job_;
  try {
    change(changed, key, value);
  } catch (const ApiError& error) {
    if (key != "network") throw;
    network_ = value.is_string() ? value.as_string() : "";
    trainer_.reset();
    views_ = {};
    resolved_.reset();
    fault_ = error;  // its text stays, to be mended
    throw;
  }
  std::shared_ptr<const Material> material = material_;
  if (is_about_rows(key)) material = load_material(changed, material_->source);
  job_ = std::move(changed);
  material_ = std::move(material);
  if (key == "network" || !fault_) network_ = job_.network ? job_.network->text() : "";
  prepare();
  if (fault_) throw *fault_;
}

void Run::order(const std::string& command) {
  check_ready();
  if (command == "pause") return trainer_->pause();
  if (command == "start") return trainer_->run();
  if (command == "step") return trainer_->step();
  trainer_->run_epoch();
}

std::pair<std::shared_ptr<View>, std::shared_ptr<const Snapshot>> Run::view(Eye eye) {
  check_ready();
  std::shared_ptr<View>& view = views_[static_cast<std::size_t>(eye)];
  std::shared_ptr<const Snapshot> newest = trainer_->newest();
  const auto& job = newest && newest->job ? newest->job : resolved_;
  if (!view || &view->job() != job.get()) view = std::make_shared<View>(material_, job);
  return {view, std::move(newest)};
}

Json Run::settings() const {
  Json::Object settings = settings_json(job_, resolved_.get(), network_).as_object();
  if (resolved_ && job_.learning_rate) {
    for (auto& [key, value] : settings) {
      if (key == "learning_rate") value = *job_.learning_rate;
    }
  }
  return settings;
}

Json Run::network() const {
  if (!fault_) return network_json(*resolved_, network_);
  return Json::Object{
      {"text", network_},
      {"error",
       Json::Object{{"message", std::string(fault_->what())},
                    {"position", fault_->position() ? Json(*fault_->position()) : Json()}}},
      {"parameters", 0},
      {"multiply_adds", 0},
      {"layers", Json::Array()}};
}

Json Run::training() const {
  const TrainingProgress progress = trainer_ ? trainer_->progress() : TrainingProgress{};
  return Json::Object{{"epoch", progress.epochs},
                      {"epochs", resolved_ ? resolved_->epochs : 0},
                      {"step", progress.step},
                      {"steps_per_epoch", progress.steps_per_epoch},
                      {"steps_per_second", progress.steps_per_second},
                      {"seconds", progress.seconds},
                      {"loss", Json::finite(progress.loss)},
                      {"stopped", trainer_ ? Json(trainer_->stopped()) : Json("")}};
}

Json Run::to_json(bool active) const {
  Json::Array marks;
  for (const auto& [epoch, text] : marks_) {
    marks.push_back(Json::Object{{"epoch", epoch}, {"text", text}});
  }
  return Json::Object{{"id", id_},
                      {"name", name},
                      {"active", active},
                      {"watched", is_watched()},
                      {"settings", settings()},
                      {"status", status_name()},
                      {"history", history_json(trainer_ ? trainer_->epochs(kMaxEpochs)
                                                        : std::vector<train::History::Epoch>())},
                      {"marks", std::move(marks)}};
}

Json Run::message() const {
  if (status() == Trainer::Status::failed) {
    return Json::Object{{"text", trainer_->error()}, {"remedy", "reset the run, and change it"}};
  }
  if (fault_) {
    return Json::Object{{"text", std::string(fault_->what())}, {"remedy", "change the network"}};
  }
  if (warnings_.empty()) return {};
  return Json::Object{{"text", warnings_[0]}, {"remedy", ""}};
}

std::pair<Json, Json> Run::result() {
  if (status() != Trainer::Status::finished) return {Json(), Json::Array()};
  if (!outcome_) {
    train::History history;
    history.epochs = trainer_->epochs();
    history.stopped = trainer_->stopped();
    const auto newest = trainer_->newest();
    outcome_ = assessed_now(*material_, *newest->job, job_, *newest, history);
  }
  Json::Object result = {{"metrics", outcome_->metrics}, {"model_hash", outcome_->model_hash}};
  result.emplace_back("out", out_.empty() ? Json() : Json(out_));
  return {std::move(result), outcome_->findings};
}

void Run::ended(const train::RunResult& result) {
  outcome_ = outcome_of(result);
  out_ = result.folder;
  trainer_->ended("", result.stopped);
}

Run::Saving Run::saving() const {
  check_own();
  check_ready();
  const bool ended = status() == Trainer::Status::finished;
  if (status() == Trainer::Status::ready)
    throw ApiError(409, "nothing is trained yet; start first");
  if (status() == Trainer::Status::failed) throw ApiError(409, trainer_->error());
  if (!ended && resolved_->stated.schedule->ends_at_zero()) {
    throw ApiError(409,
                   fmt::format("the schedule \"{}\" depends on the number of epochs: let the "
                               "run finish before it is saved, or set the schedule to constant",
                               resolved_->stated.schedule->text()),
                   "schedule");
  }
  return {.material = material_, .resolved = resolved_, .trainer = trainer_, .asked = job_};
}

}  // namespace ganglion::studio
