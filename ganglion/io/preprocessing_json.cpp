#include "ganglion/io/preprocessing_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/io/attributes_json.h"
#include "ganglion/io/each_entry.h"
#include "ganglion/io/samples_json.h"
#include "ganglion/io/series_json.h"
#include "ganglion/io/table_json.h"

namespace ganglion::io {
namespace {

double finite(const Json& json, std::string_view key) {
  const double value = json.number(key);
  if (!std::isfinite(value)) throw Error(fmt::format("'{}' is not finite", key));
  return value;
}

/// A standard deviation: something to divide by, where 0 stands for a constant column.
double deviation(const Json& json, std::string_view key) {
  const double value = finite(json, key);
  if (value < 0) throw Error(fmt::format("'{}' is negative", key));
  return value;
}

Json date_json(const data::DateFeature& date) {
  return Json::Object{
      {"part", date.part}, {"mean", date.mean}, {"std", date.std}, {"fill", date.fill}};
}

/// A bent column is of a kind of its own: a program that knows no bends must not read it as
/// straight.
Json number_json(const data::FeatureColumn& column) {
  const data::Transform& transform = column.transform;
  const char* kind = column.kind == data::ColumnKind::boolean        ? "boolean"
                     : transform.kind == data::TransformKind::log    ? "log"
                     : transform.kind == data::TransformKind::robust ? "robust"
                                                                     : "number";
  Json::Object object = {{"name", column.name}, {"kind", kind}};
  if (transform.kind != data::TransformKind::none) {
    object.emplace_back("centre", transform.centre);
    object.emplace_back("unit", transform.unit);
  }
  object.emplace_back("mean", column.mean);
  object.emplace_back("std", column.std);
  if (!column.edges.empty()) object.emplace_back("edges", Json::list(column.edges));
  object.emplace_back("fill", column.fill);
  object.emplace_back("missing_flag", column.missing_flag);
  add_range(column.range, column.clip, object);
  add_format(column.format, object);
  if (column.whole) object.emplace_back("whole", true);
  return object;
}

Json column_json(const data::FeatureColumn& column) {
  if (column.kind == data::ColumnKind::number || column.kind == data::ColumnKind::boolean) {
    return number_json(column);
  }
  if (column.kind == data::ColumnKind::date) {
    Json::Array parts;
    for (const data::DateFeature& date : column.dates) parts.push_back(date_json(date));
    Json::Object object = {{"name", column.name},
                           {"kind", "date"},
                           {"order", std::string(word_of(column.order))},
                           {"parts", std::move(parts)},
                           {"missing_flag", column.missing_flag}};
    add_range(column.range, column.clip, object);
    return object;
  }
  if (column.kind == data::ColumnKind::text) {
    return Json::Object{{"name", column.name}, {"kind", "text"}, {"buckets", column.buckets}};
  }
  return Json::Object{{"name", column.name},
                      {"kind", "category"},
                      {"categories", Json::list(column.categories)},
                      {"other", column.other}};
}

data::DateFeature date_from_json(const Json& json) {
  const std::string& part = json.text("part");
  const auto& names = data::DateParts::kNames;
  if (std::find(names.begin(), names.end(), part) == names.end()) {
    throw Error(fmt::format("unknown part of a date {}", in_quotes(part)));
  }
  return {.part = part,
          .mean = finite(json, "mean"),
          .std = deviation(json, "std"),
          .fill = finite(json, "fill")};
}

void read_date(const Json& json, data::FeatureColumn& column) {
  column.kind = data::ColumnKind::date;
  column.order = date_order_named(json.text("order"));
  column.dates = each(json, "parts", date_from_json);
  column.missing_flag = json.flag("missing_flag");
  column.range = range_from_json(json);
  column.clip = column.range && json.flag("clip");
  constexpr double kCalendar = 4e6;  // days from 1970 to all years of four digits
  const auto& range = column.range;
  if (range && std::max(std::abs(range->least), std::abs(range->most)) > kCalendar) {
    throw Error("'range' goes beyond the calendar");
  }
}

/// Edges of bins, which ascend.
std::vector<double> edges_from_json(const Json& json) {
  std::vector<double> edges;
  for (const Json& value : json.array("edges")) {
    const double edge = value.as_number();
    if (!std::isfinite(edge) || (!edges.empty() && !(edge > edges.back()))) {
      throw Error("'edges' are not finite numbers that ascend");
    }
    edges.push_back(edge);
  }
  if (edges.size() < 2) throw Error(fmt::format("'edges' has {} numbers", edges.size()));
  return edges;
}

void read_number(const Json& json, const std::string& kind, data::FeatureColumn& column) {
  if (kind == "boolean") column.kind = data::ColumnKind::boolean;
  if (kind == "log" || kind == "robust") {
    column.transform = {
        .kind = kind == "log" ? data::TransformKind::log : data::TransformKind::robust,
        .centre = finite(json, "centre"),
        .unit = finite(json, "unit")};
    if (column.transform.unit <= 0) throw Error("'unit' is not above 0");
  }
  column.format = format_from_json(json);
  column.whole = json.find("whole") != nullptr && json.flag("whole");
  column.mean = finite(json, "mean");
  column.std = deviation(json, "std");
  if (json.find("edges") != nullptr) column.edges = edges_from_json(json);
  column.fill = finite(json, "fill");
  column.missing_flag = json.flag("missing_flag");
  column.range = range_from_json(json);
  column.clip = column.range && json.flag("clip");
}

data::FeatureColumn feature_from_json(const Json& json) {
  constexpr std::int64_t kMaxBuckets = 1 << 20;
  data::FeatureColumn column{.name = json.text("name")};
  const std::string& kind = json.text("kind");
  if (kind == "number" || kind == "log" || kind == "robust" || kind == "boolean") {
    read_number(json, kind, column);
  } else if (kind == "category") {
    column.kind = data::ColumnKind::category;
    column.categories = texts_from_json(json.at("categories"));
    column.other = json.flag("other");
  } else if (kind == "date") {
    read_date(json, column);
  } else if (kind == "text") {
    column.kind = data::ColumnKind::text;
    column.buckets = json.integer("buckets");
    if (column.buckets < 1 || column.buckets > kMaxBuckets) {
      throw Error(fmt::format("'buckets' is {}", column.buckets));
    }
  } else {
    throw Error(fmt::format("unknown kind of column {}", in_quotes(kind)));
  }
  return column;
}

/// The words of a label are left out where they are 0 and 1.
Json target_json(const data::TargetColumn& target) {
  Json::Object object = {{"name", target.name}, {"mean", target.mean}, {"std", target.std}};
  if (target.no != "0") object.emplace_back("no", target.no);
  if (target.yes != "1") object.emplace_back("yes", target.yes);
  add_range(target.range, target.clip, object);
  add_format(target.format, object);
  return object;
}

data::TargetColumn target_from_json(const Json& json) {
  data::TargetColumn target = {
      .name = json.text("name"), .mean = finite(json, "mean"), .std = deviation(json, "std")};
  if (json.find("no") != nullptr) target.no = json.text("no");
  if (json.find("yes") != nullptr) target.yes = json.text("yes");
  target.range = range_from_json(json);
  target.clip = target.range && json.flag("clip");
  target.format = format_from_json(json);
  return target;
}

/// Files that say nothing of it mean the second class.
std::int32_t positive_from_json(const Json& json, const std::vector<std::string>& classes) {
  if (json.find("positive") == nullptr) return 1;
  const auto at = std::ranges::find(classes, json.text("positive"));
  if (at == classes.end()) {
    throw Error(
        fmt::format("the positive class {} is none of class_names", shown(json.text("positive"))));
  }
  return static_cast<std::int32_t>(at - classes.begin());
}

/// Files that say nothing of it mean one half.
double threshold_from_json(const Json& json) {
  if (json.find("threshold") == nullptr) return 0.5;
  const double threshold = json.number("threshold");
  if (!(threshold >= 0.0 && threshold <= 1.0)) {
    throw Error(fmt::format("'threshold' is {}, not a probability", threshold));
  }
  return threshold;
}

/// A forecast has one number to say, that of its series.
void check_series(const data::PreprocessingState& state) {
  if (!state.series) return;
  const bool one = state.task == data::Task::regression && state.targets.size() == 1 &&
                   state.targets[0].name == state.series->target && !state.samples;
  if (!one) throw Error("series: the target of a forecast is the one target of a regression");
}

}  // namespace

Json to_json(const data::PreprocessingState& state) {
  Json::Array features;
  for (const data::FeatureColumn& column : state.features) features.push_back(column_json(column));
  Json::Array targets;
  for (const data::TargetColumn& target : state.targets) {
    targets.push_back(target_json(target));
  }
  Json::Object object = {{"task", name_of(state.task)},
                         {"features", std::move(features)},
                         {"targets", std::move(targets)},
                         {"class_names", Json::list(state.class_names)}};
  if (const std::string positive = state.positive_name(); !positive.empty()) {
    object.emplace_back("positive", positive);
    if (state.threshold != 0.5) object.emplace_back("threshold", state.threshold);
  }
  if (state.samples) object.emplace_back("samples", to_json(*state.samples));
  if (state.reading != data::TableReading{}) {
    object.emplace_back("reading", reading_json(state.reading));
  }
  if (state.series) object.emplace_back("series", to_json(*state.series));
  return object;
}

data::PreprocessingState preprocessing_from_json(const Json& json) {
  std::vector<std::string> classes = texts_from_json(json.at("class_names"));
  data::PreprocessingState state = {
      .task = data::task_named(json.text("task")),
      .features = each(json, "features", feature_from_json),
      .targets = each(json, "targets", target_from_json),
      .class_names = classes,
      .positive = positive_from_json(json, classes),
      .threshold = threshold_from_json(json),
      .samples = json.find("samples") == nullptr
                     ? std::nullopt
                     : std::optional(samples_from_json(json.at("samples"))),
      .reading = json.find("reading") == nullptr ? data::TableReading{}
                                                 : reading_from_json(json.at("reading"))};
  if (json.find("series") != nullptr) state.series = series_from_json(json.at("series"));
  check_series(state);
  return state;
}

}  // namespace ganglion::io
