#include "ganglion/data/note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::StartsWith;

TEST(Note, TellsItsColumn) {
  EXPECT_EQ((Note{"age", "no values; excluded"}).to_string(),
            "column \"age\": no values; excluded");
  EXPECT_EQ((Note{"", "two of three"}).to_string(), "two of three");
}

TEST(Note, OfInformationIsNoLoss) {
  refuse_loss({"age", "0 in every row"});
  EXPECT_TRUE(Note{}.is_shown());
}

TEST(Note, OfEachLossIsRefusedWithARemedy) {
  using enum NoteKind;
  for (const NoteKind kind :
       {lines_skipped, names_skipped, files_skipped, files_cut, rows_dropped, column_excluded,
        text_missing, number_rounded, date_ambiguous, values_unseen, gaps_unseen, series_short}) {
    const std::string error = support::error_of([&] { refuse_loss({"age", "lost", kind}); });
    EXPECT_THAT(error, StartsWith("`strict`: column \"age\": lost; "));
    EXPECT_GT(error.size(), std::string("`strict`: column \"age\": lost; ").size());
  }
}

TEST(Note, CarriesTheSettingThatAcceptsTheLoss) {
  try {
    refuse_loss({"age", "no values; excluded", NoteKind::column_excluded});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.remedy().setting, "ignore");
    EXPECT_THAT(error.what(), EndsWith("or say what it holds with `columns`"));
  }
}

}  // namespace
}  // namespace ganglion::data
