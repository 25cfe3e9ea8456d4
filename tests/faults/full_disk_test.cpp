// Runs on a file system that is full sooner or later: a tmpfs of a few kilobytes, in a mount
// namespace of the test's own.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using testing::HasSubstr;

/// A shell in whose mount namespace $DISK is a tmpfs of $SIZE kB.
Outcome in_small_disk(const Scratch& scratch, int kilobytes, const std::string& script) {
  const std::string disk = scratch / "disk";
  std::filesystem::create_directories(disk);
  const std::string mounted =
      "mount -t tmpfs -o size=" + std::to_string(kilobytes) + "k tmpfs '" + disk + "' || exit 77\n";
  return Started("/usr/bin/env",
                 {"DISK=" + disk, "PROGRAM=" + Started::ganglion(), "unshare", "--user",
                  "--map-root-user", "--mount", "/bin/sh", "-c", mounted + script})
      .wait();
}

bool may_mount(const Scratch& scratch) {
  return in_small_disk(scratch, 64, "exit 0").code == 0;
}

TEST(FullDisk, ARunIsToldAndGoesOnWhenThereIsRoomSlow) {
  const Scratch scratch;
  if (!may_mount(scratch)) GTEST_SKIP() << "this user may mount no tmpfs";
  const std::string data = scratch.write("flowers.csv", flowers(60));
  const std::string train = "\"$PROGRAM\" train '" + data +
                            "' --target kind --network 'dense 4' --epochs 2 --seed 3 --patience 0 "
                            "--ensemble 1 --json --quiet --out ";
  const Outcome whole = in_small_disk(scratch, 8192, train + "$DISK/run");
  ASSERT_EQ(whole.code, 0) << whole.err;
  int full = 0;
  for (int kilobytes = 4; kilobytes < 400; kilobytes += 4 + kilobytes / 8) {
    SCOPED_TRACE(std::to_string(kilobytes) + " kB");
    const Outcome run =
        in_small_disk(scratch, kilobytes,
                      train + "$DISK/run >$DISK.first; echo $? >$DISK.code\n" +
                          "find $DISK -name '*.tmp' >$DISK.left\n"
                          "tail -c 1 $DISK/run/history.csv >$DISK.end\n"
                          "mount -o remount,size=8m $DISK\n"
                          "[ -e $DISK/run/job.toml ] || rmdir $DISK/run 2>/dev/null\n"
                          "if [ -e $DISK/run/job.toml ]\n"
                          "then exec \"$PROGRAM\" train --resume --out $DISK/run "
                          "--json --quiet\n"
                          "else exec " +
                          train + "$DISK/run\nfi");
    const std::string code = read_file(scratch / "disk.code");
    EXPECT_TRUE(code == "0\n" || code == "1\n") << code;
    if (code != "0\n") {
      EXPECT_THAT(run.err, HasSubstr("no space left")) << run.err;
      ++full;
    }
    EXPECT_EQ(read_file(scratch / "disk.left"), "");
    EXPECT_THAT(read_file(scratch / "disk.end"), testing::AnyOf("", "\n")) << "half a line";
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.json().text("model_hash"), whole.json().text("model_hash"));
  }
  EXPECT_GT(full, 5);
}

TEST(FullDisk, PredictionsThatDoNotFitLeaveTheOldOnesSlow) {
  const Scratch scratch;
  if (!may_mount(scratch)) GTEST_SKIP() << "this user may mount no tmpfs";
  const std::string data = scratch.write("flowers.csv", flowers(600));
  ASSERT_EQ(run_program({"train", data, "--target", "kind", "--network", "dense 4", "--epochs", "1",
                         "--quiet", "--ensemble", "1", "--out", scratch / "run"})
                .code,
            0);
  const Outcome outcome = in_small_disk(
      scratch, 8,
      "echo before >$DISK/kinds.csv; \"$PROGRAM\" predict '" + (scratch / "run") + "' '" + data +
          "' --out $DISK/kinds.csv; echo $?; cat $DISK/kinds.csv; ls -A $DISK");
  EXPECT_EQ(outcome.out, "1\nbefore\nkinds.csv\n") << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("no space left"));
}

}  // namespace
}  // namespace ganglion::support
