#include "ganglion/data/column_types.h"
#include "ganglion/data/table.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    const auto table = ganglion::data::parse_table(bytes, "f", {.threads = 1});
    ganglion::data::find_types(table, {});
    ganglion::data::parse_table(bytes, "f",
                                {.header = ganglion::data::Header::no,
                                 .encoding = ganglion::data::Encoding::latin1,
                                 .threads = 1});
  });
}
