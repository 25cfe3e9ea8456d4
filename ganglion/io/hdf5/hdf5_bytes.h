#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace ganglion::io {

/// An address that stands for none.
inline constexpr std::uint64_t kNoAddress = ~std::uint64_t{0};

/// The bytes of an HDF5 file, and what keeps a damaged one from leading its reader astray: every
/// structure is visited once, and no more bytes are copied than twice the file has.
struct Hdf5Bytes {
  std::string_view bytes;
  std::string source;   ///< starts error messages
  int offset_size = 8;  ///< bytes of an address: 2, 4 or 8
  int length_size = 8;  ///< of a length
  std::set<std::uint64_t> visited = {};
  std::uint64_t budget = 0;

  /// Throws Error: the file is damaged at that byte.
  [[noreturn]] void refuse(std::uint64_t at, std::string_view what) const;
  /// The bytes [at, at + size). Throws Error when the file ends before.
  std::string_view part(std::uint64_t at, std::uint64_t size) const;
  /// The same of bytes that are going to be copied.
  std::string_view stored(std::uint64_t at, std::uint64_t size);
  /// Throws Error when a structure is visited again: it would be read for ever.
  void visit(std::uint64_t at);
};

/// Reads numbers one behind the other, little-endian, up to an end.
class Hdf5Cursor {
 public:
  /// At a place of the file; it may read `size` bytes, else up to the end of the file.
  Hdf5Cursor(const Hdf5Bytes& file, std::uint64_t at);
  Hdf5Cursor(const Hdf5Bytes& file, std::uint64_t at, std::uint64_t size);

  std::uint64_t number(int width);
  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  /// An address or a length, as wide as the file has them; an address of ones is kNoAddress.
  std::uint64_t address();
  std::uint64_t length() { return number(file_.length_size); }
  std::string_view text(std::uint64_t size);
  void skip(std::uint64_t size) { text(size); }
  /// Throws Error unless these bytes stand next.
  void expect(std::string_view signature);

  std::uint64_t at() const { return at_; }
  std::uint64_t left() const { return end_ - at_; }
  [[noreturn]] void refuse(std::string_view what) const { file_.refuse(at_, what); }
  const Hdf5Bytes& file() const { return file_; }

 private:
  const Hdf5Bytes& file_;
  std::uint64_t at_;
  std::uint64_t end_;
};

/// What the B-tree of a group or of a chunked array leads to; the numbers are the format's.
enum class Hdf5Tree : std::uint8_t { links = 0, chunks = 1 };

/// A node of such a tree; the cursor is at the first of its entries.
struct Hdf5TreeNode {
  Hdf5Cursor cursor;
  int level;  ///< 0: its entries are leaves
  int entries;
};

/// `level`: what the node must be at, -1 for a root. Throws Error for a node that was visited
/// before, or is another.
Hdf5TreeNode open_tree_node(Hdf5Bytes& file, std::uint64_t address, Hdf5Tree tree, int level);

}  // namespace ganglion::io
