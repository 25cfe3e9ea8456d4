#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/io/hdf5/hdf5_bytes.h"
#include "ganglion/io/hdf5/hdf5_messages.h"

namespace ganglion::io {

/// A group or a dataset, with its attributes.
struct Hdf5Node {
  std::map<std::string, Hdf5Node, std::less<>> children = {};  ///< of a group
  std::map<std::string, Hdf5Attribute, std::less<>> attributes = {};
  std::vector<Hdf5Message> array = {};  ///< what its header says of it; empty for a group
  std::uint64_t at = 0;                 ///< byte of its header

  /// A descendant by path, "a/b/c"; null when there is none. "" is the node itself.
  const Hdf5Node* find(std::string_view path) const;
};

/// An HDF5 file of the kind that h5py writes for Keras (HDF5 File Format Specification 3.0):
/// superblocks 0 to 3; groups as symbol tables or compact links; compact, contiguous and chunked
/// data, with gzip, shuffle and fletcher32; text of fixed and of any length; numbers of 1 to 8
/// bytes. Nothing in the file is trusted: any bytes give data or an Error that begins with `source`
/// and names a byte of the file. Memory grows with the size of the file: what is stored is copied
/// twice at most, and gzip unpacks to at most about 1000 times of that.
class Hdf5File {
 public:
  /// Reads the tree of groups; data only when asked for.
  Hdf5File(std::string bytes, std::string source);

  const Hdf5Node& root() const { return root_; }
  const std::string& source() const { return file_->source; }

  /// The texts of an attribute, one or several. Throws Error when it holds something else.
  std::vector<std::string> texts(const Hdf5Attribute& attribute);
  /// Its only text.
  std::string text(const Hdf5Attribute& attribute);
  /// The numbers of a dataset: f64 as they are, other floating numbers as f32 (exactly), integers
  /// as i64. Throws Error for a group and for elements that are no numbers.
  Tensor tensor(const Hdf5Node& node);

 private:
  std::uint64_t read_superblock();
  Hdf5Node read_node(std::uint64_t address, int depth);
  void read_children(const Hdf5Message& message, Hdf5Node& node, int depth);
  std::string long_text(std::uint64_t at);

  std::unique_ptr<const std::string> bytes_;
  std::unique_ptr<Hdf5Bytes> file_;  // views of bytes_
  /// Objects of the heaps read so far: by address of the heap and index, their place and size.
  std::map<std::uint64_t, std::map<std::uint32_t, std::pair<std::uint64_t, std::uint64_t>>> heaps_;
  Hdf5Node root_;
};

/// Whether bytes begin as an HDF5 file does.
bool is_hdf5(std::string_view bytes);

}  // namespace ganglion::io
