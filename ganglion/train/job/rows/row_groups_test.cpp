#include "ganglion/train/job/rows/row_groups.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <map>

#include "ganglion/core/rng.h"
#include "ganglion/data/text/text.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/job/rows/folds.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "tests/support/error_of.h"
#include "tests/support/sample_files.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

/// Each row is there `copies` times, and belongs to a person with ten others; ids count them all.
std::string copied_table(std::uint64_t different, int copies) {
  std::string text = "id,a,b,person,kind\n";
  for (std::uint64_t i = 0; i < different * static_cast<std::uint64_t>(copies); ++i) {
    const std::uint64_t row = i % different;
    text += std::to_string(i) + ',' + std::to_string(random_normal(1, 1, row)) + ',' +
            std::to_string(random_normal(1, 2, row)) + ",p" + std::to_string(row / 10) + ',' +
            (random_uniform(1, 3, row) < 0.5 ? "yes" : "no") + '\n';
  }
  return text;
}

/// Which splits rows of equal features lie in.
std::map<std::vector<float>, std::set<int>> sides_of(const JobData& data) {
  std::map<std::vector<float>, std::set<int>> sides;
  int side = 0;
  for (const data::Dataset* part : {&data.train, &*data.validation, &*data.test}) {
    const data::Dataset rows = part->in_memory();
    const Tensor features = rows.features.cast(DType::f32);
    const auto values = features.values<float>();
    const auto width = values.size() / static_cast<std::size_t>(rows.rows());
    for (std::size_t at = 0; at < values.size(); at += width) {
      sides[{values.begin() + static_cast<std::ptrdiff_t>(at),
             values.begin() + static_cast<std::ptrdiff_t>(at + width)}]
          .insert(side);
    }
    ++side;
  }
  return sides;
}

void expect_one_side_each(const JobData& data, std::size_t different) {
  const auto sides = sides_of(data);
  EXPECT_EQ(sides.size(), different);
  for (const auto& [row, where] : sides) EXPECT_EQ(where.size(), 1U);
}

struct Notes {
  std::vector<std::string> all = {};
  Listener listener() {
    return {.chosen = [this](const Choice& c) { all.push_back(c.what + ": " + c.value); },
            .note = [this](const std::string& text) { all.push_back(text); }};
  }
};

TEST(RowGroups, CopiesOfRowsStayOnOneSide) {
  const support::ScratchFolder folder;
  Job job = {.data = folder.write("t.csv", copied_table(60, 5)),
             .ignore = {"person"},
             .cross_validate = 3,
             .out = folder / "run"};
  Notes notes;
  expect_one_side_each(read_job_data(job, notes.listener()), 60);
  EXPECT_THAT(notes.all, Contains(job.data + ": 240 of 300 rows are copies of others; copies of a "
                                             "row stay on one side of every split"));
  EXPECT_THAT(notes.all, Contains("rows: 195 training, 45 validation, 60 test"));
  const Folds folds(job);
  for (std::int64_t fold = 0; fold < 3; ++fold) {
    const JobData data = folds.at(fold);
    expect_one_side_each(data, 60);
    EXPECT_NEAR(static_cast<double>(data.test->rows()), 100, 5);
  }
}

TEST(RowGroups, AreTheSameFromAFile) {
  const support::ScratchFolder folder;
  for (const char* group : {"", "person"}) {
    Job job = {
        .data = folder.write("t.csv", copied_table(200, 3)), .group = group, .out = folder / "run"};
    job.stream = Stream::yes;
    const auto stored = sides_of(read_job_data(job, {}));
    job.stream = Stream::no;
    EXPECT_EQ(stored, sides_of(read_job_data(job, {})));
  }
}

TEST(RowGroups, AreThoseOfAColumn) {
  const support::ScratchFolder folder;
  Job job = {
      .data = folder.write("t.csv", copied_table(100, 1)), .group = "#4", .out = folder / "run"};
  Notes notes;
  const JobData data = read_job_data(job, notes.listener());
  EXPECT_EQ(job.group, "person");
  EXPECT_THAT(notes.all, Contains("groups: 10 of \"person\""));
  EXPECT_THAT(notes.all, Contains("rows: 60 training, 20 validation, 20 test"));
  EXPECT_EQ(data.train.feature_names, (std::vector<std::string>{"a", "b"}));
  std::set<std::string> tested;
  for (std::int64_t row = 0; row < data.raw.rows(); ++row) {
    tested.insert(data.raw.column("person").text(row));
  }
  EXPECT_EQ(tested.size(), 2U);
  EXPECT_THAT(to_toml(job), HasSubstr("group = \"person\""));
}

TEST(RowGroups, AreRefusedWhereRowsHaveNone) {
  const support::ScratchFolder folder;
  const std::string table = folder.write("t.csv", copied_table(20, 1));
  const auto failure = [&](Job job) { return support::error_of([&] { read_job_data(job, {}); }); };
  EXPECT_THAT(failure({.data = table, .group = "nobody"}), HasSubstr("no column \"nobody\""));
  EXPECT_THAT(failure({.data = table, .targets = {"kind"}, .group = "kind"}),
              HasSubstr("column \"kind\" is both target and `group`"));
  EXPECT_THAT(failure({.data = table, .time_column = "id", .group = "person"}),
              HasSubstr("`group` and `time_column` are both given"));
  EXPECT_THAT(failure({.data = folder.write("one.csv", copied_table(8, 1)), .group = "person"}),
              HasSubstr("`group = person`: all rows are in one group"));
  EXPECT_THAT(failure({.data = "data/shapes", .group = "patient"}), HasSubstr("holds files"));
}

TEST(RowGroups, SharedWithAFileOfItsOwnAreNoted) {
  const support::ScratchFolder folder;
  Job job = {.data = folder.write("t.csv", copied_table(50, 1)),
             .test = {.file = folder.write("u.csv", copied_table(80, 1))},
             .group = "person",
             .out = folder / "run"};
  Notes notes;
  read_job_data(job, notes.listener());
  EXPECT_THAT(notes.all, Contains(HasSubstr("u.csv: 40 of 80 rows are of a \"person\" that is")));
}

TEST(RowGroups, CopiesOfFilesStayOnOneSide) {
  const support::ScratchFolder folder;
  for (const char* name : {"dark", "light"}) {
    std::filesystem::create_directories(folder / name);
    for (int i = 0; i < 20; ++i) {
      const data::Image image = support::picture(4, 4, 1, [&](auto y, auto x, auto) {
        return (name[0] == 'd' ? 10 : 150) + (i % 10) * 7 + 2 * y + x;
      });
      folder.write(std::string(name) + "/" + std::to_string(i) + ".jpg", support::jpeg_file(image));
    }
  }
  Job job = {.data = folder.path(), .out = folder / "run"};
  Notes notes;
  expect_one_side_each(read_job_data(job, notes.listener()), 20);
  EXPECT_THAT(notes.all, Contains(HasSubstr("20 of 40 rows are copies of others")));
}

TEST(RowGroups, EqualRowsOfOtherClassesAreNoted) {
  const support::ScratchFolder folder;
  std::string text = copied_table(100, 1);
  const std::string table = text;
  text += "100,0.5,0.25,p1,yes\n101,0.5,0.25,p2,no\n102,7,8,p3,yes\n103,7,8,p3,yes\n";
  const auto notes_on = [&](const std::string& csv, bool stream) {
    Job job = {.data = folder.write("t.csv", csv), .ignore = {"person"}, .out = folder / "run"};
    job.stream = stream ? Stream::yes : Stream::no;
    Notes notes;
    read_job_data(job, notes.listener());
    return notes.all;
  };
  EXPECT_THAT(notes_on(text, false), Not(Contains(HasSubstr("no model"))));
  text += "104,9,8,p3,no\n105,9,8,p3,yes\n";
  const std::string told =
      "2 of 106 rows equal others in all features and have another \"kind\", such as ";
  EXPECT_THAT(notes_on(text, false),
              Contains(folder / "t.csv: " + told + folder / "t.csv:102 and " +
                       folder / "t.csv:103: no model can be right on more than 98.1 % of them"));
  EXPECT_THAT(notes_on(text, true), Contains(HasSubstr(told)));
  EXPECT_THAT(notes_on(table, false), Not(Contains(HasSubstr("no model"))));
}

TEST(RowGroups, AFileInTwoClassesIsNoted) {
  const support::ScratchFolder folder;
  for (const char* name : {"dark", "light"}) {
    std::filesystem::create_directories(folder / name);
    for (int i = 0; i < 20; ++i) {
      const data::Image image = support::picture(4, 4, 1, [&](auto y, auto x, auto) {
        return (name[0] == 'd' || i == 7 ? 10 : 150) + i * 5 + 2 * y + x;
      });
      folder.write(std::string(name) + "/" + std::to_string(i) + ".jpg", support::jpeg_file(image));
    }
  }
  Job job = {.data = folder.path(), .out = folder / "run"};
  Notes notes;
  read_job_data(job, notes.listener());
  EXPECT_THAT(notes.all,
              Contains(folder / "dark/7.jpg and " +
                       folder / "light/7.jpg are the same image in two classes; one of them is "
                                "wrong"));
}

TEST(RowGroups, AreNotSoughtWhereNothingIsDrawn) {
  const support::ScratchFolder folder;
  const std::string table = folder.write("t.csv", copied_table(60, 5));
  Job job = {.data = table, .validation = {.file = table}, .test = {.file = table}};
  Notes notes;
  read_job_data(job, notes.listener());
  EXPECT_THAT(notes.all, Not(Contains(HasSubstr("stay on one side"))));
  EXPECT_THAT(notes.all, Contains(HasSubstr("300 of 300 rows are copies of training rows")));
}

}  // namespace
}  // namespace ganglion::train
