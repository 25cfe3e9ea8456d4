#include "ganglion/data/arff/arff.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size,
                        [](std::string_view bytes) { ganglion::data::parse_arff(bytes, "f"); });
}
