#include "ganglion/train/job/rows/open_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "ganglion/io/preprocessing_json.h"
#include "ganglion/train/job/job_values.h"
#include "ganglion/train/job/rows/folds.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using support::ScratchFolder;
using ::testing::HasSubstr;

/// Columns of all types, with holes, and one that names its rows.
std::string mixed_rows(int rows, const std::string& target) {
  std::string text = "id,height,weight,colour,smokes,born,note,spot," + target + "\n";
  for (int i = 0; i < rows; ++i) {
    const int k = i * 7919 % 1009;
    text += std::to_string(i) + ',' + std::to_string(1.5 + 0.001 * k) + ',' +
            (i % 13 == 0 ? "" : std::to_string(k % 90)) + ',' +
            (k % 3 == 0   ? "red"
             : k % 5 == 0 ? ""
                          : "blue") +
            ',' + (k % 2 == 0 ? "yes" : "no") + ",20" + std::to_string(10 + k % 13) + "-0" +
            std::to_string(1 + k % 9) + "-11," + "the " + (k % 2 == 0 ? "old" : "new") + " house " +
            std::to_string(i) + ',' + std::to_string(k % 4) + ".50," +
            (i % 101 == 5        ? ""
             : target == "class" ? (k % 7 < 3 ? "ill" : "well")
             : target == "rank"  ? std::to_string(k % 5)
                                 : std::to_string(0.5 * k + 0.01 * (i % 50))) +
            '\n';
  }
  return text;
}

std::vector<float> features_of(const data::Dataset& data) {
  const data::Dataset rows = data.in_memory();
  const auto values = rows.features.values<float>();
  return {values.begin(), values.end()};
}

void expect_same_rows(const std::optional<data::Dataset>& a,
                      const std::optional<data::Dataset>& b) {
  ASSERT_EQ(a.has_value(), b.has_value());
  if (!a) return;
  EXPECT_EQ(a->feature_shape(), b->feature_shape());
  EXPECT_EQ(features_of(*a), features_of(*b));
  EXPECT_EQ(a->targets.shape(), b->targets.shape());
  const Tensor x = a->targets.cast(DType::f64);
  const Tensor y = b->targets.cast(DType::f64);
  EXPECT_TRUE(std::equal(x.values<double>().begin(), x.values<double>().end(),
                         y.values<double>().begin(), y.values<double>().end()));
  EXPECT_EQ(a->feature_names, b->feature_names);
  EXPECT_EQ(a->class_names, b->class_names);
}

struct Told {
  std::vector<std::string> lines = {};
  Listener listener() {
    return {.chosen = [this](const Choice& c) { lines.push_back(c.what + c.value + c.reason); },
            .note = [this](const std::string& text) { lines.push_back(text); },
            .warning = [this](const std::string& text) { lines.push_back(text); }};
  }
};

JobData read(Job job, Stream stream, Told& told) {
  job.stream = stream;
  JobData data = read_job_data(job, told.listener());
  std::erase_if(told.lines, [](const std::string& line) { return line.starts_with("features"); });
  return data;
}

void expect_same_data(const Job& job) {
  Told a;
  Told b;
  const JobData stored = read(job, Stream::yes, a);
  const JobData read_whole = read(job, Stream::no, b);
  EXPECT_TRUE(stored.train.stored);
  EXPECT_FALSE(read_whole.train.stored);
  EXPECT_EQ(a.lines, b.lines);
  expect_same_rows(stored.train, read_whole.train);
  expect_same_rows(stored.validation, read_whole.validation);
  expect_same_rows(stored.test, read_whole.test);
  EXPECT_EQ(io::to_json(stored.preprocessing.state()).dump(),
            io::to_json(read_whole.preprocessing.state()).dump());
  EXPECT_EQ(stored.raw.rows(), read_whole.raw.rows());
  for (std::int64_t row = 0; row < stored.raw.rows(); row += 7) {
    EXPECT_EQ(stored.raw.place(row), read_whole.raw.place(row));
    EXPECT_EQ(stored.raw.columns().back().text(row), read_whole.raw.columns().back().text(row));
  }
  ASSERT_EQ(stored.summary.summaries.size(), read_whole.summary.summaries.size());
  for (std::size_t i = 0; i < stored.summary.summaries.size(); ++i) {
    EXPECT_EQ(stored.summary.summaries[i].counts, read_whole.summary.summaries[i].counts);
    EXPECT_EQ(stored.summary.summaries[i].note, read_whole.summary.summaries[i].note);
  }
}

TEST(OpenSource, IsWhatIsReadInMemory) {
  const ScratchFolder folder;
  for (const char* target : {"class", "rank", "value"}) {
    const std::string path = folder.write(std::string(target) + ".csv", mixed_rows(3000, target));
    for (const std::uint64_t seed : {1U, 2U}) {
      expect_same_data({.data = path, .seed = seed, .out = folder / "run"});
    }
    expect_same_data(
        {.data = path,
         .ignore = {"colour"},
         .columns = {{"spot", data::ColumnType::category}, {"note", data::ColumnType::text}},
         .validation = {.fraction = 0.0},
         .test = {.fraction = 0.3},
         .threads = 1,
         .out = folder / "run"});
    if (std::string(target) != "value") continue;
    expect_same_data({.data = path,
                      .targets = {"height", "value"},
                      .validation = {.file = path},
                      .test = {.fraction = 0.0},
                      .out = folder / "run"});
  }
}

TEST(OpenSource, IsSplitByTimeAsInMemory) {
  const ScratchFolder folder;
  const std::string path = folder.write("t.csv", mixed_rows(2000, "rank"));
  for (const char* column : {"born", "id"}) {
    expect_same_data({.data = path, .time_column = column, .out = folder / "run"});
  }
}

/// Two channels of five values, a class, and a note that is no part of the signal; `hole` leaves
/// out the last value of some rows.
std::string signal_rows(int rows, bool hole) {
  std::string text = "note";
  for (int c = 0; c < 10; ++c) text += ",v" + std::to_string(c);
  text += ",kind\n";
  for (int i = 0; i < rows; ++i) {
    text += "n" + std::to_string(i % 17);
    for (int c = 0; c < 10; ++c) {
      const int k = (i * 31 + c * 17) % 101;
      text += hole && c % 5 == 4 && i % 3 == 0 ? "," : ',' + std::to_string(0.01 * k * (c + 1));
    }
    text += i % 43 == 7 ? ",\n" : i % 5 < 2 ? ",walk\n" : ",run\n";
  }
  return text;
}

TEST(OpenSource, SignalsAreWhatIsReadInMemory) {
  const ScratchFolder folder;
  const std::string path = folder.write("s.csv", signal_rows(3000, false));
  expect_same_data({.data = path,
                    .ignore = {"note"},
                    .signal = data::SignalShape{.channels = 2, .length = 5},
                    .out = folder / "run"});
  expect_same_data({.data = folder.write("h.csv", signal_rows(700, true)),
                    .ignore = {"note"},
                    .signal = data::SignalShape{.channels = 2},
                    .signal_length = 4,
                    .test = {.file = path},
                    .out = folder / "run"});
}

TEST(OpenSource, TheClassOfSignalsIsFoundAsInMemory) {
  const ScratchFolder folder;
  std::string text;
  for (int i = 0; i < 400; ++i) {
    text += std::to_string(1 + i % 2);
    for (int c = 0; c < 6; ++c) text += '\t' + std::to_string(0.1 * (i % 7) + 0.01 * c);
    text += '\n';
  }
  expect_same_data(
      {.data = folder.write("u.tsv", text), .signal = data::SignalShape{}, .out = folder / "run"});
}

TEST(OpenSource, FoldsAreThoseInMemory) {
  const ScratchFolder folder;
  const std::string table = folder.write("t.csv", mixed_rows(1500, "class"));
  const std::string signals = folder.write("s.csv", signal_rows(600, false));
  const std::vector<Job> jobs = {
      {.data = table, .cross_validate = 3, .out = folder / "run"},
      {.data = table, .time_column = "born", .cross_validate = 2, .out = folder / "run"},
      {.data = signals,
       .ignore = {"note"},
       .signal = data::SignalShape{.channels = 2, .length = 5},
       .cross_validate = 2,
       .out = folder / "run"}};
  for (Job job : jobs) {
    read_job_data(job, {});
    job.stream = Stream::yes;
    const Folds stored(job);
    job.stream = Stream::no;
    const Folds whole(job);
    for (std::int64_t fold = 0; fold < job.cross_validate; ++fold) {
      const JobData a = stored.at(fold);
      const JobData b = whole.at(fold);
      EXPECT_TRUE(a.train.stored);
      expect_same_rows(a.train, b.train);
      expect_same_rows(a.validation, b.validation);
      expect_same_rows(a.test, b.test);
    }
  }
}

TEST(OpenSource, SaysWhatCannotBe) {
  const ScratchFolder folder;
  Job job = {.data = folder.write("a.arff", "@relation r\n@attribute a numeric\n@data\n1\n"),
             .stream = Stream::yes,
             .out = folder / "run"};
  const auto message = [&] {
    try {
      Job copy = job;
      read_job_data(copy, {});
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(message(),
              HasSubstr("only CSV files in UTF-8 (packed with gzip or not) can be streamed"));
  job.image.shape = Shape{1, 2, 1};
  EXPECT_THAT(message(), HasSubstr("`image`"));
  job = {.data = folder.write("a.csv", mixed_rows(300, "class")), .stream = Stream::yes};
  job.cache = job.data;
  EXPECT_THAT(message(), HasSubstr("`cache`"));
}

TEST(OpenSource, ErrorsOfTheTestFileKeepTheirRemedy) {
  const ScratchFolder folder;
  Job job = {.data = folder.write("a.csv", "x,y\n1,a\n2,b\n3,a\n"),
             .test = {.file = folder.write("t.csv", "x,y\n1,caf\xE9\n")}};
  try {
    read_job_data(job, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("`test`: "));
    EXPECT_THAT(error.what(), HasSubstr("`encoding = latin1`"));
    EXPECT_EQ(error.remedy().setting, "encoding");
    EXPECT_EQ(error.remedy().value, "latin1");
  }
}

TEST(OpenSource, ErrorsNameTheLine) {
  const ScratchFolder folder;
  std::string text = mixed_rows(300, "value");
  text += "300,1e400,5,red,yes,2020-01-01,the old house,1,5\n";
  Job job = {.data = folder.write("a.csv", text),
             .validation = {.fraction = 0.0},
             .test = {.fraction = 0.0},
             .out = folder / "run"};
  std::vector<std::string> messages;
  for (const Stream stream : {Stream::yes, Stream::no}) {
    Job copy = job;
    copy.stream = stream;
    try {
      read_job_data(copy, {});
    } catch (const Error& error) {
      messages.emplace_back(error.what());
    }
  }
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0], messages[1]);
  EXPECT_THAT(messages[0], HasSubstr("a.csv:302"));
}

TEST(JobValues, SizesAreRead) {
  EXPECT_EQ(to_bytes("2GB"), 2'000'000'000);
  EXPECT_EQ(to_bytes("1.5 GiB"), 1'610'612'736);
  EXPECT_EQ(to_bytes("50MB"), 50'000'000);
  EXPECT_EQ(to_bytes("4e6"), 4'000'000);
  for (const char* text : {"2GB", "1536MiB", "50MB", "1234567", "3TiB", "999999999999999999"}) {
    EXPECT_EQ(to_bytes(bytes_text(to_bytes(text))), to_bytes(text)) << text;
  }
  EXPECT_EQ(bytes_text(to_bytes("1.5 GiB")), "1536MiB");
  EXPECT_EQ(bytes_text(to_bytes("0.5GB")), "500MB");
  for (const char* text : {"", "GB", "1 kB", "-2GB", "nan", "5 parsecs", "1e30", "100"}) {
    EXPECT_THROW(to_bytes(text), Error) << text;
  }
}

}  // namespace
}  // namespace ganglion::train
