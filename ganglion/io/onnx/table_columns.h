#pragma once
#include <string>
#include <string_view>

#include "ganglion/data/features/preprocessing_state.h"
#include "ganglion/io/onnx/model_writer.h"

/// What turns rows of a table into features and outputs into predictions, as ONNX nodes.
namespace ganglion::io::onnx {

/// The metadata that says what was learned of the columns, as models of this library have it: how
/// another table is read.
inline constexpr std::string_view kTableMetadata = "ganglion.table";

/// Throws Error naming the column whose preparation ONNX can't say: dates, texts of words, and
/// tables of series.
void check_columns(const data::PreprocessingState& state);

/// An input for each column, [batch, 1]: double for numbers (NaN: missing) and for yes and no (1
/// and 0), string for categories, as the table writes them ("": missing). Gives the name of the
/// features, float [batch, width]. Computed in double, as the library does.
std::string write_columns(ModelWriter& writer, const data::PreprocessingState& state);

/// An input of samples as their files have the numbers, float, under the name `input`. Gives the
/// name of what the network sees: each channel scaled, in double, as the library does.
std::string write_samples(ModelWriter& writer, const data::SampleFeatures& samples,
                          const std::string& input);

/// Behind the network's output: of classes the predicted one, `label` [batch], string; of a
/// regression only the targets in their own units, `value`, double. `row`: what the output is.
void write_predictions(ModelWriter& writer, const data::PreprocessingState& state,
                       const std::string& output, const TensorType& row);

}  // namespace ganglion::io::onnx
