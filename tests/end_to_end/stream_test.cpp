#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "ganglion/core/rng.h"
#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// Grown-ups as in the census data "adult": numbers, texts with holes, two uneven classes.
std::string census(int rows) {
  const std::vector<std::string> work = {"Private", "State-gov", "?", "Self-emp"};
  const std::vector<std::string> home = {"Wife", "Husband", "Own-child", "Unmarried", "Other"};
  std::string text = "age,work,fnlwgt,school,home,gain,hours,income\n";
  for (int i = 0; i < rows; ++i) {
    const auto bits = philox(7, 1, static_cast<std::uint64_t>(i));
    const std::uint32_t age = 17 + bits[0] % 60;
    const std::uint32_t hours = 10 + bits[1] % 60;
    const std::uint32_t school = bits[2] % 16;
    text += std::to_string(age) + ", " + work[bits[3] % 4] + ", " +
            std::to_string(bits[0] % 500000) + ", " + std::to_string(school) + ", " +
            home[(bits[3] >> 4) % 5] + ", " +
            (bits[1] % 11 == 0 ? std::to_string(bits[2] % 9999) : "0") + ", " +
            std::to_string(hours) + ", " + (school * hours + age > 700 ? ">50K" : "<=50K") + "\n";
  }
  return text;
}

std::vector<std::string> job(const std::string& data, const std::string& out,
                             const std::vector<std::string>& more) {
  std::vector<std::string> words = {
      "train", data,        "--network", "dense 12 relu", "--epochs", "6",      "--out",
      out,     "--dropout", "0.1",       "--batch-size",  "64",       "--json", "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::string hash_of(const std::vector<std::string>& words) {
  const Outcome run = run_program(words);
  EXPECT_EQ(run.code, 0) << run.err;
  return run.code == 0 ? run.json().text("model_hash") : "";
}

TEST(EndToEndStream, StreamedRunsGiveTheSameModelAndResults) {
  const Scratch scratch;
  const std::string data = scratch.write("census.csv", census(4000));
  const io::Json whole = run_program(job(data, scratch / "whole", {"--stream", "no"})).json();
  for (const char* threads : {"1", "2"}) {
    const Outcome run = run_program(job(data, scratch / ("run" + std::string(threads)),
                                        {"--stream", "yes", "--threads", threads}));
    ASSERT_EQ(run.code, 0) << run.err;
    const io::Json streamed = run.json();
    for (const char* key : {"model_hash", "train", "validation", "test", "rows", "intervals",
                            "baselines", "importance", "temperature"}) {
      EXPECT_EQ(streamed.at(key), whole.at(key)) << key;
    }
  }
}

TEST(EndToEndStream, SignalsTimeAndFoldsToo) {
  const Scratch scratch;
  const std::string data = scratch.write("census.csv", census(1500));
  std::string waves = "kind";
  for (int c = 0; c < 12; ++c) waves += ",v" + std::to_string(c);
  waves += "\n";
  for (int i = 0; i < 400; ++i) {
    waves += i % 2 == 0 ? "up" : "down";
    for (int c = 0; c < 12; ++c) {
      const auto noise =
          static_cast<double>(philox(3, 5, static_cast<std::uint64_t>(i * 12 + c))[0] % 100);
      waves += ',' + std::to_string((i % 2 == 0 ? c : 12 - c) + 0.01 * noise);
    }
    waves += "\n";
  }
  const std::string signals = scratch.write("waves.csv", waves);
  const std::vector<std::vector<std::string>> runs = {
      {"train", data, "--time-column", "age"},
      {"train", data, "--cross-validate", "2"},
      {"train", signals, "--target", "kind", "--signal", "2x6"},
      {"train", signals, "--target", "kind", "--signal", "--augment", "jitter 0.1"}};
  int number = 0;
  for (const auto& words : runs) {
    std::vector<io::Json> results;
    for (const char* stream : {"yes", "no"}) {
      auto all = words;
      const std::string out = scratch / ("run" + std::to_string(number++));
      for (const char* word : {"--epochs", "3", "--json", "--quiet", "--stream", stream, "--out"}) {
        all.emplace_back(word);
      }
      all.push_back(out);
      const Outcome run = run_program(all);
      ASSERT_EQ(run.code, 0) << run.err;
      results.push_back(run.json());
    }
    EXPECT_EQ(results[0].text("model_hash"), results[1].text("model_hash")) << words[2];
    EXPECT_EQ(results[0].at("test"), results[1].at("test")) << words[2];
  }
}

TEST(EndToEndStream, InterruptedStreamedRunsGoOnToTheSameModel) {
  const Scratch scratch;
  const std::string data = scratch.write("census.csv", census(3000));
  auto words = job(data, scratch / "whole", {"--stream", "no", "--validation", "0"});
  words[5] = "60";
  const std::string whole = hash_of(words);
  words = job(data, scratch / "cut",
              {"--stream", "yes", "--validation", "0", "--cache", scratch / "cache"});
  words[5] = "60";
  const Started started(words);
  for (int i = 0; i < 3000 && !std::filesystem::exists(scratch / "cut/checkpoint.ganglion"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  started.signal(SIGKILL);
  started.wait();
  EXPECT_EQ(hash_of({"train", "--resume", "--out", scratch / "cut", "--json", "--quiet",
                     "--threads", "1"}),
            whole);
}

TEST(EndToEndStream, TheCacheIsUsedAgainAndMadeAnew) {
  const Scratch scratch;
  const std::string data = scratch.write("census.csv", census(500));
  const auto run = [&](const std::string& name) {
    auto words = job(data, scratch / name, {"--stream", "yes", "--cache", scratch / "cache"});
    std::erase(words, "--quiet");
    return run_program(words);
  };
  const Outcome first = run("first");
  EXPECT_THAT(first.err, HasSubstr("on disk"));
  const Outcome second = run("second");
  EXPECT_THAT(second.err, HasSubstr("read from the cache"));
  EXPECT_EQ(second.json().text("model_hash"), first.json().text("model_hash"));
  scratch.write("census.csv", census(510));
  const Outcome third = run("third");
  EXPECT_THAT(third.err,
              AllOf(HasSubstr("rebuilding the cache"), HasSubstr("the file has changed since")));
  EXPECT_NE(third.json().text("model_hash"), first.json().text("model_hash"));
}

TEST(EndToEndStream, WhatCannotBeIsSaid) {
  const Scratch scratch;
  const std::string data = scratch.write("census.csv", census(200));
  const std::string file = scratch.write("file", "x");
  Outcome run = run_program(job(data, scratch / "run", {"--stream", "yes", "--cache", file}));
  EXPECT_EQ(run.code, 1);
  EXPECT_THAT(run.err, HasSubstr("--cache"));
  run = run_program(job(data, scratch / "run", {"--memory", "lots"}));
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("--memory"));
  run = run_program(job(data, scratch / "run", {"--stream", "perhaps"}));
  EXPECT_EQ(run.code, 2);
  EXPECT_FALSE(std::filesystem::exists(scratch / "run"));
}

/// The rows of a large table take more than the memory they are given.
TEST(EndToEndStreamSlow, MemoryStaysBelowItsBound) {
  const Scratch scratch;
  const std::string data = scratch / "large.csv";
  {
    std::ofstream file(data);
    std::string line;
    for (std::uint64_t row = 0; row < 250'000; ++row) {
      line.clear();
      for (std::uint64_t i = 0; i < 30; i += 4) {
        for (const std::uint32_t bits : philox(3, row, i)) {
          line += std::to_string(bits % 20'000'000) + ',';
        }
      }
      line += row * 7919 % 1009 < 500 ? "yes\n" : "no\n";
      file << line;
    }
  }
  ASSERT_GT(std::filesystem::file_size(data), 64'000'000U);
  const std::string tiny = scratch.write("tiny.csv", census(100));
  const std::int64_t base = run_program(job(tiny, scratch / "tiny", {})).most_memory;
  auto words = job(data, scratch / "run", {"--memory", "20MB", "--header", "no"});
  words[3] = "dense 4 relu";
  words[5] = "1";
  words[11] = "512";
  const Outcome run = run_program(words);
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_LT(run.most_memory - base, 70'000'000);  // in memory: three times as much
}

}  // namespace
}  // namespace ganglion::support
