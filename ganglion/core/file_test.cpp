#include "ganglion/core/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "ganglion/core/error.h"
#include "tests/support/scratch_folder.h"

namespace ganglion {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

class File : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  std::ptrdiff_t entries() const {
    return std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator());
  }
  support::ScratchFolder folder_;
};

TEST_F(File, ReadsBackWhatWasWritten) {
  std::string content(200'000, 'x');
  content[100] = '\0';
  content[199'999] = '\n';
  write_file_atomically(path("a"), content);
  EXPECT_EQ(read_file(path("a")), content);
  write_file_atomically(path("a"), "shorter");
  EXPECT_EQ(read_file(path("a")), "shorter");
  EXPECT_EQ(entries(), 1) << "a temporary file is left";
}

TEST_F(File, ReadsAndWritesEmptyFiles) {
  write_file_atomically(path("empty"), "");
  EXPECT_EQ(read_file(path("empty")), "");
  EXPECT_EQ(read_regular_file(path("empty")), "");
}

TEST_F(File, SaysWhyItCannotRead) {
  for (const auto& read : {+[](const std::string& p) { read_file(p); },
                           +[](const std::string& p) { read_regular_file(p); }}) {
    EXPECT_THAT([&] { read(path("gone.csv")); },
                ThrowsMessage<Error>(AllOf(HasSubstr("gone.csv"), HasSubstr("no such file"))));
    EXPECT_THAT([&] { read(folder_.path()); },
                ThrowsMessage<Error>(AllOf(HasSubstr(folder_.path()), HasSubstr("a folder"))));
  }
}

TEST_F(File, SaysWhyItCannotWrite) {
  EXPECT_THAT([&] { write_file_atomically(path("gone/model"), "x"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("gone/model"), HasSubstr("no such file"))));
  EXPECT_THAT([&] { write_file_atomically(folder_.path(), "x"); },
              ThrowsMessage<Error>(HasSubstr("it is a folder")));
  write_file_atomically(path("file"), "x");
  EXPECT_THAT([&] { write_file_atomically(path("file/model"), "x"); },
              ThrowsMessage<Error>(HasSubstr("not a folder")));
}

TEST_F(File, KeepsTheOldContentWhenTheNewDoesNotFit) {
  write_file_atomically(path("model"), "old");
  // A limit on file sizes ends the write half-way, as a full disk does.
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{.rlim_cur = 4096, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_THAT([&] { write_file_atomically(path("model"), std::string(10'000, 'x')); },
              ThrowsMessage<Error>(HasSubstr(path("model"))));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(read_file(path("model")), "old");
  EXPECT_EQ(entries(), 1) << "a temporary file is left";
}

TEST_F(File, AppendsAllOrNothing) {
  append_to_file(path("log"), "one\n");
  append_to_file(path("log"), "two\n");
  EXPECT_EQ(read_file(path("log")), "one\ntwo\n");
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{.rlim_cur = 10, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_THAT([&] { append_to_file(path("log"), "three\n"); },
              ThrowsMessage<Error>(HasSubstr(path("log"))));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(read_file(path("log")), "one\ntwo\n");
}

TEST_F(File, ReportsAFullDevice) {
  EXPECT_THAT([] { write_file_atomically("/dev/full", "x"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("/dev/full"), HasSubstr("no space left"))));
}

TEST_F(File, WritesThroughLinksAndIntoDevices) {
  write_file_atomically(path("target"), "old");
  fs::create_symlink("target", path("link"));
  write_file_atomically(path("link"), "new");
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(read_file(path("target")), "new");
  write_file_atomically("/dev/null", "x");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(File, StepsAsideForALeftOverTemporary) {
  const std::string stale = path("a") + "." + std::to_string(::getpid()) + ".0.tmp";
  write_file_atomically(stale, "left by a killed process of the same number");
  write_file_atomically(path("a"), "content");
  EXPECT_EQ(read_file(path("a")), "content");
  EXPECT_TRUE(fs::exists(stale));
}

TEST_F(File, RemovesWhatADeadProcessLeft) {
  constexpr int kNobody = 999'999'999;  // above the largest number of a process
  const auto left = [&](const std::string& name) {
    write_file_atomically(path(name), "half");
    return path(name);
  };
  const std::string dead = left("a." + std::to_string(kNobody) + ".0.tmp");
  const std::string bulk = left("a." + std::to_string(kNobody) + ".tmp");
  const std::string alive = left("a." + std::to_string(::getppid()) + ".0.tmp");
  const std::string other = left("b." + std::to_string(kNobody) + ".0.tmp");
  const std::string unlike = left("a.old.tmp");
  write_file_atomically(path("a"), "content");
  EXPECT_FALSE(fs::exists(dead));
  EXPECT_FALSE(fs::exists(bulk));
  for (const std::string& kept : {alive, other, unlike}) EXPECT_TRUE(fs::exists(kept)) << kept;
}

TEST_F(File, KeepsThePermissionsOfWhatItReplaces) {
  write_file_atomically(path("secret"), "old");
  fs::permissions(path("secret"), fs::perms::owner_read | fs::perms::owner_write);
  write_file_atomically(path("secret"), "new");
  EXPECT_EQ(fs::status(path("secret")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(File, RefusesPipesAndDevicesWhereTheyHaveNoEnd) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_THAT([&] { read_regular_file(path("pipe")); },
              ThrowsMessage<Error>(HasSubstr("it is not a regular file")));
  EXPECT_THAT([] { read_file("/dev/zero"); }, ThrowsMessage<Error>(HasSubstr("it is a device")));
  EXPECT_EQ(read_file("/dev/null"), "");
}

TEST_F(File, KnowsAFileByAllItsLinks) {
  write_file_atomically(path("a"), "x");
  write_file_atomically(path("b"), "x");
  fs::create_symlink("a", path("soft"));
  fs::create_hard_link(path("a"), path("hard"));
  EXPECT_TRUE(same_file(path("a"), path("soft")));
  EXPECT_TRUE(same_file(path("a"), path("hard")));
  EXPECT_FALSE(same_file(path("a"), path("b")));
  EXPECT_FALSE(same_file(path("gone"), path("gone")));
}

}  // namespace
}  // namespace ganglion
