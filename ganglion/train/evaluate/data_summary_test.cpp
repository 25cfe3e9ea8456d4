#include "ganglion/train/evaluate/data_summary.h"

#include <gmock/gmock.h>

#include "ganglion/data/csv/parse_table.h"

namespace ganglion::train {
namespace {

using ::testing::ElementsAre;

TEST(DataSummary, TellsOfEachColumnWhatACheckTells) {
  const data::Table table = data::parse_table(
      "id,size,town,kind\n7,1.5,Rom,a\n9,,Ulm,b\n8,1.5,Rom,a\n6,2.5,,b\n5,4,Rom,a\n", "t.csv");
  const data::ColumnTypes types = {{"id", data::ColumnType::identifier},
                                   {"size", data::ColumnType::number},
                                   {"town", data::ColumnType::category}};
  const std::vector<std::string> targets = {"kind"};
  const auto fitted =
      data::Preprocessing::fit(table, targets, data::Task::binary, {.types = types});
  const DataSummary summary = summarize(table, fitted, types);
  ASSERT_EQ(summary.summaries.size(), 4);

  const ColumnSummary& id = summary.summaries[0];
  EXPECT_EQ(id.type, "identifier");
  EXPECT_EQ(id.role, "excluded");
  const ColumnSummary& size = summary.summaries[1];
  EXPECT_EQ(size.type, "number");
  EXPECT_EQ(size.missing, 1);
  EXPECT_EQ(size.distinct, 3);
  EXPECT_EQ(size.median, 2.5) << "the third of 1.5, 1.5, 2.5, 4";
  EXPECT_THAT(size.examples, ElementsAre("1.5", "2.5", "4"));
  const ColumnSummary& town = summary.summaries[2];
  EXPECT_EQ(town.type, "category");
  EXPECT_EQ(town.distinct, 2);
  EXPECT_THAT(town.examples, ElementsAre("Rom", "Ulm"));
  EXPECT_EQ(summary.summaries[3].role, "target");
}

}  // namespace
}  // namespace ganglion::train
