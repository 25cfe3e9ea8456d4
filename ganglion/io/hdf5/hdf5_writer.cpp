#include "ganglion/io/hdf5/hdf5_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "ganglion/core/error.h"
#include "ganglion/data/text/byte_output.h"
#include "ganglion/io/hdf5/hdf5_bytes.h"
#include "ganglion/io/hdf5/hdf5_group_writer.h"
#include "ganglion/io/hdf5/hdf5_messages.h"

namespace ganglion::io {
namespace {

constexpr std::size_t kMostInMessage = 65'535 - 8;
/// HDF5 reads that many bytes of a heap before it knows how large it is.
constexpr std::size_t kSmallestHeap = 4096;
constexpr int kFillValue = 0x05;

// --- Types (IV.A.2.d): class and version, 24 bits of settings, size, and what the class adds.

std::string floating_type(std::uint32_t size) {
  const bool is_double = size == 8;
  data::ByteOutput out;
  out.put(std::uint8_t{0x11}).put(std::uint8_t{0x20});  // little-endian, leading bit implied
  out.put(static_cast<std::uint8_t>(8 * size - 1)).put(std::uint8_t{0}).put(size);
  out.put(std::uint16_t{0}).put(static_cast<std::uint16_t>(8 * size));
  out.put(static_cast<std::uint8_t>(is_double ? 52 : 23));
  out.put(static_cast<std::uint8_t>(is_double ? 11 : 8)).put(std::uint8_t{0});
  out.put(static_cast<std::uint8_t>(is_double ? 52 : 23));
  return out.put(std::uint32_t{is_double ? 1023U : 127U}).text();
}

std::string integer_type(std::uint32_t size) {
  data::ByteOutput out;
  out.put(std::uint32_t{0x0810}).put(size);  // signed
  return out.put(std::uint16_t{0}).put(static_cast<std::uint16_t>(8 * size)).text();
}

std::string text_type(std::uint32_t size) {
  return data::ByteOutput().put(std::uint32_t{0x0113}).put(size).text();  // filled up with zeros
}

/// UTF-8 of any length: a reference to a heap.
std::string long_text_type() {
  return data::ByteOutput()
      .put(std::uint32_t{0x010119})
      .put(std::uint32_t{16})
      .put(std::uint32_t{0x1013})
      .put(std::uint32_t{1})
      .text();
}

std::string type_of(const Tensor& tensor) {
  switch (tensor.dtype()) {
    case DType::f32:
    case DType::f64:
      return floating_type(static_cast<std::uint32_t>(size_of(tensor.dtype())));
    case DType::i32:
    case DType::i64:
      return integer_type(static_cast<std::uint32_t>(size_of(tensor.dtype())));
    case DType::u8:
      break;
  }
  throw Error(fmt::format("arrays of {} are not written as HDF5", name_of(tensor.dtype())));
}

std::string space_of(const std::vector<std::uint64_t>& dims) {
  data::ByteOutput out;
  out.put(std::uint8_t{1}).put(static_cast<std::uint8_t>(dims.size()));
  out.put(std::uint16_t{0}).put(std::uint32_t{0});
  for (const std::uint64_t extent : dims) out.put(extent);
  return out.text();
}

std::string attribute(const std::string& name, const std::string& type, const std::string& space,
                      const std::string& value) {
  data::ByteOutput out;
  out.put(std::uint16_t{1}).put(static_cast<std::uint16_t>(name.size() + 1));
  out.put(static_cast<std::uint16_t>(type.size()));
  out.put(static_cast<std::uint16_t>(space.size()));
  out.put_text(name + '\0').align().put_text(type).align().put_text(space).align().put_text(value);
  if (out.size() > kMostInMessage) {
    throw Error(fmt::format("the attribute {} takes {} bytes, more than the 64 KB of HDF5", name,
                            out.size()));
  }
  return out.text();
}

std::string list_attribute(const std::string& name, const std::vector<std::string>& texts) {
  std::size_t width = 1;
  for (const std::string& text : texts) width = std::max(width, text.size());
  std::string value;
  for (const std::string& text : texts) value += text + std::string(width - text.size(), '\0');
  return attribute(name, text_type(static_cast<std::uint32_t>(width)), space_of({texts.size()}),
                   value);
}

/// Writes what it finds behind what a node needs, and gives where that lies.
class TreeWriter {
 public:
  explicit TreeWriter(data::ByteOutput& out) : out_(out) {}

  std::uint64_t write(const Hdf5Content& node) {
    std::vector<std::pair<int, std::string>> messages;
    if (node.array) {
      messages = dataset(*node.array);
    } else {
      std::vector<std::pair<std::string, std::uint64_t>> links;
      for (const auto& [name, child] : node.children) links.emplace_back(name, write(child));
      messages.emplace_back(hdf5::kSymbolTable, write_hdf5_group(out_, links));
    }
    add_attributes(node, messages);
    return header(messages);
  }

 private:
  std::vector<std::pair<int, std::string>> dataset(const Tensor& array) {
    const std::uint64_t size = array.bytes();
    const std::uint64_t at = size == 0 ? kNoAddress : out_.align().size();
    out_.put_text({static_cast<const char*>(array.data()), size});
    const std::vector<std::uint64_t> dims(array.shape().begin(), array.shape().end());
    data::ByteOutput fill;
    // Version 2: space is taken late, and filled where a value is set; the usual one is.
    fill.put(std::uint32_t{0x01020202}).put(std::uint32_t{0});
    data::ByteOutput layout;
    layout.put(std::uint16_t{0x0103}).put(at).put(size);  // version 3, contiguous
    return {{hdf5::kDataspace, space_of(dims)},
            {hdf5::kDatatype, type_of(array)},
            {kFillValue, fill.text()},
            {hdf5::kLayout, layout.text()}};
  }

  void add_attributes(const Hdf5Content& node, std::vector<std::pair<int, std::string>>& messages) {
    std::vector<std::string_view> texts;
    for (const auto& [name, value] : node.attributes) {
      if (const auto* text = std::get_if<std::string>(&value)) texts.emplace_back(*text);
    }
    const std::uint64_t heap = texts.empty() ? kNoAddress : write_heap(texts);
    std::uint32_t index = 0;
    for (const auto& [name, value] : node.attributes) {
      if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
        messages.emplace_back(hdf5::kAttribute, list_attribute(name, *list));
        continue;
      }
      const auto length = static_cast<std::uint32_t>(std::get<std::string>(value).size());
      const std::string place = data::ByteOutput().put(length).put(heap).put(++index).text();
      messages.emplace_back(hdf5::kAttribute,
                            attribute(name, long_text_type(), space_of({}), place));
    }
  }

  /// A global heap (III.E) that holds the texts under the numbers 1, 2, …
  std::uint64_t write_heap(const std::vector<std::string_view>& texts) {
    data::ByteOutput objects;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      objects.put(static_cast<std::uint16_t>(i + 1)).put(std::uint16_t{1}).put(std::uint32_t{0});
      objects.put(std::uint64_t{texts[i].size()}).put_text(texts[i]).align();
    }
    const std::uint64_t used = 16 + objects.size();
    const std::uint64_t size = std::max<std::uint64_t>(used + 16, kSmallestHeap);
    objects.put(std::uint64_t{0}).put(size - used);  // object 0: what is free
    objects.fill(size - used - 16);
    const std::uint64_t at = out_.align().size();
    out_.put_text("GCOL").put(std::uint32_t{1}).put(size).put_text(objects.text());
    return at;
  }

  /// An object header of version 1 (IV.A.1.a).
  std::uint64_t header(const std::vector<std::pair<int, std::string>>& messages) {
    data::ByteOutput body;
    for (const auto& [type, content] : messages) {
      const std::size_t padded = (content.size() + 7) / 8 * 8;
      body.put(static_cast<std::uint16_t>(type)).put(static_cast<std::uint16_t>(padded));
      body.put(std::uint32_t{0}).put_text(content).align();
    }
    const std::uint64_t at = out_.align().size();
    out_.put(std::uint16_t{1}).put(static_cast<std::uint16_t>(messages.size()));
    out_.put(std::uint32_t{1}).put(static_cast<std::uint32_t>(body.size())).put(std::uint32_t{0});
    out_.put_text(body.text());
    return at;
  }

  data::ByteOutput& out_;
};

/// The superblock of version 0 (II.A), which begins the file.
std::string superblock(std::uint64_t end_of_file, std::uint64_t root) {
  data::ByteOutput out;
  out.put_text("\x89HDF\r\n\x1A\n").put(std::uint32_t{0}).put(std::uint32_t{0x00080800});
  out.put(kHdf5LeafK).put(kHdf5TreeK).put(std::uint32_t{0});
  out.put(std::uint64_t{0}).put(kNoAddress).put(end_of_file).put(kNoAddress);
  return out.put(std::uint64_t{0}).put(root).fill(24).text();  // the root as an entry of a group
}

}  // namespace

Hdf5Content& Hdf5Content::at(std::string_view path) {
  Hdf5Content* node = this;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    node = &node->children[std::string(path.substr(0, slash))];
    path = slash == path.npos ? std::string_view() : path.substr(slash + 1);
  }
  return *node;
}

std::string hdf5_bytes(const Hdf5Content& root) {
  data::ByteOutput out;
  const std::size_t head = superblock(0, 0).size();
  out.fill(head);
  const std::uint64_t at = TreeWriter(out).write(root);
  std::string bytes = out.align().text();
  bytes.replace(0, head, superblock(bytes.size(), at));
  return bytes;
}

}  // namespace ganglion::io
