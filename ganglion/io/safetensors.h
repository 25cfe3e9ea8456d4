#pragma once
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/core/tensor.h"

namespace ganglion::io {

/// The content of a file in the safetensors layout: eight bytes with the length of the header
/// (little-endian), the header in JSON, the data of the tensors one after another.
/// https://github.com/huggingface/safetensors
struct SafetensorsFile {
  /// In the order of their data in the file.
  std::vector<std::pair<std::string, Tensor>> tensors = {};
  std::map<std::string, std::string> metadata = {};
  /// Of all bytes of the file, as it was read; empty where it has none. Metadata don't list it.
  std::string checksum = {};

  /// nullptr when there is none of that name.
  const Tensor* find(std::string_view name) const;
};

/// Reads a file. Every length, offset and count is checked before it is used, so that any bytes at
/// all give a file or an Error that begins with the path and says what is wrong where. F64, F32,
/// I64, I32 and U8 are held; tensors of the layout's other types are an Error that names them.
/// Values are not looked at (NaN is fine). Where the file has a checksum, it is verified first.
SafetensorsFile read_safetensors(const std::string& path);

/// The same from memory; `name` stands for the path in errors.
SafetensorsFile parse_safetensors(std::span<const std::byte> bytes, std::string_view name);

/// The file as bytes: wider types first, so that each tensor is aligned to its element, otherwise
/// in the given order; the data begins at a multiple of 64 bytes. The same content always gives
/// the same bytes. A file with metadata gets a checksum over all of
/// it (docs/formats/model.md). Throws Error for a name given twice, the name "__metadata__", and
/// names or metadata that are not UTF-8.
std::string to_safetensors(const SafetensorsFile& file);

/// Puts the file at `path`, atomically (see write_file_atomically).
void write_safetensors(const std::string& path, const SafetensorsFile& file);

}  // namespace ganglion::io
