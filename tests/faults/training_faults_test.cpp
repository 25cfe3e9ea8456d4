// Every kind of run with every call to the system that can fail failing, one after another: it ends
// with a message, leaves whole files only, and goes on to the same model as a run without a fault.

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/io/model_file.h"
#include "ganglion/train/job/job_toml.h"
#include "tests/end_to_end/program.h"
#include "tests/support/error_of.h"
#include "tests/support/injected_fault.h"
#include "tests/support/sample_files.h"

namespace ganglion::support {
namespace {

namespace fs = std::filesystem;

/// How a run is made, in a folder that holds its data.
struct RunKind {
  std::string name;
  std::function<std::vector<std::string>(const Scratch&)> words;
  friend void PrintTo(const RunKind& kind, std::ostream* out) { *out << kind.name; }
};

std::vector<std::string> table_words(const Scratch& folder, const std::vector<std::string>& more) {
  std::vector<std::string> words = {folder.write("flowers.csv", flowers(60)), "--target", "kind"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::string> image_words(const Scratch& folder) {
  for (int i = 0; i < 12; ++i) {
    const std::string of_class = i % 2 == 0 ? "images/dark" : "images/light";
    fs::create_directories(folder / of_class);
    const auto image = picture(8, 8, 3, [&](auto y, auto x, auto c) {
      return (i % 2) * 150 + (static_cast<int>(y * x + c) + i * 7) % 50;
    });
    folder.write(of_class + "/" + std::to_string(i) + ".jpg", jpeg_file(image));
  }
  return {folder / "images", "--network", "conv2d 2 3x3 relu; flatten"};
}

std::vector<RunKind> run_kinds() {
  const auto table = [](const std::string& name, const std::vector<std::string>& more) {
    return RunKind{name, [more](const Scratch& folder) { return table_words(folder, more); }};
  };
  return {table("Table", {"--network", "dense 4"}),
          {"Images", image_words},
          {"Streamed",
           [](const Scratch& folder) {
             fs::create_directory(folder / "cache");
             return table_words(folder, {"--network", "dense 4", "--stream", "yes", "--cache",
                                         folder / "cache", "--batch-size", "60"});
           }},
          table("CrossValidated", {"--network", "dense 4", "--cross-validate", "2"}),
          table("Ensemble", {"--network", "dense 4", "--ensemble", "2"})};
}

/// What is behind the last end of a line.
std::string cut_line(const std::string& text) {
  return text.substr(text.find_last_of('\n') + 1);
}

/// Whatever a run has left is whole.
void expect_whole_files(const std::string& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string path = entry.path().string();
    const std::string file = entry.path().extension().string();
    EXPECT_NE(file, ".tmp") << path;
    if (file == ".ganglion") io::load_model(path);
    if (file == ".json") io::parse_json(read_file(path), path);
    if (file == ".toml") train::read_job(path);
    if (file == ".csv") {
      EXPECT_EQ(cut_line(read_file(path)), "") << path;
    }
    if (file == ".html") {
      EXPECT_TRUE(read_file(path).ends_with("</html>\n")) << path;
    }
  }
}

class TrainingFaults : public testing::TestWithParam<RunKind> {
 protected:
  TrainingFaults() : words_(GetParam().words(folder_)) {
    whole_ = run_program(training("whole")).json().text("model_hash");
  }

  std::vector<std::string> training(const std::string& out,
                                    const std::string& threads = "1") const {
    std::vector<std::string> words = {"train"};
    words.insert(words.end(), words_.begin(), words_.end());
    words.insert(words.end(), {"--epochs", "2", "--patience", "0", "--seed", "3", "--threads",
                               threads, "--out", folder_ / out, "--json", "--quiet"});
    return words;
  }
  std::vector<std::string> resuming(const std::string& out) const {
    return {"train", "--resume", "--out", folder_ / out, "--json", "--quiet"};
  }
  /// A run with a checkpoint and without a model: the disk was full in between.
  void begin(const std::string& out) const {
    const InjectedFault full = {.name = "full", .call = "write", .error = ENOSPC, .lasts = true};
    for (int nth = 1; !has_checkpoint(out); ++nth) {
      forget(out);
      ASSERT_TRUE(run_with_fault(full, nth, folder_.path(), training(out)).happened);
    }
    ASSERT_FALSE(fs::exists(folder_ / (out + "/model.ganglion")));
  }
  bool has_checkpoint(const std::string& out) const {
    return fs::exists(folder_ / (out + "/checkpoint.ganglion")) ||
           fs::exists(folder_ / (out + "/network-1.ganglion"));
  }
  void forget(const std::string& out) const {
    fs::remove_all(folder_ / out);
    for (const auto& file : fs::directory_iterator(folder_.path())) {
      if (file.path().filename() == "cache") {
        fs::remove_all(file.path());
        fs::create_directory(file.path());
      }
    }
  }

  /// What a run that met a fault has to show.
  void expect_recovery(const FaultedOutcome& faulted, const std::string& out) const {
    expect_orderly_end(faulted.outcome);
    EXPECT_EQ(error_of([&] { expect_whole_files(folder_.path()); }), "no error");
    if (faulted.outcome.code == 0) {
      EXPECT_EQ(faulted.outcome.json().text("model_hash"), whole_) << "with the fault";
    }
    const bool begun = fs::exists(folder_ / (out + "/job.toml"));
    if (!begun) fs::remove_all(folder_ / out);
    const Outcome again = run_program(begun ? resuming(out) : training(out));
    ASSERT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(again.json().text("model_hash"), whole_) << "afterwards";
    for (const char* file : {"model.ganglion", "metrics.json", "report.html", "history.csv"}) {
      EXPECT_TRUE(fs::exists(folder_ / (out + "/" + file))) << file;
    }
  }

  /// Tries calls one after another; the number of faults.
  int try_all(const InjectedFault& fault, int (*next)(int),
              const std::function<std::vector<std::string>()>& prepare) {
    int tried = 0;
    for (int nth = 1; !HasFailure(); nth = next(nth)) {
      SCOPED_TRACE(fault.name + ", call " + std::to_string(nth));
      const FaultedOutcome faulted = run_with_fault(fault, nth, folder_.path(), prepare());
      if (!faulted.happened) break;
      expect_recovery(faulted, "run");
      ++tried;
    }
    forget("run");
    return tried;
  }

  Scratch folder_;
  std::vector<std::string> words_;
  std::string whole_;
};

TEST_P(TrainingFaults, OfFilesAreToldAndGoneOnFromSlow) {
  int tried = 0;
  for (const InjectedFault& fault : file_faults()) {
    tried += try_all(fault, next_fault, [&] {
      forget("run");
      return training("run");
    });
  }
  RecordProperty("faults", tried);
  EXPECT_GT(tried, 20);
}

TEST_P(TrainingFaults, WhileARunGoesOnSlow) {
  begin("begun");
  int tried = 0;
  for (const InjectedFault& fault : file_faults()) {
    tried += try_all(fault, next_fault, [&] {
      forget("run");
      fs::copy(folder_ / "begun", folder_ / "run", fs::copy_options::recursive);
      return resuming("run");
    });
  }
  EXPECT_GT(tried, 20);
}

TEST_P(TrainingFaults, OfMemoryAreToldSlow) {
  EXPECT_GT(try_all({.name = "malloc", .call = "malloc", .error = ENOMEM}, next_of_many,
                    [&] {
                      forget("run");
                      return training("run");
                    }),
            3);
}

TEST_P(TrainingFaults, OfThreadsChangeNothingSlow) {
  const auto prepare = [&] {
    forget("run");
    return training("run", "3");
  };
  try_all({.name = "thread", .call = "thread", .error = EAGAIN}, next_fault, prepare);
  const InjectedFault none = {
      .name = "no threads", .call = "thread", .error = EAGAIN, .lasts = true};
  try_all(
      none, [](int nth) { return 8 * nth; }, prepare);
}

INSTANTIATE_TEST_SUITE_P(Kinds, TrainingFaults, testing::ValuesIn(run_kinds()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace ganglion::support
