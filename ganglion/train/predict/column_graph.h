#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "ganglion/data/features/preprocessing_state.h"
#include "ganglion/data/table.h"
#include "ganglion/io/read/read_model_file.h"

namespace ganglion::train {

/// An ONNX file that this library wrote of a model of tables, images or signals, with the
/// preparation of columns or samples inside: predicts rows of tables as the model itself does. What
/// the file says of its columns (io/onnx/table_columns.h) tells how a table is read; what is
/// computed is what its nodes say.
class ColumnGraph {
 public:
  /// None for any other file. Throws Error for one whose description of columns can't be read.
  static std::optional<ColumnGraph> of(const io::ReadModel& read);

  const data::PreprocessingState& state() const { return state_; }
  /// As TablePredictor::predict gives them. Throws Error naming file, line and column for a missing
  /// column and for a value that can't be one of the column.
  Tensor predict(const data::Table& table) const;

 private:
  std::map<std::string, Tensor> fed_with(const data::Table& table) const;
  ColumnGraph(std::shared_ptr<const io::onnx::StoredModel> graph, data::PreprocessingState state);

  std::shared_ptr<const io::onnx::StoredModel> graph_;
  data::PreprocessingState state_;
};

}  // namespace ganglion::train
