#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/io/hdf5/hdf5_bytes.h"

/// The messages of object headers (HDF5 File Format Specification 3.0, IV.A.2) that this reader
/// knows, and what they say.
namespace ganglion::io {

/// The header of a group or dataset: messages one behind the other.
struct Hdf5Message {
  int type = 0;
  std::uint64_t at = 0;    ///< byte of its content in the file
  std::uint64_t size = 0;  ///< of the content
};

namespace hdf5 {
inline constexpr int kDataspace = 0x01;
inline constexpr int kLinkInfo = 0x02;
inline constexpr int kDatatype = 0x03;
inline constexpr int kLink = 0x06;
inline constexpr int kLayout = 0x08;
inline constexpr int kFilters = 0x0B;
inline constexpr int kAttribute = 0x0C;
inline constexpr int kContinuation = 0x10;
inline constexpr int kSymbolTable = 0x11;
inline constexpr int kAttributeInfo = 0x15;
}  // namespace hdf5

/// All messages of the object header at an address, of version 1 or 2. Throws Error for damage, and
/// for a message of a known type that is kept elsewhere ("shared").
std::vector<Hdf5Message> read_hdf5_header(Hdf5Bytes& file, std::uint64_t address);

/// What elements are.
enum class Hdf5Kind : std::uint8_t {
  signed_integer,
  unsigned_integer,
  floating,
  text,
  long_text,
  other
};
struct Hdf5Type {
  Hdf5Kind kind = Hdf5Kind::other;
  std::uint32_t size = 0;  ///< bytes of an element
  bool big_endian = false;
  int exponent_bits = 0;  ///< of floating numbers
  std::string name = {};  ///< "compound": what an error calls another kind
};

/// Extents, outermost first.
struct Hdf5Space {
  std::vector<std::uint64_t> dims = {};
  bool empty = false;  ///< an array without any element
};

/// Where the elements of a dataset are.
struct Hdf5Layout {
  enum class Kind : std::uint8_t { compact, contiguous, chunked } kind = Kind::compact;
  std::uint64_t at = kNoAddress;          ///< of the data, or of the B-tree of chunks
  std::uint64_t size = 0;                 ///< bytes of the data
  std::vector<std::uint64_t> chunk = {};  ///< extents of a chunk
};

/// Filters that stored chunks went through, in the order of writing.
enum class Hdf5Filter : std::uint8_t { deflate, shuffle, fletcher32 };

/// An array in a file: what its elements are, and where.
struct Hdf5Dataset {
  Hdf5Type type;
  Hdf5Space space;
  Hdf5Layout layout;
  std::vector<Hdf5Filter> filters = {};
};

/// An attribute: its value is where `at` says.
struct Hdf5Attribute {
  std::string name;
  Hdf5Type type;
  Hdf5Space space;
  std::uint64_t at = 0;
  std::uint64_t size = 0;
};

/// Each throws Error for damage and for a version that it doesn't know.
Hdf5Space read_hdf5_space(const Hdf5Bytes& file, const Hdf5Message& message);
Hdf5Type read_hdf5_type(const Hdf5Bytes& file, const Hdf5Message& message);
Hdf5Layout read_hdf5_layout(const Hdf5Bytes& file, const Hdf5Message& message);
std::vector<Hdf5Filter> read_hdf5_filters(const Hdf5Bytes& file, const Hdf5Message& message);
Hdf5Attribute read_hdf5_attribute(const Hdf5Bytes& file, const Hdf5Message& message);

}  // namespace ganglion::io
