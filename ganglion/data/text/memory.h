#pragma once
#include <cstdint>

namespace ganglion::data {

/// Bytes that data may take in memory unless more or less is asked for: half of the machine's.
std::int64_t default_memory();

}  // namespace ganglion::data
