#include "ganglion/train/job/column_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_of.h"

namespace ganglion::train {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Job job_saying(const std::string& text) {
  Job job;
  set_column_words(job, {text});
  return job;
}

TEST(ColumnWords, SayWhatStandsForAMissingValue) {
  const Job job = job_saying("age=number missing=-999 missing=x,sex=category missing='not, known'");
  EXPECT_THAT(job.missing_of.at("age"), ElementsAre("-999", "x"));
  EXPECT_THAT(job.missing_of.at("sex"), ElementsAre("not, known"));
  EXPECT_TRUE(job.formats.empty());
  EXPECT_EQ(job.columns.at("sex"), data::ColumnType::category);
}

TEST(ColumnWords, AreWrittenAsTheyAreRead) {
  for (const std::string text :
       {"number", "number bins:12", "linear bins:0 unit=kg", "number decimal=comma unit=kg",
        "number percent missing=-", "text missing='it''s none' missing=''''",
        "date-dmy missing='a, b' missing=c"}) {
    const Job job = job_saying("the, name=" + text);
    EXPECT_EQ(column_words(job, "the, name"), text);
  }
}

TEST(ColumnWords, ThatSayNothingAreRefused) {
  const auto error = [](const std::string& text) {
    return support::error_of([&] { job_saying(text); });
  };
  EXPECT_THAT(error("age=number missing="), HasSubstr("write missing=TEXT"));
  EXPECT_THAT(error("age=number missing='x"), HasSubstr("the quote is never closed"));
  EXPECT_THAT(error("age=number missing=''"), HasSubstr("the quote is never closed"));
  EXPECT_THAT(error("age=number missing=a b"), HasSubstr("\"b\""));
}

TEST(ColumnWords, CountBinsOfNumbersOnly) {
  EXPECT_EQ(job_saying("age=number bins:12").bins_of.at("age"), 12);
  const auto error = [](const std::string& text) {
    return support::error_of([&] { job_saying(text); });
  };
  EXPECT_THAT(error("age=category bins:12"), HasSubstr("bins are for numbers"));
  EXPECT_THAT(error("age=number bins:-1"), HasSubstr("\"-1\""));
}

TEST(ColumnWords, OfAModelStateEachDecision) {
  data::PreprocessingState model;
  model.reading.missing_of["day"] = {"never"};
  const auto of = [&](const data::FeatureColumn& column) { return column_words(model, column); };
  EXPECT_EQ(of({.name = "sum", .format = {.decimal = ',', .currency = "€"}}),
            "linear decimal=comma currency=€");
  EXPECT_EQ(of({.name = "sum", .transform = {.kind = data::TransformKind::log}}), "log");
  EXPECT_EQ(of({.name = "sum", .edges = {0, 1, 2}}), "linear bins:2");
  EXPECT_EQ(
      of({.name = "day", .kind = data::ColumnKind::date, .order = data::DateOrder::month_first}),
      "date-mdy missing=never");
  EXPECT_EQ(of({.name = "town", .kind = data::ColumnKind::category}), "category");
  EXPECT_EQ(of({.name = "said", .kind = data::ColumnKind::text}), "text");
  EXPECT_EQ(of({.name = "ill", .kind = data::ColumnKind::boolean}), "boolean");
}

}  // namespace
}  // namespace ganglion::train
