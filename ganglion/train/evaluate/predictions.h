#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/table.h"
#include "ganglion/train/evaluate/evaluation.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// What is written beside the predictions of rows, one text a row; empty: nothing.
struct RowTexts {
  std::vector<std::string> files = {};         ///< the column `file`, which comes first
  std::vector<std::string> beyond_range = {};  ///< the column `beyond_range`, the last
};

/// Names of the columns that predictions of a table are written under: "class",
/// "probability_setosa", …; for regression the names of the targets; for several labels "happy",
/// "probability_happy", ….
std::vector<std::string> prediction_columns(const data::PreprocessingState& state);
/// Predictions, as TablePredictor::predict gives them, as CSV, a line a row under a line of names.
/// Numbers are the shortest text that reads back to the same number: what is written is what
/// evaluate() scores.
std::string predictions_csv(const data::PreprocessingState& state, const Tensor& predictions,
                            const RowTexts& texts = {});
/// The same as the text of a JSON array of objects. Throws Error for a name or class that is not
/// UTF-8.
std::string predictions_json(const data::PreprocessingState& state, const Tensor& predictions,
                             const RowTexts& texts = {});

/// A trained model that works on rows of tables.
class TablePredictor {
 public:
  /// Throws Error for a file that is no model, for a model that takes tensors only, and for one of
  /// classes whose predictions are no probabilities (its loss is not one of the library's).
  explicit TablePredictor(const std::string& path);
  /// Of a model in memory, which `name` calls in errors.
  TablePredictor(Model model, const std::string& name);

  const Model& model() const { return model_; }
  const data::Preprocessing& preprocessing() const { return preprocessing_; }

  /// Takes another threshold than the model's from here on: a given one, or one that is chosen on
  /// the validation rows of training, whose points the model keeps (RunResult::to_json). Costs are
  /// kept for evaluate(). Throws Error for a task that isn't binary, and for a model without such
  /// points.
  void use_threshold(const nn::ThresholdRule& rule);

  /// The labelled rows of a table, as the model is fed: what evaluate() scores. Throws as it does.
  data::Dataset rows_of(const data::Table& table) const;

  /// Metrics on labelled rows, by name (see metrics_named; none: the default ones); rows without a
  /// target are left out. Throws Error naming file, line and column for a missing column, text
  /// among numbers, and classes never seen.
  Evaluation evaluate(const data::Table& table, const std::vector<std::string>& metrics = {});

  /// What the network says of each row; a target column isn't needed. Regression: [rows, targets]
  /// f64 in their own unit, with the decimal places that the network resolves (see
  /// TargetColumn::unscaled); else probabilities, f32: [rows, 1], [rows, classes] or [rows,
  /// labels]. `clipped`: how many predictions were kept within the training range and its margin
  /// (TargetColumn::clip).
  Tensor predict(const data::Table& table, std::int64_t* clipped = nullptr);

  /// See prediction_columns(), predictions_csv() and predictions_json().
  std::vector<std::string> columns() const { return prediction_columns(preprocessing_.state()); }
  std::string csv(const Tensor& predictions, const RowTexts& texts = {}) const {
    return predictions_csv(preprocessing_.state(), predictions, texts);
  }
  std::string json(const Tensor& predictions, const RowTexts& texts = {}) const {
    return predictions_json(preprocessing_.state(), predictions, texts);
  }

 private:
  Model model_;
  data::Preprocessing preprocessing_;
  std::optional<nn::MistakeCosts> costs_;
};

}  // namespace ganglion::train
