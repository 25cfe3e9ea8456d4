#include "ganglion/data/features/classes.h"

#include <gmock/gmock.h>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/task.h"

namespace ganglion::data {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> classes_in(const std::string& csv) {
  return class_names(parse_table(csv, "t").column("y"));
}

TEST(Classes, OfYesAndNoAreTwoHoweverTheyAreWritten) {
  EXPECT_THAT(classes_in("x,y\n1,TRUE\n2,1\n3,1\n4,0\n5,FALSE\n6,FALSE\n7,no\n"),
              ElementsAre("1", "FALSE"));
  EXPECT_THAT(classes_in("x,y\n1,t\n2,f\n3,x\n"), ElementsAre("f", "t", "x"));
  EXPECT_THAT(classes_in("x,y\n1,0\n2,1\n3,2\n"), ElementsAre("0", "1", "2"));
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
