#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>

#include "ganglion/core/error.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

/// Every other time changes one thing that an input says and keeps it whole otherwise, so that the
/// change gets past checksums and syntax: `change(bytes, random)` gives the new bytes, or throws
/// Error for an input that it can't read. Else libFuzzer changes bytes.
template <class Change>
std::size_t mutate_by_structure(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                unsigned seed, Change&& change) {
  std::mt19937 random(seed);
  if (random() % 2 == 0) {
    try {
      const std::string_view bytes(reinterpret_cast<const char*>(data), size);
      const std::string changed = change(bytes, random);
      if (changed.size() <= max_size) {
        std::memcpy(data, changed.data(), changed.size());
        return changed.size();
      }
    } catch (const ganglion::Error&) {
      // Bytes that are no file of the format.
    }
  }
  return LLVMFuzzerMutate(data, size, max_size);
}
