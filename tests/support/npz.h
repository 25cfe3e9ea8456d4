#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ganglion::support {

/// An array of one axis as NumPy's `.npy` file of format 1.0: f8 or i8.
std::string npy(const std::vector<double>& values);
std::string npy(const std::vector<std::int64_t>& values);

/// A zip archive (APPNOTE.TXT 6.3, method 0: stored) of named arrays, as numpy.savez writes it.
std::string npz(const std::vector<std::pair<std::string, std::string>>& arrays);

}  // namespace ganglion::support
