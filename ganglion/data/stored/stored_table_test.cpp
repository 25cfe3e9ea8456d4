#include "ganglion/data/stored/stored_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <bit>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <span>
#include <string>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/data/text/byte_stream.h"
#include "tests/support/error_of.h"
#include "tests/support/gzip.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::data {
namespace {

namespace fs = std::filesystem;
using support::error_of;
using support::ScratchFolder;
using ::testing::HasSubstr;

std::vector<std::uint64_t> bits_of_numbers(const std::vector<double>& values) {
  std::vector<std::uint64_t> bits;
  for (const double value : values) {
    bits.push_back(value != value ? ~std::uint64_t{0} : std::bit_cast<std::uint64_t>(value));
  }
  return bits;
}

void expect_same(const Table& stored, const Table& read) {
  ASSERT_EQ(stored.names(), read.names());
  ASSERT_EQ(stored.rows(), read.rows());
  for (std::size_t i = 0; i < read.columns().size(); ++i) {
    const Column& a = stored.columns()[i];
    const Column& b = read.columns()[i];
    EXPECT_EQ(a.kind, b.kind) << b.name;
    EXPECT_EQ(bits_of_numbers(a.numbers), bits_of_numbers(b.numbers)) << b.name;
    EXPECT_EQ(a.spellings, b.spellings) << b.name;
    EXPECT_EQ(a.undeclared, b.undeclared) << b.name;
    EXPECT_EQ(a.codes, b.codes) << b.name;
    EXPECT_EQ(a.names, b.names) << b.name;
  }
  for (std::int64_t row = 0; row < read.rows(); ++row) {
    ASSERT_EQ(stored.place(row), read.place(row));
  }
}

Table all_of(const StoredTable& table) {
  return table.columns(table.header().names(), {}, INT64_MAX, true);
}

/// About 5 MB: several parts.
std::string large_text() {
  std::string text =
      "\xEF\xBB\xBF"
      "whole,real,late,colour,\"a, b\"\n";
  for (int i = 0; i < 120'000; ++i) {
    text += std::to_string(i * 7919 % 70'001 - 100) + ',' + std::to_string(i * 0.37 + 0.1) + ',' +
            (i == 119'990 ? "word" : std::to_string(i % 10) + ".50") + ',' +
            (i % 7 == 0   ? ""
             : i % 3 == 0 ? "r\xC3\xB6t"
                          : "blue") +
            ',' + (i % 1000 == 0 ? "\"two\nlines\"" : "plain") + (i % 2 == 0 ? "\n" : "\r\n");
    if (i % 5000 == 0) text += "\n";
  }
  return text;
}

TEST(StoredTable, HoldsWhatTheReaderInMemoryReads) {
  const ScratchFolder folder;
  const std::string path = folder.write("large.csv", large_text());
  for (const int threads : {1, 2, 3}) {
    const CsvOptions options = {.threads = threads};
    const StoredTable stored = StoredTable::read(path, options, {.folder = folder.path()});
    EXPECT_GT(stored.parts(), 3);
    expect_same(all_of(stored), read_table(path, options));
  }
  EXPECT_THAT(fs::directory_iterator(folder.path())->path().string(), HasSubstr("large.csv"));
}

TEST(StoredTable, HoldsWhatAPackedFileHolds) {
  const ScratchFolder folder;
  const std::string path = folder.write("large.csv.gz", support::gzip(large_text()));
  expect_same(all_of(StoredTable::read(path, {}, {.folder = folder.path()})), read_table(path));
}

/// Numbers that only all texts of a column together tell to be numbers: one of them has 20 digits.
TEST(StoredTable, KnowsHowNumbersAreWrittenThatWereTexts) {
  const ScratchFolder folder;
  const std::string path =
      folder.write("codes.csv", "code,y\n007,1\n008,2\n12345678901234567890,3\n009,4\n");
  const Table read = read_table(path);
  const Table stored = all_of(StoredTable::read(path, {}, {.folder = folder.path()}));
  expect_same(stored, read);
  ASSERT_EQ(read.column("code").kind, ColumnKind::number);
  EXPECT_EQ(stored.column("code").spellings.front().second, "007");
}

/// Rows longer than what is looked at at a time, a row of totals, line ends of old computers.
TEST(StoredTable, HoldsWhatTheReaderInMemoryReadsOfOddFilesSlow) {
  const ScratchFolder folder;
  std::string returns = large_text();
  std::erase(returns, '\r');
  std::ranges::replace(returns, '\n', '\r');
  const std::string long_field = "a,b\n1,2\n2,\"" + std::string(9'000'000, 'x') + "\n\"\n3,y\n";
  std::string totals = "name,price\n";
  for (int i = 0; i < 2'000'000; ++i) totals += "x" + std::to_string(i % 7) + ",12.5\n";
  for (const std::string& text : {returns, long_field, totals + "Total,25000000\n"}) {
    const std::string path = folder.write("odd.csv", text);
    expect_same(all_of(StoredTable::read(path, {}, {.folder = folder.path()})), read_table(path));
  }
  const std::string blank =
      folder.write("blank.csv", "a,b\n1,\"x\"\n" + std::string(3'000'000, ' '));
  EXPECT_EQ(StoredTable::read(blank, {}, {.folder = folder.path()}).rows(), 1);
  EXPECT_EQ(read_table(blank).rows(), 1);
}

TEST(StoredTable, PartsAndChosenRowsAreThoseOfTheWhole) {
  const ScratchFolder folder;
  const std::string path = folder.write("large.csv", large_text());
  const StoredTable stored = StoredTable::read(path, {}, {.folder = folder.path()});
  const Table whole = read_table(path);
  std::int64_t row = 0;
  for (std::int64_t part = 0; part < stored.parts(); ++part) {
    const Table rows = stored.part(part, whole.names());
    ASSERT_EQ(stored.first_row(part), row);
    for (std::int64_t i = 0; i < rows.rows(); ++i, ++row) {
      ASSERT_EQ(rows.place(i), whole.place(row));
      for (std::size_t c = 0; c < whole.columns().size(); ++c) {
        ASSERT_EQ(rows.columns()[c].is_missing(i), whole.columns()[c].is_missing(row));
        ASSERT_EQ(rows.columns()[c].text(i), whole.columns()[c].text(row));
      }
    }
  }
  EXPECT_EQ(row, whole.rows());

  std::vector<std::int64_t> chosen;
  for (std::int64_t i = 0; i < 70'000; i += 3) chosen.push_back(i);
  const auto names = whole.names();
  expect_same(stored.columns(
                  names, [](std::int64_t i) { return i % 3 == 0; }, 70'000, true),
              whole.rows(chosen));
}

RC_GTEST_PROP(StoredTable, IsTheTableOfAnyText, ()) {
  const auto fields =
      *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
          "1", "2.50", "-0", "1e400", "", "NA", "x", "yes", "\"q,\"", "007", "3", "2020-01-02"}));
  const int width = *rc::gen::inRange(1, 5);
  std::string text;
  for (std::size_t i = 0; i + static_cast<std::size_t>(width) <= fields.size();
       i += static_cast<std::size_t>(width)) {
    for (int k = 0; k < width; ++k) {
      text += (k == 0 ? "" : ";") + fields[i + static_cast<std::size_t>(k)];
    }
    text += '\n';
  }
  const ScratchFolder folder;
  const std::string path = folder.write("t.csv", text.empty() ? "\n" : text);
  const CsvOptions options = {.delimiter = ';', .header = Header::no};
  const std::string in_memory = error_of([&] { read_table(path, options); });
  const std::string stored =
      error_of([&] { StoredTable::read(path, options, {.folder = folder.path()}); });
  RC_ASSERT(stored == in_memory);
  if (in_memory != "no error") return;
  expect_same(all_of(StoredTable::read(path, options, {.folder = folder.path()})),
              read_table(path, options));
}

TEST(StoredTable, BadTextIsRefusedWithItsPlace) {
  const ScratchFolder folder;
  std::string text = large_text();
  text += "1,2,3\n";
  const std::string ragged = folder.write("ragged.csv", text);
  const std::string bytes = folder.write("bytes.csv", large_text() + "1,2,3,\xFF,5\n");
  const std::string open = folder.write("open.csv", large_text() + "1,2,3,\"never closed\n1,2\n");
  for (const std::string& path : {ragged, bytes, open}) {
    EXPECT_EQ(error_of([&] { StoredTable::read(path, {}, {.folder = folder.path()}); }),
              error_of([&] { read_table(path); }));
  }
}

TEST(StoredTable, TooManyTextsAreRefusedUnlessNobodyWantsThem) {
  const ScratchFolder folder;
  std::string text = "name,x\n";
  for (int i = 0; i < 50'000; ++i) text += "n" + std::to_string(i) + "," + std::to_string(i) + "\n";
  const std::string path = folder.write("names.csv", text);
  const StoreOptions store = {.folder = folder.path(), .memory = 1'000'000};
  EXPECT_THAT(error_of([&] { StoredTable::read(path, {}, store); }),
              AllOf(HasSubstr("column \"name\""), HasSubstr("`ignore = name`")));
  StoreOptions ignoring = store;
  ignoring.ignored = {"name"};
  const StoredTable stored = StoredTable::read(path, {}, ignoring);
  EXPECT_EQ(all_of(stored).column("x").numbers, read_table(path).column("x").numbers);
  EXPECT_TRUE(all_of(stored).column("name").is_missing(0));

  // What nobody wanted then is not in the cache of a run that does.
  ignoring.keep = true;
  StoredTable::read(path, {}, ignoring);
  StoreOptions more = {.folder = folder.path(), .keep = true};
  EXPECT_FALSE(StoredTable::read(path, {}, more)
                   .columns(std::vector<std::string>{"name"})
                   .column("name")
                   .is_missing(0));
}

/// A cache in a folder, and what is said of it.
class Cache {
 public:
  Cache() : path(folder.write("data.csv", "a,b\n1,x\n2,y\n3,x\n")) { read(); }

  void read() {
    notes.clear();
    const StoredTable table = StoredTable::read(path, {}, options());
    expect_same(all_of(table), read_table(path));
  }
  StoreOptions options() {
    return {.folder = folder / "cache", .keep = true, .note = [this](const std::string& text) {
              notes += text + "\n";
            }};
  }
  std::string file() const {
    std::string found;
    int files = 0;
    for (const auto& entry : fs::directory_iterator(folder / "cache")) {
      found = entry.path().string();
      ++files;
    }
    EXPECT_EQ(files, 1);
    return found;
  }
  /// Changes a byte of the file.
  void flip(std::size_t at) const {
    std::string bytes = read_file(file());
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
    write_file_atomically(file(), bytes);
  }

  ScratchFolder folder;
  bool made = fs::create_directories(folder / "cache");
  std::string path;
  std::string notes;
};

TEST(StoredTableCache, IsUsedAgain) {
  Cache cache;
  const auto before = fs::last_write_time(cache.file());
  cache.read();
  EXPECT_THAT(cache.notes, HasSubstr("read from the cache"));
  EXPECT_EQ(fs::last_write_time(cache.file()), before);
}

TEST(StoredTableCache, ChangedSourcesAreReadAnew) {
  Cache cache;
  write_file_atomically(cache.path, "a,b\n1,x\n2,y\n4,z\n");
  cache.read();
  EXPECT_THAT(cache.notes, HasSubstr("the file has changed since"));
  cache.read();
  EXPECT_THAT(cache.notes, HasSubstr("read from the cache"));
}

TEST(StoredTableCache, DamagedFilesAreMadeAnew) {
  Cache cache;
  const std::string bytes = read_file(cache.file());
  const std::string cut = "it is truncated";
  const std::vector<std::pair<std::string, std::string>> damages = {
      {bytes.substr(0, bytes.size() - 1), cut},
      {bytes.substr(0, 64), cut},
      {bytes.substr(0, 10), cut},
      {"", cut},
      {bytes + "x", "it is truncated"},
      {std::string(64, '\0'), "it is damaged"}};
  for (const auto& [damaged, why] : damages) {
    write_file_atomically(cache.file(), damaged);
    cache.read();
    EXPECT_THAT(cache.notes, HasSubstr(why)) << damaged.size();
    cache.read();
    EXPECT_THAT(cache.notes, HasSubstr("read from the cache"));
  }
  cache.flip(8);
  cache.read();
  EXPECT_THAT(cache.notes, HasSubstr("another version"));
  for (const std::size_t at : {0U, 13U, 20U, 30U, 60U}) {
    cache.flip(at);
    cache.read();
    EXPECT_THAT(cache.notes, HasSubstr("rebuilding the cache")) << at;
  }
  cache.flip(bytes.size() - 3);
  cache.read();
  EXPECT_THAT(cache.notes, HasSubstr("it is damaged"));
}

/// The index changed on purpose, so that its checksums fit.
TEST(StoredTableCache, AForgedIndexIsRefusedOrRead) {
  Cache cache;
  const std::string good = read_file(cache.file());
  const auto put = [](std::string& bytes, std::size_t at, std::uint32_t check) {
    std::memcpy(bytes.data() + at, &check, sizeof(check));
  };
  const auto sum = [](std::string_view bytes) {
    return checksum(std::as_bytes(std::span(bytes.data(), bytes.size())));
  };
  std::uint64_t index = 0;
  std::memcpy(&index, good.data() + 16, sizeof(index));
  int refused = 0;
  for (std::size_t at = index; at < good.size(); ++at) {
    for (const char flipped : {'\x01', '\x80'}) {
      std::string forged = good;
      forged[at] = static_cast<char>(forged[at] ^ flipped);
      put(forged, 12, sum(std::string_view(forged).substr(index)));
      put(forged, 60, 0);
      put(forged, 60, sum(std::string_view(forged).substr(0, 64)));
      write_file_atomically(cache.file(), forged);
      cache.notes.clear();
      const std::string error =
          error_of([&] { all_of(StoredTable::read(cache.path, {}, cache.options())); });
      refused +=
          cache.notes.find("rebuilding the cache") != std::string::npos || error != "no error" ? 1
                                                                                               : 0;
    }
  }
  EXPECT_GT(refused, 100);
}

TEST(StoredTableCache, ADamagedValueIsMadeAnew) {
  Cache cache;
  cache.flip(66);
  cache.read();
  EXPECT_THAT(cache.notes, AllOf(HasSubstr("rebuilding the cache"), HasSubstr("it is damaged")));
  cache.notes.clear();
  cache.read();
  EXPECT_THAT(cache.notes, HasSubstr("read from the cache"));
}

/// After it was opened nothing but an error is left.
TEST(StoredTableCache, AValueDamagedMeanwhileIsAnError) {
  Cache cache;
  const StoredTable table = StoredTable::read(cache.path, {}, cache.options());
  std::fstream(cache.file(), std::ios::in | std::ios::out).seekp(66).put('\x7F');
  EXPECT_THAT(error_of([&] { all_of(table); }),
              AllOf(HasSubstr("is damaged at byte 64"), HasSubstr("delete the file")));
}

TEST(StoredTableCache, AFullDiskLeavesNothingBehind) {
  const ScratchFolder folder;
  const std::string path = folder.write("large.csv", large_text());
  fs::create_directories(folder / "cache");
  struct rlimit before {};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit small = before;
  small.rlim_cur = 100'000;
  ::setrlimit(RLIMIT_FSIZE, &small);
  const std::string kept =
      error_of([&] { StoredTable::read(path, {}, {.folder = folder / "cache", .keep = true}); });
  const std::string unnamed =
      error_of([&] { StoredTable::read(path, {}, {.folder = folder / "cache"}); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_THAT(kept, HasSubstr("cannot write"));
  EXPECT_THAT(unnamed, HasSubstr("cannot write"));
  EXPECT_TRUE(fs::is_empty(folder / "cache"));
  EXPECT_THAT(error_of([&] { StoredTable::read(path, {}, {.folder = folder / "none"}); }),
              HasSubstr("none"));
}

TEST(StoredTable, OnlyPlainFilesOfTextCanBeStored) {
  const ScratchFolder folder;
  EXPECT_TRUE(can_be_stored(folder.write("a.csv", "a,b\n1,2\n"), {}));
  EXPECT_FALSE(
      can_be_stored(folder.write("a.arff", "@relation r\n@attribute a numeric\n@data\n1\n"), {}));
  EXPECT_FALSE(can_be_stored(folder.write("a.gz", "\x1F\x8B\x08 and so on"), {}));
  EXPECT_TRUE(can_be_stored(folder.write("b.gz", support::gzip("a,b\n1,2\n")), {}));
  EXPECT_FALSE(can_be_stored(folder.write("empty.csv", ""), {}));
  EXPECT_FALSE(can_be_stored(folder.path(), {}));
  EXPECT_FALSE(can_be_stored("-", {}));
  EXPECT_FALSE(can_be_stored(folder / "a.csv", {.encoding = Encoding::latin1}));
}

}  // namespace
}  // namespace ganglion::data
