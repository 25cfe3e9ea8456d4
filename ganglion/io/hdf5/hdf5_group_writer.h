#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/data/text/byte_output.h"

namespace ganglion::io {

/// Half of the links that a leaf of a group holds, and half of the children of a node above: what
/// the superblock says, and HDF5 itself takes.
inline constexpr std::uint16_t kHdf5LeafK = 4;
inline constexpr std::uint16_t kHdf5TreeK = 16;

/// Writes a group as a symbol table (III.A to III.D): the names in a heap, links in leaves, a
/// B-tree over them. `links`: names in order of their bytes, with the address of what each leads
/// to. Gives the message that the group's header holds.
std::string write_hdf5_group(data::ByteOutput& out,
                             const std::vector<std::pair<std::string, std::uint64_t>>& links);

}  // namespace ganglion::io
