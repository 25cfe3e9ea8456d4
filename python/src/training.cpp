#include <nanobind/nanobind.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/train/job/job_keys.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/run/fit_table.h"
#include "ganglion/train/run/run.h"
#include "python/src/bindings.h"
#include "python/src/columns.h"
#include "python/src/interpreter.h"
#include "python/src/job_words.h"
#include "python/src/live_page.h"
#include "python/src/ranks.h"
#include "python/src/watched.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

/// Calls from the thread that trains: each takes the interpreter's lock for itself. What a function
/// of the caller raises is told as Python tells of such, and doesn't end the training.
template <class... Arguments>
auto told_to(const nb::object& function, const char* what) {
  return [&function, what](const Arguments&... arguments) {
    if (function.is_none()) return;
    const Locked held;
    try {
      function(what, arguments...);
    } catch (nb::python_error& error) {
      error.discard_as_unraisable(function);
    }
  };
}

train::Listener listener_of(const nb::object& tell) {
  const auto choice = told_to<std::string, std::string, std::string>(tell, "choice");
  return {.chosen = [choice](const train::Choice& c) { choice(c.what, c.value, c.reason); },
          .note = told_to<std::string>(tell, "note"),
          .warning = told_to<std::string>(tell, "warning")};
}

/// Trains on rows in memory: (model, history, job as TOML, why training ended, rows of a batch).
nb::tuple fit_columns(const std::string& source, const nb::list& columns, const Settings& settings,
                      const nb::object& weights, const nb::object& tell) {
  train::Job job = job_of(settings);
  data::Table table = to_table(source, columns);
  std::optional<Tensor> of_rows;
  if (!weights.is_none()) of_rows = to_vector(weights);
  train::TrainedJob trained = watched([&](const std::atomic<bool>& stop) {
    return train::fit_table(
        std::move(job), std::move(table), of_rows,
        {.progress = false, .listener = listener_of(tell), .stop = &stop, .ranks = ranks()});
  });
  const nb::dict history = history_dict(trained.history);
  return nb::make_tuple(model_object(std::move(trained.model)), history,
                        train::to_toml(trained.job.stated), trained.history.stopped,
                        trained.job.batch_size);
}

/// Trains on a file, as `ganglion train` does: the JSON that it prints. `page` shows it, if there
/// is one.
std::string run(const Settings& settings, const nb::object& tell, LivePage* page) {
  const train::Job job = job_of(settings);
  std::optional<LivePage::Watching> watching;
  if (page != nullptr) watching.emplace(*page, job);
  const train::RunResult result = watched([&](const std::atomic<bool>& stop) {
    train::RunOptions options = {
        .progress = false, .listener = listener_of(tell), .stop = &stop, .ranks = ranks()};
    if (watching) {
      options.watch = [&](const train::ResolvedJob& resolved) { return watching->watch(resolved); };
    }
    train::RunResult done = train::run(job, options);
    if (watching) watching->ended(done);
    return done;
  });
  return result.to_json().dump();
}

nb::dict settings() {
  nb::dict known;
  for (const train::JobKey& key : train::job_keys()) {
    known[key.name.c_str()] = train::help_with_default(key);
  }
  return known;
}

}  // namespace

train::Job job_of(const Settings& settings, train::Job job) {
  for (const auto& [name, values] : settings) {
    try {
      train::job_key(name).set(job, values);
    } catch (const Error& error) {
      throw Error(name + ": " + error.what(), error.remedy());
    }
  }
  return job;
}

nb::dict history_dict(const train::History& history) {
  nb::dict columns;
  if (history.epochs.empty()) return columns;
  for (const auto& [name, unused] : history.epochs.front().values) {
    nb::list values;
    for (const double value : history[name]) values.append(value);
    columns[name.c_str()] = values;
  }
  return columns;
}

void bind_training(nb::module_& module) {
  module.def("fit_columns", &fit_columns, nb::arg("source"), nb::arg("columns"),
             nb::arg("settings"), nb::arg("weights").none(), nb::arg("tell").none());
  module.def("run", &run, nb::arg("settings"), nb::arg("tell").none(),
             nb::arg("page").none() = nb::none());
  module.def("row_keys", &row_keys, nb::arg("columns"), nb::arg("rows"));
  module.def("settings", &settings, "Every setting of a run and what it is for.");
}

}  // namespace ganglion::python
