#include "ganglion/io/hdf5/hdf5_file.h"

#include <fmt/format.h>

#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/io/hdf5/hdf5_data.h"
#include "ganglion/io/hdf5/hdf5_groups.h"
#include "ganglion/io/json.h"

namespace ganglion::io {
namespace {

constexpr std::string_view kSignature = "\x89HDF\r\n\x1A\n";
constexpr int kMaxDepth = 64;  // groups inside one another

}  // namespace

bool is_hdf5(std::string_view bytes) {
  return bytes.starts_with(kSignature);
}

const Hdf5Node* Hdf5Node::find(std::string_view path) const {
  const Hdf5Node* node = this;
  while (node != nullptr && !path.empty()) {
    const std::size_t slash = path.find('/');
    const auto child = node->children.find(path.substr(0, slash));
    node = child == node->children.end() ? nullptr : &child->second;
    path = slash == path.npos ? std::string_view() : path.substr(slash + 1);
  }
  return node;
}

Hdf5File::Hdf5File(std::string bytes, std::string source)
    : bytes_(std::make_unique<const std::string>(std::move(bytes))),
      file_(std::make_unique<Hdf5Bytes>()) {
  file_->bytes = *bytes_;
  file_->source = std::move(source);
  file_->budget = 2 * bytes_->size();
  if (!is_hdf5(*bytes_)) file_->refuse(0, "this is no HDF5 file");
  root_ = read_node(read_superblock(), 0);
}

std::uint64_t Hdf5File::read_superblock() {
  Hdf5Cursor cursor(*file_, kSignature.size());
  const int version = cursor.u8();
  if (version > 3) cursor.refuse(fmt::format("a superblock of unknown version {}", version));
  if (version < 2) cursor.skip(4);
  file_->offset_size = cursor.u8();
  file_->length_size = cursor.u8();
  for (const int width : {file_->offset_size, file_->length_size}) {
    if (width != 2 && width != 4 && width != 8) cursor.refuse("addresses of unknown width");
  }
  // Versions 0 and 1: sizes of nodes, flags, and a field that version 1 added.
  cursor.skip(version < 2 ? (version == 0 ? 9 : 13) : 1);
  if (cursor.address() != 0) cursor.refuse("the data don't begin at the start of the file");
  cursor.address();
  cursor.address();
  if (version < 2) {
    cursor.address();
    cursor.length();  // the root's name
  }
  return cursor.address();
}

Hdf5Node Hdf5File::read_node(std::uint64_t address, int depth) {
  if (depth > kMaxDepth) {
    file_->refuse(address, fmt::format("more than {} groups inside one another", kMaxDepth));
  }
  Hdf5Node node;
  node.at = address;
  const std::vector<Hdf5Message> messages = read_hdf5_header(*file_, address);
  for (const Hdf5Message& message : messages) {
    if (message.type == hdf5::kAttribute) {
      Hdf5Attribute attribute = read_hdf5_attribute(*file_, message);
      node.attributes[attribute.name] = attribute;
    }
    if (message.type == hdf5::kLayout) node.array = messages;
    read_children(message, node, depth);
  }
  return node;
}

void Hdf5File::read_children(const Hdf5Message& message, Hdf5Node& node, int depth) {
  const Hdf5Links links = [&](std::string name, std::uint64_t child) {
    if (node.children.contains(name)) {
      file_->refuse(message.at, fmt::format("two links are named {}", in_quotes(name)));
    }
    Hdf5Node read = read_node(child, depth + 1);
    node.children.emplace(std::move(name), std::move(read));
  };
  if (message.type == hdf5::kSymbolTable) read_hdf5_symbols(*file_, message, links);
  if (message.type == hdf5::kLink) read_hdf5_link(*file_, message, links);
  if (message.type == hdf5::kLinkInfo || message.type == hdf5::kAttributeInfo) {
    refuse_hdf5_heap(*file_, message);
  }
}

std::vector<std::string> Hdf5File::texts(const Hdf5Attribute& attribute) {
  const std::uint64_t count = hdf5_count(*file_, attribute.space, attribute.at);
  if (count == 0) return {};  // h5py gives empty lists any type
  const bool fixed = attribute.type.kind == Hdf5Kind::text;
  if (!fixed && attribute.type.kind != Hdf5Kind::long_text) {
    file_->refuse(attribute.at, fmt::format("{} holds {}, not text", in_quotes(attribute.name),
                                            attribute.type.name));
  }
  const std::uint64_t width = attribute.type.size;
  if (!fixed && width != 8U + static_cast<std::uint64_t>(file_->offset_size)) {
    file_->refuse(attribute.at, "a text of any length takes another number of bytes");
  }
  if (width > 0 && count > attribute.size / width) {
    file_->refuse(attribute.at,
                  fmt::format("{} texts don't fit in {} bytes", count, attribute.size));
  }
  std::vector<std::string> result;
  for (std::uint64_t i = 0; width > 0 && i < count; ++i) {
    const std::uint64_t at = attribute.at + i * width;
    std::string text = fixed ? std::string(file_->stored(at, width)) : long_text(at);
    result.push_back(text.substr(0, text.find('\0')));
  }
  return result;
}

std::string Hdf5File::text(const Hdf5Attribute& attribute) {
  std::vector<std::string> all = texts(attribute);
  if (all.size() != 1) {
    file_->refuse(attribute.at,
                  fmt::format("{} holds {} texts, not one", in_quotes(attribute.name), all.size()));
  }
  return std::move(all.front());
}

std::string Hdf5File::long_text(std::uint64_t at) {
  Hdf5Cursor cursor(*file_, at);
  const std::uint32_t length = cursor.u32();
  const std::uint64_t heap = cursor.address();
  const std::uint32_t index = cursor.u32();
  if (length == 0) return {};
  if (!heaps_.contains(heap)) heaps_[heap] = hdf5_heap_objects(*file_, heap);
  const auto& objects = heaps_[heap];
  const auto object = objects.find(index);
  if (object == objects.end() || object->second.second < length) {
    file_->refuse(at, "the text isn't in the heap that it should be in");
  }
  return std::string(file_->stored(object->second.first, length));
}

Tensor Hdf5File::tensor(const Hdf5Node& node) {
  if (node.array.empty()) file_->refuse(node.at, "a group stands where an array should be");
  Hdf5Dataset dataset;
  for (const Hdf5Message& message : node.array) {
    if (message.type == hdf5::kDataspace) dataset.space = read_hdf5_space(*file_, message);
    if (message.type == hdf5::kDatatype) dataset.type = read_hdf5_type(*file_, message);
    if (message.type == hdf5::kFilters) dataset.filters = read_hdf5_filters(*file_, message);
    if (message.type == hdf5::kLayout) dataset.layout = read_hdf5_layout(*file_, message);
  }
  return read_hdf5_tensor(*file_, dataset, node.at);
}

}  // namespace ganglion::io
