#include "studio/material.h"

#include <algorithm>
#include <cmath>

#include "ganglion/data/read/rows_for_model.h"
#include "ganglion/train/job/job_flags.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "ganglion/train/report/pictures/function_view.h"

namespace ganglion::studio {
namespace {

using io::Json;

constexpr std::size_t kMaxInputs = 64;

std::string in_count(std::int64_t count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

/// What the network is given of a column.
std::string becomes(const data::FeatureColumn& feature) {
  const std::string flag = feature.missing_flag ? ", and whether it is missing" : "";
  switch (feature.kind) {
    case data::ColumnKind::number:
      return (feature.bins() > 0 ? in_count(feature.width(), "number") : "1 standardised number") +
             flag;
    case data::ColumnKind::boolean:
      return "1 standardised number (no 0, yes 1)" + flag;
    case data::ColumnKind::date:
      return in_count(static_cast<std::int64_t>(feature.dates.size()), "part") + " of the date" +
             flag;
    case data::ColumnKind::text:
      return in_count(feature.buckets, "count") + " of words";
    case data::ColumnKind::category:
      break;
  }
  return in_count(feature.width(), "column") + " of 0 and 1, one for each value";
}

Json becomes_json(const Material& material, const std::string& column) {
  const auto& features = material.rows.preprocessing.state().features;
  const auto found = std::ranges::find(features, column, &data::FeatureColumn::name);
  return found == features.end() ? Json() : Json(becomes(*found));
}

/// Of the training rows.
Json histogram_json(const Material& material, const std::string& column) {
  const auto& all = material.rows.summary.summaries;
  const auto found = std::ranges::find(all, column, &train::ColumnSummary::name);
  if (found == all.end() || found->counts.empty()) return {};
  if (found->kind != data::ColumnKind::number) {
    return Json::Object{{"kind", "category"},
                        {"labels", Json::list(found->texts)},
                        {"counts", Json::list(found->counts)}};
  }
  return Json::Object{{"kind", "number"},
                      {"low", Json::finite(found->least)},
                      {"high", Json::finite(found->most)},
                      {"counts", Json::list(found->counts)}};
}

/// Settings as the command line calls them.
Json flagged_json(const std::vector<std::string>& texts) {
  Json::Array flagged;
  for (const std::string& text : texts) flagged.emplace_back(train::with_flags(text));
  return flagged;
}

Json columns_json(const Material& material) {
  Json::Array columns;
  for (const train::ColumnCheck& column : material.check.columns) {
    if (columns.size() == static_cast<std::size_t>(train::DataSummary::kMaxColumns)) break;
    columns.push_back(Json::Object{{"name", column.name},
                                   {"type", column.type},
                                   {"role", column.role},
                                   {"missing", column.missing},
                                   {"distinct", column.distinct},
                                   {"examples", Json::list(column.examples)},
                                   {"becomes", becomes_json(material, column.name)},
                                   {"notes", flagged_json(column.notes)},
                                   {"histogram", histogram_json(material, column.name)}});
  }
  return columns;
}

std::string task_reason(const Material& material) {
  for (const train::Choice& choice : material.messages.choices) {
    if (choice.what == "task") return choice.reason;
  }
  return "asked for";
}

Json notes_json(const Material& material) {
  Json::Array notes;
  for (const auto* list : {&material.messages.notes, &material.messages.warnings}) {
    for (const std::string& text : *list) notes.emplace_back(train::with_flags(text));
  }
  return notes;
}

Json options_json(const OptionValues& values) {
  Json::Object options;
  for (const auto& [key, value] : values) options.emplace_back(key, value);
  return options;
}

constexpr const char* kind_name(Source::Kind kind) {
  return kind == Source::Kind::file ? "file" : kind == Source::Kind::upload ? "upload" : "builtin";
}

/// Files of the program's own are called by what they hold, not by where they lie.
data::Table named(data::Table table, const Source& source) {
  if (source.kind == Source::Kind::file) return table;
  data::Table other(source.name, table.columns());
  return table.samples().empty() ? other : other.with_samples(table.samples());
}

Error named(const Error& error, const Source& source) {
  std::string message = error.what();
  for (std::size_t at = 0; (at = message.find(source.path, at)) != std::string::npos;) {
    message.replace(at, source.path.size(), source.name);
    at += source.name.size();
  }
  return {message, error.remedy()};
}

std::shared_ptr<const Material> read_material(const train::Job& job, const Source& source) {
  train::RunMessages messages;
  std::vector<train::Split> parts;
  const train::Listener silent;  // what records goes on telling it
  train::Listener listener = train::recording(silent, messages);
  listener.rows_divided = [&](const train::RowSplits& splits) {
    for (std::int64_t row = 0; row < splits.rows(); ++row) parts.push_back(splits[row]);
  };
  train::Job filled = job;
  filled.data = source.path;
  train::JobData rows = train::read_job_data(filled, listener);
  data::Table table =
      data::read_rows_for(rows.preprocessing.state(), source.path, {.skip_bad = job.skip_bad});
  parts.resize(static_cast<std::size_t>(table.rows()), train::Split::dropped);
  train::Job checked = job;
  checked.data = source.path;
  train::DataCheck check = train::check_data(checked);
  return std::make_shared<const Material>(Material{.source = source,
                                                   .job = std::move(filled),
                                                   .rows = std::move(rows),
                                                   .table = named(std::move(table), source),
                                                   .parts = std::move(parts),
                                                   .check = std::move(check),
                                                   .messages = std::move(messages)});
}

}  // namespace

std::shared_ptr<const Material> load_material(const train::Job& job, const Source& source) {
  try {
    return read_material(job, source);
  } catch (const Error& error) {
    throw named(error, source);
  }
}

std::vector<std::string> plane_columns(const Material& material) {
  const data::Preprocessing& preprocessing = material.rows.preprocessing;
  if (preprocessing.state().samples) return {};
  return train::report::numeric_columns(preprocessing, material.table);
}

std::string part_name(train::Split part) {
  switch (part) {
    case train::Split::train:
      return "train";
    case train::Split::validation:
      return "validation";
    case train::Split::test:
      return "test";
    case train::Split::dropped:
      break;
  }
  return "dropped";
}

/// Names of the numbers that the network is given, the first of them.
io::Json inputs_json(const Material& material) {
  std::vector<std::string> names = material.rows.preprocessing.feature_names();
  if (names.size() > kMaxInputs) names.resize(kMaxInputs);
  return io::Json::list(names);
}

io::Json data_json(const Material& material) {
  const train::JobData& rows = material.rows;
  const data::PreprocessingState& state = rows.preprocessing.state();
  const Source& source = material.source;
  const auto count = [](const auto& part) { return part ? part->rows() : std::int64_t{0}; };
  std::string target;
  for (const std::string& name : material.job.targets) target += (target.empty() ? "" : ",") + name;
  return Json::Object{
      {"name", source.name},
      {"source", kind_name(source.kind)},
      {"builtin", source.builtin.empty() ? Json() : Json(source.builtin)},
      {"options", options_json(source.options)},
      {"rows", material.table.rows()},
      {"train", rows.train.rows()},
      {"validation", count(rows.validation)},
      {"test", count(rows.test)},
      {"target", target},
      {"task", std::string(name_of(state.task))},
      {"task_reason", task_reason(material)},
      {"classes",
       Json::list(state.task == data::Task::multilabel ? material.job.targets : state.class_names)},
      {"inputs", inputs_json(material)},
      {"columns", columns_json(material)},
      {"plane_columns", Json::list(plane_columns(material))},
      {"samples", state.samples ? Json(material.check.samples) : Json()},
      {"sample_shape", state.samples ? Json(state.samples->shape.to_string()) : Json()},
      {"notes", notes_json(material)}};
}

}  // namespace ganglion::studio
