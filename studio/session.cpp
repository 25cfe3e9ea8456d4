#include "studio/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "ganglion/core/utf8.h"
#include "studio/settings.h"

namespace ganglion::studio {
namespace {

using io::Json;

constexpr std::size_t kMaxRuns = 12;

/// A run folder below the one that the program was started in.
void check_out(const std::string& out) {
  const std::filesystem::path path(out);
  const bool leads_out = std::ranges::find(path, "..") != path.end();
  if (out.empty() || !path.is_relative() || leads_out || !is_utf8(out) ||
      out.find('\0') != std::string::npos) {
    throw ApiError(400,
                   "the run folder must lie below the folder that the program was started in, "
                   "as runs/studio does",
                   "out");
  }
}

/// "A", "B", …
std::string letter(int id) {
  return id <= 26 ? std::string(1, static_cast<char>('A' + id - 1)) : fmt::format("run {}", id);
}

}  // namespace

Session::Session(train::Job asked, std::shared_ptr<http::EventLog> events,
                 std::optional<RunsFolder> folder)
    : asked_(std::move(asked)), log_(std::move(events)), runs_folder_(std::move(folder)) {
  if (!asked_.data.empty()) load_path(asked_.data);
}

Session::~Session() {
  given_up_ = true;
  runs_.clear();
  std::error_code ignored;
  if (!own_folder_.empty()) std::filesystem::remove_all(own_folder_, ignored);
}

Run& Session::active() {
  for (const auto& run : runs_) {
    if (run->id() == active_) return *run;
  }
  throw ApiError(409, "there are no data yet; choose some first");
}

Trainer::Events Session::events_of(int id) {
  const auto tell_state = [this] {
    log_->publish("state", fmt::format(R"({{"revision": {}}})", ++revision_));
  };
  return {.progress =
              [this, id](const TrainingProgress& progress) {
                const Json data = Json::Object{{"run", id},
                                               {"epoch", progress.epochs},
                                               {"step", progress.step},
                                               {"steps_per_second", progress.steps_per_second},
                                               {"loss", Json::finite(progress.loss)}};
                log_->publish("progress", data.dump());
              },
          .epoch =
              [this, id](const train::History::Epoch& epoch) {
                Json::Object data = {{"run", id}, {"epoch", epoch.epoch}};
                for (const auto& [name, value] : epoch.values) {
                  data.emplace_back(name, Json::finite(value));
                }
                log_->publish("epoch", Json(std::move(data)).dump());
              },
          .status = tell_state,
          .pace = pace_};
}

Json Session::changed() {
  const std::int64_t revision = ++revision_;
  log_->publish("state", fmt::format(R"({{"revision": {}}})", revision));
  return Json::Object{{"revision", revision}};
}

void Session::choose_plane() {
  const std::vector<std::string> columns = plane_columns(active().material());
  const auto is_there = [&](const std::string& name) {
    return std::ranges::find(columns, name) != columns.end();
  };
  plane_.row = std::min(plane_.row, active().material().table.rows() - 1);
  if (is_there(plane_.x) && is_there(plane_.y)) return;
  plane_.x = columns.empty() ? "" : columns[0];
  plane_.y = columns.size() < 2 ? "" : columns[1];
}

void Session::select(const Json& body) {
  Run& run = active();
  Plane plane = plane_;
  const std::vector<std::string> columns = plane_columns(run.material());
  for (const auto& [key, axis] : {std::pair{"x", &plane.x}, std::pair{"y", &plane.y}}) {
    const Json* wanted = body.find(key);
    if (wanted == nullptr) continue;
    *axis = wanted->is_null() ? "" : wanted->as_string();
    if (!axis->empty() && std::ranges::find(columns, *axis) == columns.end()) {
      throw ApiError(400, fmt::format("\"{}\" is no numeric column of the data", *axis), key);
    }
  }
  if (const Json* others = body.find("others")) {
    const std::string& text = others->as_string();
    if (text != "row" && text != "median") {
      throw ApiError(400, "the other columns have those of the \"row\", or their \"median\"",
                     "others");
    }
    plane.median = text == "median";
  }
  if (const Json* row = body.find("row")) plane.row = row->as_integer();
  if (plane.row < 0 || plane.row >= run.material().table.rows()) {
    throw ApiError(400, fmt::format("there is no row {}", plane.row), "row");
  }
  plane_ = plane;
  if (const Json* unit = body.find("unit")) unit_ = unit->is_null() ? "" : unit->as_string();
}

void Session::add_copy() {
  if (runs_.size() >= kMaxRuns) throw ApiError(409, "there are many runs already; close one");
  Run& from = active();
  if (from.status() == Trainer::Status::running && !from.is_watched()) from.order("pause");
  add_run(first_job(from.job(), from.job().data), from.material_ptr());
}

void Session::add_run(train::Job job, std::shared_ptr<const Material> material) {
  const int id = next_id_++;
  runs_.push_back(std::make_unique<Run>(id, letter(id), std::move(job), std::move(material),
                                        [this](int of) { return events_of(of); }));
  active_ = id;
}

void Session::close_run(const Run& run) {
  if (runs_.size() == 1) throw ApiError(409, "this is the only run; reset it instead");
  run.check_own();
  const int id = run.id();
  std::erase_if(runs_, [&](const auto& one) { return one->id() == id; });
  if (active_ == id) active_ = runs_.back()->id();
  choose_plane();
}

Run& Session::run_of(const Json& body) {
  const std::int64_t id = body.integer("id");
  for (const auto& run : runs_) {
    if (run->id() == id) return *run;
  }
  throw ApiError(404, fmt::format("there is no run {}", id));
}

/// The lock is given back while others may go on.
Json Session::saved(const std::string& out, std::unique_lock<std::mutex>& lock) {
  check_out(out);
  Run& run = active();
  const int id = run.id();
  const Run::Saving saving = run.saving();
  lock.unlock();
  const SavedRun saved = save_run(saving, out, given_up_);
  lock.lock();
  for (const auto& one : runs_) {
    if (one->id() == id) one->saved(saved.folder);
  }
  changed();
  return Json::Object{
      {"out", saved.folder}, {"model_hash", saved.model_hash}, {"repeats", saved.repeats}};
}

Json Session::command(const Json& body) {
  std::unique_lock lock(mutex_);
  const std::string& command = body.text("command");
  if (command == "set") {
    active().set(body.text("path"), body.at("value"));
    choose_plane();
  } else if (command == "select") {
    select(body);
  } else if (command == "reset") {
    active().reset();
  } else if (command == "save") {
    return saved(body.text("out"), lock);
  } else if (command == "run.new") {
    add_copy();
  } else if (command == "run.close") {
    close_run(run_of(body));
  } else if (command == "run.rename") {
    run_of(body).name = shortened(body.text("name"), 40);
  } else if (command == "run.activate") {
    active_ = run_of(body).id();
    choose_plane();
  } else if (command == "pace") {
    const double pace = body.number("epochs_per_second");
    if (!(pace >= 0.0)) throw ApiError(400, "the pace must be a number, 0 or more");
    *pace_ = pace;
  } else if (command == "start" || command == "pause" || command == "step" || command == "epoch") {
    active().order(command);
  } else {
    throw ApiError(400, fmt::format("there is no command \"{}\"", command));
  }
  return changed();
}

}  // namespace ganglion::studio
