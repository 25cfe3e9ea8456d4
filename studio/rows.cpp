#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/explain_json.h"
#include "studio/api_error.h"
#include "studio/bytes.h"
#include "studio/view.h"

namespace ganglion::studio {
namespace {

using io::Json;

constexpr std::int64_t kMaxPoints = 1000;

std::string target_text(const Material& material, std::int64_t row) {
  std::string text;
  const auto& targets = material.job.targets;
  for (const std::string& name : targets) {
    const data::Column* column = material.table.find(name);
    if (column == nullptr) continue;
    if (!text.empty()) text += ", ";
    text += targets.size() == 1 ? column->text(row) : name + " = " + column->text(row);
  }
  return text;
}

/// Class index, value, or for labels their number in binary (the first label counts 1).
Json target_number(const Material& material, std::int64_t row) {
  const data::PreprocessingState& state = material.rows.preprocessing.state();
  const data::Column* column = material.table.find(material.job.targets[0]);
  if (column == nullptr || column->is_missing(row)) return {};
  if (state.task == data::Task::regression)
    return Json::finite(column->numbers[static_cast<std::size_t>(row)]);
  if (state.task == data::Task::multilabel) {
    std::int64_t bits = 0;
    for (std::size_t i = 0; i < state.targets.size(); ++i) {
      const data::Column* label = material.table.find(state.targets[i].name);
      if (label != nullptr && label->text(row) == state.targets[i].yes)
        bits |= std::int64_t{1} << i;
    }
    return bits;
  }
  const auto found = std::ranges::find(state.class_names, column->text(row));
  return found == state.class_names.end() ? Json() : Json(found - state.class_names.begin());
}

Json axis_value(const Material& material, const std::string& name, std::int64_t row) {
  if (name.empty()) return 0;
  return Json::finite(material.table.column(name).numbers[static_cast<std::size_t>(row)]);
}

/// The explained row as the page's answer.
Json answer_json(const View& view, const train::Explanation& explanation) {
  const data::Task task = view.job().task;
  Json::Object probabilities;
  for (const auto& [name, value] : explanation.prediction) {
    probabilities.emplace_back(name, Json::finite(value));
  }
  Json::Array contributions;
  if (!explanation.outputs.empty()) {
    for (const auto& [name, value] : explanation.outputs[0].columns) {
      const auto column =
          std::ranges::find(explanation.columns, name, &train::ExplainedColumn::name);
      contributions.push_back(
          Json::Object{{"column", name},
                       {"value", column == explanation.columns.end() ? "" : column->raw},
                       {"contribution", Json::finite(value)}});
    }
  }
  const bool regression = task == data::Task::regression;
  return Json::Object{
      {"prediction", regression ? fmt::format("{:.6g}", explanation.prediction[0].second)
                     : explanation.answer.empty() ? "none"
                                                  : explanation.answer},
      {"probabilities", regression ? Json() : Json(std::move(probabilities))},
      {"value", regression ? Json::finite(explanation.prediction[0].second) : Json()},
      {"of", explanation.outputs.empty() ? Json() : Json(explanation.outputs[0].name)},
      {"contributions", std::move(contributions)}};
}

/// A column of a single row with another value, written as text. Throws ApiError.
void set_value(data::Column& column, const Json& value) {
  const std::string text = value.is_string() ? value.as_string()
                           : value.is_null() ? ""
                                             : value.dump();
  if (column.kind == data::ColumnKind::number) {
    char* end = nullptr;
    const double number = text.empty() ? std::nan("") : std::strtod(text.c_str(), &end);
    if (!text.empty() && (*end != '\0' || !std::isfinite(number))) {
      throw ApiError(400, fmt::format("{}: expected a number, not \"{}\"", column.name, text));
    }
    column.numbers = {number};
    return;
  }
  column.codes = {text.empty() ? -1 : 0};
  column.names = {text};
}

Json first_of(const Json& list, std::size_t most) {
  const Json::Array& all = list.as_array();
  return Json::Array(all.begin(),
                     all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size())));
}

/// The first `most` numbers of each list of values or derivatives, and nothing of parameters.
Json with_first_numbers(const Json& value, std::size_t most) {
  if (!value.is_object()) return value;
  Json::Object shorter;
  for (const auto& [key, one] : value.as_object()) {
    if (key == "parameters") continue;
    const bool numbers = (key == "values" || key == "derivatives") && one.is_array();
    shorter.emplace_back(key, numbers ? first_of(one, most) : with_first_numbers(one, most));
  }
  return shorter;
}

/// Of an explanation the first units of each layer, and no attributions: "units" says how many.
Json first_units(const Json& explanation, std::size_t most) {
  Json::Object cut = {{"units", most}};
  for (const auto& [key, value] : explanation.as_object()) {
    if (key == "features") {
      cut.emplace_back("inputs", value.as_array().size());
      cut.emplace_back(key, first_of(value, most));
    } else if (key == "layers") {
      Json::Array layers;
      for (const Json& layer : value.as_array()) layers.push_back(with_first_numbers(layer, most));
      cut.emplace_back(key, std::move(layers));
    } else if (key != "attributions") {
      cut.emplace_back(key, value);
    }
  }
  return cut;
}

}  // namespace

io::Json row_json(const Material& material, std::int64_t row) {
  checked_row(material, row);
  Json::Object texts;
  for (const data::Column& column : material.table.columns()) {
    texts.emplace_back(column.name, column.text(row));
  }
  return Json::Object{{"row", std::move(texts)},
                      {"target", target_text(material, row)},
                      {"part", part_name(material.parts[static_cast<std::size_t>(row)])}};
}

io::Json points_json(const Material& material, const Plane& plane) {
  Json::Array x;
  Json::Array y;
  Json::Array target;
  Json::Array part;
  Json::Array rows;
  const std::int64_t all = material.table.rows();
  const std::int64_t stride = (all + kMaxPoints - 1) / kMaxPoints;
  for (std::int64_t row = 0; row < all; row += stride) {
    const train::Split split = material.parts[static_cast<std::size_t>(row)];
    if (split == train::Split::dropped) continue;
    x.push_back(axis_value(material, plane.x, row));
    y.push_back(axis_value(material, plane.y, row));
    target.push_back(target_number(material, row));
    part.emplace_back(static_cast<std::int64_t>(split));
    rows.emplace_back(row);
  }
  return Json::Object{{"x", std::move(x)},
                      {"y", std::move(y)},
                      {"target", std::move(target)},
                      {"part", std::move(part)},
                      {"row", std::move(rows)}};
}

io::Json explain_json(View& view, std::int64_t row) {
  view.checked_row(row);
  const Json whole =
      train::to_json(train::explain(view.model(), view.preprocessing(), view.table(), row + 1));
  if (whole.dump().size() <= kMaxUpdateBytes) return whole;
  std::size_t most = 64;
  Json cut = first_units(whole, most);
  for (; most > 1 && cut.dump().size() > kMaxUpdateBytes; most /= 2) {
    cut = first_units(whole, most / 2);
  }
  return cut;
}

io::Json predict_json(View& view, const io::Json& values, std::int64_t row) {
  const std::int64_t index = view.checked_row(row);
  const data::Table one = view.table().rows(std::span(&index, 1));
  std::vector<data::Column> columns = one.columns();
  for (const auto& [name, value] : values.as_object()) {
    const auto column = std::ranges::find(columns, name, &data::Column::name);
    if (column == columns.end()) {
      throw ApiError(400, fmt::format("there is no column \"{}\"", name));
    }
    set_value(*column, value);
  }
  const data::Table changed = one.with_columns(std::move(columns));
  return answer_json(view, train::explain(view.model(), view.preprocessing(), changed, 1));
}

}  // namespace ganglion::studio
