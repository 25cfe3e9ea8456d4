#include "ganglion/io/model_file.h"
#include "ganglion/io/safetensors.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    const auto file = ganglion::io::parse_safetensors(
        std::as_bytes(std::span<const char>(bytes.data(), bytes.size())), "f");
    ganglion::io::model_from_file(file, "f");
  });
}
