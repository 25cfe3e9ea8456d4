#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "ganglion/core/tensor.h"
#include "ganglion/io/hdf5/hdf5_messages.h"

/// Elements of arrays, and texts that are kept in heaps.
namespace ganglion::io {

/// How many elements there are. Throws Error, naming the byte `at`, for more than 2^60.
std::uint64_t hdf5_count(const Hdf5Bytes& file, const Hdf5Space& space, std::uint64_t at);

/// The objects of a global heap: by index, their place in the file and their size.
std::map<std::uint32_t, std::pair<std::uint64_t, std::uint64_t>> hdf5_heap_objects(
    Hdf5Bytes& file, std::uint64_t address);

/// The bytes of chunks put together, row-major. Throws Error for damage, and for a chunk that is
/// missing or there twice.
std::string read_hdf5_chunks(Hdf5Bytes& file, const Hdf5Dataset& dataset, std::uint64_t count);

/// See Hdf5File::tensor(). `at`: the byte of the header.
Tensor read_hdf5_tensor(Hdf5Bytes& file, const Hdf5Dataset& dataset, std::uint64_t at);

}  // namespace ganglion::io
