#include "ganglion/train/evaluate/predictions.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/task.h"
#include "ganglion/train/save.h"

namespace ganglion::train {
namespace {

using data::Task;

data::Preprocessing preprocessing_of(const Model& model, const std::string& path) {
  if (!model.info().preprocessing) {
    throw Error(
        fmt::format("{}: this model takes tensors, not tables: it was saved without "
                    "preprocessing",
                    path));
  }
  return data::Preprocessing(*model.info().preprocessing);
}

/// A field of CSV, in quotes where it needs them.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

std::string csv_field(const io::Json& value) {
  return value.is_string() ? csv_field(value.as_string()) : value.dump();
}

std::string joined(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& text : fields) line += (line.empty() ? "" : ",") + text;
  return line + '\n';
}

/// A float as the shortest number that reads back to it.
io::Json shortest_number(float value) {
  return std::stod(fmt::format("{}", value));
}

/// The word of a label as the training table wrote it; 0 and 1 are numbers.
io::Json label(const std::string& word) {
  if (word == "0") return 0;
  if (word == "1") return 1;
  return word;
}

}  // namespace

TablePredictor::TablePredictor(const std::string& path)
    : model_(load_model(path)), preprocessing_(preprocessing_of(model_, path)) {}

Evaluation TablePredictor::evaluate(const data::Table& table) {
  const std::vector<std::string> targets = preprocessing_.target_names();
  data::check_targets(table, targets);
  const auto rows = data::labelled_rows(table, targets);
  if (rows.empty()) {
    throw Error(fmt::format("{}: the target is missing in every row; use predict, which needs none",
                            table.source()));
  }
  return train::evaluate(model_, preprocessing_,
                         data::apply_scaled(preprocessing_, table.rows(rows)));
}

Tensor TablePredictor::predict(const data::Table& table) {
  return preprocessing_.unscale_targets(model_.predict(preprocessing_.apply(table, false))[0]);
}

std::vector<std::string> TablePredictor::columns() const {
  const data::PreprocessingState& state = preprocessing_.state();
  std::vector<std::string> targets = preprocessing_.target_names();
  if (state.task == Task::regression) return targets;
  std::vector<std::string> names;
  if (state.task == Task::multilabel) {
    names = targets;
  } else {
    names = {"class"};
  }
  const auto& classes = state.task == Task::multilabel ? targets : state.class_names;
  for (const std::string& name : classes) names.push_back("probability_" + name);
  return names;
}

std::vector<io::Json> TablePredictor::row(const Tensor& predictions, std::int64_t index) const {
  const data::PreprocessingState& state = preprocessing_.state();
  const std::int64_t width = predictions.size() / std::max<std::int64_t>(predictions.shape()[0], 1);
  const auto values = predictions.values<float>().subspan(static_cast<std::size_t>(index * width),
                                                          static_cast<std::size_t>(width));
  std::vector<io::Json> result;
  if (state.task == Task::multilabel) {
    for (std::size_t k = 0; k < values.size(); ++k) {
      const data::TargetColumn& target = state.targets[k];
      result.push_back(label(values[k] > 0.5F ? target.yes : target.no));
    }
  } else if (state.task == Task::binary) {
    result = {state.class_names[values[0] > 0.5F ? 1 : 0], shortest_number(1.0F - values[0])};
  } else if (state.task == Task::multiclass) {
    const auto best = std::ranges::max_element(values) - values.begin();
    result = {state.class_names[static_cast<std::size_t>(best)]};
  }
  for (const float value : values) result.push_back(shortest_number(value));
  return result;
}

std::string TablePredictor::csv(const Tensor& predictions,
                                const std::vector<std::string>& files) const {
  std::vector<std::string> names = columns();
  if (!files.empty()) names.insert(names.begin(), "file");
  std::ranges::transform(names, names.begin(),
                         [](const std::string& name) { return csv_field(name); });
  std::string text = joined(names);
  for (std::int64_t i = 0; i < predictions.shape()[0]; ++i) {
    std::vector<std::string> fields;
    if (!files.empty()) fields.push_back(csv_field(files[static_cast<std::size_t>(i)]));
    for (const io::Json& value : row(predictions, i)) fields.push_back(csv_field(value));
    text += joined(fields);
  }
  return text;
}

io::Json TablePredictor::json(const Tensor& predictions,
                              const std::vector<std::string>& files) const {
  const std::vector<std::string> names = columns();
  io::Json::Array rows;
  for (std::int64_t i = 0; i < predictions.shape()[0]; ++i) {
    io::Json::Object object;
    if (!files.empty()) object.emplace_back("file", files[static_cast<std::size_t>(i)]);
    std::vector<io::Json> values = row(predictions, i);
    for (std::size_t j = 0; j < names.size(); ++j) object.emplace_back(names[j], values[j]);
    rows.emplace_back(std::move(object));
  }
  return rows;
}

}  // namespace ganglion::train
