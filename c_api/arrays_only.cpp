// The small library for C, libganglion_predict.so: models of Ganglion, predictions from arrays.
#include <cstddef>
#include <span>

#include "c_api/model.h"

using ganglion::c_api::guarded;
using ganglion::c_api::kInMemory;
using ganglion::c_api::required;

ganglion_model* ganglion_load(const char* path) {
  return guarded<ganglion_model*>(nullptr, [&] {
    const std::string name(&required(path, "path"));
    const auto file = ganglion::io::read_safetensors(name);
    return std::make_unique<ganglion_model>(ganglion::io::network_from_file(file, name)).release();
  });
}

ganglion_model* ganglion_load_memory(const void* bytes, size_t size) {
  return guarded<ganglion_model*>(nullptr, [&] {
    const std::span all(&required(static_cast<const std::byte*>(bytes), "bytes"), size);
    const auto file = ganglion::io::parse_safetensors(all, kInMemory);
    return std::make_unique<ganglion_model>(ganglion::io::network_from_file(file, kInMemory))
        .release();
  });
}
