// Checkpoints with one thing changed and all hashes right: a run that goes on from one, and whoever
// takes it for a model, ends with a message or works.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>

#include "ganglion/data/read/rows_for_model.h"
#include "ganglion/io/safetensors.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/run/run.h"
#include "tests/end_to_end/program.h"
#include "tests/support/error_of.h"
#include "tests/support/model_mutations.h"
#include "tests/support/mutants.h"

namespace ganglion::support {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kMaxResumeSeconds = 60;

class CheckpointMutants : public testing::Test {
 protected:
  /// A run that has come to its last checkpoint, and not to its report.
  CheckpointMutants() {
    train::Job job{.data = data_};
    job.targets = {"kind"};
    job.network = "dense 4 relu; batchnorm";
    job.schedule = optim::ScheduleText("plateau");
    job.ensemble = 1;
    job.epochs = 3;
    job.patience = 2;
    job.threads = 1;
    job.out = folder_ / "begun";
    const auto block = [](const std::string& run) { fs::create_directory(run + "/report.html"); };
    error_of([&] { train::run(job, {.progress = false, .begun = block}); });
    fs::remove(folder_ / "begun/report.html");
    fs::remove(folder_ / "begun/model.ganglion");
    fs::remove(folder_ / "begun/metrics.json");
  }

  train::RunResult resume(const std::string& run) const {
    train::Job job = train::job_to_resume(run);
    job.epochs = 4;
    return train::run(job, {.resume = true, .progress = false});
  }

  void use(const std::string& run) const {
    const train::RunResult result = resume(run);
    predict(result.model);
  }
  void predict(const std::string& model) const {
    train::TablePredictor predictor(model);
    const auto& state = predictor.preprocessing().state();
    const data::Table rows = data::read_rows_for(state, data_, {.labelled = true});
    predictor.csv(predictor.predict(rows), {});
  }

  Scratch folder_;
  std::string data_ = folder_.write("flowers.csv", flowers(60));
};

TEST_F(CheckpointMutants, AreRefusedOrWorkSlow) {
  const std::string run = folder_ / "run";
  const std::string checkpoint = run + "/checkpoint.ganglion";
  const io::SafetensorsFile file = io::read_safetensors(folder_ / "begun/checkpoint.ganglion");
  std::mt19937 random(1);
  const int count = mutants(150);
  int refused = 0;
  for (int i = 0; i < count; ++i) {
    fs::remove_all(run);
    fs::copy(folder_ / "begun", run);
    const MutatedModel mutant = mutated(file, random);
    std::ofstream(checkpoint, std::ios::binary) << io::to_safetensors(mutant.file);
    SCOPED_TRACE(mutant.change);
    if (count > 200) std::cerr << mutant.change << std::endl;
    ::alarm(kMaxResumeSeconds);
    const std::string as_model = error_of([&] { predict(checkpoint); });
    if (i % 20 == 0) {
      const int code = run_program({"inspect", checkpoint}).code;
      EXPECT_TRUE(code == 0 || code == 1) << code;
    }
    const std::string error = error_of([&] { use(run); });
    ::alarm(0);
    for (const std::string& message : {as_model, error}) {
      EXPECT_NE(message, "");
      EXPECT_LT(message.size(), 6000U);  // the program shortens the values in it
    }
    refused += error != "no error" ? 1 : 0;
  }
  std::cout << refused << " of " << count << " refused\n";
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, count);
}

}  // namespace
}  // namespace ganglion::support
