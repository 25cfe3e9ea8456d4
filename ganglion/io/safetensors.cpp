#include "ganglion/io/safetensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "ganglion/core/arithmetic/half.h"
#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/io/attributes_json.h"
#include "ganglion/io/json.h"
#include "ganglion/io/safetensors_layout.h"

namespace ganglion::io {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are written as they lie");

constexpr std::array<std::string_view, 8> kNotHeld{"I16", "I8",  "BOOL",    "U16",
                                                   "U32", "U64", "F8_E4M3", "F8_E5M2"};

/// Numbers of 16 bits become f32.
using Widen = float (*)(std::uint16_t);
constexpr std::array<std::pair<std::string_view, Widen>, 2> kHalves{
    {{"F16", from_f16}, {"BF16", from_bf16}}};

/// No length of a header that is allowed has such bytes only.
bool is_text(std::byte byte) {
  const auto c = static_cast<unsigned char>(byte);
  return (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\n' || c == '\r';
}

/// What the header says of a tensor, checked as far as that can be done without the others.
struct Entry {
  std::string name;
  DType dtype = DType::f32;
  Widen widen = nullptr;  ///< null where the numbers are of the dtype already
  Shape shape = {};
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// Checks one file from its first byte to its last.
class Parser {
 public:
  Parser(std::span<const std::byte> bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  SafetensorsFile parse() {
    const std::string_view text = header_text();
    SafetensorsFile file{.checksum = checked_checksum(text)};
    const Json header = parse_json(text, fmt::format("{}: header", name_));
    std::vector<Entry> entries;
    for (const auto& [key, value] : header.as_object()) {
      if (key == kMetadataKey) {
        file.metadata = metadata(value, !file.checksum.empty());
      } else {
        entries.push_back(entry(key, value));
      }
    }
    check_coverage(entries);
    for (Entry& entry : entries) {
      file.tensors.emplace_back(std::move(entry.name), tensor_of(entry));
    }
    return file;
  }

 private:
  template <class... Args>
  [[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) const {
    throw Error(fmt::format("{}: {}", name_, fmt::format(format, std::forward<Args>(args)...)));
  }
  template <class... Args>
  [[noreturn]] void fail_at(std::string_view tensor, fmt::format_string<Args...> format,
                            Args&&... args) const {
    fail("tensor {}: {}", in_quotes(tensor), fmt::format(format, std::forward<Args>(args)...));
  }

  /// Finds header and data, and sets data_.
  std::string_view header_text() {
    if (bytes_.size() < kLengthBytes) {
      fail(
          "{} bytes are too few: a safetensors file begins with 8 bytes for the length of its "
          "header",
          bytes_.size());
    }
    if (std::ranges::all_of(bytes_.first(kLengthBytes), is_text)) {
      fail("this is text, not a safetensors file; a model is a file such as RUN/model.ganglion");
    }
    std::uint64_t length = 0;
    std::memcpy(&length, bytes_.data(), kLengthBytes);
    const std::size_t rest = bytes_.size() - kLengthBytes;
    if (length == 0) fail("the length of the header is 0");
    if (length > kMaxHeader) {
      fail(
          "the header would have {} bytes, more than the {} allowed: this is not a safetensors "
          "file, or it is damaged",
          length, kMaxHeader);
    }
    if (length > rest) {
      fail("the header should have {} bytes, but only {} follow: the file is truncated or damaged",
           length, rest);
    }
    data_ = bytes_.subspan(kLengthBytes + length);
    const std::string_view text(reinterpret_cast<const char*>(bytes_.data()) + kLengthBytes,
                                length);
    if (text.front() != '{')
      fail("the header begins with {}, not with '{{'", in_quotes(text.substr(0, 1)));
    return text;
  }

  /// The checksum of the file; empty where it has none. Anything that changed since it was written
  /// is found here, before it is looked at.
  std::string checked_checksum(std::string_view header) const {
    if (!header.starts_with(kChecksumStart)) return {};
    const std::string_view saved = header.substr(kChecksumStart.size(), kNoChecksum.size());
    if (saved.size() < kNoChecksum.size()) fail("the checksum is cut: the file is damaged");
    std::string found = checksum_of(bytes_);
    if (saved != found) {
      fail(
          "the file is truncated or damaged: its checksum is {}, but it was written with {} (a "
          "program that "
          "changes a file on purpose must leave out 'checksum')",
          found, in_quotes(saved));
    }
    return found;
  }

  std::map<std::string, std::string> metadata(const Json& json, bool checked) const {
    if (!json.is_object()) fail("'{}' is not an object", kMetadataKey);
    std::map<std::string, std::string> result;
    for (const auto& [key, value] : json.as_object()) {
      if (!value.is_string())
        fail("'{}': the value of {} is not a text", kMetadataKey, in_quotes(key));
      result.emplace(key, value.as_string());
    }
    if (result.erase(std::string(kChecksumKey)) > 0 && !checked) {
      fail("'{}': the checksum must come first, without blanks; leave it out otherwise",
           kMetadataKey);
    }
    return result;
  }

  Entry entry(const std::string& name, const Json& json) const {
    if (!json.is_object()) fail_at(name, "its entry in the header is not an object");
    for (const char* key : {"dtype", "shape", "data_offsets"}) {
      if (json.find(key) == nullptr) fail_at(name, "'{}' is missing", key);
    }
    Entry result{.name = name, .shape = shape(name, *json.find("shape"))};
    set_type(result, *json.find("dtype"));
    set_offsets(result, *json.find("data_offsets"));
    return result;
  }

  void set_type(Entry& entry, const Json& json) const {
    if (!json.is_string()) fail_at(entry.name, "'dtype' is not a text");
    const std::string& text = json.as_string();
    for (const SafetensorsType& type : kSafetensorsTypes) {
      if (type.name != text) continue;
      entry.dtype = type.dtype;
      return;
    }
    for (const auto& [half, widen] : kHalves) {
      if (half == text) entry.widen = widen;
    }
    if (entry.widen != nullptr) return;
    if (std::find(kNotHeld.begin(), kNotHeld.end(), text) != kNotHeld.end()) {
      fail_at(entry.name, "unsupported dtype {}; convert it to F32, F64, I32, I64 or U8", text);
    }
    fail_at(entry.name, "unknown dtype {}", in_quotes(text));
  }

  Tensor tensor_of(const Entry& entry) const {
    Tensor tensor(entry.shape, entry.dtype);
    const std::byte* from = data_.data() + entry.begin;
    if (entry.widen == nullptr) {
      if (entry.end > entry.begin) std::memcpy(tensor.data(), from, tensor.bytes());
      return tensor;
    }
    for (float& value : tensor.values<float>()) {
      std::uint16_t bits = 0;
      std::memcpy(&bits, from, sizeof bits);
      value = entry.widen(bits);
      from += sizeof bits;
    }
    return tensor;
  }

  Shape shape(const std::string& name, const Json& json) const {
    const auto is_extent = [](const Json& v) { return v.is_integer() && v.dump().front() != '-'; };
    if (!json.is_array() ||
        !std::all_of(json.as_array().begin(), json.as_array().end(), is_extent)) {
      fail_at(name, "'shape' is not a list of integers >= 0");
    }
    try {
      return shape_from_json(json);
    } catch (const Error& error) {
      fail_at(name, "{}", error.what());
    }
  }

  void set_offsets(Entry& entry, const Json& json) const {
    const auto offset = [&](std::size_t i) -> std::uint64_t {
      try {
        return json.as_array().at(i).as_unsigned();
      } catch (const Error&) {
        fail_at(entry.name, "'data_offsets' are not two integers >= 0");
      }
    };
    if (!json.is_array() || json.as_array().size() != 2) {
      fail_at(entry.name, "'data_offsets' are not two integers >= 0");
    }
    entry.begin = offset(0);
    entry.end = offset(1);
    if (entry.begin > entry.end) {
      fail_at(entry.name, "its data begins at {}, after its end at {}", entry.begin, entry.end);
    }
    if (entry.end > data_.size()) {
      fail_at(entry.name,
              "its data ends at {}, but the file has {} bytes of data: it is truncated or damaged",
              entry.end, data_.size());
    }
    // At most 2^62 elements of 8 bytes: compared by division, so that nothing overflows.
    const std::uint64_t length = entry.end - entry.begin;
    const std::uint64_t width = entry.widen != nullptr ? 2 : size_of(entry.dtype);
    if (length % width != 0 || length / width != static_cast<std::uint64_t>(entry.shape.size())) {
      fail_at(entry.name, "{} of shape {} does not fit in {} bytes", name_of(entry.dtype),
              entry.shape.to_string(), length);
    }
  }

  /// Sorts the entries by place; together they must cover the data, each byte once.
  void check_coverage(std::vector<Entry>& entries) const {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t covered = 0;
    for (const Entry& entry : entries) {
      if (entry.begin < covered) {
        fail_at(entry.name, "its data begins at {}, inside that of another tensor that ends at {}",
                entry.begin, covered);
      }
      if (entry.begin > covered) {
        fail_at(entry.name, "its data begins at {}, but the data before it ends at {}: a gap",
                entry.begin, covered);
      }
      covered = entry.end;
    }
    if (covered != data_.size()) {
      fail("{} bytes follow the data of the last tensor", data_.size() - covered);
    }
  }

  std::span<const std::byte> bytes_;
  std::span<const std::byte> data_;
  std::string_view name_;
};

}  // namespace

const Tensor* SafetensorsFile::find(std::string_view name) const {
  for (const auto& [key, tensor] : tensors) {
    if (key == name) return &tensor;
  }
  return nullptr;
}

SafetensorsFile parse_safetensors(std::span<const std::byte> bytes, std::string_view name) {
  return Parser(bytes, name).parse();
}

SafetensorsFile read_safetensors(const std::string& path) {
  const std::string content = read_regular_file(path);
  return parse_safetensors(std::as_bytes(std::span(content)), path);
}

}  // namespace ganglion::io
