// A fuzz target without a fuzzer: gives it the files of its corpus, and each of them changed at
// random a number of times, the same changes every time. Usage: <target>_replay FOLDER [CHANGES]
//
// It finds what a few changes to a file bring out and runs wherever the library is compiled; what
// takes luck and coverage to reach is for `make fuzz`.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;
constexpr std::size_t kMaxBytes = 1 << 16;
const char* const kFailed = "replay-failed";

std::vector<Bytes> files_of(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry);
  std::sort(paths.begin(), paths.end());
  std::vector<Bytes> files;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    files.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return files;
}

/// The last input stays in a file, for what ends the process.
void give(const Bytes& bytes) {
  std::ofstream(kFailed, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  // A copy of just its size, so that a read beyond the end is seen.
  const Bytes exact(bytes);
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

class Changes {
 public:
  explicit Changes(const std::vector<Bytes>& files) : files_(files) {}

  Bytes of(Bytes bytes) {
    for (std::size_t i = below(6) + 1; i > 0; --i) change(bytes);
    bytes.resize(std::min(bytes.size(), kMaxBytes));
    return bytes;
  }

 private:
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }

  /// Some bytes of any file, often few.
  Bytes piece() {
    const Bytes& from = files_[below(files_.size())];
    const std::size_t begin = below(from.size());
    const std::size_t length =
        below(std::min<std::size_t>(from.size() - begin, 1U << below(8)) + 1);
    const auto first = from.begin() + static_cast<std::ptrdiff_t>(begin);
    return {first, first + static_cast<std::ptrdiff_t>(length)};
  }

  void change(Bytes& bytes) {
    constexpr std::uint8_t kTelling[] = {0x00, 0x01, 0x7f, 0x80, 0xff, '0', '9', '-', '"', '\n'};
    const auto at = static_cast<std::ptrdiff_t>(below(bytes.size()));
    const auto rest = bytes.size() - static_cast<std::size_t>(at);
    switch (below(6)) {
      case 0:
        if (rest > 0)
          bytes[static_cast<std::size_t>(at)] ^= static_cast<std::uint8_t>(1U << below(8));
        return;
      case 1:
        if (rest > 0) bytes[static_cast<std::size_t>(at)] = kTelling[below(std::size(kTelling))];
        return;
      case 2:
        bytes.erase(bytes.begin() + at,
                    bytes.begin() + at +
                        static_cast<std::ptrdiff_t>(below(std::min<std::size_t>(rest, 16) + 1)));
        return;
      case 3:
        if (below(4) == 0) bytes.resize(static_cast<std::size_t>(at));
        return;
      case 4: {
        const Bytes added = piece();
        bytes.insert(bytes.begin() + at, added.begin(), added.end());
        return;
      }
      default: {
        const Bytes other = piece();
        std::copy_n(other.begin(), std::min(other.size(), rest), bytes.begin() + at);
      }
    }
  }

  const std::vector<Bytes>& files_;
  std::mt19937 random_{1};
};

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    std::cerr << "usage: " << words[0] << " FOLDER [CHANGES]\n";
    return 2;
  }
  const std::vector<Bytes> files = files_of(words[1]);
  const int changes = count > 2 ? std::atoi(words[2]) : 100;
  if (files.empty()) {
    std::cerr << words[1] << " has no files\n";
    return 1;
  }
  Changes changed(files);
  std::size_t inputs = 0;
  try {
    for (const Bytes& file : files) {
      give(file);
      for (int i = 0; i < changes; ++i) give(changed.of(file));
      inputs += static_cast<std::size_t>(changes) + 1;
    }
  } catch (const std::exception& error) {
    std::cerr << "input " << kFailed << ": " << error.what() << '\n';
    return 1;
  }
  std::filesystem::remove(kFailed);
  std::cout << inputs << " inputs\n";
  return 0;
}
