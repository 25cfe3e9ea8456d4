#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/results/run_result.h"
#include "http/event_log.h"
#include "http/gate.h"
#include "studio/material.h"
#include "studio/run.h"
#include "studio/runs_folder.h"

namespace ganglion::studio {

/// All that a page shows and commands: data, runs, what is selected. Its functions answer the
/// requests of docs/studio.md; they throw ApiError (or Error) for what can't be done, and change
/// nothing then. Any thread may call any of them.
class Session {
 public:
  /// `asked` has the settings and the data of the command line; empty data: none yet.
  Session(train::Job asked, std::shared_ptr<http::EventLog> events,
          std::optional<RunsFolder> folder = std::nullopt);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  io::Json state();
  /// A command of the page: {"command": "start"}, …
  io::Json command(const io::Json& body);
  io::Json load_builtin(const std::string& id, const OptionValues& options);
  /// The file that was given on the command line, by whatever name it was given.
  io::Json load_path(const std::string& path);
  io::Json load_upload(const std::string& name, const std::string& bytes);
  /// Data and settings of a run of the folder.
  io::Json load_run(const std::string& name);

  /// The runs of the folder that the program was started with, and the epochs of one.
  io::Json runs();
  io::Json history(const std::string& name);
  /// The report of a run of the folder, or of one that was saved here, as HTML.
  std::string report(const std::string& name);

  /// Shows a training that goes on elsewhere, with this job, as a run: gives the callback that
  /// stands last in its fit. `watched_ended` is told what came of it.
  std::shared_ptr<train::Callback> watch(const train::ResolvedJob& job);
  void watched_ended(const train::RunResult& result);

  io::Json predict(const io::Json& values);
  io::Json row(std::int64_t index);
  io::Json explain(std::int64_t row);
  io::Json layers();
  std::string weights();
  io::Json mistakes();
  io::Json points();
  io::Json maps(std::int64_t row);
  io::Json learning_curve();
  /// "units" or "surface"; `epochs`: how many were completed when it was taken.
  std::string frame(const std::string& what, std::int64_t& epochs);
  /// From now on nobody waits for a training.
  void give_up() { given_up_ = true; }

 private:
  Run& active();
  const Run& active() const;
  Run& run_of(const io::Json& body);
  Trainer::Events events_of(int id);
  io::Json load(const Source& source, train::Job job);
  io::Json changed();
  void select(const io::Json& body);
  void choose_plane();
  void add_copy();
  void add_run(train::Job job, std::shared_ptr<const Material> material);
  void take_watched();
  std::string run_folder(const std::string& name);
  template <class Look>
  auto seen(Run::Eye eye, Look look);
  void close_run(const Run& run);
  io::Json saved(const std::string& out, std::unique_lock<std::mutex>& lock);
  io::Json runs_json() const;
  std::string own_file(const std::string& name, const std::string& bytes);

  /// A training elsewhere, before its data were read for the page.
  struct Watched {
    std::shared_ptr<const train::ResolvedJob> job;
    std::shared_ptr<Trainer> trainer;
    int id = 0;
    std::optional<train::RunResult> result = {};
  };

  const train::Job asked_;
  std::shared_ptr<http::EventLog> log_;
  const std::string instance_ = http::random_token();
  std::atomic<std::int64_t> revision_ = 1;
  std::atomic<bool> given_up_ = false;
  /// Epochs a second at most, so that small networks can be watched; 0: as fast as they can.
  const std::shared_ptr<std::atomic<double>> pace_ = std::make_shared<std::atomic<double>>(25.0);
  const std::optional<RunsFolder> runs_folder_;
  std::string own_folder_;  // for data that are no file of the user's; made when needed

  std::mutex mutex_;
  std::vector<std::unique_ptr<Run>> runs_;
  int active_ = 0;  // its id
  int next_id_ = 1;
  Plane plane_;
  std::string unit_;
  std::unique_ptr<Watched> watched_;  // until a page asks
  std::shared_ptr<Trainer> watched_trainer_;
};

}  // namespace ganglion::studio
