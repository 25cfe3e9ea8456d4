// Column files with one thing changed and all checksums right: a run that reads one ends with a
// message, works with what it says, or makes it anew.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>

#include "ganglion/train/run/run.h"
#include "tests/end_to_end/program.h"
#include "tests/support/cache_mutations.h"
#include "tests/support/error_of.h"
#include "tests/support/mutants.h"

namespace ganglion::support {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kMaxCacheSeconds = 60;

/// Numbers of all widths, written in ways that the cache keeps, texts, dates and missing values.
std::string mixed_table() {
  std::string text = "small,large,real,price,code,town,since,kind\n";
  for (int i = 0; i < 60; ++i) {
    text += std::to_string(i % 7) + ',' + std::to_string(100'000 * i) + ',' +
            (i % 9 == 0 ? std::string("?") : std::to_string(0.123 * i)) + ",€" + std::to_string(i) +
            ".50,00" + std::to_string(i % 10) + ',' + (i % 3 == 0 ? "Bern" : "Basel") +
            ",2020-01-" + std::to_string(10 + i % 20) + ',' + (i % 2 == 0 ? "yes" : "no") + '\n';
  }
  return text;
}

class CacheMutants : public testing::Test {
 protected:
  CacheMutants() {
    fs::create_directory(folder_ / "cache");
    hash_ = train().model_hash;
    for (const auto& entry : fs::directory_iterator(folder_ / "cache")) cache_ = entry.path();
  }

  train::RunResult train() const {
    train::Job job{.data = data_};
    job.targets = {"kind"};
    job.network = "dense 4 relu";
    job.ensemble = 1;
    job.epochs = 1;
    job.threads = 1;
    job.stream = train::Stream::yes;
    job.cache = folder_ / "cache";
    job.out = folder_ / "run";
    fs::remove_all(job.out);
    return train::run(job, {.progress = false});
  }

  Scratch folder_;
  std::string data_ = folder_.write("mixed.csv", mixed_table());
  std::string hash_;
  fs::path cache_;
};

TEST_F(CacheMutants, AreRefusedMadeAnewOrReadSlow) {
  const std::string whole = read_file(cache_);
  std::mt19937 random(1);
  const int count = mutants(150);
  int refused = 0;
  for (int i = 0; i < count; ++i) {
    const MutatedCache mutant = mutated_cache(whole, random);
    std::ofstream(cache_, std::ios::binary) << mutant.bytes;
    SCOPED_TRACE(mutant.change);
    if (count > 200) std::cerr << mutant.change << std::endl;
    ::alarm(kMaxCacheSeconds);
    const std::string error = error_of([&] { train(); });
    ::alarm(0);
    EXPECT_NE(error, "");
    EXPECT_LT(error.size(), 3000U);
    refused += error != "no error" ? 1 : 0;
  }
  std::cout << refused << " of " << count << " refused\n";
  EXPECT_LT(refused, count);
  std::ofstream(cache_, std::ios::binary) << whole;
  EXPECT_EQ(train().model_hash, hash_) << "the file as it was";
}

}  // namespace
}  // namespace ganglion::support
