#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/io/model_file.h"
#include "ganglion/io/tensors/weight_files.h"

/// What `export` and `import` share, and what each format of theirs does.
namespace ganglion::cli {

/// A command `export`, as typed.
struct ExportOptions {
  std::string model;   ///< file, or folder of a run
  std::string format;  ///< empty: by the ending of `out`
  std::string out;
  std::string layout = "ganglion";   ///< safetensors, npz
  std::vector<std::string> renames;  ///< safetensors, npz
  std::string name;                  ///< c: empty: that of the file
  std::int64_t opset = 17;           ///< onnx
};

/// A command `import`, as typed.
struct ImportOptions {
  std::string file;
  std::string format;  ///< empty: by the ending of `file`
  std::string out;
  std::string network;               ///< safetensors, npz: layers as text
  std::string input_shape;           ///< likewise: of one row, "64" or "1x28x28"
  std::string model;                 ///< likewise: whose network and columns are taken
  std::string layout = "ganglion";   ///< likewise
  std::vector<std::string> renames;  ///< likewise
};

/// Of the options that tell how weights are called and laid out. Throws UsageError.
io::WeightNaming weight_naming(const std::string& layout, const std::vector<std::string>& renames);

/// Each writes a model to typed.out and tells on stderr what it wrote. Throws Error.
void export_c(const ExportOptions& typed, const io::SavedModel& model);
void export_onnx(const ExportOptions& typed, const io::SavedModel& model);
void export_safetensors(const ExportOptions& typed, const io::SavedModel& model);
void export_npz(const ExportOptions& typed, const io::SavedModel& model);

/// The network in a model file of another system. Throws Error.
io::SavedModel import_model(const ImportOptions& typed);
/// The model in a file of weights, with what a user should know on stderr. Throws Error.
io::SavedModel import_weights(const ImportOptions& typed);

}  // namespace ganglion::cli
