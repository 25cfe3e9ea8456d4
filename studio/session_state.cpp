#include <fmt/format.h>

#include "studio/session.h"
#include "studio/settings.h"

namespace ganglion::studio {
namespace {

using io::Json;

Json builtins_json() {
  Json::Array list;
  for (const Builtin& one : builtins()) {
    Json::Array options;
    for (const BuiltinOption& option : one.options) {
      options.push_back(Json::Object{{"key", option.key},
                                     {"label", option.label},
                                     {"min", option.low},
                                     {"max", option.high},
                                     {"step", option.step},
                                     {"value", option.value}});
    }
    list.push_back(
        Json::Object{{"id", one.id}, {"title", one.title}, {"options", std::move(options)}});
  }
  return list;
}

}  // namespace

Json Session::runs_json() const {
  Json::Array runs;
  for (const auto& run : runs_) runs.push_back(run->to_json(run->id() == active_));
  return runs;
}

Json Session::state() {
  const std::lock_guard lock(mutex_);
  take_watched();
  Json::Object state = {{"revision", revision_.load()},
                        {"instance", instance_},
                        {"status", watched_ ? "loading" : "empty"},
                        {"message", Json()},
                        {"runs_folder", runs_folder_ ? Json(runs_folder_->path()) : Json()},
                        {"builtin", builtins_json()},
                        {"choices", choices_json()}};
  const auto add = [&](const char* key, Json value) { state.emplace_back(key, std::move(value)); };
  if (runs_.empty()) {
    add("data", Json());
    add("settings", settings_json(first_job(asked_, ""), nullptr, ""));
    for (const char* key : {"network", "training", "selection", "result"}) add(key, Json());
    for (const char* key : {"runs", "diagnosis"}) add(key, Json::Array());
    return state;
  }
  Run& run = active();
  auto [result, diagnosis] = run.result();
  state[2].second = run.status_name();
  state[3].second = run.message();
  add("data", data_json(run.material()));
  add("settings", run.settings());
  add("network", run.network());
  Json::Object training = run.training().as_object();
  training.emplace_back("pace", pace_->load());
  add("training", std::move(training));
  add("selection", Json::Object{{"row", plane_.row},
                                {"x", plane_.x.empty() ? Json() : Json(plane_.x)},
                                {"y", plane_.y.empty() ? Json() : Json(plane_.y)},
                                {"others", plane_.median ? "median" : "row"},
                                {"unit", unit_.empty() ? Json() : Json(unit_)}});
  add("runs", runs_json());
  add("diagnosis", std::move(diagnosis));
  add("result", std::move(result));
  return state;
}

}  // namespace ganglion::studio
