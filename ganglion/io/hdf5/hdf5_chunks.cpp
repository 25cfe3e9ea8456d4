#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "ganglion/data/text/gzip.h"
#include "ganglion/io/hdf5/hdf5_data.h"

namespace ganglion::io {
namespace {

/// gzip makes at most that many bytes of one: more than that of the whole file is a lie.
constexpr std::uint64_t kMostOfAByte = 1040;

/// Puts the chunks of an array together.
class ChunkReader {
 public:
  ChunkReader(Hdf5Bytes& file, const Hdf5Dataset& dataset, std::uint64_t count)
      : file_(file), dataset_(dataset), rank_(dataset.space.dims.size()) {
    const std::uint64_t at = dataset.layout.at;
    if (rank_ == 0 || dataset.layout.chunk.size() != rank_) {
      file.refuse(at, "the chunks have another number of axes than the array");
    }
    const std::uint64_t most = kMostOfAByte * file.bytes.size();
    chunk_size_ = dataset.type.size;
    for (std::size_t axis = 0; axis < rank_; ++axis) {
      const std::uint64_t extent = dataset.layout.chunk[axis];
      if (extent == 0 || chunk_size_ > most / extent) file.refuse(at, "chunks of impossible size");
      chunk_size_ *= extent;
      chunks_ *= (dataset.space.dims[axis] + extent - 1) / extent;
    }
    if (count > most / dataset.type.size || chunks_ > file.bytes.size()) {
      file.refuse(at, fmt::format("an array of {} elements can't be in this file", count));
    }
    result_.resize(count * dataset.type.size);
  }

  std::string read() {
    if (result_.empty()) return {};
    if (dataset_.layout.at == kNoAddress) missing(0);
    read_tree(dataset_.layout.at, -1);
    if (read_.size() != chunks_) missing(dataset_.layout.at);
    return std::move(result_);
  }

 private:
  [[noreturn]] void missing(std::uint64_t at) const {
    file_.refuse(at, fmt::format("the array has {} of its {} chunks", read_.size(), chunks_));
  }

  void read_tree(std::uint64_t address, int level) {
    auto [cursor, own, entries] = open_tree_node(file_, address, Hdf5Tree::chunks, level);
    for (int i = 0; i < entries; ++i) {
      const std::uint64_t packed = cursor.u32();
      const std::uint32_t skipped = cursor.u32();
      std::vector<std::uint64_t> start;
      for (std::size_t axis = 0; axis < rank_; ++axis) start.push_back(cursor.number(8));
      cursor.skip(8);
      const std::uint64_t child = cursor.address();
      if (own > 0) {
        read_tree(child, own - 1);
      } else {
        place(start, unpacked(child, packed, skipped), child);
      }
    }
  }

  /// A chunk as it was before its filters, the last of which is undone first.
  std::string unpacked(std::uint64_t at, std::uint64_t packed, std::uint32_t skipped) {
    std::string chunk(file_.stored(at, packed));
    for (std::size_t i = dataset_.filters.size(); i-- > 0;) {
      if (i < 32 && (skipped >> i & 1) != 0) continue;
      switch (dataset_.filters[i]) {
        case Hdf5Filter::deflate:
          chunk = data::inflate_zlib(chunk, chunk_size_ + (i > 0 && has_checksum(i) ? 4 : 0),
                                     fmt::format("{}: byte {} of the HDF5 data", file_.source, at));
          break;
        case Hdf5Filter::shuffle:
          chunk = unshuffled(chunk);
          break;
        case Hdf5Filter::fletcher32:
          if (chunk.size() < 4) file_.refuse(at, "a chunk without its checksum");
          chunk.resize(chunk.size() - 4);
          break;
      }
    }
    if (chunk.size() != chunk_size_) {
      file_.refuse(at, fmt::format("a chunk of {} bytes, where {} were expected", chunk.size(),
                                   chunk_size_));
    }
    return chunk;
  }

  /// Whether a filter before `end` added a checksum to what was compressed.
  bool has_checksum(std::size_t end) const {
    for (std::size_t i = 0; i < end; ++i) {
      if (dataset_.filters[i] == Hdf5Filter::fletcher32) return true;
    }
    return false;
  }

  /// All first bytes of the elements come first, then all second ones, …
  std::string unshuffled(const std::string& chunk) const {
    const std::size_t width = dataset_.type.size;
    const std::size_t count = chunk.size() / width;
    std::string result = chunk;
    for (std::size_t byte = 0; byte < width; ++byte) {
      for (std::size_t i = 0; i < count; ++i) result[i * width + byte] = chunk[byte * count + i];
    }
    return result;
  }

  /// Copies the rows of a chunk to where they belong; what hangs over the array's edge is left out.
  void place(const std::vector<std::uint64_t>& start, const std::string& chunk, std::uint64_t at) {
    const auto& dims = dataset_.space.dims;
    const auto& extents = dataset_.layout.chunk;
    for (std::size_t axis = 0; axis < rank_; ++axis) {
      if (start[axis] >= dims[axis] || start[axis] % extents[axis] != 0) {
        file_.refuse(at, "a chunk lies outside of its array");
      }
    }
    if (!read_.insert(start).second) file_.refuse(at, "a chunk is there twice");
    const std::size_t last = rank_ - 1;
    const std::uint64_t width = dataset_.type.size;
    const std::uint64_t row = extents[last] * width;
    const std::uint64_t used = std::min(extents[last], dims[last] - start[last]) * width;
    for (std::uint64_t from = 0; from < chunk.size(); from += row) {
      std::uint64_t index = from / row;
      std::uint64_t to = start[last];
      std::uint64_t stride = dims[last];
      bool inside = true;
      for (std::size_t axis = last; axis-- > 0;) {
        const std::uint64_t place = start[axis] + index % extents[axis];
        index /= extents[axis];
        inside = inside && place < dims[axis];
        to += place * stride;
        stride *= dims[axis];
      }
      if (inside) std::memcpy(result_.data() + to * width, chunk.data() + from, used);
    }
  }

  Hdf5Bytes& file_;
  const Hdf5Dataset& dataset_;
  std::size_t rank_;
  std::uint64_t chunk_size_ = 0;
  std::uint64_t chunks_ = 1;
  std::set<std::vector<std::uint64_t>> read_;
  std::string result_;
};

}  // namespace

std::string read_hdf5_chunks(Hdf5Bytes& file, const Hdf5Dataset& dataset, std::uint64_t count) {
  return ChunkReader(file, dataset, count).read();
}

}  // namespace ganglion::io
