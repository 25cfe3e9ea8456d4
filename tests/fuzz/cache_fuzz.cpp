#include <algorithm>
#include <cstdlib>
#include <span>

#include "ganglion/data/stored/stored_column.h"
#include "tests/fuzz/fuzz.h"

namespace data = ganglion::data;

/// What the index of a cache says of a column; one that is accepted is written as it was read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  return refuse_or_read(bytes, size, [](std::string_view text) {
    const auto given = std::as_bytes(std::span(text.data(), text.size()));
    data::ByteReader reader(given, "the cache");
    const data::StoredColumn column = data::StoredColumn::read(reader);
    for (std::size_t code = 0; code < column.place.size(); ++code) {
      const std::int32_t place = column.place_of(static_cast<std::int32_t>(code));
      if (place >= 0) column.names.at(static_cast<std::size_t>(place));
    }
    data::ByteWriter writer;
    column.write(writer);
    const auto written = writer.bytes();
    if (!std::ranges::equal(written, given.first(written.size()))) std::abort();
  });
}
