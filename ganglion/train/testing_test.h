#pragma once
#include <cstring>
#include <filesystem>
#include <string>

#include "ganglion/core/rng.h"
#include "ganglion/train/model.h"

namespace ganglion::testing {

/// Rows of 4 features in 3 classes, one cloud each.
inline data::Dataset blobs(std::int64_t rows, double distance = 3.0, std::uint64_t stream = 1) {
  data::Dataset data;
  data.features = Tensor(Shape{rows, 4});
  data.targets = Tensor(Shape{rows}, DType::i32);
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto label = static_cast<std::int32_t>(i % 3);
    data.targets.values<std::int32_t>()[static_cast<std::size_t>(i)] = label;
    for (std::int64_t j = 0; j < 4; ++j) {
      const auto at = static_cast<std::uint64_t>(i * 4 + j);
      data.features.values<float>()[at] = static_cast<float>(
          random_normal(3, stream, at) + distance * static_cast<double>(j == label));
    }
  }
  return data;
}

inline bool same_bits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && a.dtype() == b.dtype() &&
         (a.bytes() == 0 || std::memcmp(a.data(), b.data(), a.bytes()) == 0);
}

/// A folder of one's own, gone at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "ganglion_test_XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace ganglion::testing
