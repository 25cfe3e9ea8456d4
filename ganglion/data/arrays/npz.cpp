#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/text/gzip.h"
#include "ganglion/data/text/text.h"
#include "ganglion/data/text/zip.h"

namespace ganglion::data {

std::vector<NamedArray> parse_npz(std::string_view bytes, const std::string& source,
                                  std::int64_t limit) {
  const ZipReader zip(bytes, source);
  std::vector<NamedArray> arrays;
  auto left = static_cast<std::uint64_t>(limit);
  for (const ZipEntry& entry : zip.entries()) {
    if (entry.size > left) refuse_large(source, limit);
    left -= entry.size;
    if (!entry.name.ends_with(".npy")) {
      throw Error(
          fmt::format("{}: a zip archive that holds {}, not arrays of NumPy (.npz); if it is "
                      "an .xlsx, save the sheet as CSV",
                      source, shown(entry.name)));
    }
    const std::string name = entry.name.substr(0, entry.name.size() - 4);
    arrays.push_back({name, parse_npy(zip.content(entry), source + ": " + name)});
  }
  if (arrays.empty()) throw Error(source + ": there are no arrays in the file");
  return arrays;
}

std::vector<NamedArray> read_npz(const std::string& path, std::int64_t limit) {
  return parse_npz(read_text(path), path, limit);
}

}  // namespace ganglion::data
