#include "ganglion/io/onnx/external_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "ganglion/core/bulk_file.h"
#include "ganglion/core/error.h"

namespace ganglion::io::onnx {
namespace {

std::uint64_t place_of(const StoredTensor& stored, const char* key, std::uint64_t otherwise) {
  const auto found = stored.location.find(key);
  if (found == stored.location.end()) return otherwise;
  const std::string& text = found->second;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Error(fmt::format("the {} of its external data is no number", key));
  }
  return value;
}

/// The path of the file; only one that lies in the folder itself is opened, as a model may come
/// from anybody.
std::string path_of(const StoredTensor& stored, const std::string& folder) {
  const auto found = stored.location.find("location");
  if (found == stored.location.end()) throw Error("it doesn't say where its external data are");
  std::string name = found->second;
  if (name.starts_with("./")) name.erase(0, 2);
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos ||
      name.find('\\') != std::string::npos || name.find('\0') != std::string::npos) {
    throw Error(
        "its external data must be a file in the folder of the model; move it there and "
        "save the model with its name alone");
  }
  const std::filesystem::path path = std::filesystem::path(folder) / name;
  using enum std::filesystem::file_type;
  std::error_code ignored;
  const auto type = std::filesystem::symlink_status(path, ignored).type();
  if (type == symlink) {
    throw Error("its external data are a link; put the file itself beside the model");
  }
  // To open a pipe that nobody writes to would keep us waiting.
  if (type != regular && type != not_found && type != none) {
    throw Error("its external data are no regular file; put the file itself beside the model");
  }
  return path.string();
}

}  // namespace

std::string read_external(const StoredTensor& stored, const std::string& folder,
                          std::int64_t elements, std::size_t size) {
  const std::string path = path_of(stored, folder);
  const BulkFile file = BulkFile::open(path);
  const std::uint64_t there = file.size();
  const std::uint64_t offset = place_of(stored, "offset", 0);
  const std::uint64_t length = place_of(stored, "length", there - std::min(there, offset));
  if (offset > there || length > there - offset ||
      length != static_cast<std::uint64_t>(elements) * size) {
    throw Error(
        fmt::format("{}: {} elements of {} bytes are not at byte {}; the file is damaged "
                    "or belongs to another model",
                    path, elements, size, offset));
  }
  std::string bytes(static_cast<std::size_t>(length), '\0');
  file.read_at(offset, std::as_writable_bytes(std::span(bytes.data(), bytes.size())));
  return bytes;
}

}  // namespace ganglion::io::onnx
