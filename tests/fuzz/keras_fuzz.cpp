#include <array>
#include <random>
#include <string>

#include "ganglion/core/error.h"
#include "ganglion/io/json.h"
#include "ganglion/io/keras/convert_model.h"
#include "ganglion/io/keras/parse_model.h"
#include "ganglion/io/keras/read_keras.h"
#include "ganglion/io/keras/variables.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/json_mutations.h"

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

void convert(const io::Json& description, const std::string& version) {
  io::KerasModel model = io::keras_model_of(description, version);
  give_weights(model);
  io::Conversion conversion(version);
  conversion.network(io::convert_model(conversion, model)).summary();
}

/// The description of a model without its file: what few mutations of a file would reach. Of the
/// generations of Keras it is taken for one, by its length. As most of the time goes into reading
/// JSON, what is read is also changed in seven ways, always the same for the same bytes.
void read_description(std::string_view bytes) {
  constexpr std::array versions = {"1.2.2", "2.14.0", "3.15.1"};
  const std::string version = versions[bytes.size() % versions.size()];
  const io::Json description = io::parse_json(bytes, "f");
  std::mt19937 random(static_cast<std::uint32_t>(std::hash<std::string_view>{}(bytes)));
  for (int change = 0; change < 7; ++change) {
    io::Json changed = description;
    ganglion::support::mutate_json(changed, random);
    try {
      convert(changed, version);
    } catch (const ganglion::Error&) {
    }
  }
  convert(description, version);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    if (bytes.starts_with('{')) return read_description(bytes);
    io::keras_from_bytes(std::string(bytes), "f");
  });
}
