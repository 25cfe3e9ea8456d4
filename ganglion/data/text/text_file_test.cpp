#include "ganglion/data/text/text_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "ganglion/core/error.h"
#include "ganglion/data/text/encoding.h"
#include "tests/support/error_of.h"
#include "tests/support/gzip.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::data {
namespace {

using support::error_of;
using support::ScratchFolder;
using ::testing::HasSubstr;

/// Two megabytes that don't repeat.
std::string long_text() {
  std::string text;
  for (int i = 0; text.size() < (std::size_t{2} << 20); ++i)
    text += std::to_string(i * 7919) + "\n";
  return text;
}

std::string rest_of(TextFile& file, std::size_t at_a_time) {
  std::string text;
  std::string piece(at_a_time, '\0');
  for (std::size_t count = at_a_time; count == at_a_time;) {
    count = file.read(piece);
    text += piece.substr(0, count);
  }
  return text;
}

TEST(TextFile, ReadsPlainAndPackedFilesAgainAndAgain) {
  const ScratchFolder folder;
  const std::string text = long_text();
  const std::string half = text.substr(0, text.size() / 2);
  const std::string other = text.substr(half.size());
  for (const std::string& bytes :
       {text, support::gzip(text), support::gzip(half) + support::gzip(other)}) {
    const std::string path = folder.write("text", bytes);
    TextFile file(path);
    for (const std::size_t at_a_time : {std::size_t{1000}, std::size_t{262'144}, text.size() + 1}) {
      EXPECT_EQ(rest_of(file, at_a_time), text);
      file.restart();
    }
    EXPECT_EQ(beginning_of_text(path, 100), text.substr(0, 100));
    EXPECT_EQ(text_bytes(path, UINT64_MAX), text.size());
  }
}

/// Members may begin anywhere, also where a piece of the file ends.
TEST(TextFile, UnpacksMembersThatAPieceOfTheFileEndsIn) {
  const std::string bytes = support::gzip("first,") + support::gzip("second") + "rest";
  for (std::size_t step = 1; step < 12; ++step) {
    std::size_t at = 0;
    GzipReader reader(
        [&] {
          const std::string_view next = std::string_view(bytes).substr(at, step);
          at += next.size();
          return next;
        },
        "f");
    std::string text(100, '\0');
    text.resize(reader.read(text));
    EXPECT_EQ(text, "first,second") << step;
  }
}

TEST(TextFile, NoticesThatItBecomesShorterWhileItIsRead) {
  const ScratchFolder folder;
  const std::string text = long_text();
  for (const std::string& bytes : {text, support::gzip(text)}) {
    const std::string path = folder.write("text", bytes);
    TextFile file(path);
    std::string piece(1000, '\0');
    file.read(piece);
    std::filesystem::resize_file(path, bytes.size() / 2);
    EXPECT_THAT(error_of([&] { rest_of(file, 1000); }),
                HasSubstr("it has become shorter while it was read"));
  }
}

TEST(TextFile, UnpacksNoMoreThanIsAllowed) {
  const std::string zeros = support::gzip(std::string(10'000'000, '0'));
  EXPECT_LT(zeros.size(), 20'000U);
  EXPECT_EQ(gunzip(zeros, "f", 10'000'000).size(), 10'000'000U);
  EXPECT_THAT(error_of([&] { gunzip(zeros, "f", 9'999'999); }),
              HasSubstr("f: decompressed it takes more than 9 MB"));
}

TEST(Encoding, CountsLinesOfAllKinds) {
  std::string text;
  std::int64_t lines = 0;
  for (int i = 0; i < 500; ++i) {
    text += std::string(static_cast<std::size_t>(i % 37), 'x') + (i % 3 == 0   ? "\n"
                                                                  : i % 3 == 1 ? "\r\n"
                                                                               : "\r");
    if (i % 3 == 2) text += "x";
    EXPECT_EQ(count_lines(text), ++lines);
  }
}

TEST(TextWindow, ShowsAPartPieceByPiece) {
  const ScratchFolder folder;
  TextFile file(folder.write("text", "0123456789abcdef"));
  TextWindow window(file, 2, 14);
  EXPECT_EQ(window.look(4), "2345");
  const auto taken = window.take(3);
  EXPECT_EQ(window.look(2), "56");
  EXPECT_FALSE(window.ended());
  EXPECT_EQ(window.look(100), "56789abcd");
  EXPECT_TRUE(window.ended());
  EXPECT_EQ(std::string(taken.get(), 3), "234");
  window.take(9);
  EXPECT_EQ(window.look(1), "");
}

}  // namespace
}  // namespace ganglion::data
