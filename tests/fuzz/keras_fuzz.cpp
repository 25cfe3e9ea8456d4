#include <array>
#include <string>

#include "ganglion/io/json.h"
#include "ganglion/io/keras/convert_model.h"
#include "ganglion/io/keras/parse_model.h"
#include "ganglion/io/keras/read_keras.h"
#include "ganglion/io/keras/variables.h"
#include "tests/fuzz/fuzz.h"

namespace {

namespace io = ganglion::io;

/// Weights of one number each: a layer that reads them is refused only at the end.
void give_weights(io::KerasModel& model) {
  for (io::KerasLayer& layer : model.layers) {
    if (layer.model != nullptr) give_weights(*layer.model);
    layer.weights.resize(io::keras_variables(layer).size(),
                         ganglion::Tensor(ganglion::Shape{1, 1, 1, 1}));
  }
}

/// The description of a model without its file: what few mutations of a file would reach. Of the
/// generations of Keras it is taken for one, by its length.
void read_description(std::string_view bytes) {
  constexpr std::array versions = {"1.2.2", "2.14.0", "3.15.1"};
  const std::string version = versions[bytes.size() % versions.size()];
  io::KerasModel model = io::keras_model_of(io::parse_json(bytes, "f"), version);
  give_weights(model);
  io::Conversion conversion(version);
  conversion.network(io::convert_model(conversion, model)).summary();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    if (bytes.starts_with('{')) return read_description(bytes);
    io::keras_from_bytes(std::string(bytes), "f");
  });
}
