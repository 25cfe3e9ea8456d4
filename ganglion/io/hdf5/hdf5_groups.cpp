#include "ganglion/io/hdf5/hdf5_groups.h"

#include <fmt/format.h>

#include <utility>

namespace ganglion::io {
namespace {

/// Reads the B-tree of a group down to its links.
class SymbolTable {
 public:
  SymbolTable(Hdf5Bytes& file, std::uint64_t heap, const Hdf5Links& links)
      : file_(file), links_(links) {
    Hdf5Cursor cursor(file, heap);
    cursor.expect("HEAP");
    cursor.skip(4);
    names_size_ = cursor.length();
    cursor.length();  // free space
    names_at_ = cursor.address();
    file.part(names_at_, names_size_);
  }

  /// `level`: what the node must be at; unknown for the root.
  void read(std::uint64_t address, int level = -1) {
    auto [cursor, own, entries] = open_tree_node(file_, address, Hdf5Tree::links, level);
    for (int i = 0; i < entries; ++i) {
      cursor.length();
      const std::uint64_t child = cursor.address();
      if (own > 0) {
        read(child, own - 1);
      } else {
        read_leaf(child);
      }
    }
  }

 private:
  void read_leaf(std::uint64_t address) {
    file_.visit(address);
    Hdf5Cursor cursor(file_, address);
    cursor.expect("SNOD");
    cursor.skip(2);
    const int entries = cursor.u16();
    for (int i = 0; i < entries; ++i) {
      const std::uint64_t name = cursor.length();
      const std::uint64_t object = cursor.address();
      if (cursor.u32() == 2) cursor.refuse("a soft link, which Keras never writes");
      cursor.skip(4 + 16);
      links_(name_at(name), object);
    }
  }

  std::string name_at(std::uint64_t offset) const {
    if (offset >= names_size_) file_.refuse(names_at_, "a link's name lies outside of the heap");
    const std::string_view rest = file_.part(names_at_ + offset, names_size_ - offset);
    const std::size_t end = rest.find('\0');
    if (end == rest.npos) file_.refuse(names_at_ + offset, "a link's name doesn't end");
    return std::string(rest.substr(0, end));
  }

  Hdf5Bytes& file_;
  const Hdf5Links& links_;
  std::uint64_t names_at_ = 0;
  std::uint64_t names_size_ = 0;
};

}  // namespace

void read_hdf5_symbols(Hdf5Bytes& file, const Hdf5Message& table, const Hdf5Links& links) {
  Hdf5Cursor cursor(file, table.at, table.size);
  const std::uint64_t tree = cursor.address();
  const std::uint64_t heap = cursor.address();
  if (tree == kNoAddress) return;
  SymbolTable(file, heap, links).read(tree);
}

void read_hdf5_link(const Hdf5Bytes& file, const Hdf5Message& link, const Hdf5Links& links) {
  Hdf5Cursor cursor(file, link.at, link.size);
  if (cursor.u8() != 1) cursor.refuse("a link of unknown version");
  const int flags = cursor.u8();
  const int type = (flags & 0x08) != 0 ? cursor.u8() : 0;
  if (type != 0) cursor.refuse("a soft or external link, which Keras never writes");
  if ((flags & 0x04) != 0) cursor.skip(8);  // order of making
  if ((flags & 0x10) != 0) cursor.skip(1);  // ASCII or UTF-8
  const std::uint64_t length = cursor.number(1 << (flags & 3));
  std::string name(cursor.text(length));
  links(std::move(name), cursor.address());
}

void refuse_hdf5_heap(const Hdf5Bytes& file, const Hdf5Message& info) {
  Hdf5Cursor cursor(file, info.at, info.size);
  cursor.skip(1);
  const int flags = cursor.u8();
  const int order = info.type == hdf5::kLinkInfo ? 8 : 2;
  if ((flags & 1) != 0) cursor.skip(static_cast<std::uint64_t>(order));
  if (cursor.address() == kNoAddress) return;
  cursor.refuse(
      "a group with many entries as only new versions of HDF5 write it (libver=\"latest\" "
      "or track_order=True)");
}

}  // namespace ganglion::io
