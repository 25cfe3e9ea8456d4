#include "ganglion/data/arrays/arrays.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    ganglion::data::table_of({{"", ganglion::data::parse_idx(bytes, "f")}}, "f");
  });
}
