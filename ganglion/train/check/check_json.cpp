#include "ganglion/train/check/check_json.h"

#include "ganglion/train/job/job_flags.h"

namespace ganglion::train {
namespace {

using io::Json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json messages(const std::vector<std::string>& texts) {
  Json::Array list;
  for (const std::string& text : texts) list.emplace_back(with_flags(text));
  return list;
}

Json counts(const std::vector<TextCount>& counts, const char* name) {
  Json::Array list;
  for (const TextCount& count : counts) {
    list.emplace_back(Json::Object{{name, count.text}, {"rows", count.rows}});
  }
  return list;
}

Json format_json(const data::TableFormat& format) {
  if (format.empty()) return {};
  return Json::Object{
      {"delimiter", std::string(1, format.delimiter)},
      {"header", format.header},
      {"encoding", format.encoding},
      {"decimal", format.decimal == 0 ? Json() : Json(std::string(1, format.decimal))}};
}

Json column_json(const ColumnCheck& column) {
  return Json::Object{{"name", column.name},
                      {"role", text_or_null(column.role)},
                      {"type", column.type},
                      {"written", text_or_null(column.written)},
                      {"missing", column.missing},
                      {"distinct", column.distinct},
                      {"examples", Json::list(column.examples)},
                      {"min", Json::finite(column.least)},
                      {"mean", Json::finite(column.mean)},
                      {"max", Json::finite(column.most)},
                      {"most_frequent", counts(column.most_frequent, "value")},
                      {"notes", messages(column.notes)}};
}

Json choices_json(const std::vector<Choice>& choices) {
  Json::Array list;
  for (const Choice& choice : choices) {
    list.emplace_back(Json::Object{{"what", choice.what},
                                   {"value", choice.value},
                                   {"reason", text_or_null(with_flags(choice.reason))}});
  }
  return list;
}

Json error_json(const std::optional<Error>& error) {
  if (!error) return {};
  return Json::Object{{"message", with_flags(error->what())},
                      {"setting", text_or_null(error->remedy().setting)},
                      {"value", text_or_null(error->remedy().value)}};
}

}  // namespace

Json check_json(const DataCheck& check) {
  Json::Array columns;
  for (const ColumnCheck& column : check.columns) columns.push_back(column_json(column));
  return Json::Object{{"data", check.data},
                      {"format", format_json(check.format)},
                      {"samples", text_or_null(check.samples)},
                      {"shape", text_or_null(check.shape)},
                      {"rows", check.rows},
                      {"columns", std::move(columns)},
                      {"targets", Json::list(check.targets)},
                      {"task", check.task ? Json(name_of(*check.task)) : Json()},
                      {"classes", counts(check.classes, "name")},
                      {"copies", check.copies},
                      {"choices", choices_json(check.choices)},
                      {"notes", messages(check.notes)},
                      {"warnings", messages(check.warnings)},
                      {"error", error_json(check.error)}};
}

}  // namespace ganglion::train
