#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "cli/commands.h"
#include "cli/inspect_graph.h"
#include "cli/output.h"
#include "cli/ranges.h"
#include "cli/tables.h"
#include "ganglion/data/series/recipe_text.h"
#include "ganglion/io/series_json.h"
#include "ganglion/nn/averaged_network.h"
#include "ganglion/nn/multiply_adds.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/job/column_words.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/job_keys.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/save.h"

namespace ganglion::cli {
namespace {

/// What is scaled of a column of numbers, or of yes and no.
std::string value_of(const data::FeatureColumn& column) {
  const data::Transform& transform = column.transform;
  if (column.kind == data::ColumnKind::boolean) return "(1 for yes, 0 for no)";
  if (transform.kind == data::TransformKind::log) {
    return fmt::format("sign(x) log(1 + |x| / {})", train::shown_number(transform.unit));
  }
  if (transform.kind == data::TransformKind::robust) {
    return fmt::format("(x - {}) / {}, compressed beyond ±3", train::shown_number(transform.centre),
                       train::shown_number(transform.unit));
  }
  return "x";
}

/// The edges of bins in the column's own unit.
std::string bins_text(const data::FeatureColumn& column) {
  std::vector<std::string> edges;
  for (const double edge : column.edges) {
    edges.push_back(train::shown_number(column.transform.inverse(edge)));
  }
  return fmt::format("; {} bins between {}", column.bins(), fmt::join(edges, ", "));
}

std::string transform_of(const data::FeatureColumn& column) {
  if (column.kind == data::ColumnKind::text) {
    return fmt::format("hashed words, {} buckets", column.buckets);
  }
  if (column.kind == data::ColumnKind::date) {
    std::vector<std::string> parts;
    for (const data::DateFeature& date : column.dates) parts.push_back(date.part);
    return fmt::format("date parts: {}{}", fmt::join(parts, ", "),
                       column.missing_flag ? "; plus a missing indicator" : "");
  }
  if (column.kind != data::ColumnKind::category) {
    std::string text =
        fmt::format("({} - {}) / {}", value_of(column), train::shown_number(column.mean),
                    train::shown_number(column.std));
    if (column.std == 0.0) text = "constant: 0";
    if (!column.edges.empty()) text += bins_text(column);
    if (column.missing_flag) {
      text += fmt::format("; missing values: {}, plus a missing indicator",
                          train::shown_number(column.fill));
    }
    return text;
  }
  constexpr std::size_t kShown = 6;
  const auto& names = column.categories;
  const std::size_t shown = std::min(kShown, names.size());
  std::string text = fmt::format("one-hot: {}", fmt::join(std::span(names).first(shown), ", "));
  if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
  return column.other ? text + "; other" : text;
}

void print_samples(const data::SampleFeatures& samples) {
  const data::SampleUnits& units = samples.units;
  print_out(
      "\n{}s of {}{}{}{}{}\n", data::name_of(samples.kind),
      data::described(samples.kind, samples.shape), units.bits == 16 ? ", 16 bits per channel" : "",
      units.rate > 0 ? fmt::format(", {} Hz", units.rate) : "",
      samples.kind == data::SampleKind::spectrogram ? ", of " + data::described(units.form) : "",
      samples.any_length ? "; other lengths are truncated or zero-padded" : "");
  std::vector<std::vector<std::string>> rows = {{"channel", "transform"}};
  for (std::size_t i = 0; i < samples.scaling.mean.size(); ++i) {
    rows.push_back({std::to_string(i + 1),
                    fmt::format("(x - {}) / {}", train::shown_number(samples.scaling.mean[i]),
                                train::shown_number(samples.scaling.std[i]))});
  }
  print_out("{}", text_table(rows));
}

/// How its values are read, where that isn't as usual.
std::string reading_of(const data::FeatureColumn& column, const data::TableReading& reading) {
  std::string text;
  const std::string written = column.format.to_string();
  if (!written.empty()) text += "; read with " + written;
  const auto missing = reading.missing_of.find(column.name);
  if (missing != reading.missing_of.end()) {
    text += fmt::format("; missing where {}", fmt::join(missing->second, ", "));
  }
  return text;
}

/// Each column in the words of a job: with them a training decides nothing of it anew.
io::Json columns_json(const data::PreprocessingState& state) {
  io::Json::Object columns;
  for (const data::FeatureColumn& column : state.features) {
    columns.emplace_back(column.name, train::column_words(state, column));
  }
  return columns;
}

void print_columns(const data::PreprocessingState& state) {
  if (state.series) print_out("\nforecast: {}\n", data::recipe_text(*state.series));
  if (state.samples) return print_samples(*state.samples);
  std::vector<std::vector<std::string>> rows = {{"column", "features", "transform"}};
  for (const data::FeatureColumn& column : state.features) {
    rows.push_back(
        {column.name, std::to_string(column.width()),
         transform_of(column) + clipping_of(column) + reading_of(column, state.reading)});
  }
  print_out("\n{}", text_table(rows));
  const std::vector<std::string> outputs = data::Preprocessing(state).output_names();
  for (std::size_t i = 0; i < state.targets.size(); ++i) {
    if (state.task != data::Task::regression) continue;
    const data::TargetColumn& target = state.targets[i];
    const std::string shifted =
        target.mean == 0.0 ? "y" : fmt::format("(y - {})", train::shown_number(target.mean));
    print_out("{}: target scaled to {} / {}\n", outputs[i], shifted,
              train::shown_number(target.std));
    print_out("{}", clipping_of(target));
  }
}

/// How it was trained and its scores, as the model file tells of them.
void print_training(const io::Json& training, int networks) {
  const io::Json* epochs = training.find("epochs_run");
  const io::Json* seconds = training.find("seconds");
  const io::Json* seed = training.find("seed");
  if (epochs != nullptr && seconds != nullptr && seed != nullptr && seconds->is_number()) {
    print_out("\ntrained:  {} epochs{} in {:.2f} s, seed {}\n", epochs->dump(),
              networks == 1 ? "" : " (the first network)", seconds->as_number(), seed->dump());
  }
  for (const char* part : {"train", "validation", "test"}) {
    const io::Json* scores = training.find(part);
    if (scores == nullptr || !scores->is_object()) continue;
    print_out("{:<12}", std::string(part) + ":");
    for (const auto& [name, value] : scores->as_object()) {
      print_out("{} {}  ", name, value.is_number() ? train::shown_number(value.as_number()) : "-");
    }
    print_out("\n");
  }
}

struct LoadedModel {
  train::Model model;
  std::string checksum;  ///< of the file; empty where it has none
  std::string format;    ///< of the file
};

LoadedModel load(io::ReadModel read, const std::string& path) {
  std::string format = read.format;
  io::SavedModel saved = io::network_of(std::move(read), path);
  std::string checksum = std::move(saved.checksum);
  return {train::from_saved(std::move(saved), path), std::move(checksum), std::move(format)};
}

/// The checksum of a file, or why there is none.
std::string checksum_told(const LoadedModel& loaded) {
  if (!loaded.checksum.empty()) return loaded.checksum + " (of the file)";
  return loaded.format == "ganglion" ? "none (written by an older version)" : "none";
}

/// The class that f1 and pr_auc are about; empty where there is none.
std::string positive_of(const train::ModelInfo& info) {
  return info.preprocessing ? info.preprocessing->positive_name() : "";
}

void inspect_model(const std::string& path) {
  io::ReadModel read = read_model(path);
  if (!read.saved && read.graph) return inspect_graph(path, read);
  const LoadedModel loaded = load(std::move(read), path);
  const train::Model& model = loaded.model;
  const train::ModelInfo& info = model.info();
  std::string task = info.task.empty() ? "unknown" : info.task;
  print_out("{}\n\ntask:     {}\n", path, task);
  if (loaded.format != "ganglion") print_out("format:   {}\n", loaded.format);
  if (!info.target_names.empty()) print_out("target:   {}\n", fmt::join(info.target_names, ", "));
  if (!info.class_names.empty()) print_out("classes:  {}\n", fmt::join(info.class_names, ", "));
  if (const std::string positive = positive_of(info); !positive.empty()) {
    print_out("positive: {}  (predicted above a probability of {:.3g})\n", positive,
              info.preprocessing->threshold);
  }
  if (model.compiled()) {
    print_out("loss:     {}\n", model.compile_options().loss.to_string());
    print_out("optimizer: {}\n", model.compile_options().optimizer.to_string());
  }
  print_out("hash:     {}\n", train::model_hash(model));
  print_out("checksum: {}\n\n{}", checksum_told(loaded), model.summary());
  if (info.preprocessing) print_columns(*info.preprocessing);
  print_training(info.training, nn::copies_in(model.network()));
}

/// What the table of layers shows.
io::Json layers_json(const nn::Network& network) {
  const std::vector<std::int64_t> products = nn::multiply_adds(network);
  io::Json::Array layers;
  for (std::size_t i = 0; i < products.size(); ++i) {
    const nn::LayerCall& call = network.calls()[i];
    std::int64_t own = 0;
    for (const auto* specs : {&network.layout().parameters, &network.layout().state}) {
      for (const nn::ParameterSpec& spec : *specs) {
        if (spec.is_of(call.layer)) own += spec.shape.size();
      }
    }
    const Shape& shape = network.call_shapes()[i];
    layers.push_back(io::Json::Object{{"name", call.name},
                                      {"kind", call.handle.kind()},
                                      {"shape", io::Json::Array(shape.begin(), shape.end())},
                                      {"parameters", own},
                                      {"multiply_adds", products[i]},
                                      {"flops", 2 * products[i]}});
  }
  return layers;
}

io::Json model_json(const std::string& path) {
  io::ReadModel read = read_model(path);
  if (!read.saved && read.graph) return graph_json(path, read);
  const auto [model, checksum, format] = load(std::move(read), path);
  const train::ModelInfo& info = model.info();
  const nn::ParameterLayout& layout = model.network().layout();
  const std::string positive = positive_of(info);
  std::int64_t products = 0;
  for (const std::int64_t count : nn::multiply_adds(model.network())) products += count;
  return io::Json::Object{
      {"file", path},
      {"format", format},
      {"task", info.task.empty() ? io::Json() : io::Json(info.task)},
      {"targets", io::Json::list(info.target_names)},
      {"classes", io::Json::list(info.class_names)},
      {"positive", positive.empty() ? io::Json() : io::Json(positive)},
      {"threshold", positive.empty() ? io::Json() : io::Json(info.preprocessing->threshold)},
      {"model_hash", train::model_hash(model)},
      {"checksum", checksum.empty() ? io::Json() : io::Json(checksum)},
      {"parameters", layout.parameter_count()},
      {"multiply_adds", products},
      {"flops", 2 * products},
      {"columns",
       info.preprocessing ? columns_json(*info.preprocessing) : io::Json(io::Json::Object{})},
      {"ranges",
       info.preprocessing ? ranges_json(*info.preprocessing) : io::Json(io::Json::Object{})},
      {"forecast", info.preprocessing && info.preprocessing->series
                       ? io::to_json(*info.preprocessing->series)
                       : io::Json()},
      {"layers", layers_json(model.network())},
      {"training", info.training}};
}

/// The value of a key; of one that is empty, whether training chooses it or goes without.
std::string value_shown(const train::JobKey& key, const train::Job& job) {
  const std::optional<std::string> value = key.toml(job);
  if (!value) {
    const bool chosen = key.help.find("[default: ") != std::string::npos;
    return chosen ? "(chosen when training starts)" : "(not set)";
  }
  // An empty text that isn't the default is a setting: a network without hidden layers.
  const bool empty = *value == "\"\"" || *value == "[]";
  return empty && value == key.toml(train::Job()) ? "(not set)" : *value;
}

void inspect_job(const std::string& path) {
  const train::Job job = train::read_job(path);
  std::vector<std::vector<std::string>> rows;
  for (const train::JobKey& key : train::job_keys()) {
    rows.push_back({key.name, value_shown(key, job), train::help_with_default(key)});
  }
  print_out("{}\n\n{}", path, text_table(rows));
}

}  // namespace

void add_inspect(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "inspect", "shows the layers and scores of a model, or the settings of a job file");
  const auto path = std::make_shared<std::string>();
  const auto json = std::make_shared<bool>(false);
  command->add_option("MODEL|JOB", *path, "model file, folder of a run, or job file (.toml)")
      ->required();
  command->add_flag("--json", *json, "print one JSON object to stdout; models only");
  command->footer(
      "Multiply-adds: multiplications in the dense and convolutional layers during the forward "
      "pass "
      "of\none example; biases, activations and pooling are not counted. In the JSON output, flops "
      "is twice\nmultiply_adds.");
  command->callback([&action, path, json] {
    action = [path, json] {
      if (path->ends_with(".toml")) {
        if (*json) throw UsageError("--json is for models; a job file is already TOML");
        inspect_job(*path);
      } else if (*json) {
        print_out("{}\n", model_json(model_path(*path)).dump());
      } else {
        inspect_model(model_path(*path));
      }
      return 0;
    };
  });
}

}  // namespace ganglion::cli
