#pragma once
#include <string>
#include <vector>

#include "ganglion/data/column_reading.h"
#include "ganglion/data/table.h"
#include "ganglion/train/predict/array_predictor.h"

/// Rows of a table for a model that has no columns, and its outputs as a table.
namespace ganglion::train {

/// How a table must be read for these inputs: columns that are texts as they are written.
data::ColumnReadings readings_for(const std::vector<ArrayPredictor::Input>& inputs);

/// What the model is fed with: an input of one number or text a row is the column of its name; the
/// only input of several numbers a row takes all columns in their order, of which there must be as
/// many. Missing numbers are NaN, missing texts "". Throws Error naming the input and the columns
/// for anything else.
ArrayPredictor::Fed fed_from_table(const std::vector<ArrayPredictor::Input>& inputs,
                                   const data::Table& table);

/// Outputs as columns: texts, and numbers as the shortest text that reads back to them. One with
/// several numbers a row has a column for each, "name_0", "name_1", …
struct OutputColumns {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> cells;  ///< of each column
  std::vector<bool> texts;                      ///< which columns hold texts
};
/// Throws Error naming an output that isn't rows of numbers.
OutputColumns output_columns(const std::vector<ArrayPredictor::Output>& outputs, std::int64_t rows);

/// A line a row under a line of names; a JSON array of objects.
std::string csv_of(const OutputColumns& columns);
std::string json_of(const OutputColumns& columns);

}  // namespace ganglion::train
