#include "ganglion/train/job/rows/shared_copies.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "ganglion/core/rng.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

std::string table_of_rows(std::uint64_t first, std::uint64_t end) {
  std::string text = "a,b,kind\n";
  for (std::uint64_t i = first; i < end; ++i) {
    text += fmt::format("{},{},{}\n", random_normal(3, 1, i), random_normal(3, 2, i),
                        i % 3 == 0 ? "old" : "new");
  }
  return text;
}

std::vector<std::string> notes_with_test_of(std::uint64_t first, std::uint64_t end) {
  const support::ScratchFolder folder;
  Job job = {.data = folder.write("train.csv", table_of_rows(0, 100)), .out = folder / "run"};
  job.validation.fraction = 0;
  job.test = {.fraction = 0, .file = folder.write("test.csv", table_of_rows(first, end))};
  std::vector<std::string> notes;
  read_job_data(job, {.note = [&](const std::string& text) { notes.push_back(text); }});
  return notes;
}

TEST(SharedCopies, OfATestFileAreTold) {
  EXPECT_THAT(notes_with_test_of(80, 130),
              Contains(HasSubstr("20 of 50 rows are copies of training rows")));
  EXPECT_THAT(notes_with_test_of(0, 100),
              Contains(HasSubstr("100 of 100 rows are copies of training rows")));
  EXPECT_THAT(notes_with_test_of(100, 150), Not(Contains(HasSubstr("copies"))));
}

}  // namespace
}  // namespace ganglion::train
