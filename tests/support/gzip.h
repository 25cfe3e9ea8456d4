#pragma once
#include <string>

namespace ganglion::support {

/// Bytes as a gzip file holds them.
std::string gzip(const std::string& bytes);

}  // namespace ganglion::support
