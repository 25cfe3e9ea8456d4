#pragma once
#include <functional>
#include <string>

#include "ganglion/io/hdf5/hdf5_messages.h"

namespace ganglion::io {

/// What is done with each link of a group: its name, and the address of what it leads to.
using Hdf5Links = std::function<void(std::string name, std::uint64_t address)>;

/// The links of a group that is kept as a symbol table (a B-tree of version 1 and a heap of names).
/// Throws Error for damage and for soft links.
void read_hdf5_symbols(Hdf5Bytes& file, const Hdf5Message& table, const Hdf5Links& links);

/// A link that is kept in the header of its group. Throws Error unless it is a hard one.
void read_hdf5_link(const Hdf5Bytes& file, const Hdf5Message& link, const Hdf5Links& links);

/// Throws Error when the links (or attributes) of a group are so many that HDF5 keeps them in a
/// heap of its own.
void refuse_hdf5_heap(const Hdf5Bytes& file, const Hdf5Message& info);

}  // namespace ganglion::io
