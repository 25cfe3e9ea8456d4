#include <benchmark/benchmark.h>
#include <turbojpeg.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/data/read/read_rows.h"

/// Images a second: the JPEG decoder alone, with bytes in memory and nothing done to the pixels,
/// beside a whole folder read from disk, sized and laid out by channels.
namespace {

using namespace ganglion;

constexpr int kFiles = 200;

/// Soft shapes with grain, as photos have.
std::vector<unsigned char> photo(int side, int number) {
  std::vector<unsigned char> pixels;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      for (int c = 0; c < 3; ++c) {
        const double wave = std::sin((x + number) * 0.07 + c) * std::cos(y * 0.05 + number);
        const int grain = (x * 7919 + y * 104729 + number * 31 + c * 17) % 23;
        pixels.push_back(static_cast<unsigned char>(116 + 100 * wave + grain));
      }
    }
  }
  return pixels;
}

std::string jpeg(int side, int number) {
  const tjhandle handle = tjInitCompress();
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  const int failed = tjCompress2(handle, photo(side, number).data(), side, 0, side, TJPF_RGB,
                                 &bytes, &size, TJSAMP_420, 85, 0);
  if (failed != 0) throw Error(tjGetErrorStr2(handle));
  std::string file(reinterpret_cast<const char*>(bytes), size);
  tjFree(bytes);
  tjDestroy(handle);
  return file;
}

/// A folder of two classes that is gone at the end.
class Folder {
 public:
  explicit Folder(int side)
      : path_(std::filesystem::temp_directory_path() /
              ("ganglion_images_" + std::to_string(::getpid()) + "_" + std::to_string(side))) {
    for (int i = 0; i < kFiles; ++i) {
      const auto folder = path_ / (i % 2 == 0 ? "a" : "b");
      std::filesystem::create_directories(folder);
      files_.push_back(jpeg(side, i));
      write_file_atomically((folder / (std::to_string(i) + ".jpg")).string(), files_.back());
    }
  }
  ~Folder() {
    std::error_code code;
    std::filesystem::remove_all(path_, code);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path() const { return path_.string(); }
  const std::vector<std::string>& files() const { return files_; }

 private:
  std::filesystem::path path_;
  std::vector<std::string> files_;
};

const Folder& folder(std::int64_t side) {
  static const Folder small(128);
  static const Folder large(512);
  return side == 128 ? small : large;
}

void count_pictures(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * kFiles);
}

void decoder_alone(benchmark::State& state) {
  const Folder& images = folder(state.range(0));
  const auto side = static_cast<int>(state.range(0));
  std::vector<unsigned char> pixels(static_cast<std::size_t>(side) * side * 3);
  const tjhandle handle = tjInitDecompress();
  for (auto _ : state) {
    for (const std::string& file : images.files()) {
      tjDecompress2(handle, reinterpret_cast<const unsigned char*>(file.data()),
                    static_cast<unsigned long>(file.size()), pixels.data(), side, 0, side, TJPF_RGB,
                    0);
      benchmark::DoNotOptimize(pixels.data());
    }
  }
  tjDestroy(handle);
  count_pictures(state);
}

/// Images of 512 x 512 are made 128 x 128, as they are without --image-size.
void folder_of_jpegs(benchmark::State& state) {
  const Folder& images = folder(state.range(0));
  const auto threads = static_cast<int>(state.range(1));
  for (auto _ : state) {
    benchmark::DoNotOptimize(data::read_rows(images.path(), {.table = {.threads = threads}}));
  }
  count_pictures(state);
}

BENCHMARK(decoder_alone)->Arg(128)->Arg(512)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(folder_of_jpegs)
    ->ArgsProduct({{128, 512}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
