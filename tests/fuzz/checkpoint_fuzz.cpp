#include <cstdlib>
#include <span>

#include "ganglion/io/checkpoint.h"
#include "ganglion/io/safetensors.h"
#include "tests/fuzz/fuzz.h"

namespace io = ganglion::io;

/// A checkpoint that is accepted is written as it was read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    const auto given = std::as_bytes(std::span<const char>(bytes.data(), bytes.size()));
    const io::Checkpoint checkpoint =
        io::checkpoint_from_file(io::parse_safetensors(given, "f"), "f");
    const std::string written = io::to_safetensors(io::to_file(checkpoint));
    const auto again = std::as_bytes(std::span<const char>(written.data(), written.size()));
    const io::Checkpoint same = io::checkpoint_from_file(io::parse_safetensors(again, "g"), "g");
    if (io::to_safetensors(io::to_file(same)) != written) std::abort();
  });
}
