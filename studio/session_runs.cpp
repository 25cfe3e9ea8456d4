#include <utility>

#include "ganglion/core/file.h"
#include "ganglion/train/run/run_folder.h"
#include "ganglion/train/save.h"
#include "studio/session.h"

namespace ganglion::studio {

using io::Json;

std::string Session::run_folder(const std::string& name) {
  if (runs_folder_) return runs_folder_->folder(name);
  throw ApiError(404, "no folder of runs is shown; start `ganglion studio runs/`");
}

Json Session::runs() {
  if (runs_folder_) return runs_folder_->to_json();
  throw ApiError(404, "no folder of runs is shown; start `ganglion studio runs/`");
}
Json Session::history(const std::string& name) {
  run_folder(name);
  return runs_folder_->history(name);
}

std::string Session::report(const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& run : runs_) {
      if (!name.empty() && run->out() == name) {
        return read_regular_file(train::RunFolder(name).report());
      }
    }
  }
  return read_regular_file(train::RunFolder(run_folder(name)).report());
}

std::shared_ptr<train::Callback> Session::watch(const train::ResolvedJob& job) {
  const std::lock_guard lock(mutex_);
  const int id = next_id_++;
  Trainer::Events events = events_of(id);
  events.pace = nullptr;  // it doesn't go slower for being watched
  auto trainer = std::make_shared<Trainer>(std::move(events));
  watched_ = std::make_unique<Watched>(
      Watched{std::make_shared<const train::ResolvedJob>(job), trainer, id});
  watched_trainer_ = trainer;
  return Trainer::callback(trainer);
}

/// Its data are read for the page when the first page asks: nobody may ever.
void Session::take_watched() {
  if (!watched_ || !watched_->trainer->newest()) return;
  const Watched watched = *std::exchange(watched_, nullptr);
  const train::Job& job = watched.job->stated;
  const std::shared_ptr<const Material> material =
      load_material(job, {Source::Kind::file, job.data, job.data});
  runs_.push_back(
      std::make_unique<Run>(watched.id, "train", watched.job, material, watched.trainer));
  active_ = watched.id;
  if (watched.result) runs_.back()->ended(*watched.result);
  plane_ = {};
  choose_plane();
}

void Session::watched_ended(const train::RunResult& result) {
  const std::lock_guard lock(mutex_);
  // Of an ensemble the first network is shown, which no file has by itself.
  if (!result.interrupted && result.job.ensemble == 1) {
    watched_trainer_->kept(train::load_model(result.model));
  }
  if (watched_) watched_->result = result;
  for (const auto& run : runs_) {
    if (run->is_watched()) run->ended(result);
  }
}

}  // namespace ganglion::studio
