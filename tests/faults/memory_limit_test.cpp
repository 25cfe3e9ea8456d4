// The program where a process may take little memory (ulimit -v): it ends with a message, or does
// what it would have done otherwise, and leaves whole files only.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/end_to_end/program.h"
#include "tests/support/injected_fault.h"
#include "tests/support/sample_files.h"

namespace ganglion::support {
namespace {

namespace fs = std::filesystem;

Outcome run_within(int megabytes, const std::string& words) {
  return Started("/bin/sh", {"-c", "ulimit -v " + std::to_string(megabytes * 1000) + "; " +
                                       Started::ganglion() + " " + words})
      .wait();
}

TEST(MemoryLimit, OfATrainingIsToldWhereItIsReachedSlow) {
  const Scratch folder;
  const std::string words = "train '" + folder.write("flowers.csv", flowers(600)) +
                            "' --target kind --network 'dense 2000 relu; dense 2000 relu' "
                            "--epochs 1 --ensemble 1 --threads 1 --quiet --out '";
  // Weights of 16 MB, in double while they are drawn, gradients, and two slots of Adam.
  for (const int megabytes : {80, 100, 120, 150, 200}) {
    SCOPED_TRACE(megabytes);
    const std::string out = folder / ("run" + std::to_string(megabytes));
    const Outcome outcome = run_within(megabytes, words + out + "'");
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.err, testing::HasSubstr("out of memory"));
    expect_orderly_end(outcome);
    EXPECT_FALSE(fs::exists(out + "/model.ganglion"));
  }
  EXPECT_EQ(run_within(4000, words + (folder / "enough") + "'").code, 0);
}

TEST(MemoryLimit, OfATableIsToldWhereItIsReachedSlow) {
  const Scratch folder;
  std::string text = "a,b,kind\n";
  for (int i = 0; i < 400000; ++i) {
    text += std::to_string(i) + ",word " + std::to_string(i) + (i % 2 == 0 ? ",yes\n" : ",no\n");
  }
  const std::string words = "check '" + folder.write("words.csv", text) + "' --target kind";
  for (const int megabytes : {80, 100}) {
    SCOPED_TRACE(megabytes);
    const Outcome outcome = run_within(megabytes, words);
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.err, testing::HasSubstr("out of memory"));
    expect_orderly_end(outcome);
  }
}

}  // namespace
}  // namespace ganglion::support
