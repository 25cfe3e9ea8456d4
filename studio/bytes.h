#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

namespace ganglion::studio {

/// Of an answer that a page asks for again and again.
inline constexpr std::size_t kMaxUpdateBytes = 96 * 1024;

/// Binary answers, little endian, as the machines are that this runs on.
template <class T>
void put(std::string& bytes, T value) {
  static_assert(std::is_same_v<T, std::uint32_t> || std::is_same_v<T, float>,
                "what docs/studio.md names");
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace ganglion::studio
