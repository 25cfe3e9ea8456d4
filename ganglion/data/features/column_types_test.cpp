#include "ganglion/data/features/column_types.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <functional>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/read/read_table.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::data {
namespace {

using Names = std::vector<std::string>;

std::array<double, 5> parts(const std::string& text, DateOrder order = DateOrder::day_first) {
  const auto date = parse_date(text, order);
  return date ? date->values : std::array<double, 5>{};
}

TEST(Dates, AreReadInManyForms) {
  // 31 December 2020 was a Thursday (ISO weekday 4).
  const std::array<double, 5> day = {2020, 12, 31, 4, 0};
  for (const char* text : {"2020-12-31", "2020/12/31", "31.12.2020", "31/12/2020", "31 Dec 2020",
                           "Dec 31, 2020", "31-December-2020", "december 31 2020", "2020 Dec 31"}) {
    EXPECT_EQ(parts(text), day) << text;
  }
  EXPECT_EQ(parts("12/31/2020", DateOrder::month_first), day);
  EXPECT_EQ(parts("2020-12"), (std::array<double, 5>{2020, 12, 1, 2, 0}));
  EXPECT_EQ(parts("12/2020"), parts("2020-12"));
  EXPECT_EQ(parts("1/2/2020"), (std::array<double, 5>{2020, 2, 1, 6, 0}));
  EXPECT_EQ(parts("2020-12-31T06:30:00Z")[4], 6.5);
  EXPECT_EQ(parts("2020-12-31 23:45:00.25+01:00")[4], 23.75 + 0.25 / 3600);
  EXPECT_EQ(parts("12/31/2020 12:30 AM", DateOrder::month_first)[4], 0.5);
  EXPECT_EQ(parts("31/12/2020 1:30 PM")[4], 13.5);
  EXPECT_EQ(parts("2000-02-29")[3], 2);
}

TEST(Dates, ThatDontExistAreNone) {
  for (const char* text :
       {"", "2020", "2020-13", "13/2020", "2021-02-29", "2020-13-01", "2020-00-10", "32.01.2020",
        "1.2.3", "192.168.1.1", "2020-12-31x", "2020-12-31 25:00", "2020-12/31", "Foo 31, 2020",
        "1 2 2020", "12345-01-01", "2020-12-31 12:3", "2020-12-31T"}) {
    EXPECT_FALSE(parse_date(text, DateOrder::day_first)) << text;
  }
}

std::string rows(const std::string& header, int count, const std::function<std::string(int)>& row) {
  std::string text = header + "\n";
  for (int i = 0; i < count; ++i) text += row(i) + "\n";
  return text;
}

ColumnType type_of(const std::string& csv, const ColumnTypes& given = {}) {
  const Table table = parse_table(csv, "t.csv");
  return find_types(table, Names{"y"}, given).at(table.names()[0]);
}

std::string n(int i) {
  return std::to_string(i);
}

TEST(ColumnTypes, AreFoundFromAllRows) {
  EXPECT_EQ(type_of("a,y\n1.5,1\n2,0\n"), ColumnType::number);
  EXPECT_EQ(type_of("a,y\nred,1\nblue,0\n"), ColumnType::category);
  EXPECT_EQ(type_of("a,y\nyes,1\nNO,0\n,1\n"), ColumnType::boolean);
  EXPECT_EQ(type_of("a,y\n2020-01-31,1\n,0\n2021-02-01,1\n"), ColumnType::date);
  EXPECT_EQ(type_of("a,y\n31/01/2020,1\n01/02/2020,1\n"), ColumnType::date);
  EXPECT_EQ(type_of("a,y\n31/01/2020,1\n01/31/2020,1\n"), ColumnType::category);  // no one order
  EXPECT_EQ(type_of("a,y\nred,1\nblue,0\n", {{"a", ColumnType::text}}), ColumnType::text);
  EXPECT_THROW(type_of("a,y\nred,1\nblue,0\n", {{"b", ColumnType::text}}), Error);
}

TEST(ColumnTypes, TellNamesFromTexts) {
  const auto ticket = [](int i) { return "A/" + n(i * 37) + ",1"; };
  EXPECT_EQ(type_of(rows("ticket,y", 60, ticket)), ColumnType::identifier);
  const auto car = [](int i) {
    return std::string(i % 2 ? "buick" : "ford") + (i % 3 ? " wagon " : " coupe ") + n(i) + ",1";
  };
  EXPECT_EQ(type_of(rows("car,y", 60, car)), ColumnType::text);  // there is nothing else
  const auto car_and_weight = [&](int i) { return n(i % 7) + "," + car(i); };
  const auto type_of_car = [&](int count, const ColumnTypes& given = {}) {
    const Table table = parse_table(rows("weight,car,y", count, car_and_weight), "t.csv");
    return find_types(table, Names{"y"}, given).at("car");
  };
  EXPECT_EQ(type_of_car(60), ColumnType::identifier);
  EXPECT_EQ(type_of_car(60, {{"weight", ColumnType::ignore}}), ColumnType::text);
  EXPECT_EQ(type_of_car(60, {{"car", ColumnType::text}}), ColumnType::text);
  EXPECT_EQ(type_of_car(1000), ColumnType::text);  // enough rows to learn words from
  const auto review = [&](int i) {
    return n(i % 7) + ",it goes as well on long roads as in a town " + car(i);
  };
  const Table reviews = parse_table(rows("weight,review,y", 60, review), "t.csv");
  EXPECT_EQ(find_types(reviews, Names{"y"}).at("review"), ColumnType::text);
}

TEST(ColumnTypes, SayHowToUseTheWordsOfNames) {
  const std::string csv = rows("weight,car,y", 60, [](int i) {
    return n(i % 7) + (i % 2 ? ",buick " : ",ford ") + (i % 3 ? "wagon " : "coupe ") + n(i) + "," +
           n(i % 2);
  });
  const auto p = Preprocessing::fit(parse_table(csv, "t.csv"), Names{"y"}, Task::binary);
  EXPECT_EQ(p.feature_names(), (Names{"weight"}));
  ASSERT_EQ(p.notes().size(), 1U);
  EXPECT_EQ(p.notes()[0].column, "car");
  EXPECT_EQ(p.notes()[0].to_string(),
            "column \"car\": 60 distinct texts in 60 rows, so it looks like an identifier; "
            "excluded; to use its words: `columns = car=text`");
}

TEST(ColumnTypes, RefuseASlipAmongNumbers) {
  std::string csv = "x,y\n";
  for (int i = 0; i < 900'002; ++i) csv += i == 900'000 ? "oops,1\n" : n(i % 1000) + ",1\n";
  const Table table = parse_table(csv, "t.csv");
  try {
    find_types(table, Names{"y"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "t.csv:900002: column \"x\": \"oops\" is not a number, but 900001 of the column's "
                 "900002 values are; correct it, or set what stands for a missing value: "
                 "`missing = oops`, or the column's type: `columns = x=category`");
    EXPECT_EQ(error.remedy().setting, "columns");
    EXPECT_EQ(error.remedy().value, "x=category");
  }
  EXPECT_EQ(find_types(table, Names{"y"}, {{"x", ColumnType::ignore}}).at("x"), ColumnType::ignore);
}

std::string error_of_types(const std::string& csv) {
  return support::error_of([&] { find_types(parse_table(csv, "t.csv"), Names{"y"}); });
}

TEST(ColumnTypes, RefuseASlipAmongDates) {
  std::string typo = "x,y\n";
  std::string order = "x,y\n";
  for (int i = 1; i <= 28; ++i) {
    typo += i == 20 ? "2021-02-30,1\n" : "2021-03-" + n(i) + ",1\n";
    order += i == 20 ? "01/25/2021,1\n" : n(i) + "/01/2021,1\n";
  }
  EXPECT_EQ(error_of_types(typo).find("t.csv:21: column \"x\": \"2021-02-30\" is not a date"), 0U)
      << error_of_types(typo);
  EXPECT_NE(error_of_types(order).find("\"01/25/2021\" is not a date"), std::string::npos);
  EXPECT_NE(error_of_types(order).find("are (day first)"), std::string::npos);
}

TEST(ColumnTypes, RefuseNumbersThatAreWrittenInDifferentWays) {
  std::string currencies = "x,y\n";
  std::string marks = "x;y\n";
  std::string ambiguous = "x;y\n";
  for (int i = 0; i < 40; ++i) {
    currencies += (i % 2 == 0 ? "EUR " : "USD ") + n(i) + ",1\n";
    marks += n(i) + (i % 2 == 0 ? ",5" : ".5") + ";1\n";
    ambiguous += n(i % 9 + 1) + "," + n(100 + i) + ";1\n";
  }
  EXPECT_NE(error_of_types(currencies).find("is not written as the other"), std::string::npos);
  EXPECT_NE(error_of_types(marks).find("is not written as the other"), std::string::npos);
  EXPECT_NE(error_of_types(ambiguous).find("may be a decimal mark"), std::string::npos);
}

TEST(TypedFeatures, DatesBecomeTheirParts) {
  const Table table = parse_table("d,y\n2020-01-06,0\n2020-03-07,1\n,0\n2020-02-08,1\n", "t.csv");
  const auto p = Preprocessing::fit(table, Names{"y"}, Task::binary, {.scale = false});
  EXPECT_EQ(p.feature_names(), (Names{"d month", "d day", "d weekday", "d is missing"}));
  const auto span = p.apply(table, false).features;
  const auto values = span.values<float>();
  EXPECT_EQ((std::vector<float>{values.begin(), values.end()}),
            (std::vector<float>{1, 6, 1, 0, 3, 7, 6, 0, 2, 7, 13.0f / 3, 1, 2, 8, 6, 0}));
  try {
    p.apply(parse_table("d\nsoon\nlater\n", "n.csv", {.header = Header::yes}), false);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find("n.csv:2: column \"d\": \"soon\" is not a date"), 0u)
        << error.what();
  }
}

TEST(TypedFeatures, AnswersBecomeOneNumber) {
  const auto p = Preprocessing::fit(parse_table("a,y\nyes,0\nno,1\n,0\nyes,1\nno,1\n", "t"),
                                    Names{"y"}, Task::binary, {.scale = false});
  EXPECT_EQ(p.feature_names(), (Names{"a", "a is missing"}));
  const Tensor features = p.apply(parse_table("a\nTRUE\n0\n", "t"), false).features;
  EXPECT_EQ(features.values<float>()[0], 1);
  EXPECT_EQ(features.values<float>()[2], 0);
  EXPECT_THROW(p.apply(parse_table("a\nmaybe\nno\n", "t"), false), Error);
}

TEST(TypedFeatures, WordsAreCountedByTheirHash) {
  const auto p = Preprocessing::fit(parse_table("a,b,y\none two,1,0\nthree,2,1\n", "t"), Names{"y"},
                                    Task::binary, {.types = {{"a", ColumnType::text}}});
  EXPECT_EQ(p.width(), 17);
  const auto row = [&](const std::string& text) {
    const Tensor features = p.apply(parse_table("a;b\n" + text + ";1\n", "t"), false).features;
    const auto values = features.values<float>();
    return std::vector<float>{values.begin(), values.begin() + 16};
  };
  EXPECT_EQ(row("One, TWO!"), row("two one"));
  EXPECT_NE(row("one two"), row("one three"));
  // FNV-1a of "a" is 0xaf63dc4c8601ec8c (the authors' test vectors): bucket 12 of 16.
  EXPECT_EQ(row("a a a")[12], 1);
}

TEST(TypedFeatures, NamesOfRowsAreBetterThanNothing) {
  const std::string csv = rows("id,y", 60, [](int i) { return n(i) + "," + n(i % 2); });
  const auto p = Preprocessing::fit(parse_table(csv, "t"), Names{"y"}, Task::binary);
  EXPECT_EQ(p.feature_names(), (Names{"id"}));
}

TEST(TypedFeatures, NumbersMayBeCategories) {
  const auto p = Preprocessing::fit(parse_table("a,y\n10,0\n9,1\n10,1\n", "t"), Names{"y"},
                                    Task::binary, {.types = {{"a", ColumnType::category}}});
  EXPECT_EQ(p.feature_names(), (Names{"a=10", "a=9"}));
}

/// Of some columns of a file.
void expect_types(const std::string& path, const std::string& target, const ColumnTypes& expected) {
  const ColumnTypes found = find_types(read_table(path), Names{target});
  for (const auto& [name, type] : expected) EXPECT_EQ(found.at(name), type) << path << ": " << name;
}

TEST(ColumnTypes, OfFiles) {
  const std::string folder = std::string(GANGLION_SOURCE_DIR) + "/data/";
  expect_types(folder + "penguins.csv", "species",
               {{"island", ColumnType::category},
                {"bill_length_mm", ColumnType::number},
                {"sex", ColumnType::category},
                {"year", ColumnType::number}});
  expect_types(
      folder + "breast_cancer.csv", "diagnosis",
      {{"mean_radius", ColumnType::number}, {"worst_fractal_dimension", ColumnType::number}});
  const support::ScratchFolder scratch;
  const std::string passengers = rows("id,name,ticket,boarded,alone,age,y", 200, [](int i) {
    return n(i + 1) + ",\"Smith, Mr. " + n(i * 7919) + "\",A/" + n(1000 + i * 31) + ",2020-" +
           n(i % 12 + 1) + "-" + n(i % 28 + 1) + (i % 3 == 0 ? ",Yes," : ",No,") +
           n(20 + i * 7 % 50) + "." + n(i % 10) + "," + n(i % 2);
  });
  expect_types(scratch.write("passengers.csv", passengers), "y",
               {{"id", ColumnType::identifier},
                {"name", ColumnType::identifier},
                {"ticket", ColumnType::identifier},
                {"boarded", ColumnType::date},
                {"alone", ColumnType::boolean},
                {"age", ColumnType::number}});
}

TEST(ColumnTypes, OfSharedFiles) {
  const std::string folder = std::string(GANGLION_SOURCE_DIR) + "/../shared/data/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "not here: " << folder;
  expect_types(folder + "titanic/titanic.csv", "Survived",
               {{"PassengerId", ColumnType::identifier},
                {"Name", ColumnType::identifier},
                {"Ticket", ColumnType::identifier},
                {"Age", ColumnType::number}});
  expect_types(folder + "auto-mpg/auto-mpg.data", "c1",
               {{"c9", ColumnType::identifier}, {"c5", ColumnType::number}});
  expect_types(folder + "penguins/penguins_raw.csv", "Species",
               {{"Date Egg", ColumnType::date}, {"Clutch Completion", ColumnType::boolean}});
  expect_types(folder + "breast-cancer-wdbc/wdbc.data", "c2", {{"c1", ColumnType::identifier}});
  ColumnTypes houses = {{"ocean_proximity", ColumnType::category}};
  for (const char* name : {"longitude", "latitude", "housing_median_age", "total_rooms",
                           "total_bedrooms", "population", "households", "median_income"}) {
    houses[name] = ColumnType::number;
  }
  expect_types(folder + "california-housing/housing.csv", "median_house_value", houses);
  expect_types(folder + "adult/adult.data", "c15", {{"c3", ColumnType::number}});
}

}  // namespace
}  // namespace ganglion::data
