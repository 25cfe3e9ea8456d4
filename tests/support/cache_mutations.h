#pragma once
#include <random>
#include <string>

namespace ganglion::support {

struct MutatedCache {
  std::string bytes;
  std::string change;  ///< "count at byte 1234: 17"
};

/// The column file of a table (docs/formats/cache.md) with one number, text or value of a chunk
/// changed at random, or two fields swapped. All checksums are right; what the file was made from
/// stays as it is, so that it is used.
MutatedCache mutated_cache(const std::string& cache, std::mt19937& random);

}  // namespace ganglion::support
