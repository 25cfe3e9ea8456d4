// Runs that meet each other, are killed or interrupted, or whose data change meanwhile.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class RunFaults : public testing::Test {
 protected:
  std::vector<std::string> job(const std::string& out, const std::string& epochs) const {
    return {"train",    data_,  "--target",   "kind", "--network", "dense 8", "--out",      out,
            "--epochs", epochs, "--patience", "0",    "--json",    "--quiet", "--ensemble", "1"};
  }
  static Outcome resume(const std::string& out, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"train", "--resume", "--out", out, "--json", "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
  }
  static void await(const std::string& path) {
    for (int i = 0; i < 3000 && !fs::exists(path); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ASSERT_TRUE(fs::exists(path)) << path;
  }
  /// A run that was interrupted after its first checkpoint.
  void interrupted_run(const std::string& out) const {
    const Started started(job(out, "100000"));
    await(out + "/checkpoint.ganglion");
    started.signal(SIGINT);
    ASSERT_EQ(started.wait().code, 130);
  }
  static void expect_whole(const std::string& run) {
    for (const char* file : {"model.ganglion", "metrics.json", "report.html", "history.csv"}) {
      EXPECT_TRUE(fs::exists(run + "/" + file)) << run << file;
    }
    EXPECT_FALSE(fs::exists(run + "/checkpoint.ganglion"));
  }

  Scratch scratch_;
  std::string data_ = scratch_.write("flowers.csv", flowers(90));
};

TEST_F(RunFaults, RunsAtOnceGetFoldersOfTheirOwnSlow) {
  const std::string out = scratch_ / "run";
  fs::create_directory(out);
  std::vector<std::unique_ptr<Started>> runs;
  for (int i = 0; i < 4; ++i) runs.push_back(std::make_unique<Started>(job(out, "3")));
  for (const auto& run : runs) EXPECT_EQ(run->wait().code, 0);
  for (const char* more : {"", "-2", "-3", "-4"}) expect_whole(out + more);
}

/// Half a second of reading, cut at any time of it.
TEST_F(RunFaults, ATableThatIsCutWhileItIsReadIsAnErrorSlow) {
  const std::string text = flowers(600'000);
  int refused = 0;
  for (int wait = 20; wait < 600; wait += 40) {
    const std::string path = scratch_.write("cut.csv", text);
    const Started started({"train", path, "--target", "kind", "--network", "", "--epochs", "1",
                           "--stream", "yes", "--quiet", "--out", scratch_ / "cut"});
    std::this_thread::sleep_for(std::chrono::milliseconds(wait));
    fs::resize_file(path, 4096);
    const Outcome outcome = started.wait();
    ASSERT_LE(outcome.code, 1) << outcome.err;
    refused +=
        outcome.err.find("has become shorter while it was read") != std::string::npos ? 1 : 0;
  }
  EXPECT_GT(refused, 0);
}

TEST_F(RunFaults, ALiveRunIsNotResumedADeadOneIsSlow) {
  const std::string out = scratch_ / "run";
  const Started started(job(out, "1000000"));
  await(out + "/checkpoint.ganglion");
  const Outcome refused = resume(out);
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("is still going on"));
  started.signal(SIGKILL);
  started.wait();
  const std::string left = out + "/model.ganglion.999999999.0.tmp";
  std::ofstream(left) << "half";
  const Outcome resumed = resume(out, {"--epochs", "1"});
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_FALSE(fs::exists(left));
  expect_whole(out);
}

TEST_F(RunFaults, ARunThatEndedBeforeItsReportGetsItSlow) {
  const std::string out = scratch_ / "run";
  interrupted_run(out);
  fs::create_directory(out + "/report.html");  // can't be written
  EXPECT_EQ(resume(out, {"--epochs", "1"}).code, 1);
  EXPECT_TRUE(fs::exists(out + "/metrics.json"));
  EXPECT_TRUE(fs::exists(out + "/checkpoint.ganglion"));
  const io::Json metrics = io::parse_json(read_file(out + "/metrics.json"), "metrics");
  fs::remove(out + "/report.html");
  const Outcome again = resume(out, {"--epochs", "1"});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.json().text("model_hash"), metrics.text("model_hash"));
  expect_whole(out);
  EXPECT_EQ(resume(out).code, 0) << "finished";
}

TEST_F(RunFaults, DataThatChangedAreNotTrainedOnWithoutAWordSlow) {
  const std::string out = scratch_ / "run";
  interrupted_run(out);
  fs::last_write_time(data_, fs::file_time_type::clock::now());
  const std::string table = read_file(data_);
  std::string other = table;
  other[other.find(",blue") - 1] ^= 1;  // the last digit of an age
  std::ofstream(data_) << other;
  const Outcome refused = resume(out, {"--epochs", "1"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, testing::AllOf(HasSubstr(data_ + " has changed since the run began"),
                                          HasSubstr("--accept-changed-data")));
  EXPECT_EQ(resume(out, {"--epochs", "1", "--accept-changed-data"}).code, 0);
  interrupted_run(scratch_ / "touched");
  fs::last_write_time(data_, fs::file_time_type::clock::now());
  EXPECT_EQ(resume(scratch_ / "touched", {"--epochs", "1"}).code, 0) << "the same content";
}

/// Milliseconds until the program has ended.
std::int64_t time_to_end(const Started& started, int signal, Outcome& outcome) {
  const auto begin = std::chrono::steady_clock::now();
  started.signal(signal);
  outcome = started.wait();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               begin)
      .count();
}

constexpr std::int64_t kSoon = 1000;  // 200 on a machine that does nothing else

/// Opens a pipe for writing as soon as somebody reads from it; nothing is ever written.
int writing_end(const std::string& pipe) {
  for (int tries = 0; tries < 600; ++tries) {
    const int end = ::open(pipe.c_str(), O_WRONLY | O_NONBLOCK);
    if (end >= 0) return end;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return -1;
}

TEST_F(RunFaults, AnInterruptActsWhileDataAreAwaitedSlow) {
  ASSERT_EQ(::mkfifo((scratch_ / "pipe").c_str(), 0600), 0);
  for (const int signal : {SIGINT, SIGTERM}) {
    const Started started({"train", scratch_ / "pipe", "--target", "x", "--out", scratch_ / "run"});
    const int end = writing_end(scratch_ / "pipe");
    ASSERT_GE(end, 0) << "the program never read";
    Outcome outcome;
    EXPECT_LT(time_to_end(started, signal, outcome), kSoon);
    ::close(end);
    EXPECT_EQ(outcome.code, 130);
    EXPECT_EQ(outcome.err, "interrupted before training began; nothing was saved\n");
  }
  EXPECT_FALSE(fs::exists(scratch_ / "run"));
}

TEST_F(RunFaults, AnInterruptActsAtAnyTimeAndCanBeResumedSlow) {
  const std::string whole = run_program(job(scratch_ / "whole", "200")).json().text("model_hash");
  int interrupted = 0;
  for (int i = 0; i < 12; ++i) {
    const std::string out = scratch_ / ("run" + std::to_string(i));
    const Started started(job(out, "200"));
    std::this_thread::sleep_for(std::chrono::milliseconds(10 + 23 * i));
    Outcome outcome;
    EXPECT_LT(time_to_end(started, i % 2 == 0 ? SIGINT : SIGTERM, outcome), kSoon);
    if (outcome.code != 0) {
      // Before the program has begun to listen, it ends as any other.
      EXPECT_THAT(outcome.code, testing::AnyOf(130, 128 + SIGINT, 128 + SIGTERM)) << outcome.err;
      ++interrupted;
    }
    for (const auto& entry : fs::recursive_directory_iterator(scratch_.path())) {
      EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
    }
    if (outcome.code == 0 || !fs::exists(out + "/job.toml")) continue;
    const Outcome rest = resume(out);
    ASSERT_EQ(rest.code, 0) << rest.err;
    EXPECT_EQ(rest.json().text("model_hash"), whole);
    expect_whole(out);
  }
  EXPECT_GT(interrupted, 0);
}

TEST_F(RunFaults, NamesThatAreNotUtf8AreFoundAtOnceSlow) {
  const Outcome out = run_program(job(scratch_ / "run\xff", "3"));
  EXPECT_EQ(out.code, 1);
  EXPECT_THAT(out.err, HasSubstr("not UTF-8"));
  EXPECT_FALSE(fs::exists(scratch_ / "run\xff"));
  fs::create_directories(scratch_ / "classes/\xff");
  const Outcome classes = run_program({"train", scratch_ / "classes", "--out", scratch_ / "run"});
  EXPECT_EQ(classes.code, 1);
  EXPECT_THAT(classes.err, HasSubstr("the name of a class must be UTF-8"));
}

TEST_F(RunFaults, FewerThreadsThanAskedForWillDoSlow) {
  const std::string words = "train '" + data_ + "' --target kind --epochs 2 --quiet --threads ";
  const auto limited = [&](const std::string& limit, const std::string& threads) {
    const std::string out = scratch_ / ("run" + threads);
    const Outcome outcome = Started("/bin/sh", {"-c", limit + Started::ganglion() + " " + words +
                                                          threads + " --out '" + out + "'"})
                                .wait();
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return io::parse_json(read_file(out + "/metrics.json"), "metrics").text("model_hash");
  };
  // Each thread takes 64 MB of stack; there is room for a few.
  EXPECT_EQ(limited("ulimit -s 65536; ulimit -v 1500000; ", "64"), limited("", "1"));
}

}  // namespace
}  // namespace ganglion::support
