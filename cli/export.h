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
  bool raw = false;                  ///< onnx: the network alone
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
  std::vector<std::string> maps;     ///< keras, h5: "MyDense=dense"
};

/// Of the options that tell how weights are called and laid out. Throws UsageError.
io::WeightNaming weight_naming(const std::string& layout, const std::vector<std::string>& renames);

/// Each writes a model to typed.out and tells on stderr what it wrote. Throws Error.
void export_c(const ExportOptions& typed, const io::SavedModel& model);
void export_onnx(const ExportOptions& typed, const io::SavedModel& model);
void export_keras(const ExportOptions& typed, const io::SavedModel& model);
void export_h5(const ExportOptions& typed, const io::SavedModel& model);
void export_safetensors(const ExportOptions& typed, const io::SavedModel& model);
void export_npz(const ExportOptions& typed, const io::SavedModel& model);

/// Tells how images or signals are scaled that a file of another system takes.
void tell_scaled_inputs(const io::SavedModel& model);
/// Tells which targets a file of another system gives scaled, or as a change of the last value of a
/// series, and how to undo it.
void tell_scaled_targets(const io::SavedModel& model);

/// The network in a model file of another system. Throws Error.
io::SavedModel import_model(const ImportOptions& typed);
/// A model of Keras, with classes of the user's own as typed. Throws Error.
io::SavedModel import_keras(const ImportOptions& typed);
/// A model of Keras or, with layers named, a model of its weights alone. Throws Error.
io::SavedModel import_h5(const ImportOptions& typed);
/// A SavedModel of TensorFlow, converted by tf2onnx where Python has it. Throws Error.
io::SavedModel import_saved_model(const ImportOptions& typed);
/// The model in a file of weights, with what a user should know on stderr. Throws Error.
io::SavedModel import_weights(const ImportOptions& typed);

}  // namespace ganglion::cli
