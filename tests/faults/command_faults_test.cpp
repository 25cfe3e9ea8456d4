// Every command with every call to the system that can fail failing, one after another: it ends
// with a message or with the output of a run without a fault, and a file that it was to replace is
// the old one or the new one.

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/end_to_end/program.h"
#include "tests/support/injected_fault.h"
#include "tests/support/sample_files.h"

namespace ganglion::support {
namespace {

namespace fs = std::filesystem;

/// A command, in words of which "@x" stands for x in the test's folder.
struct FaultedCommand {
  std::string name;
  std::string words;
  std::vector<std::string> outputs = {};  ///< files that it writes
  bool timed = false;                     ///< what it prints differs from run to run
  friend void PrintTo(const FaultedCommand& command, std::ostream* out) { *out << command.name; }
};

std::vector<FaultedCommand> faulted_commands() {
  return {
      {"Check", "check @flowers.csv --target kind --out @page.html", {"page.html"}},
      {"Evaluate", "evaluate @run/model.ganglion @flowers.csv --json"},
      {"Predict", "predict @run/model.ganglion @flowers.csv"},
      {"PredictToFile", "predict @run @flowers.csv --out @kinds.csv --json", {"kinds.csv"}},
      {"PredictImages", "predict @pictures @images --out @kinds.csv --json", {"kinds.csv"}},
      {"Inspect", "inspect @run/model.ganglion"},
      {"InspectJob", "inspect @run/job.toml"},
      {"Explain", "explain @run @flowers.csv --row 3 --json --graph @graph.svg", {"graph.svg"}},
      {"ExplainImage", "explain @pictures @images --row 2 --json --out @maps", {"maps/input.png"}},
      {"Bench", "bench --seconds 0 --inputs 4 --network dense_4 --threads 1", {}, true}};
}

class CommandFaults : public testing::TestWithParam<FaultedCommand> {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<Scratch>();
    const Scratch& folder = *folder_;
    folder.write("flowers.csv", flowers(60));
    for (int i = 0; i < 8; ++i) {
      const std::string of_class = i % 2 == 0 ? "images/dark/" : "images/light/";
      fs::create_directories(folder / of_class);
      const auto image = picture(6, 6, 1, [&](auto y, auto x, auto) {
        return (i % 2) * 150 + static_cast<int>(y * x + i) % 50;
      });
      folder.write(of_class + std::to_string(i) + ".jpg", jpeg_file(image));
    }
    train({folder / "flowers.csv", "--target", "kind", "--network", "dense 4", "--out",
           folder / "run"});
    train({folder / "images", "--network", "conv2d 2 3x3 relu; flatten", "--out",
           folder / "pictures"});
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static void train(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"train", "--epochs", "2", "--quiet", "--ensemble", "1"};
    words.insert(words.end(), more.begin(), more.end());
    ASSERT_EQ(run_program(words).code, 0);
  }

  static std::vector<std::string> words_of(const FaultedCommand& command) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < command.words.size();) {
      const std::size_t end = std::min(command.words.find(' ', at), command.words.size());
      std::string word = command.words.substr(at, end - at);
      if (word.starts_with('@')) word = *folder_ / word.substr(1);
      if (word == "dense_4") word = "dense 4";
      words.push_back(word);
      at = end + 1;
    }
    return words;
  }

  void SetUp() override {
    const Outcome whole = run_program(words_of(GetParam()));
    ASSERT_EQ(whole.code, 0) << whole.err;
    stdout_ = whole.out;
    for (const std::string& file : GetParam().outputs) new_.push_back(read_file(*folder_ / file));
  }

  void expect_old_or_new(const FaultedOutcome& faulted) const {
    expect_orderly_end(faulted.outcome);
    const bool done = faulted.outcome.code == 0;
    if (done && !GetParam().timed) {
      EXPECT_EQ(faulted.outcome.out, stdout_);
    }
    for (std::size_t i = 0; i < new_.size(); ++i) {
      const std::string content = read_file(*folder_ / GetParam().outputs[i]);
      // A page of check shows the error, where there is one.
      const bool page = GetParam().name == "Check" && content.ends_with("</html>\n");
      EXPECT_TRUE(content == new_[i] || (!done && (page || content == kOld)))
          << content.substr(0, 200);
    }
    for (const auto& entry : fs::recursive_directory_iterator(folder_->path())) {
      EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
    }
  }

  int try_all(const InjectedFault& fault, int (*next)(int)) {
    int tried = 0;
    for (int nth = 1; !HasFailure(); nth = next(nth)) {
      SCOPED_TRACE(fault.name + ", call " + std::to_string(nth));
      for (const std::string& file : GetParam().outputs) folder_->write(file, kOld);
      const auto faulted = run_with_fault(fault, nth, folder_->path(), words_of(GetParam()));
      if (!faulted.happened) break;
      expect_old_or_new(faulted);
      ++tried;
    }
    return tried;
  }

  static constexpr const char* kOld = "what was here before\n";
  static std::unique_ptr<Scratch> folder_;
  std::string stdout_;
  std::vector<std::string> new_;
};

std::unique_ptr<Scratch> CommandFaults::folder_;

TEST_P(CommandFaults, OfFilesLeaveTheOldOrTheNewSlow) {
  int tried = 0;
  for (const InjectedFault& fault : file_faults()) tried += try_all(fault, next_fault);
  EXPECT_EQ(tried > 0, GetParam().name != "Bench");
}

TEST_P(CommandFaults, OfMemoryAreToldSlow) {
  EXPECT_GT(try_all({.name = "malloc", .call = "malloc", .error = ENOMEM}, next_of_many), 3);
}

TEST_P(CommandFaults, OfThreadsChangeNothingSlow) {
  try_all({.name = "no threads", .call = "thread", .error = EAGAIN, .lasts = true}, next_fault);
}

INSTANTIATE_TEST_SUITE_P(Commands, CommandFaults, testing::ValuesIn(faulted_commands()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace ganglion::support
