#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/io/tensors/weight_files.h"
#include "ganglion/nn/network_text.h"
#include "tests/fuzz/fuzz.h"

namespace {

namespace io = ganglion::io;
namespace nn = ganglion::nn;

/// With all kinds of weights that lie differently in other systems' files.
const nn::Network& network() {
  static const nn::Network made = [] {
    std::vector<nn::Layer> layers =
        nn::parse_network("conv2d 2 3; batchnorm; flatten; dense 3; dense 1");
    layers.insert(layers.begin(), nn::Input(ganglion::Shape{1, 4, 4}));
    return nn::Network(layers);
  }();
  return made;
}

/// As training that begins with a file of weights does, and writing them again.
void give_weights(const io::NamedTensors& tensors, const io::WeightNaming& naming) {
  try {
    io::WeightsRead read = io::weights_for(network(), tensors, naming, "f");
    io::named_weights({.network = network(),
                       .parameters = std::move(read.parameters),
                       .state = std::move(read.state)},
                      naming);
  } catch (const ganglion::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    const io::NamedTensors tensors = io::parse_tensors(bytes, "f");
    for (const io::WeightLayout layout : {io::WeightLayout::ganglion, io::WeightLayout::torch}) {
      give_weights(tensors, {.layout = layout});
    }
  });
}
