#include "ganglion/train/job/job_command.h"

#include <gtest/gtest.h>

#include "ganglion/train/job/column_words.h"

namespace ganglion::train {
namespace {

TEST(JobCommand, SaysAllThatAJobSaysOfItsValues) {
  Job job{.data = "a.csv", .targets = {"y", "z"}, .ignore = {"id"}};
  job.missing = {"unknown", "not known"};
  set_column_words(job, {"sum=number decimal=comma unit=kg,zip=category missing=-999"});
  const std::string columns = "sum=number decimal=comma unit=kg,zip=category missing=-999";
  const std::string command = command_of(job);
  EXPECT_NE(command.find(" --target y,z"), std::string::npos) << command;
  EXPECT_NE(command.find(" --ignore id"), std::string::npos) << command;
  EXPECT_NE(command.find(" --missing 'unknown,not known'"), std::string::npos) << command;
  EXPECT_NE(command.find(" --columns '" + columns + "'"), std::string::npos) << command;
}

}  // namespace
}  // namespace ganglion::train
