#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <iostream>

#include "ganglion/core/rng.h"
#include "ganglion/data/features/column_types.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/data/read/rows_for_model.h"
#include "ganglion/data/stored/stored_table.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/run/run.h"
#include "tests/support/error_of.h"
#include "tests/support/npz.h"
#include "tests/support/random_table.h"
#include "tests/support/scratch_folder.h"

/// Tables whose meaning is known, written in many ways: every value is read as it was meant, by
/// each reader, and a model sees the same in each file.
namespace ganglion {
namespace {

using data::Column;
using data::Table;
using support::RandomColumn;
using support::RandomTable;
using support::ScratchFolder;
using support::TableDialect;
using support::Writing;

TableDialect dialect_of(std::uint64_t seed) {
  const auto drawn = [&](std::uint64_t at, int count) {
    return static_cast<std::size_t>(random_uniform(seed, 9, at) * count);
  };
  TableDialect dialect;
  dialect.delimiter = std::string(",;\t| ")[drawn(0, 5)];
  dialect.line_end = std::vector<std::string>{"\n", "\r\n", "\r"}[drawn(1, 3)];
  dialect.mark = drawn(2, 4) == 0;
  dialect.quoted = drawn(3, 4) == 0;
  dialect.utf16 = drawn(4, 5) == 0;
  return dialect;
}

data::CsvOptions options_for(const RandomTable& table, const TableDialect& dialect) {
  data::CsvOptions options;
  if (dialect.delimiter == ' ') options.delimiter = ' ';
  for (const RandomColumn& column : table.columns) {
    if (column.writing == Writing::code) {
      options.columns[column.name] = {.kind = data::ColumnReading::Kind::text};
    }
  }
  return options;
}

void expect_date(const Column& read, std::int64_t row, const std::string& meant) {
  const auto order = data::date_order(read);
  ASSERT_TRUE(order) << read.name << ", such as " << read.text(row);
  const auto date = data::parse_date(read.text(row), *order);
  ASSERT_TRUE(date) << read.text(row);
  EXPECT_EQ(
      fmt::format("{:.0f}-{:02.0f}-{:02.0f}", date->values[0], date->values[1], date->values[2]),
      meant);
}

void expect_column(const Column& read, const RandomColumn& meant) {
  const bool number = !meant.numbers.empty();
  ASSERT_EQ(read.kind, number ? data::ColumnKind::number : data::ColumnKind::category)
      << meant.name << ", such as " << meant.written[0] << " and " << meant.missing;
  for (std::size_t i = 0; i < meant.present.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    ASSERT_EQ(read.is_missing(row), !meant.present[i]) << meant.name << ' ' << meant.written[i];
    if (!meant.present[i]) continue;
    if (number) {
      ASSERT_EQ(read.numbers[i], meant.numbers[i]) << meant.name << ' ' << meant.written[i];
    } else if (meant.writing == Writing::date) {
      ASSERT_NO_FATAL_FAILURE(expect_date(read, row, meant.dates[i]));
    } else {
      ASSERT_EQ(read.text(row), meant.written[i]) << meant.name;
    }
  }
}

void expect_table(const Table& read, const RandomTable& meant) {
  ASSERT_EQ(read.columns().size(), meant.columns.size());
  ASSERT_EQ(read.rows(), meant.rows);
  for (std::size_t i = 0; i < meant.columns.size(); ++i) {
    ASSERT_EQ(read.columns()[i].name, meant.columns[i].name);
    ASSERT_NO_FATAL_FAILURE(expect_column(read.columns()[i], meant.columns[i]));
  }
}

TEST(TablesPropertySlow, EveryValueIsReadAsItWasMeant) {
  const ScratchFolder folder;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const RandomTable table = support::random_table(seed);
    const TableDialect dialect = dialect_of(seed);
    const std::string text = support::as_csv(table, dialect);
    SCOPED_TRACE(fmt::format("seed {}:\n{}", seed, dialect.utf16 ? "UTF-16" : text.substr(0, 900)));
    const std::string path = folder.write("t.csv", text);
    const data::CsvOptions options = options_for(table, dialect);
    ASSERT_NO_FATAL_FAILURE(expect_table(data::read_table(path, options), table));
    if (!data::can_be_stored(path, options)) continue;
    const auto stored = data::StoredTable::read(path, options, {.folder = folder.path()});
    ASSERT_NO_FATAL_FAILURE(expect_table(stored.columns(stored.header().names()), table));
  }
}

TEST(TablesPropertySlow, AllFormatsHoldTheSameTable) {
  const ScratchFolder folder;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(seed);
    const RandomTable table = support::random_table(seed, true);
    const std::string path = folder.write("t.arff", support::as_arff(table));
    ASSERT_NO_FATAL_FAILURE(expect_table(data::read_table(path), table));
  }
}

train::Job small_job(const std::string& data, const std::string& out) {
  return {.data = data,
          .network = "dense 3 relu",
          .epochs = 1,
          .test = {.fraction = 0.2},
          .ensemble = 1,
          .threads = 1,
          .out = out};
}

TEST(TablesPropertySlow, OneTableGivesOneModelInEveryFormat) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const ScratchFolder folder;
    RandomTable table = support::random_table(seed, true);
    // The target.
    table.columns.push_back({.name = "y", .writing = Writing::category});
    for (std::int64_t row = 0; row < table.rows; ++row) {
      table.columns.back().written.push_back(row % 3 == 0 ? "a" : "b");
      table.columns.back().present.push_back(true);
    }
    std::vector<std::string> files = {folder.write("t.arff", support::as_arff(table))};
    for (const char delimiter : {',', ';', '\t', '|'}) {
      files.push_back(folder.write(fmt::format("{}.csv", static_cast<int>(delimiter)),
                                   support::as_csv(table, {.delimiter = delimiter})));
    }
    files.push_back(folder.write("16.csv", support::as_csv(table, {.utf16 = true})));
    files.push_back(
        folder.write("q.csv", support::as_csv(table, {.line_end = "\r", .quoted = true})));
    std::string hash;
    for (const std::string& file : files) {
      const auto result = train::run(small_job(file, folder / fmt::format("run{}", files.size())),
                                     {.progress = false});
      std::filesystem::remove_all(folder / fmt::format("run{}", files.size()));
      if (hash.empty()) hash = result.model_hash;
      EXPECT_EQ(result.model_hash, hash) << seed << ' ' << file;
    }
  }
}

/// Numbers alone, which arrays hold, too: the last column is the class, 0 or 1.
TEST(TablesPropertySlow, NumbersGiveOneModelAsTextAndAsArrays) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const ScratchFolder folder;
    RandomTable table;
    table.rows = 60;
    std::vector<std::pair<std::string, std::string>> arrays;
    for (std::uint64_t k = 0; k < 3; ++k) {
      RandomColumn column{.name = fmt::format("x{}", k)};
      for (std::uint64_t row = 0; row < 60; ++row) {
        // As many digits as tell one double from all others.
        column.numbers.push_back(1e3 * random_normal(seed, k, row));
        column.written.push_back(fmt::format("{}", column.numbers.back()));
        column.present.push_back(true);
      }
      arrays.emplace_back(column.name, support::npy(column.numbers));
      table.columns.push_back(std::move(column));
    }
    RandomColumn target{.name = "y"};
    std::vector<std::int64_t> classes;
    for (std::uint64_t row = 0; row < 60; ++row) {
      classes.push_back(random_uniform(seed, 7, row) < 0.4 ? 1 : 0);
      target.written.push_back(fmt::format("{}", classes.back()));
      target.present.push_back(true);
    }
    arrays.emplace_back("y", support::npy(classes));
    table.columns.push_back(std::move(target));

    std::vector<std::string> files = {folder.write("t.npz", support::npz(arrays)),
                                      folder.write("t.arff", support::as_arff(table))};
    for (const char delimiter : {',', ';', '\t', '|', ' '}) {
      files.push_back(folder.write(fmt::format("{}.csv", static_cast<int>(delimiter)),
                                   support::as_csv(table, {.delimiter = delimiter})));
    }
    std::string hash;
    for (const std::string& file : files) {
      const auto result = train::run(small_job(file, folder / "run"), {.progress = false});
      std::filesystem::remove_all(folder / "run");
      if (hash.empty()) hash = result.model_hash;
      EXPECT_EQ(result.model_hash, hash) << seed << ' ' << file;
    }
  }
}

/// The model's answers to some rows of a file.
Tensor answers(train::TablePredictor& predictor, const std::string& file) {
  const Table rows = data::read_rows_for(predictor.preprocessing().state(), file, {});
  return predictor.predict(rows);
}

TEST(TablesPropertySlow, APartOfAFileIsReadAsTheWhole) {
  int trained = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const ScratchFolder folder;
    const RandomTable table = support::random_table(seed);
    const std::string whole = folder.write("whole.csv", support::as_csv(table, {}));
    train::Job job = small_job(whole, folder / "run");
    job.targets = {table.columns[0].name};
    for (const RandomColumn& column : table.columns) {
      if (column.writing == Writing::code) job.columns[column.name] = data::ColumnType::category;
    }
    std::string model;
    const std::string error =
        support::error_of([&] { model = train::run(std::move(job), {.progress = false}).model; });
    if (model.empty()) {  // such as two rows of each class only
      std::cerr << seed << ": " << error << '\n';
      continue;
    }
    ++trained;
    train::TablePredictor predictor(model);
    const Tensor all = answers(predictor, whole);
    const auto outputs = all.size() / table.rows;
    for (std::uint64_t draw = 0; draw < 8; ++draw) {
      const auto rows_order = random_permutation(table.rows, seed, 20 + draw);
      const std::int64_t count = std::array<std::int64_t, 4>{1, 2, 5, table.rows}[draw % 4];
      const std::vector<std::int64_t> rows(rows_order.begin(), rows_order.begin() + count);
      std::vector<std::size_t> columns;
      for (const std::int64_t i : random_permutation(std::ssize(table.columns), seed, 30 + draw)) {
        columns.push_back(static_cast<std::size_t>(i));
      }
      const TableDialect dialect = {.delimiter = std::string(",;\t|")[draw % 4],
                                    .quoted = draw % 3 == 0};
      const std::string text = support::as_csv(support::part_of(table, rows, columns), dialect);
      SCOPED_TRACE(fmt::format("seed {}:\n{}", seed, text.substr(0, 900)));
      Tensor some;
      ASSERT_EQ(
          support::error_of([&] { some = answers(predictor, folder.write("part.csv", text)); }),
          "no error");
      ASSERT_EQ(some.size(), count * outputs);
      for (std::int64_t i = 0; i < count; ++i) {
        for (std::int64_t k = 0; k < outputs; ++k) {
          const double meant = all.values<double>()[static_cast<std::size_t>(
              rows[static_cast<std::size_t>(i)] * outputs + k)];
          const double read = some.values<double>()[static_cast<std::size_t>(i * outputs + k)];
          ASSERT_NEAR(read, meant, 1e-4 * std::abs(meant)) << "row " << i;
        }
      }
    }
  }
  EXPECT_GT(trained, 20);
}

}  // namespace
}  // namespace ganglion
