#include "ganglion/io/hdf5/hdf5_file.h"

#include <string>

#include "ganglion/core/error.h"
#include "tests/fuzz/fuzz.h"

namespace {

namespace io = ganglion::io;

/// Reads all there is; one damaged array doesn't keep others from being read.
void read_all(io::Hdf5File& file, const io::Hdf5Node& node) {
  const auto tried = [](auto read) {
    try {
      read();
    } catch (const ganglion::Error&) {
    }
  };
  for (const auto& attribute : node.attributes) tried([&] { file.texts(attribute.second); });
  if (!node.array.empty()) tried([&] { file.tensor(node); });
  for (const auto& [name, child] : node.children) read_all(file, child);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    io::Hdf5File file(std::string(bytes), "f");
    read_all(file, file.root());
  });
}
