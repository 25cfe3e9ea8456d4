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
#include "ganglion/train/job/job_class_keys.h"
#include "ganglion/train/job/job_key_forms.h"
#include "ganglion/train/job/job_sample_keys.h"
#include "ganglion/train/job/job_series_keys.h"
#include "ganglion/train/job/job_split_keys.h"
#include "ganglion/train/job/job_table_keys.h"
#include "ganglion/train/job/job_values.h"

namespace ganglion::train {
namespace {

using Values = std::vector<std::string>;
using Maybe = std::optional<std::string>;

/// What `read` makes of the text. The key is named by whoever asked; the readers name it, too.
template <class Read>
auto read_without(std::string_view name, const Read& read, const std::string& text) {
  try {
    return read(text);
  } catch (const Error& error) {
    std::string message = error.what();
    if (message.starts_with(name)) message.erase(0, name.size());
    throw Error(message);
  }
}

/// A setting that is written back as it was typed.
template <auto read>
Parsed<read> parsed(std::string_view name, const std::string& text) {
  return read_without(
      name, [](const std::string& typed) { return Parsed<read>(typed); }, text);
}
constexpr auto typed_text = [](const auto& parsed) { return parsed.text(); };

nn::Activation read_output(const std::string& text) {
  static const std::set<std::string> kOutputs = {"linear", "relu", "softplus", "sigmoid",
                                                 "softmax"};
  if (kOutputs.contains(text)) return nn::activation_of(text);
  throw Error(
      fmt::format("unknown activation {}; use auto, linear, relu, softplus or sigmoid (the "
                  "folder for the results is `out`)",
                  shown(text)));
}

JobKey network_key() {
  return {
      "network", "LAYERS",
      "hidden layers, such as \"dense 25 relu; dense 15 relu\"; \"\" for none [default: chosen "
      "from the data]",
      [](Job& job, const Values& values) {
        job.network = parsed<parse_hidden>("network: ", single(values));
      },
      [](const Job& job) { return job.network ? Maybe(toml_text(job.network->text())) : Maybe(); }};
}

/// Those that say nothing stay out of job.toml.
JobKey only_if_set(JobKey key) {
  key.toml = [toml = key.toml](const Job& job) {
    const Maybe text = toml(job);
    return text == "\"\"" || text == "[]" ? Maybe() : text;
  };
  return key;
}

JobKey init_key() {
  return only_if_set(text_key("init", "MODEL",
                              "start from the layers and weights of this model, with a new output "
                              "layer (transfer learning)",
                              &Job::init));
}

JobKey freeze_key() {
  return only_if_set(list_key("freeze", "LAYER[,LAYER…]",
                              "layers that training leaves as they are, such as \"conv*\"",
                              &Job::freeze));
}

JobKey linear_path_key() {
  return auto_key(
      "linear_path", "[yes|no]",
      "features also reach the outputs around the hidden layers, begun as the linear baseline "
      "[default: chosen from the data; no with `network` and for several labels]",
      &Job::linear_path,
      [](const std::string& text) {
        return index_of_word(text, {"yes", "no", "auto"}) == 0;
      },
      [](bool yes) { return yes ? "yes" : "no"; });
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

JobKey learning_curve_key() {
  return {
      .name = "learning_curve",
      .value = "[PERCENT,…]",
      .help = "also train on these shares of the rows; without a value: 10,20,40,70,100",
      .set = [](Job& job, const Values& values) { job.learning_curve = to_percentages(values); },
      .toml =
          [](const Job& job) {
            std::string text;
            for (const double percentage : job.learning_curve) {
              text += fmt::format("{}{}", text.empty() ? "" : ",", percentage);
            }
            return text.empty() ? Maybe() : Maybe(toml_text(text));
          },
      .implied = "10,20,40,70,100"};
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

JobKey loss_key() {
  return auto_key(
      "loss", "NAME", "loss function to minimise [default: chosen from the task]", &Job::loss,
      [](const std::string& text) { return parsed<nn::parse_loss>("loss: ", text); }, typed_text);
}

JobKey optimizer_key() {
  return value_key(
      "optimizer", "NAME",
      "optimizer: adam, adamw, sgd, rmsprop or adagrad, with settings such as \"sgd momentum=0.9\"",
      &Job::optimizer,
      [](const std::string& text) { return parsed<optim::parse_optimizer>("optimizer: ", text); },
      typed_text);
}

JobKey schedule_key() {
  return auto_key(
      "schedule", "TEXT",
      "learning rate schedule: constant; step 0.5 5; exponential 0.9 1e; cosine; warmup 2e cosine; "
      "plateau [default: cosine for images and signals, else constant]",
      &Job::schedule,
      [](const std::string& text) {
        const auto read = [](const std::string& typed) { return optim::ScheduleText(typed); };
        return read_without("schedule: ", read, text);
      },
      typed_text);
}

// NOLINTNEXTLINE(readability-function-size): a table
std::vector<JobKey> make_keys() {
  constexpr std::int64_t kMany = 1'000'000'000;
  return {
      text_key(
          "data", "FILE",
          "training data: table, folder of images or WAV files by class, or arrays (.npz, IDX)",
          &Job::data),
      list_key("target", "COL[,COL…]",
               "target column, or several; by name or number (#1: first, #-1: last) [default: "
               "usually the last]",
               &Job::targets),
      auto_key("task", "TASK",
               "regression, binary, multiclass, multilabel, or auto (from the target)", &Job::task,
               task_named, [](Task task) { return name_of(task); }),
      network_key(),
      init_key(),
      freeze_key(),
      auto_key("output", "NAME",
               "output activation for regression: linear, relu, softplus, sigmoid, or auto (from "
               "the target)",
               &Job::output, read_output,
               [](nn::Activation output) { return nn::name_of(output); }),
      loss_key(),
      optimizer_key(),
      chosen_key("learning_rate",
                 "learning rate, or the initial one of a schedule [default: the optimizer's own, "
                 "adam 0.001]",
                 &Job::learning_rate, {.above = 0.0}),
      schedule_key(),
      whole_key("epochs",
                "maximum number of epochs; training stops early when validation loss stops "
                "improving [default: chosen from the data]",
                &Job::epochs, 1, kMany),
      auto_key("time", "TIME",
               "time limit for training, such as 90s, 5m or 1h30m; results then depend on the "
               "clock [default: none]",
               &Job::time, to_seconds, seconds_text),
      whole_key("batch_size", "batch size: rows per training step [default: chosen from the data]",
                &Job::batch_size, 1, kMany),
      whole_key("patience",
                "early stopping: epochs without improvement in validation loss before training "
                "stops; 0: off [default: chosen from the data]",
                &Job::patience, 0, kMany),
      choice_key("keep", "WHICH",
                 "weights to keep: best (lowest validation loss) or last [default: last if the "
                 "learning rate of a classifier decays to 0, else best]",
                 &Job::keep, {"auto", "best", "last"},
                 {std::nullopt, KeptWeights::best, KeptWeights::last}),
      whole_key("ensemble",
                "size of the ensemble: networks trained from different initial weights, "
                "predictions averaged [default: chosen from the rows of a table, else 1]",
                &Job::ensemble, 1, 100),
      choice_key(
          "ensemble_validation", "WHICH",
          "rows that end a training: shared by the networks of an ensemble, or folds, others "
          "for each [default: chosen from the data]",
          &Job::ensemble_validation, {"auto", "shared", "folds"},
          {std::nullopt, EnsembleValidation::shared, EnsembleValidation::folds}),
      choice_key(
          "effort", "HOW",
          "time for a table: fast (one small network), default, or best (ensembles, layers tried)",
          &Job::effort, {"default", "fast", "best"}, {Effort::normal, Effort::fast, Effort::best}),
      linear_path_key(),
      chosen_key("l2",
                 "L2 regularisation: adds l2 * (sum of squared weights) to the loss [default: "
                 "chosen from the data]",
                 &Job::l2, {.least = 0.0}),
      number_key(
          "dropout",
          "dropout rate after each hidden layer: fraction of outputs set to 0 during training",
          &Job::dropout, 1.0),
      cross_validate_key(),
      learning_curve_key(),
      seed_key(),
      replicas_key(),
      value_key("precision", "HOW", "precision of matrix products and convolutions: f32 or bf16",
                &Job::precision, parse_precision,
                [](Precision precision) { return name_of(precision); }),
      whole_key("threads", "worker threads; results don't depend on it [default: all processors]",
                &Job::threads, 1, 4096),
      choice_key("stream", "HOW",
                 "read features from disk instead of keeping them in memory: yes, no, or auto (if "
                 "they don't fit)",
                 &Job::stream, {"auto", "yes", "no"}, {Stream::automatic, Stream::yes, Stream::no}),
      auto_key("memory", "SIZE",
               "memory limit for the data, such as 2GB [default: half of the machine's memory]",
               &Job::memory, to_bytes, bytes_text),
      text_key(
          "cache", "DIR",
          "folder for a binary copy of a large CSV file, which is faster to read the next time",
          &Job::cache),
      text_key("tensorboard", "DIR",
               "folder for curves, histograms of weights and settings as TensorBoard shows them",
               &Job::tensorboard),
      text_key("out", "DIR", "folder for the results [default: runs/<name of the data>]",
               &Job::out),
  };
}

}  // namespace

const std::vector<JobKey>& job_keys() {
  static const std::vector<JobKey> keys = [] {
    std::vector<JobKey> all = make_keys();
    const auto insert_before = [&](std::string_view name, const std::vector<JobKey>& more) {
      all.insert(std::ranges::find(all, name, &JobKey::name), more.begin(), more.end());
    };
    insert_before("target", table_keys());
    insert_before("network", sample_keys());
    insert_before("patience", split_keys());
    insert_before("group", series_keys());
    insert_before("cross_validate", class_keys());
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
  static const Job kPlain;  // making one checks its optimizer, and all keys are asked at once
  std::string value = key.toml(kPlain).value_or("");
  if (value.starts_with('"')) value = value.substr(1, value.size() - 2);
  if (value.empty() || value == "[]") return key.help;
  return fmt::format("{} [default: {}]", key.help, value);
}

}  // namespace ganglion::train
