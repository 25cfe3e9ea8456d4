#pragma once
#include <string>
#include <vector>

#include "cli/tables.h"
#include "ganglion/io/read/read_model_file.h"

/// Predictions from arrays, to arrays.
namespace ganglion::cli {

/// What was typed: a model, its inputs, and where the outputs go.
struct ArrayOptions {
  std::string path;  ///< of the model
  std::string data;  ///< .npy of the only or first input, or .npz of several; or empty
  std::vector<std::string> inputs;  ///< "name=FILE.npy"
  std::string out;                  ///< .npy of the first output, or .npz of all
  bool json = false;
};

/// Predicts and saves; gives the exit code. Throws UsageError and Error.
int predict_arrays(const ArrayOptions& typed, io::ReadModel read);

/// The same from the rows of a table (see train/predict/table_arrays.h); without --out the outputs
/// are printed as CSV, or as JSON.
int predict_columns(const ArrayOptions& typed, const TableOptions& table, io::ReadModel read);

/// Whether a path ends as a file of arrays does: .npy, .npz.
bool names_arrays(const std::string& path);

/// Saves an array as .npy, or as the only one of an .npz file, by the ending.
void save_array(const std::string& path, const std::string& name, const Tensor& array);

}  // namespace ganglion::cli
