#include "ganglion/data/csv/csv_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ganglion/data/csv/parse_table.h"

namespace ganglion::data {
namespace {

using testing::ElementsAre;

std::string notes_of_table(const std::string& csv) {
  const Table table = parse_table(csv, "t.csv");
  std::string text;
  for (const Note& note : table.notes()) text += note.to_string() + "\n";
  return text;
}

/// What is said of whole numbers, of a table with decimal commas and of one with points.
TEST(NumberPiece, LooksAtWholeNumbersAmongDecimalCommas) {
  for (const char* rest : {"1,5", "1.5"}) {
    std::string text = "code;room;id;big;y\n";
    for (int row = 0; row < 12; ++row) {
      text += "0" + std::to_string(1000 + row) + ";" + std::to_string(1 + row) + "E7;" +
              std::to_string(9007199254740990 + row % 4) + ";123456789012345678" +
              std::to_string(row % 2) + "0;" + rest + std::to_string(row) + "\n";
    }
    const std::string notes = notes_of_table(text);
    EXPECT_NE(notes.find("\"code\": whole numbers such as 01000 are read without"), notes.npos)
        << notes;
    EXPECT_NE(notes.find("\"room\": texts such as 1E7 are read as numbers with an"), notes.npos);
    EXPECT_NE(notes.find("\"id\": numbers such as 900719925474099"), notes.npos);
    EXPECT_NE(notes.find("too long to be told apart"), notes.npos);
  }
}

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
