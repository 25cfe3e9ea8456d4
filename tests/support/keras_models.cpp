#include "tests/support/keras_models.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "ganglion/data/arrays/arrays.h"
#include "tests/support/numbers_of.h"

namespace ganglion::support {
namespace {

namespace fs = std::filesystem;

/// The file of a folder with that beginning, or "".
std::string file_in(const fs::path& folder, std::string_view beginning) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with(beginning)) return entry.path();
  }
  return {};
}

}  // namespace

fs::path golden_keras() {
  return GANGLION_SOURCE_DIR "/tests/golden/keras";
}

std::vector<fs::path> readable_keras_models() {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(golden_keras())) {
    if (entry.path().filename().string().find("refused") == std::string::npos) {
      folders.push_back(entry.path());
    }
  }
  std::ranges::sort(folders);
  return folders;
}

std::string keras_file(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string end = entry.path().extension();
    if (end == ".keras" || end == ".h5" || end == ".hdf5") return entry.path();
  }
  return {};
}

std::vector<Tensor> keras_arrays(const fs::path& folder, const std::string& kind) {
  std::vector<Tensor> arrays;
  for (int i = 0;; ++i) {
    const std::string path = file_in(folder, kind + "_" + std::to_string(i) + ".npy");
    if (path.empty()) return arrays;
    arrays.push_back(data::read_npy(path));
  }
}

void expect_as_keras(const std::vector<Tensor>& got, const std::vector<Tensor>& wanted) {
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_EQ(got[i].shape(), wanted[i].shape());
    const std::vector<double> a = numbers_of(got[i]);
    const std::vector<double> b = numbers_of(wanted[i]);
    for (std::size_t at = 0; at < a.size(); ++at) {
      ASSERT_NEAR(a[at], b[at], 1e-5 + 1e-4 * std::abs(b[at])) << "output " << i << ", " << at;
    }
  }
}

}  // namespace ganglion::support
