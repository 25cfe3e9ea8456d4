#include "ganglion/data/features/target_leaks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/rng.h"
#include "ganglion/data/features/preprocessing.h"

namespace ganglion::data {
namespace {

using Names = std::vector<std::string>;

std::int64_t drawn_class(std::size_t row) {
  return static_cast<std::int64_t>(3 * random_uniform(1, 5, row));
}

/// 60 rows of a number, a seldom flag, and one flag for each of three classes.
Table one_hot_table(const Names& flags, std::size_t rows = 60, bool words = false) {
  Column x{.name = "x"};
  Column seldom{.name = "seldom"};
  std::vector<Column> labels;
  for (const std::string& name : flags) labels.push_back({.name = name});
  for (std::size_t row = 0; row < rows; ++row) {
    x.numbers.push_back(random_normal(1, 6, row));
    seldom.numbers.push_back(row == 7 ? 1 : 0);
    for (std::int64_t i = 0; i < 3; ++i) {
      Column& label = labels[static_cast<std::size_t>(i)];
      const bool yes = drawn_class(row) == i;
      if (words) {
        label.kind = ColumnKind::category;
        label.names = {"False", "True"};
        label.codes.push_back(yes ? 1 : 0);
      } else {
        label.numbers.push_back(yes ? 1 : 0);
      }
    }
  }
  std::vector<Column> columns = {x};
  columns.insert(columns.end(), labels.begin(), labels.end());
  columns.push_back(seldom);
  return {"t", std::move(columns)};
}

Names parts_of(const Table& table, const std::string& target) {
  Names parts;
  for (const auto& [name, type] : find_types(table, std::span(&target, 1))) {
    if (type == ColumnType::label) parts.push_back(name);
  }
  return parts;
}

TEST(TargetLeaks, AreOtherColumnsOfAOneHotLabel) {
  EXPECT_EQ(parts_of(one_hot_table({"class_a", "class_b", "class_c"}), "class_a"),
            (Names{"class_b", "class_c"}));
  EXPECT_EQ(parts_of(one_hot_table({"cat", "dog", "fish"}), "dog"), (Names{"cat", "fish"}));
  EXPECT_EQ(parts_of(one_hot_table({"cat", "dog", "fish"}, 60, true), "fish"),
            (Names{"cat", "dog"}));
  EXPECT_EQ(parts_of(one_hot_table({"cat", "dog", "fish"}, 15), "dog"), Names{});  // few rows
  EXPECT_EQ(parts_of(one_hot_table({"cat", "dog", "fish"}), "seldom"), Names{});
  EXPECT_EQ(parts_of(one_hot_table({"cat", "dog", "fish"}), "x"), Names{});
}

TEST(TargetLeaks, OfOneHotLabelsAreExcludedWithANote) {
  const Table table = one_hot_table({"cat", "dog", "fish"});
  const auto fitted = Preprocessing::fit(table, Names{"dog"}, Task::binary);
  EXPECT_EQ(fitted.feature_names(), (Names{"x", "seldom"}));
  ASSERT_EQ(fitted.notes().size(), 2U);
  EXPECT_EQ(fitted.notes()[0].to_string(),
            "column \"cat\": a label beside the target, which it gives away; excluded; to use it: "
            "`columns = cat=number`");
  const auto kept = Preprocessing::fit(table, Names{"dog"}, Task::binary,
                                       {.types = {{"cat", ColumnType::boolean}}});
  EXPECT_EQ(kept.feature_names(), (Names{"x", "cat", "fish", "seldom"}));
}

TEST(TargetLeaks, AreLabelsThatAreNumberedAsTheTargetIs) {
  Table table = one_hot_table({"a", "b", "c"}, 8);
  std::vector<Column> columns(table.columns().begin(), table.columns().begin() + 4);
  for (std::size_t i = 1; i < 4; ++i) columns[i].name = "y" + std::to_string(i);
  table = Table("t", std::move(columns));
  EXPECT_EQ(parts_of(table, "y2"), (Names{"y1", "y3"}));
  EXPECT_EQ(parts_of(table, "x"), Names{});
}

TEST(TargetLeaks, OppositesNeedNamesThatBeginAlike) {
  for (const char* name : {"is_on", "awake"}) {
    Table table = one_hot_table({"a", "b", "c"});
    Column off = table.column("a");
    off.name = "is_off";
    Column on = off;
    on.name = name;
    for (double& number : on.numbers) number = 1 - number;
    table = Table("t", {table.column("x"), on, off});
    EXPECT_EQ(parts_of(table, "is_off"), std::string(name) == "is_on" ? Names{name} : Names{});
  }
}

/// A number, the column, and the target; what is said of them.
Names notes_of_target(Column column, const Column& target, Task task) {
  column.name = "copy";
  Column x{.name = "x"};
  for (std::int64_t row = 0; row < target.rows(); ++row) {
    x.numbers.push_back(random_normal(1, 8, static_cast<std::uint64_t>(row)));
  }
  const Table table("t", {std::move(x), std::move(column), target});
  const Preprocessing fitted = Preprocessing::fit(table, Names{target.name}, task);
  Names notes;
  for (const Note& note : fitted.notes()) notes.push_back(note.to_string());
  return notes;
}

const std::string kRemedy = "; if it isn't known when predicting, exclude it: `ignore = copy`";

TEST(TargetLeaks, AreColumnsWithOneClassForEachValue) {
  Column target{.name = "kind", .kind = ColumnKind::category, .names = {"a", "b", "c"}};
  Column codes;
  Column finer;  // two values for each class
  Column noisy;
  for (std::size_t row = 0; row < 60; ++row) {
    const std::int64_t own = drawn_class(row);
    target.codes.push_back(static_cast<std::int32_t>(own));
    codes.numbers.push_back(static_cast<double>(7 - own));
    finer.numbers.push_back(static_cast<double>(2 * own) + (row % 2 == 0 ? 0.5 : 0));
    noisy.numbers.push_back(static_cast<double>(row == 5 ? (own + 1) % 3 : own));
  }
  EXPECT_EQ(notes_of_target(codes, target, Task::multiclass),
            Names{"column \"copy\": tells the target exactly (each of its 3 values occurs with one "
                  "class only)" +
                  kRemedy});
  EXPECT_EQ(notes_of_target(finer, target, Task::multiclass).size(), 1U);
  EXPECT_EQ(notes_of_target(target, target, Task::multiclass).size(), 1U);
  EXPECT_EQ(notes_of_target(noisy, target, Task::multiclass), Names{});
  for (double& number : codes.numbers)
    number += 0.001 * static_cast<double>(&number - codes.numbers.data());
  EXPECT_EQ(notes_of_target(codes, target, Task::multiclass),  // a value a row
            Names{"column \"copy\": tells the target exactly (each class has its own range of "
                  "values)" +
                  kRemedy});
}

TEST(TargetLeaks, AreColumnsMadeOfTheTarget) {
  Column target{.name = "grade"};
  Column passed;
  Column words{.name = "copy", .kind = ColumnKind::category, .names = {"no", "yes"}};
  Column root;
  for (std::size_t row = 0; row < 80; ++row) {
    target.numbers.push_back(std::floor(10 * random_uniform(1, 14, row)));
    passed.numbers.push_back(target.numbers[row] >= 4 ? 1 : 0);
    words.codes.push_back(target.numbers[row] >= 4 ? 1 : 0);
    root.numbers.push_back(std::sqrt(target.numbers[row]));
  }
  const auto first_note = [&](const Column& column, Task task) {
    const Names notes = notes_of_target(column, target, task);
    return notes.empty() ? std::string() : notes.front();
  };
  const std::string follows = "column \"copy\": follows from the target (";
  EXPECT_EQ(first_note(passed, Task::multiclass),
            follows + "each class has one of its 2 values)" + kRemedy);
  EXPECT_EQ(first_note(words, Task::regression),
            follows + "each of its values has its own range of the target)" + kRemedy);
  EXPECT_EQ(first_note(root, Task::regression).find(follows), 0U);
  EXPECT_EQ(first_note(passed, Task::regression).find(follows), 0U);
  passed.numbers[5] = 1 - passed.numbers[5];
  EXPECT_EQ(first_note(passed, Task::multiclass), "");
  EXPECT_EQ(first_note(passed, Task::regression), "");
}

TEST(TargetLeaks, AreLinearFunctionsOfANumber) {
  Column target{.name = "celsius"};
  Column fahrenheit;
  Column noisy;
  for (std::size_t row = 0; row < 60; ++row) {
    target.numbers.push_back(10 + 5 * random_normal(1, 9, row));
    fahrenheit.numbers.push_back(std::round(1e4 * (32 + 1.8 * target.numbers[row])) / 1e4);
    noisy.numbers.push_back(target.numbers[row] + 0.1 * random_normal(1, 10, row));
  }
  EXPECT_EQ(notes_of_target(fahrenheit, target, Task::regression),
            Names{"column \"copy\": tells the target exactly (celsius = 0.5556 * copy - 17.78)" +
                  kRemedy});
  EXPECT_EQ(notes_of_target(noisy, target, Task::regression), Names{});
  // A single column is what there is to learn.
  const Table alone("t", {Column{.name = "x", .numbers = fahrenheit.numbers}, target});
  EXPECT_TRUE(Preprocessing::fit(alone, Names{"celsius"}, Task::regression).notes().empty());
}

TEST(TargetLeaks, AreColumnsThatAreMissingForOneClass) {
  Column target{.name = "kind", .kind = ColumnKind::category, .names = {"a", "b"}};
  Column settled;
  for (std::size_t row = 0; row < 60; ++row) {
    const bool first = drawn_class(row) == 0;
    target.codes.push_back(first ? 0 : 1);
    settled.numbers.push_back(first ? std::nan("") : random_normal(1, 11, row));
  }
  EXPECT_EQ(
      notes_of_target(settled, target, Task::binary).front(),
      "column \"copy\": tells the target exactly (it is missing in all rows of one class, and "
      "in no other)" +
          kRemedy);
  *std::ranges::find_if(settled.numbers, [](double x) { return std::isnan(x); }) = 0.5;
  EXPECT_EQ(notes_of_target(settled, target, Task::binary).size(), 1U);  // of missing values
}

TEST(TargetLeaks, AreColumnsInTheOrderOfRowsThatAreSortedByTheTarget) {
  Column classes{.name = "kind", .kind = ColumnKind::category, .names = {"a", "b"}};
  Column quantity{.name = "quantity"};
  Column time;
  Column plate;
  Column day{.name = "day", .kind = ColumnKind::category};
  for (int row = 0; row < 60; ++row) {
    classes.codes.push_back(row < 25 ? 0 : 1);
    quantity.numbers.push_back(row / 2 * row);
    time.numbers.push_back(100 - 0.25 * row - 0.01 * (row % 3));
    plate.numbers.push_back(row / 7);
    day.names.push_back("2020-" + std::to_string(10 + row / 20) + "-" +
                        std::to_string(10 + row % 20));
    day.codes.push_back(row);
  }
  for (const Column& column : {time, plate, day}) {
    for (const auto& [target, task] :
         {std::pair(classes, Task::binary), std::pair(quantity, Task::regression)}) {
      const Names notes = notes_of_target(column, target, task);
      EXPECT_NE(notes.front().find("is sorted, as the rows are"), std::string::npos);
    }
  }
  const Column constant{.name = "constant", .numbers = std::vector<double>(60, 5.0)};
  for (const std::string& note : notes_of_target(constant, classes, Task::binary)) {
    EXPECT_EQ(note.find("is sorted"), std::string::npos) << note;
  }
  std::swap(classes.codes[3], classes.codes[50]);  // not sorted
  EXPECT_EQ(notes_of_target(time, classes, Task::binary), Names{});
  std::swap(time.numbers[3], time.numbers[4]);
  EXPECT_EQ(notes_of_target(time, quantity, Task::regression), Names{});
}

}  // namespace
}  // namespace ganglion::data
