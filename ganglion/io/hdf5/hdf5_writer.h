#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ganglion/core/tensor.h"

namespace ganglion::io {

/// A group or a dataset that is going to be written.
struct Hdf5Content {
  /// One text of any length, or a list of texts that are stored side by side.
  using Attribute = std::variant<std::string, std::vector<std::string>>;

  std::map<std::string, Hdf5Content, std::less<>> children = {};  ///< of a group
  std::map<std::string, Attribute, std::less<>> attributes = {};
  std::optional<Tensor> array = std::nullopt;  ///< of a dataset: f32, f64, i32 or i64

  /// The descendant by path, "a/b/c", with the groups on the way to it; made where it isn't there.
  Hdf5Content& at(std::string_view path);
};

/// The bytes of an HDF5 file in the oldest form of the format, which every reader knows (HDF5 File
/// Format Specification 3.0: superblock 0, groups as symbol tables, contiguous data). The same
/// content gives the same bytes. Throws Error naming an attribute whose list takes more than 64 KB,
/// which HDF5 can't hold.
std::string hdf5_bytes(const Hdf5Content& root);

}  // namespace ganglion::io
