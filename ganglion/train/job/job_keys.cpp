#include "ganglion/train/job/job_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/core/precision.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/csv/csv.h"
#include "ganglion/data/features/column_types.h"
#include "ganglion/data/task.h"
#include "ganglion/nn/losses/loss.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/optim/optimizer.h"
#include "ganglion/optim/schedule_text.h"
#include "ganglion/train/job/job_key_forms.h"
#include "ganglion/train/job/job_sample_keys.h"
#include "ganglion/train/job/job_values.h"

namespace ganglion::train {
namespace {

using Values = std::vector<std::string>;
using Maybe = std::optional<std::string>;

/// Settings that are text with a reader of its own, which refuses what can't be.
void check_task(const std::string& text) {
  if (text != "auto") data::task_named(text);
}
/// The key is named by whoever asked; the readers name it, too.
template <class Read>
void check_with(const Read& read, std::string_view what) {
  try {
    read();
  } catch (const Error& error) {
    std::string message = error.what();
    if (message.starts_with(what)) message.erase(0, what.size());
    throw Error(message);
  }
}

void check_loss(const std::string& text) {
  if (text != "auto") check_with([&] { nn::parse_loss(text); }, "loss: ");
}
void check_optimizer(const std::string& text) {
  check_with([&] { optim::parse_optimizer(text); }, "optimizer: ");
}
void check_network(const std::string& text) {
  check_with([&] { nn::parse_network(text); }, "network: ");
}
void check_schedule(const std::string& text) {
  if (text == "auto") return;
  check_with([&] { optim::parse_schedule(text, {.steps_per_epoch = 100, .total_steps = 100000}); },
             "schedule: ");
}
void check_header(const std::string& text) {
  data::header_named(text);
}
void check_encoding(const std::string& text) {
  data::encoding_named(text);
}
void check_precision(const std::string& text) {
  parse_precision(text);
}

void check_memory(const std::string& text) {
  if (text != "auto") to_bytes(text);
}

void check_output(const std::string& text) {
  static const std::set<std::string> kOutputs = {"auto",     "linear",  "relu",
                                                 "softplus", "sigmoid", "softmax"};
  if (!kOutputs.contains(text)) {
    throw Error(
        fmt::format("{} is not known; use auto, linear, relu, softplus or sigmoid (the "
                    "folder for the results is `out`)",
                    shown(text)));
  }
}

/// "zip=category,day=date". A name may hold commas, and a type holds none: a part ends at the first
/// comma after a '='.
void set_columns(Job& job, const Values& values) {
  job.columns.clear();
  for (const std::string& value : values) {
    for (std::size_t from = 0; from <= value.size();) {
      const std::size_t to = std::min(value.find(',', value.find('=', from)), value.size());
      const std::string part = value.substr(from, to - from);
      const std::size_t equals = part.rfind('=');
      if (equals == std::string::npos || equals == 0) {
        throw Error(fmt::format("{}: write COL=TYPE, such as zip=category", shown(part)));
      }
      const std::string type = part.substr(equals + 1);
      data::column_type_named(type);
      job.columns[part.substr(0, equals)] = type;
      from = to + 1;
    }
  }
}

JobKey columns_key() {
  return {"columns", "COL=TYPE[,…]",
          "what columns are: number, linear, log, robust, category, boolean, date, text, ignore",
          set_columns, [](const Job& job) -> Maybe {
            std::string text;
            for (const auto& [name, type] : job.columns) {
              text += (text.empty() ? "" : ", ") + toml_text(name) + " = " + toml_text(type);
            }
            return text.empty() ? Maybe() : "{" + text + "}";
          }};
}

JobKey network_key() {
  return {"network", "LAYERS", "hidden layers: \"dense 25 relu; dense 15 relu\"; \"\" for none",
          [](Job& job, const Values& values) {
            check_network(single(values));
            job.network = single(values);
          },
          [](const Job& job) { return job.network ? Maybe(toml_text(*job.network)) : Maybe(); }};
}

JobKey seed_key() {
  return {"seed", "N", "of the split, the first weights, the order of rows, dropout (1)",
          [](Job& job, const Values& values) {
            job.seed = static_cast<std::uint64_t>(to_whole(single(values), 0, INT64_MAX));
          },
          [](const Job& job) { return Maybe(std::to_string(job.seed)); }};
}

JobKey cross_validate_key() {
  JobKey key =
      whole_key("cross_validate", "also trains and tests on K divisions of the rows; 0: not (0)",
                &Job::cross_validate, 0, 1000);
  key.value = "K";
  key.set = [set = key.set](Job& job, const Values& values) {
    set(job, values);
    if (job.cross_validate == 1) throw Error("1 fold leaves no rows to learn from; use 5 or 10");
  };
  return key;
}

JobKey replicas_key() {
  JobKey key = whole_key("replicas", "shares of a batch, a power of two; 0: by a rule (0)",
                         &Job::replicas, 0, 1024);
  key.set = [set = key.set](Job& job, const Values& values) {
    set(job, values);
    if ((job.replicas & (job.replicas - 1)) != 0) {
      throw Error(fmt::format("{} is not a power of two; use 1, 2, 4, 8, …", job.replicas));
    }
  };
  return key;
}

// NOLINTNEXTLINE(readability-function-size): a table
std::vector<JobKey> make_keys() {
  constexpr std::int64_t kMany = 1'000'000'000;
  return {
      text_key("data", "FILE", "table, folder of pictures or sounds, or arrays to learn from",
               &Job::data),
      text_key("header", "HOW", "first row of a table is names: yes, no, auto (auto)", &Job::header,
               check_header),
      text_key("encoding", "NAME", "of tables of text: utf-8 or latin1 (utf-8)", &Job::encoding,
               check_encoding),
      list_key("target", "COL[,COL…]", "column to learn, or several; #3, #-1 count (the last one)",
               &Job::targets),
      text_key("task", "TASK", "auto, regression, binary, multiclass or multilabel (auto)",
               &Job::task, check_task),
      list_key("ignore", "COL[,COL…]", "columns to leave out", &Job::ignore),
      columns_key(),
      network_key(),
      text_key("output", "NAME",
               "of a regression: linear, relu, softplus or sigmoid; auto fits the target (auto)",
               &Job::output, check_output),
      text_key("loss", "NAME", "what is made small; auto fits the task (auto)", &Job::loss,
               check_loss),
      text_key("optimizer", "NAME", "adam, adamw, sgd, rmsprop or adagrad, with settings (adam)",
               &Job::optimizer, check_optimizer),
      chosen_key("learning_rate", "step size of the optimizer (its own default: adam 0.001)",
                 &Job::learning_rate, {.above = 0.0}),
      text_key("schedule", "TEXT",
               "constant; step 0.5 10; exponential 0.9 1e; cosine; warmup 2e cosine; plateau "
               "(pictures: cosine)",
               &Job::schedule, check_schedule),
      whole_key("epochs", "passes over the training rows, at most", &Job::epochs, 1, kMany),
      whole_key("batch_size", "rows of a step", &Job::batch_size, 1, kMany),
      holdout_key("validation", "rows to watch training with: a share, or a file (0.2)",
                  &Job::validation),
      holdout_key("test", "rows for the final test: a share, or a file (0.2)", &Job::test),
      text_key(
          "time_column", "COL",
          "rows in the order of its dates or numbers: trains on the earliest, tests the latest",
          &Job::time_column),
      whole_key("patience", "epochs without a better validation loss before it ends; 0: never",
                &Job::patience, 0, kMany),
      word_key("keep", "WHICH",
               "best weights by validation loss, or the last (auto: last where the rate falls)",
               &Job::keep, {"auto", "best", "last"}),
      whole_key("ensemble", "networks that are trained and averaged (auto: several for few rows)",
                &Job::ensemble, 1, 100),
      chosen_key("l2", "adds l2 * (sum of squared weights) to the loss; 0 for none", &Job::l2,
                 {.least = 0.0}),
      number_key("dropout", "share of hidden outputs set to 0 at random while training (0)",
                 &Job::dropout, 1.0),
      word_key("class_weight", "HOW", "none, or balanced: rare classes count more (none)",
               &Job::class_weight, {"none", "balanced"}),
      word_key("calibration", "HOW",
               "auto: probabilities fitted to the validation rows where it helps; none (auto)",
               &Job::calibration, {"auto", "none"}),
      cross_validate_key(),
      seed_key(),
      replicas_key(),
      text_key("precision", "HOW",
               "f32, or bf16: what products multiply is rounded to bfloat16 (f32)", &Job::precision,
               check_precision),
      whole_key("threads", "worker threads; no result depends on it (all)", &Job::threads, 1, 4096),
      word_key("stream", "HOW",
               "features read when they are needed, not kept in memory: yes, no, auto (auto)",
               &Job::stream, {"auto", "yes", "no"}),
      text_key("memory", "SIZE", "what the data may take: 2GB; auto: half of the machine's (auto)",
               &Job::memory, check_memory),
      text_key("cache", "DIR",
               "folder in which a large CSV file is kept in binary, to be read again", &Job::cache),
      text_key("out", "DIR", "folder for the results (runs/<name of the data>)", &Job::out),
  };
}

}  // namespace

const std::vector<JobKey>& job_keys() {
  static const std::vector<JobKey> keys = [] {
    std::vector<JobKey> all = make_keys();
    const std::vector<JobKey> of_samples = sample_keys();
    const auto network =
        std::ranges::find_if(all, [](const JobKey& key) { return key.name == "network"; });
    all.insert(network, of_samples.begin(), of_samples.end());
    return all;
  }();
  return keys;
}

const JobKey& job_key(std::string_view name) {
  std::vector<std::string> names;
  for (const JobKey& key : job_keys()) {
    if (key.name == name) return key;
    names.push_back(key.name);
  }
  throw Error(fmt::format("unknown key {}; {}", shown(name), suggestion(name, names)));
}

}  // namespace ganglion::train
