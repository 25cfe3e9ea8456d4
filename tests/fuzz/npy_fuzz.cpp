#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/text/zip.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    if (ganglion::data::is_zip(bytes)) {
      ganglion::data::table_of(ganglion::data::parse_npz(bytes, "f"), "f");
    } else {
      ganglion::data::table_of({{"", ganglion::data::parse_npy(bytes, "f")}}, "f");
    }
  });
}
