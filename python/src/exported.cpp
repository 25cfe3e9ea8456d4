#include "python/src/exported.h"

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/io/model_file.h"
#include "ganglion/io/onnx/from_network.h"
#include "ganglion/io/tensors/weight_files.h"
#include "ganglion/train/save.h"
#include "python/src/interpreter.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

std::string bytes_of(const io::SavedModel& model, const std::string& format,
                     const std::string& layout) {
  if (format == "onnx") return io::onnx::to_onnx(model);
  const io::WeightNaming naming{.layout = io::weight_layout_named(layout)};
  if (format == "npz") return io::weights_as_npz(model, naming);
  if (format == "safetensors") return io::weights_as_safetensors(model, naming);
  throw Error("export: format '" + format + "'; there are onnx, npz and safetensors");
}

}  // namespace

void write_exported(const train::Model& model, const std::string& path, const std::string& format,
                    const std::string& layout) {
  const Unlocked released;
  write_file_atomically(path, bytes_of(train::to_saved(model), format, layout));
}

}  // namespace ganglion::python
