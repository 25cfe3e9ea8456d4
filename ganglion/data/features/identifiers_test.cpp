#include "ganglion/data/features/identifiers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "ganglion/core/rng.h"
#include "ganglion/data/features/preprocessing.h"

namespace ganglion::data {
namespace {

using Names = std::vector<std::string>;
using Numbers = std::function<double(std::int64_t)>;

/// Whether the column of this name says which row it is in, in front of two others.
bool is_row_number(const std::string& name, std::int64_t rows, const Numbers& number,
                   std::size_t place = 0) {
  Column column{.name = name};
  for (std::int64_t row = 0; row < rows; ++row) column.numbers.push_back(number(row));
  Names names = {"size", "colour"};
  names.insert(names.begin() + static_cast<std::ptrdiff_t>(place), name);
  return names_rows(names, column);
}

double counted(std::int64_t row) {
  return static_cast<double>(row + 5);
}
double with_gaps(std::int64_t row) {
  return static_cast<double>(row + row / 3);
}
double doubled(std::int64_t row) {
  return static_cast<double>(row % 20);
}
double shuffled(std::int64_t row) {
  return static_cast<double>(row * 37 % 101);
}
double sparse(std::int64_t row) {
  return static_cast<double>(row * 7919 % 100'003);
}
double few(std::int64_t row) {
  return static_cast<double>(row % 4);
}

TEST(Identifiers, AreToldByTheirNamesInSmallTablesToo) {
  for (const char* name : {"Unnamed: 0", "index", "row_no", "Row", "#", "nr", "c1", "S.No", "id",
                           "ID", "PassengerId", "customer_id", "userid", "_id"}) {
    for (auto* numbers : {counted, with_gaps, shuffled, sparse}) {
      EXPECT_TRUE(is_row_number(name, 12, numbers)) << name;
      EXPECT_TRUE(is_row_number(name, 90, numbers)) << name;
    }
    EXPECT_TRUE(is_row_number(name, 40, doubled)) << name;
    EXPECT_FALSE(is_row_number(name, 40, few)) << name;
    EXPECT_FALSE(is_row_number(name, 6, counted)) << name;
    EXPECT_FALSE(is_row_number(name, 90, [](auto row) { return counted(row) + 0.5; })) << name;
    EXPECT_FALSE(is_row_number(name, 90, [](auto row) { return -counted(row); })) << name;
  }
  EXPECT_TRUE(is_row_number("id", 40, [](auto row) { return row == 3 ? NAN : counted(row); }));
  EXPECT_TRUE(is_row_number("id", 40, counted, 2));
}

TEST(Identifiers, WithNamesThatMayMeanMoreNeedRowsOrOrder) {
  for (const char* name : {"sample", "invoice_number", "Patient", "zone_index", "X"}) {
    EXPECT_TRUE(is_row_number(name, 20, counted)) << name;
    EXPECT_TRUE(is_row_number(name, 20, with_gaps)) << name;
    EXPECT_FALSE(is_row_number(name, 20, sparse)) << name;
    EXPECT_TRUE(is_row_number(name, 60, sparse)) << name;
    EXPECT_FALSE(is_row_number(name, 200, doubled)) << name;
  }
}

TEST(Identifiers, OfAnyNameCountTheRows) {
  for (const char* name : {"foo", "wert", "Spalte1", "plot"}) {
    EXPECT_TRUE(is_row_number(name, 60, counted, 1)) << name;
    EXPECT_TRUE(is_row_number(name, 60, [](auto row) { return 100.0 - counted(row); })) << name;
    EXPECT_FALSE(is_row_number(name, 30, counted)) << name;
    const auto from_1 = [](auto row) { return 1.0 + double(row); };
    EXPECT_TRUE(is_row_number(name, 30, from_1)) << name;
    EXPECT_FALSE(is_row_number(name, 30, from_1, 1)) << name;
    EXPECT_TRUE(is_row_number(name, 60, with_gaps)) << name;
    EXPECT_FALSE(is_row_number(name, 60, with_gaps, 1)) << name;  // not in front
    EXPECT_FALSE(is_row_number(name, 60, shuffled)) << name;
    EXPECT_FALSE(is_row_number(name, 60, sparse)) << name;
    EXPECT_FALSE(is_row_number(name, 60, doubled)) << name;
    // Sorted, but with the gaps of a measure.
    EXPECT_FALSE(is_row_number(name, 60, [](auto row) { return double(row * row); })) << name;
  }
}

TEST(Identifiers, AreNotTimesAndQuantities) {
  for (const char* name : {"year", "Age", "t", "x", "dose_mg", "timeStep", "day_number",
                           "price_index", "Temperature", "wavelength_nm", "rank"}) {
    for (auto* numbers : {counted, with_gaps, doubled, shuffled, sparse}) {
      EXPECT_FALSE(is_row_number(name, 30, numbers)) << name;
      EXPECT_FALSE(is_row_number(name, 90, numbers)) << name;
    }
  }
  for (const char* name : {"paid", "width", "grid", "covid"}) {
    EXPECT_FALSE(is_row_number(name, 90, sparse)) << name;
  }
}

TEST(Identifiers, AreLargeNumbersInFrontOfATableWithoutNames) {
  Column column{.name = "c1"};
  for (int row = 0; row < 60; ++row) column.numbers.push_back(sparse(row));
  EXPECT_TRUE(names_rows(Names{"c1", "c2", "c3"}, column));
  for (double& number : column.numbers) number = std::fmod(number, 500);
  EXPECT_FALSE(names_rows(Names{"c1", "c2", "c3"}, column));
}

/// Numbers that are drawn independently coincide; see numbering_note.
TEST(Identifiers, AreNotIndependentNumbers) {
  for (std::uint64_t table = 0; table < 200; ++table) {
    Column column{.name = "foo"};
    for (std::uint64_t row = 0; row < 100; ++row) {
      column.numbers.push_back(std::floor(300 * random_uniform(table, 1, row)));
    }
    EXPECT_FALSE(numbering_note(column)) << table;
    std::ranges::sort(column.numbers);
    EXPECT_FALSE(names_rows(Names{"foo", "y"}, column)) << table;
  }
}

std::vector<std::string> notes_of(const std::string& name, std::int64_t rows, const Numbers& number,
                                  bool alone = false) {
  Column column{.name = name};
  Column size{.name = "size"};
  Column target{.name = "y"};
  for (std::int64_t row = 0; row < rows; ++row) {
    column.numbers.push_back(number(row));
    size.numbers.push_back(std::sin(static_cast<double>(row)));
    target.numbers.push_back(std::cos(static_cast<double>(row)));
  }
  std::vector<Column> columns = {column, size, target};
  if (alone) columns.erase(columns.begin() + 1);
  const auto fitted =
      Preprocessing::fit(Table("t", std::move(columns)), Names{"y"}, Task::regression);
  std::vector<std::string> notes;
  for (const Note& note : fitted.notes()) notes.push_back(note.to_string());
  return notes;
}

TEST(Identifiers, AreExcludedWithANote) {
  EXPECT_EQ(notes_of("id", 30, counted),
            Names{"column \"id\": a different integer in every row, so it looks like a row number "
                  "or an identifier; excluded; to use it: `columns = id=number`"});
  EXPECT_EQ(
      notes_of("index", 40, doubled),
      Names{"column \"index\": 20 distinct integers in 40 rows, so it looks like a row number "
            "or an identifier; excluded; to use it: `columns = index=number`"});
}

TEST(Identifiers, AreUsedWhereNothingElseIsThere) {
  EXPECT_EQ(notes_of("x", 30, counted, true), Names{});
  EXPECT_EQ(notes_of("foo", 60, counted, true),
            Names{"column \"foo\": looks like a row number, but there is no other feature; used"});
}

TEST(Identifiers, OfPeopleWithSeveralRowsAreGroups) {
  const auto note = [](const std::string& name, int rows_each) {
    Column column{.name = name, .kind = ColumnKind::category};
    for (int group = 0; group < 20; ++group) {
      column.names.push_back("p" + std::to_string(group));
      column.codes.insert(column.codes.end(), static_cast<std::size_t>(rows_each), group);
    }
    return group_note(column).value_or("");
  };
  EXPECT_EQ(note("Patient", 8),
            "20 groups of rows by its name, which are in training and test alike; to test on other "
            "groups than are learnt from: `group = Patient`");
  EXPECT_NE(note("user_id", 2), "");
  EXPECT_EQ(note("patient", 1), "");
  EXPECT_EQ(note("patience", 8), "");
  EXPECT_TRUE(names_groups("Subject"));
  EXPECT_FALSE(names_groups("subjects"));
}

TEST(Identifiers, ThatAreUsedAreNoted) {
  EXPECT_EQ(notes_of("foo", 90, shuffled),
            Names{"column \"foo\": a different integer in every row, close to each other, as row "
                  "numbers are; if it is one, exclude it: `ignore = foo`"});
  EXPECT_EQ(
      notes_of("store_id", 60, few),
      Names{"column \"store_id\": used as a number, but its name says that it names groups of "
            "rows; to use each value as a category: `columns = store_id=category`; to exclude "
            "it: `ignore = store_id`; to test on other groups than are learnt from: `group = "
            "store_id`"});
  EXPECT_EQ(notes_of("x", 90, shuffled), Names{});
  EXPECT_EQ(notes_of("foo", 90, few), Names{});
}

}  // namespace
}  // namespace ganglion::data
