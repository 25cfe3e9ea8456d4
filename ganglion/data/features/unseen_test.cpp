#include "ganglion/data/features/unseen.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/data/features/category_finder.h"

namespace ganglion::data {
namespace {

using ::testing::ElementsAre;

/// A model that knows so many towns, "t0" to "t9" and on.
PreprocessingState model_of(std::int64_t towns, bool other) {
  FeatureColumn town{.name = "town", .kind = ColumnKind::category, .other = other};
  for (std::int64_t i = 0; i < towns; ++i) town.categories.push_back(fmt::format("t{}", i));
  return {.features = {town, {.name = "age"}}};
}

Table new_rows() {
  return {
      "new.csv",
      {{.name = "town", .kind = ColumnKind::category, .codes = {0, 1, -1}, .names = {"t1", "x"}},
       {.name = "age", .numbers = {1, NAN, 3}}}};
}

TEST(Unseen, ValuesAreToldAsLost) {
  const auto unseen = unseen_values(model_of(3, true), new_rows());
  ASSERT_EQ(unseen.size(), 2U);
  EXPECT_THAT(unseen[0].examples, ElementsAre("x"));
  EXPECT_EQ(unseen[0].note().to_string(),
            "column \"town\": 1 of 2 values were not seen in training (\"x\")");
  EXPECT_EQ(unseen[0].note().kind, NoteKind::values_unseen);
  EXPECT_EQ(unseen[1].note().kind, NoteKind::gaps_unseen);
}

TEST(Unseen, ValuesMayHaveBeenRareInTraining) {
  const auto unseen = unseen_values(model_of(kMaxCategories, true), new_rows());
  ASSERT_EQ(unseen.size(), 2U);
  EXPECT_EQ(unseen[0].note().to_string(),
            "column \"town\": 1 of 2 values are none of the 256 texts that were most frequent in "
            "training, so they count as \"other\" (\"x\")");
  EXPECT_EQ(unseen[0].note().kind, NoteKind::information);
  // Where there is no "other", all texts of training are known.
  EXPECT_EQ(unseen_values(model_of(kMaxCategories, false), new_rows())[0].note().kind,
            NoteKind::values_unseen);
}

TEST(CategoryFinder, TakesNoNumberForAVersion) {
  EXPECT_EQ(CategoryFinder({"2.1", "2.4"}).find("2.40"), 1);
  EXPECT_EQ(CategoryFinder({"2.1", "2.10", "2.4"}).find("2.40"), -1);
  EXPECT_EQ(CategoryFinder({"2.1", "2.0.1", "2.4"}).find("2.40"), -1);
  EXPECT_EQ(CategoryFinder({"2.1", "2.10", "2.4"}).find("2.10"), 1);
}

}  // namespace
}  // namespace ganglion::data
