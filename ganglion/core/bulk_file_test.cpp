#include "ganglion/core/bulk_file.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion {
namespace {

namespace fs = std::filesystem;
using support::ScratchFolder;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

std::string text_at(const BulkFile& file, std::uint64_t offset, std::size_t count) {
  std::string text(count, ' ');
  file.read_at(offset, std::as_writable_bytes(std::span(text)));
  return text;
}

TEST(BulkFile, UnnamedFilesLeaveNothingBehind) {
  const ScratchFolder folder;
  BulkFile file = BulkFile::unnamed(folder.path());
  EXPECT_EQ(file.append(bytes_of("hello ")), 0U);
  EXPECT_EQ(file.append(bytes_of("world")), 6U);
  file.write_at(0, bytes_of("H"));
  EXPECT_EQ(text_at(file, 0, 11), "Hello world");
  EXPECT_EQ(file.size(), 11U);
  EXPECT_TRUE(fs::is_empty(folder.path()));
  EXPECT_THROW(text_at(file, 5, 7), Error);
}

TEST(BulkFile, IsThereOnlyOncePublished) {
  const ScratchFolder folder;
  {
    BulkFile lost = BulkFile::create(folder / "lost");
    lost.append(bytes_of("x"));
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
  {
    BulkFile file = BulkFile::create(folder / "kept");
    file.append(bytes_of("content"));
    EXPECT_FALSE(fs::exists(folder / "kept"));
    file.publish();
    EXPECT_EQ(text_at(file, 0, 7), "content");
  }
  EXPECT_EQ(read_file(folder / "kept"), "content");
  EXPECT_EQ(text_at(BulkFile::open(folder / "kept"), 3, 4), "tent");
}

TEST(BulkFile, NamesWhatCannotBe) {
  const ScratchFolder folder;
  EXPECT_THROW(BulkFile::unnamed(folder / "none"), Error);
  EXPECT_THROW(BulkFile::create(folder / "none/file"), Error);
  EXPECT_THROW(BulkFile::open(folder / "none"), Error);
}

TEST(BulkFile, NoticesThatItBecomesShorterWhileItIsRead) {
  const ScratchFolder folder;
  const std::string path = folder.write("a", std::string(100'000, 'x'));
  const BulkFile file = BulkFile::open(path);
  fs::resize_file(path, 60'000);
  EXPECT_EQ(support::error_of([&] { text_at(file, 0, 100'000); }),
            "cannot read '" + path +
                "': it has become shorter while it was read, and ends at byte 60000; try again "
                "when nobody writes to it");
}

}  // namespace
}  // namespace ganglion
