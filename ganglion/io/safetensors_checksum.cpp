#include <fmt/format.h>
#include <xxhash.h>

#include <memory>
#include <new>

#include "ganglion/io/safetensors_layout.h"

namespace ganglion::io {

std::string checksum_of(std::span<const std::byte> file) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                       &XXH3_freeState);
  if (state == nullptr) throw std::bad_alloc();
  constexpr std::size_t kBefore = kLengthBytes + kChecksumStart.size();
  constexpr std::size_t kBehind = kBefore + kNoChecksum.size();
  XXH3_128bits_reset(state.get());
  XXH3_128bits_update(state.get(), file.data(), kBefore);
  XXH3_128bits_update(state.get(), kNoChecksum.data(), kNoChecksum.size());
  XXH3_128bits_update(state.get(), file.data() + kBehind, file.size() - kBehind);
  const XXH128_hash_t hash = XXH3_128bits_digest(state.get());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace ganglion::io
