#include "ganglion/data/csv/csv_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ganglion::data {
namespace {

using testing::ElementsAre;

TEST(CategoryPiece, TellsTextsOfOneLengthAndEndsApart) {
  CategoryPiece piece;
  for (const char* text : {"axb", "ayb", "axb", "", "ayb", "ayb", "", "axb"}) {
    piece.add(text, false, true);
  }
  EXPECT_THAT(piece.codes(), ElementsAre(0, 1, 0, 2, 1, 1, 2, 0));
  EXPECT_THAT(piece.texts(), ElementsAre("axb", "ayb", ""));
}

TEST(CategoryPiece, KeepsTextsThatDontLast) {
  CategoryPiece piece;
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text = "word " + std::to_string(i % 300);
    piece.add(text, i % 7 == 6, false);
  }
  text = "gone";
  for (int i = 0; i < 1000; ++i) {
    const std::int32_t code = piece.codes()[static_cast<std::size_t>(i)];
    if (i % 7 == 6) {
      EXPECT_EQ(code, -1);
    } else {
      EXPECT_EQ(piece.texts()[static_cast<std::size_t>(code)], "word " + std::to_string(i % 300));
    }
  }
  EXPECT_EQ(piece.texts().size(), 300U);
}

TEST(CategoryPiece, PiecesAreJoinedWithTheirTextsInOrder) {
  CategoryPiece first;
  CategoryPiece second;
  for (const char* text : {"pear", "fig"}) first.add(text, false, true);
  for (const char* text : {"apple", "fig", "?"}) second.add(text, *text == '?', true);
  const Column column = CategoryPiece::join("fruit", {&first, &second});
  EXPECT_THAT(column.names, ElementsAre("apple", "fig", "pear"));
  EXPECT_THAT(column.codes, ElementsAre(2, 1, 0, 1, -1));
}

}  // namespace
}  // namespace ganglion::data
