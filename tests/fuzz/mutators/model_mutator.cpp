// Of models and checkpoints, and of the description of a model alone, Keras' too.

#include <span>

#include "ganglion/io/json.h"
#include "ganglion/io/safetensors.h"
#include "tests/fuzz/mutators/mutator.h"
#include "tests/support/json_mutations.h"
#include "tests/support/model_mutations.h"

namespace {

std::string changed_model(std::string_view bytes, std::mt19937& random) {
  if (bytes.starts_with('{')) {
    ganglion::io::Json json = ganglion::io::parse_json(bytes, "f");
    ganglion::support::mutate_json(json, random);
    return json.dump();
  }
  const auto file = ganglion::io::parse_safetensors(
      std::as_bytes(std::span<const char>(bytes.data(), bytes.size())), "f");
  if (!file.metadata.contains("ganglion")) throw ganglion::Error("no model");
  return ganglion::io::to_safetensors(ganglion::support::mutated(file, random).file);
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  return mutate_by_structure(data, size, max_size, seed, changed_model);
}
