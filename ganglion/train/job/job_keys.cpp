#include "ganglion/train/job/job_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/core/numbers.h"
#include "ganglion/core/precision.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/csv/csv.h"
#include "ganglion/data/features/column_types.h"
#include "ganglion/data/task.h"
#include "ganglion/nn/losses/loss.h"
#include "ganglion/nn/losses/loss_table.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/optim/optimizer.h"
#include "ganglion/optim/optimizer_table.h"
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
  check_with([&] { optim::ScheduleText{text}; }, "schedule: ");
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
        fmt::format("unknown activation {}; use auto, linear, relu, softplus or sigmoid (the "
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
          "column types: number, linear, log, robust, category, boolean, date, text or ignore "
          "[default: detected]",
          set_columns, [](const Job& job) -> Maybe {
            std::string text;
            for (const auto& [name, type] : job.columns) {
              text += (text.empty() ? "" : ", ") + toml_text(name) + " = " + toml_text(type);
            }
            return text.empty() ? Maybe() : "{" + text + "}";
          }};
}

JobKey network_key() {
  return {"network", "LAYERS",
          "hidden layers, such as \"dense 25 relu; dense 15 relu\"; \"\" for none [default: chosen "
          "from the data]",
          [](Job& job, const Values& values) {
            check_network(single(values));
            job.network = single(values);
          },
          [](const Job& job) { return job.network ? Maybe(toml_text(*job.network)) : Maybe(); }};
}

JobKey seed_key() {
  return {"seed", "N", "random seed of split, weight initialisation, shuffling and dropout",
          [](Job& job, const Values& values) {
            job.seed = static_cast<std::uint64_t>(to_whole(single(values), 0, INT64_MAX));
          },
          [](const Job& job) { return Maybe(std::to_string(job.seed)); }};
}

JobKey cross_validate_key() {
  JobKey key = whole_key("cross_validate", "also run K-fold cross-validation; 0: off",
                         &Job::cross_validate, 0, 1000);
  key.value = "K";
  key.set = [set = key.set](Job& job, const Values& values) {
    set(job, values);
    if (job.cross_validate == 1) throw Error("1 fold leaves no rows to train on; use 5 or 10");
  };
  return key;
}

JobKey replicas_key() {
  JobKey key = whole_key("replicas",
                         "shards of a batch, computed in parallel; a power of two; 0: chosen from "
                         "batch size and network",
                         &Job::replicas, 0, 1024);
  key.set = [set = key.set](Job& job, const Values& values) {
    set(job, values);
    if (job.replicas != 0 && !is_power_of_two(job.replicas)) {
      throw Error(fmt::format("{} is not a power of two; use 1, 2, 4, 8, …", job.replicas));
    }
  };
  return key;
}

// NOLINTNEXTLINE(readability-function-size): a table
std::vector<JobKey> make_keys() {
  constexpr std::int64_t kMany = 1'000'000'000;
  return {
      text_key(
          "data", "FILE",
          "training data: table, folder of images or WAV files by class, or arrays (.npz, IDX)",
          &Job::data),
      text_key("header", "HOW",
               "whether the first line of a table holds column names: yes, no or auto",
               &Job::header, check_header),
      text_key("encoding", "NAME", "text encoding of tables: utf-8 or latin1", &Job::encoding,
               check_encoding),
      list_key("target", "COL[,COL…]",
               "target column, or several; by name or number (#1: first, #-1: last) [default: "
               "usually the last]",
               &Job::targets),
      text_key("task", "TASK",
               "regression, binary, multiclass, multilabel, or auto (from the target)", &Job::task,
               check_task),
      list_key("ignore", "COL[,COL…]", "columns to exclude", &Job::ignore),
      columns_key(),
      network_key(),
      text_key("output", "NAME",
               "output activation for regression: linear, relu, softplus, sigmoid, or auto (from "
               "the target)",
               &Job::output, check_output),
      text_key("loss", "NAME", "loss function to minimise [default: chosen from the task]",
               &Job::loss, check_loss),
      text_key("optimizer", "NAME",
               "optimizer: adam, adamw, sgd, rmsprop or adagrad, with settings such as \"sgd "
               "momentum=0.9\"",
               &Job::optimizer, check_optimizer),
      chosen_key("learning_rate",
                 "learning rate, or the initial one of a schedule [default: the optimizer's own, "
                 "adam 0.001]",
                 &Job::learning_rate, {.above = 0.0}),
      text_key("schedule", "TEXT",
               "learning rate schedule: constant; step 0.5 5; exponential 0.9 1e; cosine; warmup "
               "2e cosine; plateau [default: cosine for images and signals, else constant]",
               &Job::schedule, check_schedule),
      whole_key("epochs",
                "maximum number of epochs; training stops early when validation loss stops "
                "improving [default: chosen from the data]",
                &Job::epochs, 1, kMany),
      whole_key("batch_size", "batch size: rows per training step [default: chosen from the data]",
                &Job::batch_size, 1, kMany),
      holdout_key("validation",
                  "validation set for early stopping: a fraction of the rows left after the test "
                  "split, or a file",
                  &Job::validation),
      holdout_key("test", "test set for the final scores: a fraction of the rows, or a file",
                  &Job::test),
      text_key("time_column", "COL",
               "split by time: train on the earliest rows by this column (dates or numbers), test "
               "on the latest [default: random split]",
               &Job::time_column),
      whole_key("patience",
                "early stopping: epochs without improvement in validation loss before training "
                "stops; 0: off [default: chosen from the data]",
                &Job::patience, 0, kMany),
      word_key("keep", "WHICH",
               "weights to keep: best (lowest validation loss) or last [default: last if the "
               "learning rate of a classifier decays to 0, else best]",
               &Job::keep, {"auto", "best", "last"}),
      whole_key("ensemble",
                "size of the ensemble: networks trained from different initial weights, "
                "predictions averaged [default: 5 for small tables, else 1]",
                &Job::ensemble, 1, 100),
      chosen_key("l2",
                 "L2 regularisation: adds l2 * (sum of squared weights) to the loss [default: "
                 "chosen from the data]",
                 &Job::l2, {.least = 0.0}),
      number_key(
          "dropout",
          "dropout rate after each hidden layer: fraction of outputs set to 0 during training",
          &Job::dropout, 1.0),
      word_key("class_weight", "HOW",
               "none, or balanced: classes weighted by inverse frequency in the loss",
               &Job::class_weight, {"none", "balanced"}),
      word_key("calibration", "HOW",
               "auto: temperature scaling, fitted to the validation set, if it lowers its log "
               "loss; or none",
               &Job::calibration, {"auto", "none"}),
      cross_validate_key(),
      seed_key(),
      replicas_key(),
      text_key("precision", "HOW", "precision of matrix products and convolutions: f32 or bf16",
               &Job::precision, check_precision),
      whole_key("threads", "worker threads; results don't depend on it [default: all processors]",
                &Job::threads, 1, 4096),
      word_key("stream", "HOW",
               "read features from disk instead of keeping them in memory: yes, no, or auto (if "
               "they don't fit)",
               &Job::stream, {"auto", "yes", "no"}),
      text_key("memory", "SIZE",
               "memory limit for the data, such as 2GB [default: half of the machine's memory]",
               &Job::memory, check_memory),
      text_key(
          "cache", "DIR",
          "folder for a binary copy of a large CSV file, which is faster to read the next time",
          &Job::cache),
      text_key("out", "DIR", "folder for the results [default: runs/<name of the data>]",
               &Job::out),
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
    if (key.name == name || (!key.alias.empty() && key.alias == name)) return key;
    names.push_back(key.name);
  }
  throw Error(fmt::format("unknown key {}; {}", shown(name), suggestion(name, names)));
}

std::string help_with_default(const JobKey& key) {
  if (key.help.find("[default: ") != std::string::npos) return key.help;
  std::string value = key.toml(Job()).value_or("");
  if (value.starts_with('"')) value = value.substr(1, value.size() - 2);
  if (value.empty() || value == "[]") return key.help;
  return fmt::format("{} [default: {}]", key.help, value);
}

}  // namespace ganglion::train
