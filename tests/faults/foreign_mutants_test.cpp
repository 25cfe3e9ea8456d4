// Files of other systems with one thing changed: each is refused with a message, or a model that
// predicts some numbers. No crash, nothing that takes long, and no more memory than is stated.

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>

#include "ganglion/core/file.h"
#include "ganglion/data/text/zip.h"
#include "ganglion/data/text/zip_writer.h"
#include "ganglion/io/json.h"
#include "ganglion/io/onnx/from_network.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/train/predict/array_predictor.h"
#include "tests/support/error_of.h"
#include "tests/support/json_mutations.h"
#include "tests/support/keras_models.h"
#include "tests/support/mutants.h"
#include "tests/support/onnx_mutations.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::support {
namespace {

namespace fs = std::filesystem;
namespace onnx = io::onnx;

/// Of processor time, which other work on the machine doesn't lengthen; and ten times as long in
/// all.
constexpr unsigned kMaxSeconds = 10;
/// What one file may make of constants (ImportOptions::max_elements), twice, and the rest.
constexpr long kMaxKilobytes = 4L << 20;

/// Ends the process with a signal after so many seconds; 0: no limit any more.
void limit_time(unsigned seconds) {
  const itimerval computing = {.it_interval = {}, .it_value = {.tv_sec = seconds, .tv_usec = 0}};
  ::setitimer(ITIMER_PROF, &computing, nullptr);
  ::alarm(10 * seconds);
}

/// Some bytes changed, most of them where a file says what it is made of: at its ends and in texts.
std::string other_bytes(std::string bytes, std::mt19937& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  for (std::size_t i = below(4) + 1; i > 0; --i) {
    const std::size_t span =
        std::min<std::size_t>(bytes.size(), below(2) == 0 ? 4096 : bytes.size());
    const std::size_t at = below(2) == 0 ? below(span) : bytes.size() - 1 - below(span);
    char& byte = bytes[at];
    byte = byte >= '0' && byte <= '9' ? static_cast<char>('0' + below(10))
                                      : static_cast<char>(byte ^ (1 << below(8)));
  }
  if (below(10) == 0) bytes.resize(below(bytes.size()));
  return bytes;
}

/// A `.keras` whose description says something else.
std::string other_description(const std::string& bytes, std::mt19937& random, std::string& change) {
  const data::ZipReader archive(bytes, "f");
  data::ZipWriter zip;
  for (const data::ZipEntry& entry : archive.entries()) {
    std::string content = archive.content(entry);
    if (entry.name == "config.json") {
      io::Json json = io::parse_json(content, "f");
      change = mutate_json(json, random);
      content = json.dump();
    }
    zip.add(entry.name, content);
  }
  return std::move(zip).bytes();
}

/// The bytes of a file, changed by its structure or, one time of four, as bytes.
std::string mutant_of(const std::string& bytes, std::mt19937& random, std::string& change) {
  change = "bytes";
  if (random() % 4 == 0) return other_bytes(bytes, random);
  if (data::is_zip(bytes)) return other_description(bytes, random, change);
  if (!onnx::is_onnx(bytes)) return other_bytes(bytes, random);
  onnx::StoredModel model = onnx::parse_model(std::make_shared<const std::string>(bytes), "f");
  change = mutate_onnx(model, random);
  return onnx::to_bytes(model);
}

/// What a model says of two rows of zeros; free axes are of 2.
void predict(const std::string& path) {
  train::ArrayPredictor predictor(io::read_model_file(path), path);
  std::map<std::string, Tensor> arrays;
  std::int64_t elements = 0;
  for (const auto& input : predictor.inputs()) {
    std::vector<std::int64_t> dims;
    for (const std::string& extent : input.extents) {
      const bool number = !extent.empty() && extent.find_first_not_of("0123456789") == extent.npos;
      dims.push_back(number ? std::stoll(extent) : 2);
    }
    const Shape shape{std::span<const std::int64_t>(dims)};
    elements += shape.size();
    if (elements > 1'000'000) return;  // more than a test feeds
    arrays.emplace(input.name, Tensor(shape));
  }
  predictor.predict(arrays);
}

struct Counts {
  int refused = 0, predicted = 0;
};

Counts try_mutants(const std::string& path, int count, const ScratchFolder& folder) {
  const std::string bytes = read_file(path);
  const std::string changed = folder / ("mutant" + fs::path(path).extension().string());
  std::mt19937 random(1);
  Counts counts;
  for (int i = 0; i < count; ++i) {
    std::string change;
    const std::string mutant = mutant_of(bytes, random, change);
    std::ofstream(changed, std::ios::binary) << mutant;
    // The folder stays, and names the mutant, when one ends the process.
    if (count > 200) std::ofstream(folder / "last.txt") << path << " " << i << ": " << change;
    limit_time(kMaxSeconds);
    const std::string error = error_of([&] { predict(changed); });
    limit_time(0);
    EXPECT_NE(error, "") << path << " " << i << ": " << change;
    EXPECT_LT(error.size(), 8000U) << path << " " << i << ": " << change;
    (error == "no error" ? counts.predicted : counts.refused) += 1;
  }
  return counts;
}

/// The most memory of this process so far, in kB.
long peak() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST(ForeignMutants, OfFilesOfTheRepositoryAreRefusedOrPredict) {
  const ScratchFolder folder;
  const long before = peak();
  std::vector<std::string> files;
  for (const char* name : {"2_bidirectional", "3_masking", "3_conv_flatten", "3_row_functions"}) {
    files.push_back(keras_file(golden_keras() / name));
  }
  for (const char* text : {"conv2d 3 3 same relu; maxpool 2; flatten; dense 2 softmax",
                           "reshape 8x8; lstm 3 sequences; attention 2 3; layernorm; dense 2"}) {
    std::vector<nn::Layer> layers = nn::parse_network(text);
    layers.insert(layers.begin(), nn::Input({1, 8, 8}));
    const nn::Network network(layers);
    files.push_back(folder / (std::to_string(files.size()) + ".onnx"));
    std::ofstream(files.back(), std::ios::binary)
        << onnx::to_onnx({.network = network,
                          .parameters = nn::initial_parameters(network.layout(), 1),
                          .state = nn::initial_state(network.layout(), 1)});
  }
  for (const std::string& file : files) {
    const Counts counts = try_mutants(file, mutants(60, 6), folder);
    EXPECT_GT(counts.refused, 0) << file;
    EXPECT_GT(counts.predicted, 0) << file;
  }
  EXPECT_LT(peak(), std::max(before + 1, kMaxKilobytes));
}

/// Models that people have published, where the folder is there; 2,000 mutants of each with
/// FAULT_MUTANTS=2000.
TEST(ForeignMutants, OfPublishedModelsAreRefusedOrPredictSlow) {
  const fs::path published = GANGLION_SOURCE_DIR "/../shared/models";
  if (!fs::exists(published)) GTEST_SKIP() << "there is no " << published;
  const ScratchFolder folder;
  const long before = peak();
  int files = 0;
  for (const auto& place : fs::directory_iterator(published)) {
    for (const auto& file : fs::directory_iterator(place)) {
      const std::string ending = file.path().extension();
      if (ending != ".onnx" && ending != ".h5" && ending != ".hdf5" && ending != ".keras") continue;
      const Counts counts = try_mutants(file.path(), mutants(20), folder);
      std::cout << place.path().filename().string() << ": " << counts.refused << " refused, "
                << counts.predicted << " predict\n";
      ++files;
    }
  }
  std::cout << files << " files\n";
  EXPECT_GT(files, 0);
  EXPECT_LT(peak(), std::max(before + 1, kMaxKilobytes));
}

}  // namespace
}  // namespace ganglion::support
