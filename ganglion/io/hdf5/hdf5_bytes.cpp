#include "ganglion/io/hdf5/hdf5_bytes.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"

namespace ganglion::io {

void Hdf5Bytes::refuse(std::uint64_t at, std::string_view what) const {
  throw Error(fmt::format("{}: byte {} of the HDF5 data: {}; get the file again, or save it again",
                          source, at, what));
}

std::string_view Hdf5Bytes::part(std::uint64_t at, std::uint64_t size) const {
  if (at > bytes.size() || size > bytes.size() - at) {
    refuse(at,
           fmt::format("{} bytes should follow, but the file ends at byte {}", size, bytes.size()));
  }
  return bytes.substr(at, size);
}

std::string_view Hdf5Bytes::stored(std::uint64_t at, std::uint64_t size) {
  const std::string_view result = part(at, size);
  if (size > budget) refuse(at, "the same bytes belong to several arrays");
  budget -= size;
  return result;
}

void Hdf5Bytes::visit(std::uint64_t at) {
  if (!visited.insert(at).second) refuse(at, "a structure is part of itself, or of two others");
}

Hdf5Cursor::Hdf5Cursor(const Hdf5Bytes& file, std::uint64_t at)
    : file_(file), at_(at), end_(file.bytes.size()) {
  file.part(at, 0);
}

Hdf5Cursor::Hdf5Cursor(const Hdf5Bytes& file, std::uint64_t at, std::uint64_t size)
    : file_(file), at_(at), end_(at + file.part(at, size).size()) {}

std::uint64_t Hdf5Cursor::number(int width) {
  const std::string_view bytes = text(static_cast<std::uint64_t>(width));
  std::uint64_t value = 0;
  for (int i = width; i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
  }
  return value;
}

std::uint64_t Hdf5Cursor::address() {
  const int width = file_.offset_size;
  const std::uint64_t value = number(width);
  return width < 8 && value == (std::uint64_t{1} << (8 * width)) - 1 ? kNoAddress : value;
}

std::string_view Hdf5Cursor::text(std::uint64_t size) {
  if (size > left()) {
    refuse(fmt::format("{} bytes should follow, but there are {}", size, left()));
  }
  const std::string_view result = file_.bytes.substr(at_, size);
  at_ += size;
  return result;
}

void Hdf5Cursor::expect(std::string_view signature) {
  const std::uint64_t start = at_;
  if (text(signature.size()) != signature) {
    file_.refuse(start, fmt::format("\"{}\" should stand there", signature));
  }
}

Hdf5TreeNode open_tree_node(Hdf5Bytes& file, std::uint64_t address, Hdf5Tree tree, int level) {
  file.visit(address);
  Hdf5Cursor cursor(file, address);
  cursor.expect("TREE");
  if (cursor.u8() != static_cast<int>(tree)) {
    cursor.refuse(tree == Hdf5Tree::links ? "a B-tree of chunks where one of links should be"
                                          : "a B-tree of links where one of chunks should be");
  }
  const int own = cursor.u8();
  if (level >= 0 && own != level) cursor.refuse("a B-tree whose levels don't descend");
  const int entries = cursor.u16();
  cursor.address();  // neighbours
  cursor.address();
  return {cursor, own, entries};
}

}  // namespace ganglion::io
