#include <gmock/gmock.h>

#include <filesystem>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(EndToEndCheck, ShowsTextJsonAndAPage) {
  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(60));
  const Outcome text = run_program({"check", data});
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("60 rows, 5 columns"));
  EXPECT_THAT(text.out, HasSubstr("\ntask:       multiclass"));
  EXPECT_EQ(text.err, "");
  const std::string page = scratch / "check.html";
  const Outcome json = run_program({"check", data, "--json", "--out", page});
  EXPECT_EQ(json.code, 0) << json.err;
  EXPECT_EQ(json.json().integer("rows"), 60);
  EXPECT_EQ(json.json().array("classes").size(), 3U);
  EXPECT_THAT(read_file(page), HasSubstr("<h1>Check of flowers</h1>"));
}

/// The one error that training gives, behind the table.
TEST(EndToEndCheck, FailsAsTrainingWould) {
  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(60));
  const Outcome trained = run_program({"train", data, "--target", "knd", "--out", scratch / "run"});
  const Outcome checked = run_program({"check", data, "--target", "knd"});
  EXPECT_EQ(checked.code, 1);
  EXPECT_THAT(trained.err, HasSubstr(checked.err));
  EXPECT_THAT(checked.err, HasSubstr("did you mean \"kind\"?"));
  EXPECT_THAT(checked.out, HasSubstr("\ncolour "));
  const Outcome json = run_program({"check", data, "--target", "knd", "--json"});
  EXPECT_EQ(json.code, 1);
  EXPECT_THAT(json.json().at("error").text("message"), HasSubstr("did you mean"));
  EXPECT_EQ(json.json().array("columns").size(), 5U);
}

TEST(EndToEndCheck, LeavesNothingAndOverwritesNothing) {
  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(60));
  const Outcome over = run_program({"check", data, "--out", data});
  EXPECT_EQ(over.code, 2);
  EXPECT_EQ(read_file(data), flowers(60));
  EXPECT_EQ(run_program({"check", data}).code, 0);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path())) {
    files += entry.path().filename() == "flowers.csv" ? 1 : 2;
  }
  EXPECT_EQ(files, 1U);
}

TEST(EndToEndCheck, ImagesAreCheckedToo) {
  const Outcome run = run_program({"check", "data/shapes"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("images ("));
  EXPECT_THAT(run.out, HasSubstr("\nclasses:\n"));
  EXPECT_THAT(run.out, Not(HasSubstr("note: ")));
}

}  // namespace
}  // namespace ganglion::support
