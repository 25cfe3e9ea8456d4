#include "ganglion/train/evaluate/predictions.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/quotes.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/task.h"
#include "ganglion/io/json.h"
#include "ganglion/nn/losses/loss.h"
#include "ganglion/train/evaluate/threshold_table.h"
#include "ganglion/train/save.h"
#include "ganglion/train/unknown_kinds.h"

namespace ganglion::train {
namespace {

using data::Task;

/// Whether what predict() gives can be told as probabilities: the loss makes them of logits, or the
/// last layer gives them.
bool gives_probabilities(const Model& model) {
  if (model.compiled() && nn::takes_logits(model.compile_options().loss)) return true;
  const auto last = model.network().output_activation();
  return last == nn::Activation::sigmoid || last == nn::Activation::softmax;
}

/// Tables are scored by metrics of their task: those of somebody's own keep nobody from it.
void measure_by_known_metrics(Model& model) {
  if (!model.compiled()) return;
  CompileOptions options = model.compile_options();
  if (leave_out_unknown_metrics(options)) model.compile(std::move(options));
}

data::Preprocessing preprocessing_of(const Model& model, const std::string& path) {
  if (!model.info().preprocessing) {
    throw Error(
        fmt::format("{}: this model takes tensors, not tables: it was saved without "
                    "preprocessing",
                    path));
  }
  if (model.info().preprocessing->task != Task::regression && !gives_probabilities(model)) {
    throw Error(
        fmt::format("{}: predictions of classes are probabilities, but the last layer gives none, "
                    "and the file names no loss and optimizer of this library that would make them "
                    "of logits",
                    path));
  }
  return data::Preprocessing(*model.info().preprocessing);
}

std::string json_text(const std::string& text) {
  return io::Json(text).dump();
}

/// What makes a table of rows: the text before the cell of each column and behind the last, and how
/// a word is written.
struct RowFormat {
  std::vector<std::string> before;
  std::string end;
  std::string (*word)(const std::string&);
};

/// Predictions as text, cell by cell. The words that cells can be are written once.
class RowWriter {
 public:
  RowWriter(const data::PreprocessingState& state, const RowFormat& format)
      : task_(state.task), threshold_(state.output_threshold()), format_(format) {
    if (task_ == Task::multilabel) {
      for (const data::TargetColumn& target : state.targets) {
        words_.push_back({label(target.no), label(target.yes)});
      }
    } else {
      words_.emplace_back(state.class_names);
      for (std::string& word : words_[0]) word = format_.word(word);
    }
  }

  /// Probabilities in float, as the network gives them; numbers of a regression in double.
  template <class Number>
  void row(std::span<const Number> values, const std::string* file, const std::string* beyond) {
    column_ = 0;
    if (file != nullptr) put(format_.word(*file));
    if (task_ == Task::multilabel) {
      for (std::size_t k = 0; k < values.size(); ++k)
        put(words_[k][values[k] > Number(0.5) ? 1 : 0]);
    } else if (task_ == Task::binary) {
      put(words_[0][static_cast<double>(values[0]) > threshold_ ? 1 : 0]);
      put(io::json_number(Number(1) - values[0]));
    } else if (task_ == Task::multiclass) {
      put(words_[0][static_cast<std::size_t>(std::ranges::max_element(values) - values.begin())]);
    }
    for (const Number value : values) put(io::json_number(value));
    if (beyond != nullptr) put(format_.word(*beyond));
    text_ += format_.end;
  }

  std::string text() && { return std::move(text_); }

 private:
  /// The word of a label as the training table wrote it; 0 and 1 are numbers.
  std::string label(const std::string& word) const {
    return word == "0" || word == "1" ? word : format_.word(word);
  }
  void put(const std::string& cell) {
    text_ += format_.before[column_++];
    text_ += cell;
  }

  Task task_;
  double threshold_;
  const RowFormat& format_;
  std::vector<std::vector<std::string>> words_;
  std::size_t column_ = 0;
  std::string text_;
};

template <class Number>
std::string rows_text_of(const data::PreprocessingState& state, const Tensor& predictions,
                         const RowTexts& texts, const RowFormat& format) {
  RowWriter writer(state, format);
  const auto rows = static_cast<std::size_t>(predictions.shape()[0]);
  const auto values = predictions.values<Number>();
  const std::size_t width = values.size() / std::max<std::size_t>(rows, 1);
  const auto text = [](const std::vector<std::string>& all, std::size_t row) {
    return all.empty() ? nullptr : &all[row];
  };
  for (std::size_t i = 0; i < rows; ++i) {
    writer.row(values.subspan(i * width, width), text(texts.files, i), text(texts.beyond_range, i));
  }
  return std::move(writer).text();
}

std::string rows_text(const data::PreprocessingState& state, const Tensor& predictions,
                      const RowTexts& texts, const RowFormat& format) {
  return predictions.dtype() == DType::f64 ? rows_text_of<double>(state, predictions, texts, format)
                                           : rows_text_of<float>(state, predictions, texts, format);
}

std::vector<std::string> names_with(std::vector<std::string> names, const RowTexts& texts) {
  if (!texts.files.empty()) names.insert(names.begin(), "file");
  if (!texts.beyond_range.empty()) names.emplace_back("beyond_range");
  return names;
}

}  // namespace

TablePredictor::TablePredictor(const std::string& path) : TablePredictor(load_model(path), path) {}

TablePredictor::TablePredictor(Model model, const std::string& name)
    : model_(std::move(model)), preprocessing_(preprocessing_of(model_, name)) {
  measure_by_known_metrics(model_);
  const io::Json* costs = model_.info().training.find("cost");
  if (costs != nullptr) costs_ = costs_from_json(*costs);
}

void TablePredictor::use_threshold(const nn::ThresholdRule& rule) {
  using Goal = nn::ThresholdRule::Goal;
  const Task task = preprocessing_.state().task;
  if (task != Task::binary) {
    throw Error(
        fmt::format("{} is for models of two classes; the task of this one is {}; leave it "
                    "out",
                    setting(rule.goal == Goal::cost ? "cost" : "threshold"), name_of(task)));
  }
  double threshold = rule.value;
  if (rule.goal != Goal::fixed) {
    const io::Json* points = model_.info().training.find("validation_thresholds");
    if (points == nullptr) {
      throw Error(
          "the model holds no thresholds of validation rows to choose from: it was trained without "
          "any, or by an older version; give the threshold itself (`threshold = 0.3`)");
    }
    threshold = rule.choose(points_from_json(*points));
  }
  if (rule.goal == Goal::cost) costs_ = rule.costs;
  preprocessing_ = preprocessing_.with_threshold(threshold);
}

data::Dataset TablePredictor::rows_of(const data::Table& table) const {
  const std::vector<std::string> targets = preprocessing_.target_names();
  data::check_targets(table, targets);
  const auto rows = data::labelled_rows(table, targets);
  if (rows.empty()) {
    throw Error(fmt::format("{}: the target is missing in every row; use predict, which needs none",
                            table.source()));
  }
  return data::apply_scaled(preprocessing_, table.rows(rows));
}

Evaluation TablePredictor::evaluate(const data::Table& table,
                                    const std::vector<std::string>& metrics) {
  Evaluation result = train::evaluate(model_, preprocessing_, rows_of(table), metrics);
  result.costs = costs_;
  return result;
}

Tensor TablePredictor::predict(const data::Table& table, std::int64_t* clipped) {
  const data::Dataset rows = preprocessing_.apply(table, false);
  const Tensor said = model_.predict(rows)[0];
  const Tensor kept = preprocessing_.clip_predictions(said);
  if (clipped != nullptr) *clipped = count_changed(said, kept);
  return preprocessing_.own_predictions(kept, rows);
}

std::vector<std::string> prediction_columns(const data::PreprocessingState& state) {
  std::vector<std::string> targets;
  for (const data::TargetColumn& target : state.targets) targets.push_back(target.name);
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

std::string predictions_csv(const data::PreprocessingState& state, const Tensor& predictions,
                            const RowTexts& texts) {
  RowFormat format{.before = {}, .end = "\n", .word = csv_field};
  std::string head;
  for (const std::string& name : names_with(prediction_columns(state), texts)) {
    format.before.emplace_back(format.before.empty() ? "" : ",");
    head += format.before.back() + csv_field(name);
  }
  return head + "\n" + rows_text(state, predictions, texts, format);
}

std::string predictions_json(const data::PreprocessingState& state, const Tensor& predictions,
                             const RowTexts& texts) {
  RowFormat format{.before = {}, .end = "},", .word = json_text};
  for (const std::string& name : names_with(prediction_columns(state), texts)) {
    format.before.push_back((format.before.empty() ? "{" : ",") + json_text(name) + ":");
  }
  std::string rows = rows_text(state, predictions, texts, format);
  if (!rows.empty()) rows.pop_back();  // the comma behind the last
  return "[" + rows + "]";
}

}  // namespace ganglion::train
