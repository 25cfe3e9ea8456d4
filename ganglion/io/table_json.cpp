#include "ganglion/io/table_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "ganglion/core/error.h"

namespace ganglion::io {
namespace {

constexpr std::array<std::string_view, 4> kDateOrders = {"day", "month", "year", "none"};

}  // namespace

std::string_view word_of(data::DateOrder order) {
  return kDateOrders.at(static_cast<std::size_t>(order));
}

data::DateOrder date_order_named(std::string_view word) {
  const auto at = std::ranges::find(kDateOrders, word);
  if (at == kDateOrders.end()) {
    throw Error(fmt::format("unknown order of a date {}", in_quotes(word)));
  }
  return static_cast<data::DateOrder>(at - kDateOrders.begin());
}

std::vector<std::string> texts_from_json(const Json& json) {
  std::vector<std::string> texts;
  for (const Json& text : json.as_array()) texts.push_back(text.as_string());
  return texts;
}

void add_format(const data::NumberFormat& format, Json::Object& object) {
  if (format.plain()) return;
  Json::Object entry;
  if (format.decimal == ',') entry.emplace_back("decimal", ",");
  if (format.thousands != 0) entry.emplace_back("thousands", std::string(1, format.thousands));
  if (format.percent) entry.emplace_back("percent", true);
  if (!format.currency.empty()) entry.emplace_back("currency", format.currency);
  if (!format.unit.empty()) entry.emplace_back("unit", format.unit);
  object.emplace_back("format", std::move(entry));
}

data::NumberFormat format_from_json(const Json& json) {
  data::NumberFormat format;
  const Json* entry = json.find("format");
  if (entry == nullptr) return format;
  const auto mark = [&](const char* key, std::string_view allowed, char otherwise) {
    if (entry->find(key) == nullptr) return otherwise;
    const std::string& text = entry->text(key);
    if (text.size() != 1 || allowed.find(text[0]) == std::string_view::npos) {
      throw Error(fmt::format("'{}' is {}", key, in_quotes(text)));
    }
    return text[0];
  };
  format.decimal = mark("decimal", ".,", '.');
  format.thousands = mark("thousands", ".,' _", '\0');
  if (format.thousands == format.decimal) throw Error("'thousands' is the decimal mark");
  if (entry->find("percent") != nullptr) format.percent = entry->flag("percent");
  if (entry->find("currency") != nullptr) format.currency = entry->text("currency");
  if (entry->find("unit") != nullptr) format.unit = entry->text("unit");
  return format;
}

Json reading_json(const data::TableReading& reading) {
  Json::Object object;
  if (reading.latin1) object.emplace_back("encoding", "latin1");
  if (reading.decimal != 0) object.emplace_back("decimal", std::string(1, reading.decimal));
  if (reading.skip_rows != 0) object.emplace_back("skip_rows", reading.skip_rows);
  if (!reading.missing.empty()) object.emplace_back("missing", Json::list(reading.missing));
  Json::Object of_columns;
  for (const auto& [name, texts] : reading.missing_of) {
    of_columns.emplace_back(name, Json::list(texts));
  }
  if (!of_columns.empty()) object.emplace_back("missing_of", std::move(of_columns));
  return object;
}

data::TableReading reading_from_json(const Json& json) {
  data::TableReading reading;
  if (json.find("encoding") != nullptr) {
    if (json.text("encoding") != "latin1") throw Error("reading: unknown encoding");
    reading.latin1 = true;
  }
  if (json.find("decimal") != nullptr) {
    const std::string& mark = json.text("decimal");
    if (mark != "," && mark != ".") throw Error("reading: 'decimal' is neither , nor .");
    reading.decimal = mark[0];
  }
  if (json.find("skip_rows") != nullptr) reading.skip_rows = json.integer("skip_rows");
  if (reading.skip_rows < 0) throw Error("reading: 'skip_rows' is negative");
  if (json.find("missing") != nullptr) reading.missing = texts_from_json(json.at("missing"));
  if (const Json* of_columns = json.find("missing_of")) {
    for (const auto& [name, texts] : of_columns->as_object()) {
      reading.missing_of[name] = texts_from_json(texts);
    }
  }
  return reading;
}

void add_range(const std::optional<data::TrainingRange>& range, bool clip, Json::Object& object) {
  if (!range) return;
  object.emplace_back("range", Json::list(std::vector{range->least, range->most}));
  object.emplace_back("clip", clip);
}

std::optional<data::TrainingRange> range_from_json(const Json& json) {
  if (json.find("range") == nullptr) return std::nullopt;
  const auto& ends = json.array("range");
  if (ends.size() != 2) throw Error("'range' needs two numbers");
  const data::TrainingRange range = {.least = ends[0].as_number(), .most = ends[1].as_number()};
  if (!std::isfinite(range.least) || !std::isfinite(range.most) || range.least > range.most) {
    throw Error("'range' needs two finite numbers, the least first");
  }
  return range;
}

}  // namespace ganglion::io
