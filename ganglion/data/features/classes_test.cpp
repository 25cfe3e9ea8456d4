#include "ganglion/data/features/classes.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/task.h"

namespace ganglion::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<std::string> classes_in(const std::string& csv) {
  return class_names(parse_table(csv, "t").column("y"));
}

TEST(Classes, OfYesAndNoAreTwoHoweverTheyAreWritten) {
  EXPECT_THAT(classes_in("x,y\n1,TRUE\n2,1\n3,1\n4,0\n5,FALSE\n6,FALSE\n7,no\n"),
              ElementsAre("1", "FALSE"));
  EXPECT_THAT(classes_in("x,y\n1,t\n2,f\n3,x\n"), ElementsAre("f", "t", "x"));
  EXPECT_THAT(classes_in("x,y\n1,0\n2,1\n3,2\n"), ElementsAre("0", "1", "2"));
}

TEST(Classes, OfSeveralLabelsAreTold) {
  const auto note_on = [](const std::vector<std::string>& classes) {
    std::string rows = "x;y\n";
    for (int i = 0; i < 12; ++i) {
      rows += fmt::format("{};\"{}\"\n", i, classes[static_cast<std::size_t>(i) % classes.size()]);
    }
    const Table table = parse_table(rows, "t");
    PreprocessingState state{.task = Task::multiclass};
    std::vector<Note> notes;
    fit_classes(table, table.column("y"), "", state, notes);
    return notes.empty() ? std::string() : notes[0].text;
  };
  EXPECT_THAT(note_on({"a", "a;b", "b;c"}), StartsWith("target \"y\": \"a;b\" looks like several"));
  EXPECT_THAT(note_on({"a|b", "b|c", "c|a"}), HasSubstr("\"a|b\" looks like several labels"));
  EXPECT_THAT(note_on({"[a]", "[a, b]", "[b]"}), HasSubstr("\"[a, b]\" looks like several labels"));
  EXPECT_EQ(note_on({"Albany, NY", "Buffalo, NY", "Austin, TX"}), "");
  EXPECT_EQ(note_on({"a", "b", "c;d"}), "");
}

TEST(ClassFinder, KnowsOtherWordsForYesAndNo) {
  const ClassFinder answers({"FALSE", "TRUE"});
  EXPECT_EQ(answers.find("yes"), 1);
  EXPECT_EQ(answers.find("0"), 0);
  EXPECT_EQ(answers.find("2"), -1);
  EXPECT_EQ(answers.find("maybe"), -1);
  const ClassFinder others({"n", "y", "z"});  // not all of them are answers
  EXPECT_EQ(others.find("yes"), -1);
}

}  // namespace
}  // namespace ganglion::data
