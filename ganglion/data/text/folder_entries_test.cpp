#include "ganglion/data/text/folder_entries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <string>

#include "tests/support/scratch_folder.h"

namespace ganglion::data {
namespace {

using testing::ElementsAre;
using testing::Pair;

std::map<std::string, std::string> entries_in(const std::string& folder) {
  std::map<std::string, std::string> found;
  const std::error_code code = visit_folder(folder, [&](const FolderEntry& entry) {
    found[entry.name] = std::string(entry.is_link ? "link to " : "") +
                        (entry.is_folder()                                ? "folder"
                         : entry.is_file()                                ? "file"
                         : entry.type == std::filesystem::file_type::none ? "nothing"
                                                                          : "other");
  });
  EXPECT_FALSE(code) << code.message();
  return found;
}

TEST(FolderEntries, AreNamedWithWhatTheyAre) {
  const support::ScratchFolder folder;
  folder.write("a.csv", "1");
  std::filesystem::create_directory(folder / ".b");
  std::filesystem::create_symlink("a.csv", folder / "c");
  std::filesystem::create_symlink(".b", folder / "d");
  std::filesystem::create_symlink("nowhere", folder / "e");
  ASSERT_EQ(::mkfifo((folder / "f").c_str(), 0600), 0);
  EXPECT_THAT(
      entries_in(folder.path()),
      ElementsAre(Pair(".b", "folder"), Pair("a.csv", "file"), Pair("c", "link to file"),
                  Pair("d", "link to folder"), Pair("e", "link to nothing"), Pair("f", "other")));
  EXPECT_THAT(entries_in(folder / ".b"), testing::IsEmpty());
}

TEST(FolderEntries, OfWhatIsNoFolderAreAnErrorCode) {
  const support::ScratchFolder folder;
  folder.write("a.csv", "1");
  const auto none = [](const FolderEntry&) { FAIL(); };
  EXPECT_EQ(visit_folder(folder / "gone", none).value(), ENOENT);
  EXPECT_EQ(visit_folder(folder / "a.csv", none).value(), ENOTDIR);
}

}  // namespace
}  // namespace ganglion::data
