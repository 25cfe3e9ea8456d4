#include "ganglion/data/task.h"

#include <gtest/gtest.h>

#include <string>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/parse_table.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

std::string column_of(const std::vector<std::string>& values) {
  std::string csv = "y\n";
  for (const std::string& value : values) csv += "\"" + value + "\"\n";
  return csv;
}

Task task_of(const std::vector<std::string>& values) {
  const Table table = parse_table(column_of(values), "t.csv");
  const TaskChoice choice = choose_task(table, std::vector<std::string>{"y"});
  EXPECT_NE(choice.reason.find("\"y\" has"), std::string::npos) << choice.reason;
  return choice.task;
}

std::string task_error(const std::string& csv, const std::vector<std::string>& targets) {
  const Table table = parse_table(csv, "t.csv");
  return support::error_of([&] { choose_task(table, targets); });
}

TEST(ChooseTask, OneTarget) {
  EXPECT_EQ(task_of({"a", "b", "a"}), Task::binary);
  EXPECT_EQ(task_of({"a", "b", "c"}), Task::multiclass);
  EXPECT_EQ(task_of({"0", "1", "1"}), Task::binary);
  EXPECT_EQ(task_of({"1", "2", "3", "1", "2", "3"}), Task::multiclass);
  EXPECT_EQ(task_of({"1", "2", "3", "1", "2"}), Task::regression);
  EXPECT_EQ(task_of({"1.5", "2", "1.5", "2"}), Task::regression);
  EXPECT_EQ(task_of({"0", "1", "", "NA"}), Task::binary);
  EXPECT_EQ(task_of({"TRUE", "true", "False", "FALSE"}), Task::binary);
  EXPECT_EQ(task_of({"A", "a", "b"}), Task::multiclass);
}

TEST(ChooseTask, CountsWholeNumbers) {
  std::vector<std::string> values;
  for (int i = 0; i < 20; ++i) values.insert(values.end(), 2, std::to_string(i));
  EXPECT_EQ(task_of(values), Task::multiclass);
  values.insert(values.end(), 2, "20");
  EXPECT_EQ(task_of(values), Task::regression);
}

TEST(ChooseTask, SeveralTargets) {
  const Table table = parse_table("a,b,c,d\n1,yes,2,x\n0,NO,3,y\n0,no,4,z\n", "t.csv");
  const auto choose = [&](const std::vector<std::string>& targets) {
    return choose_task(table, targets).task;
  };
  EXPECT_EQ(choose({"a", "b"}), Task::multilabel);
  EXPECT_EQ(choose({"a", "c"}), Task::regression);
  EXPECT_THROW(choose({"a", "d"}), Error);
  EXPECT_THROW(choose({"b", "c"}), Error);
}

TEST(ChooseTask, RefusesWhatCannotBeLearned) {
  EXPECT_NE(task_error("a,y\n1,NA\n2,\n", {"y"}).find("no value in any row"), std::string::npos);
  EXPECT_NE(task_error("a,y\n1,x\n2,x\n", {"y"}).find("is \"x\" in every row"), std::string::npos);
  EXPECT_NE(task_error("a,y\n1,x\n", {"yy"}).find("did you mean \"y\"?"), std::string::npos);
  EXPECT_NE(task_error("a,y\n1,x\n", {}).find("there are \"a\", \"y\""), std::string::npos);
  EXPECT_NE(task_error("a,y\n1,x\n", {"y", "y"}).find("given twice"), std::string::npos);
  std::string names = "y\n";
  for (int i = 0; i < 30; ++i) names += "name " + std::to_string(i) + "\n";
  EXPECT_NE(task_error(names, {"y"}).find("30 distinct texts in 30 rows"), std::string::npos);
}

TEST(Task, HasNames) {
  for (Task task : {Task::regression, Task::binary, Task::multiclass, Task::multilabel}) {
    EXPECT_EQ(task_named(name_of(task)), task);
  }
  EXPECT_THROW(task_named("clustering"), Error);
}

TEST(YesOrNo, KnowsTheWords) {
  for (const char* text : {"1", "yes", "TRUE", "y", "T", "1.0"}) EXPECT_EQ(yes_or_no(text), true);
  for (const char* text : {"0", "No", "false", "N", "f", "0.0"}) EXPECT_EQ(yes_or_no(text), false);
  for (const char* text : {"", "2", "maybe", "nan"}) EXPECT_EQ(yes_or_no(text), std::nullopt);
}

TEST(DistinctValues, SortsNumbersBySize) {
  const Table table = parse_table("a,b,c\n10,b,10\n9,a,9\n10,,x\n-1,a,10\n", "t", {});
  EXPECT_EQ(distinct_values(table.column("a")), (std::vector<std::string>{"-1", "9", "10"}));
  EXPECT_EQ(distinct_values(table.column("b")), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(distinct_values(table.column("c")), (std::vector<std::string>{"10", "9", "x"}));
  const Table part = table.rows(std::vector<std::int64_t>{0, 1});  // c without its text
  EXPECT_EQ(distinct_values(part.column("c")), (std::vector<std::string>{"9", "10"}));
}

TEST(LabelledRows, SkipsMissingTargets) {
  const Table table = parse_table("a,b\n1,x\n,y\n3,\n4,z\n", "t");
  EXPECT_EQ(labelled_rows(table, std::vector<std::string>{"a", "b"}),
            (std::vector<std::int64_t>{0, 3}));
}

}  // namespace
}  // namespace ganglion::data
