#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/io/attributes_json.h"
#include "ganglion/io/json.h"
#include "ganglion/io/safetensors.h"
#include "ganglion/io/safetensors_layout.h"

namespace ganglion::io {
namespace {

std::string_view type_name(DType dtype) {
  for (const SafetensorsType& type : kSafetensorsTypes) {
    if (type.dtype == dtype) return type.name;
  }
  throw Error("a tensor of unknown type cannot be saved");
}

/// The tensors in the order of their data.
std::vector<const std::pair<std::string, Tensor>*> in_order(const SafetensorsFile& file) {
  std::vector<const std::pair<std::string, Tensor>*> order;
  std::set<std::string_view> names{kMetadataKey};
  for (const auto& named : file.tensors) {
    if (!names.insert(named.first).second) {
      throw Error(fmt::format("a tensor cannot be saved under the name {}: it is {}",
                              in_quotes(named.first),
                              named.first == kMetadataKey ? "reserved" : "taken by another"));
    }
    order.push_back(&named);
  }
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return size_of(a->second.dtype()) > size_of(b->second.dtype());
  });
  return order;
}

Json header_of(const SafetensorsFile& file,
               std::span<const std::pair<std::string, Tensor>* const> order) {
  Json::Object header;
  if (!file.metadata.empty()) {
    Json::Object metadata{{std::string(kChecksumKey), kNoChecksum}};
    for (const auto& [key, value] : file.metadata) metadata.emplace_back(key, value);
    header.emplace_back(kMetadataKey, std::move(metadata));
  }
  std::uint64_t begin = 0;
  for (const auto* named : order) {
    const Tensor& tensor = named->second;
    const std::uint64_t end = begin + tensor.bytes();
    header.emplace_back(named->first, Json::Object{{"dtype", type_name(tensor.dtype())},
                                                   {"shape", to_json(tensor.shape())},
                                                   {"data_offsets", Json::Array{begin, end}}});
    begin = end;
  }
  return header;
}

}  // namespace

std::string to_safetensors(const SafetensorsFile& file) {
  const auto order = in_order(file);
  std::string text = header_of(file, order).dump();
  while ((kLengthBytes + text.size()) % Tensor::kAlignment != 0) text += ' ';
  const std::uint64_t length = text.size();
  if (length > kMaxHeader) {
    throw Error(
        fmt::format("names and metadata take {} bytes, more than the {} that a safetensors "
                    "file may have",
                    length, kMaxHeader));
  }
  std::size_t total = kLengthBytes + text.size();
  for (const auto* named : order) total += named->second.bytes();
  std::string bytes;
  bytes.reserve(total);
  bytes.append(reinterpret_cast<const char*>(&length), kLengthBytes).append(text);
  for (const auto* named : order) {
    bytes.append(static_cast<const char*>(named->second.data()), named->second.bytes());
  }
  if (!file.metadata.empty()) {
    bytes.replace(kLengthBytes + kChecksumStart.size(), kNoChecksum.size(),
                  checksum_of(std::as_bytes(std::span(bytes))));
  }
  return bytes;
}

void write_safetensors(const std::string& path, const SafetensorsFile& file) {
  write_file_atomically(path, std::string_view(to_safetensors(file)));
}

}  // namespace ganglion::io
