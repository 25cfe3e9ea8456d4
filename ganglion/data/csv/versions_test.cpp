#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/table.h"

namespace ganglion::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// A table of columns "v" and "y", with these texts in turn in the first one.
Table table_of(const std::string& name, const std::vector<std::string>& texts,
               const CsvOptions& options = {}) {
  std::string csv = name + ",y\n";
  for (std::size_t row = 0; row < 60; ++row) {
    csv += fmt::format("{},{}\n", texts[row % texts.size()], row);
  }
  return parse_table(csv, "t.csv", options);
}

std::string said_of(const Table& table) {
  std::string text;
  for (const Note& note : table.notes()) text += note.to_string() + "\n";
  return text;
}

TEST(Versions, AreCategories) {
  const Table table = table_of("v", {"2.1", "2.2", "2.9", "2.10", "3.0"});
  EXPECT_THAT(table.columns()[0].names, ElementsAre("2.1", "2.10", "2.2", "2.9", "3.0"));
  EXPECT_THAT(said_of(table), HasSubstr("\"2.1\" and \"2.10\" are both there, as among versions"));
  EXPECT_THAT(said_of(table_of("v", {"2.1", "3", "2.0.1"})),
              HasSubstr("texts such as \"2.0.1\" are versions"));
}

TEST(Versions, AreToldFromNumbersByTheirColumnsName) {
  const std::vector<std::string> texts = {"2.1", "2.10", "2.64"};
  const Table number = table_of("price", texts);
  EXPECT_EQ(number.columns()[0].kind, ColumnKind::number);
  EXPECT_THAT(said_of(number), HasSubstr("are read as the same number; if they are versions or "
                                         "codes: `columns = price=category`"));
  EXPECT_EQ(table_of("App_Version", texts).columns()[0].kind, ColumnKind::category);
}

TEST(Versions, AreNoNumbersOfTwoDecimals) {
  for (const std::vector<std::string>& texts :
       {std::vector<std::string>{"2.10", "2.20", "2.05", "2.1"},
        {"2.1", "2.9", "2.2"},
        {"2.125", "2.1", "2.10"}}) {
    const Table table = table_of("v", texts);
    EXPECT_EQ(table.columns()[0].kind, ColumnKind::number) << texts[0];
    EXPECT_THAT(said_of(table), Not(HasSubstr("version"))) << texts[0];
  }
}

TEST(Versions, AreReadAsIsSaid) {
  const CsvOptions number = {.columns = {{"v", {.kind = ColumnReading::Kind::number}}}};
  EXPECT_EQ(table_of("v", {"2.1", "2.2", "2.3", "2.10"}, number).columns()[0].kind,
            ColumnKind::number);
}

}  // namespace
}  // namespace ganglion::data
