#pragma once
#include <cstdint>
#include <string>

#include "ganglion/io/source/source_model.h"

namespace ganglion::io {

/// A trained network as C source (C99 and C++11): one header, that needs math.h, stddef.h and
/// string.h, allocates nothing and writes to no memory but what its caller gives. See
/// docs/c_source.md.

struct CSourceOptions {
  /// What all names of the source begin with: an identifier of C.
  std::string name = "model";
  /// Constants, as an array, go into a source file of their own where they are more than this.
  std::int64_t max_weights = 1 << 18;
};

struct CSource {
  std::string header = {};
  /// The second file, which the header's declarations refer to; empty where all is in the header.
  std::string weights_source = {};
  std::int64_t weights = 0;  ///< bytes of constants: flash
  std::int64_t scratch = 0;  ///< bytes that the caller gives: RAM
};

/// Throws Error naming the layer and the op, or the column, for what has no form in C.
CSource c_source(const SourceModel& model, const CSourceOptions& options = {});

}  // namespace ganglion::io
