#pragma once
#include <cstdint>
#include <string>

#include "ganglion/io/model_file.h"

namespace ganglion::cli {

/// Writes the network of a model to an ONNX file of that opset (13 to 23), and tells on stderr what
/// it takes and gives. Throws Error.
void export_onnx(const std::string& out, const io::SavedModel& model, std::int64_t opset = 17);

}  // namespace ganglion::cli
