#pragma once
#include <string>

namespace ganglion::kernels {

/// The version of the oneDNN that was loaded with the program, e.g. "2.6.3".
std::string onednn_version();

}  // namespace ganglion::kernels
