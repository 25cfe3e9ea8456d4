#pragma once
#include <string>
#include <utility>
#include <vector>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/table.h"
#include "ganglion/train/model.h"
#include "ganglion/train/report/axis.h"
#include "ganglion/train/report/pictures/function_units.h"

namespace ganglion::train::report {

/// A column that is varied, and the values it takes.
struct FunctionAxis {
  std::string name;
  std::vector<double> values;
  Range range() const { return {values.front(), values.back()}; }
};

/// A row of the data in the plane of the drawing.
struct FunctionRow {
  double x = 0.0;
  double y = 0.0;       ///< of the second axis; with one axis, of a regression the target
  std::int64_t of = 0;  ///< its class, or -1
};

/// What a model predicts over one numeric column, or over a grid of two, with all other columns
/// held at the median (numbers) or the most frequent value of the table.
struct FunctionView {
  data::Task task = data::Task::regression;
  std::vector<FunctionAxis> axes;  ///< one or two; empty where nothing can be varied
  std::vector<std::pair<std::string, std::string>> held = {};
  std::vector<std::string> outputs = {};  ///< classes (two of a binary task), labels, targets
  /// Of each output the prediction at each place: the first axis runs fastest.
  std::vector<std::vector<double>> values = {};
  std::vector<FunctionUnit> units = {};
  double piece_offset = 0.0;  ///< what all pieces are added to
  int networks = 1;           ///< units are those of the first
  std::vector<FunctionRow> rows = {};
};

/// Over the named numeric columns, one or two. By default over the numeric column if there is only
/// one, else over the two whose range changes the prediction most. Empty axes for images, signals
/// and models without numeric columns. Throws Error for a name that is no numeric column of the
/// model.
FunctionView function_view(const Model& model, const data::Preprocessing& preprocessing,
                           const data::Table& table, std::vector<std::string> columns = {});

/// The numeric columns that a model reads.
std::vector<std::string> numeric_columns(const data::Preprocessing& preprocessing,
                                         const data::Table& table);

}  // namespace ganglion::train::report
