#include <memory>
#include <string>

#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/model.h"
#include "tests/fuzz/fuzz.h"

namespace onnx = ganglion::io::onnx;

/// Models are read, with their tensors, and written again. (Importing them needs the kernels, which
/// fuzz targets don't have: OnnxModelFile.ChangedBytesNeverCrash.)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    onnx::is_onnx(bytes);
    const onnx::StoredModel model =
        onnx::parse_model(std::make_shared<const std::string>(bytes), "f");
    onnx::to_bytes(model);
    for (const onnx::StoredTensor& tensor : model.initializers) {
      if (!tensor.external) onnx::to_tensor(tensor, "");
    }
  });
}
