#pragma once
#include <cstdint>
#include <string>

#include "ganglion/io/onnx/model.h"

namespace ganglion::io::onnx {

/// The bytes of a tensor that lie in a file beside the model: `elements` of `size` bytes. Throws
/// Error unless the place is the name of a plain file in `folder` (no path, no link), and holds
/// them.
std::string read_external(const StoredTensor& stored, const std::string& folder,
                          std::int64_t elements, std::size_t size);

}  // namespace ganglion::io::onnx
