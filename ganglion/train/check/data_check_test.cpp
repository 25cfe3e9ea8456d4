#include "ganglion/train/check/data_check.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "ganglion/train/check/check_html.h"
#include "ganglion/train/check/check_json.h"
#include "ganglion/train/check/check_text.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using support::ScratchFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// 40 rows of an order that is written as in much of Europe, and the first 4 of them again: a
/// number of the order, a day, a price, a weight with gaps, the target once more, and the target.
std::string orders() {
  const std::vector<std::string> kinds = {"tea", "tea", "rice", "milk"};
  std::string text = "order_id;day;price;weight;code;kind\n";
  for (int i = 0; i < 44; ++i) {
    const int row = i % 40;
    const std::string kind = kinds[static_cast<std::size_t>(row % 4)];
    const std::string weight = row % 10 == 3 ? "-" : fmt::format("{}", (row * 7) % 50);
    text += fmt::format("{};{:02}/{:02}/2020;{},{:02};{};{}-code;{}\n", 1000 + i, 1 + row % 28,
                        1 + row % 12, row, (row * 37) % 100, weight, kind, kind);
  }
  return text;
}

const ColumnCheck& column_of(const DataCheck& check, const std::string& name) {
  return *std::ranges::find(check.columns, name, &ColumnCheck::name);
}

class DataChecks : public ::testing::Test {
 protected:
  DataCheck check(const std::string& text, Job job = {}) const {
    job.data = scratch_.write("orders.csv", text);
    return check_data(job);
  }
  std::string path() const { return scratch_ / "orders.csv"; }

  ScratchFolder scratch_;
};

TEST_F(DataChecks, TellHowATableIsRead) {
  const DataCheck found = check(orders());
  EXPECT_EQ(found.rows, 44);
  EXPECT_EQ(found.format.delimiter, ';');
  EXPECT_TRUE(found.format.header);
  EXPECT_EQ(found.format.encoding, "UTF-8");
  EXPECT_EQ(found.format.decimal, ',');
  EXPECT_EQ(found.samples, "");
  EXPECT_FALSE(found.error);
}

TEST_F(DataChecks, TellWhatColumnsHold) {
  const DataCheck found = check(orders());
  ASSERT_EQ(found.columns.size(), 6U);
  const ColumnCheck& price = column_of(found, "price");
  EXPECT_EQ(price.type, "number");
  EXPECT_EQ(price.role, "feature");
  EXPECT_EQ(price.written, "decimal commas");
  EXPECT_EQ(price.missing, 0);
  EXPECT_EQ(price.distinct, 40);
  EXPECT_THAT(price.examples, ElementsAre("0", "1.37", "2.74"));
  EXPECT_DOUBLE_EQ(price.least, 0.0);
  EXPECT_DOUBLE_EQ(price.most, 39.43);
  const ColumnCheck& weight = column_of(found, "weight");
  EXPECT_EQ(weight.missing, 5);
  EXPECT_THAT(weight.notes, ElementsAre(HasSubstr("values missing")));
  const ColumnCheck& day = column_of(found, "day");
  EXPECT_EQ(day.type, "date");
  EXPECT_EQ(day.written, "day first");
  EXPECT_THAT(day.examples, ElementsAre("01/01/2020", "02/02/2020", "03/03/2020"));
}

TEST_F(DataChecks, TellWhatIsExcludedAndWhatTellsTheTarget) {
  Job job;
  job.ignore = {"day"};
  const DataCheck found = check(orders(), job);
  const ColumnCheck& id = column_of(found, "order_id");
  EXPECT_EQ(id.type, "identifier");
  EXPECT_EQ(id.role, "excluded");
  EXPECT_THAT(id.notes, ElementsAre(HasSubstr("excluded")));
  EXPECT_THAT(column_of(found, "code").notes, ElementsAre(HasSubstr("tells the target exactly")));
  EXPECT_EQ(column_of(found, "day").role, "excluded");
  EXPECT_EQ(column_of(found, "day").type, "category");
  EXPECT_THAT(column_of(found, "day").notes, ElementsAre("excluded by `ignore`"));
}

TEST_F(DataChecks, TellTaskClassesAndCopies) {
  const DataCheck found = check(orders());
  EXPECT_THAT(found.targets, ElementsAre("kind"));
  EXPECT_EQ(found.task, Task::multiclass);
  ASSERT_EQ(found.classes.size(), 3U);
  EXPECT_EQ(found.classes[0].text, "milk");
  EXPECT_EQ(found.classes[0].rows, 11);
  EXPECT_EQ(found.classes[2].text, "tea");
  EXPECT_EQ(found.classes[2].rows, 22);
  EXPECT_EQ(found.copies, 4);
  EXPECT_EQ(column_of(found, "kind").role, "target");
}

TEST_F(DataChecks, DatesThatAreClearNeedNoOrder) {
  const DataCheck found = check(
      "day,x,y\n2020-01-02,1,0.5\n2020-02-03,2,0.7\n2020-03-04,3,0.9\n2020-04-05,1,0.3\n"
      "2020-05-06,2,0.1\n");
  EXPECT_EQ(column_of(found, "day").type, "date");
  EXPECT_EQ(column_of(found, "day").written, "");
}

/// What training would say is said in the same words, all of it.
TEST_F(DataChecks, NotesAndErrorsAreThoseOfTraining) {
  Job job;
  job.data = scratch_.write("orders.csv", orders());
  const DataCheck found = check_data(job);
  std::vector<std::string> notes;
  std::vector<std::string> on_columns;
  read_job_data(job, {.note = [&](const std::string& text) { notes.push_back(text); },
                      .column_note = [&](const auto& text) { on_columns.push_back(text); },
                      .most_column_notes = 100});
  EXPECT_EQ(found.notes, notes);
  std::size_t counted = 0;
  for (const ColumnCheck& column : found.columns) counted += column.notes.size();
  EXPECT_EQ(counted, on_columns.size());
  EXPECT_GE(counted, 3U);
}

TEST_F(DataChecks, AnErrorLeavesWhatWasSeenBefore) {
  Job job;
  job.targets = {"knd"};
  const DataCheck unknown = check(orders(), job);
  ASSERT_TRUE(unknown.error);
  EXPECT_EQ(unknown.error->what(), path() + ": no column \"knd\"; did you mean \"kind\"?");
  EXPECT_EQ(unknown.columns.size(), 6U);
  EXPECT_EQ(column_of(unknown, "price").distinct, 40);
  job.data = scratch_ / "none.csv";
  const DataCheck none = check_data(job);
  ASSERT_TRUE(none.error);
  EXPECT_THAT(none.columns, IsEmpty());
}

TEST_F(DataChecks, APathThatIsNoUtf8IsToldInJson) {
  Job job;
  job.data = scratch_ / "\xFF.csv";
  const io::Json json = check_json(check_data(job));
  EXPECT_THAT(json.text("data"), HasSubstr("\\u00ff.csv"));
  EXPECT_THAT(json.at("error").text("message"), HasSubstr("not UTF-8"));
  EXPECT_NE(json.dump(), "");
}

/// A slip among numbers is found when the types are: the table is known by then.
TEST_F(DataChecks, ASlipIsAnErrorBesideTheTable) {
  std::string text = "x,y\n";
  for (int i = 0; i < 40; ++i)
    text += fmt::format("{},{}\n", i == 20 ? "oops" : "1" + std::to_string(i), i % 2);
  const DataCheck found = check(text);
  ASSERT_TRUE(found.error);
  EXPECT_THAT(found.error->what(), HasSubstr("orders.csv:22"));
  EXPECT_EQ(column_of(found, "x").type, "category");
  EXPECT_EQ(column_of(found, "y").role, "target");
}

TEST_F(DataChecks, PixelsAreImages) {
  Job job;
  job.data = "data/digits.csv";
  const DataCheck found = check_data(job);
  EXPECT_EQ(found.samples, "image");
  EXPECT_EQ(found.shape, "8x8, greyscale");
  EXPECT_EQ(found.rows, 1797);
  ASSERT_EQ(found.columns.size(), 1U);
  EXPECT_EQ(found.columns[0].role, "target");
  EXPECT_EQ(found.classes.size(), 10U);
  EXPECT_EQ(found.classes[0].rows, 178);
}

TEST_F(DataChecks, ARunThroughAFileOfColumnsSeesTheSame) {
  Job job;
  const std::string in_memory = check_text(check(orders(), job));
  job.stream = Stream::yes;
  job.out = scratch_ / "run";
  DataCheck stored = check(orders(), job);
  std::erase_if(stored.choices, [](const Choice& choice) { return choice.what == "features"; });
  EXPECT_EQ(check_text(stored), in_memory);
  job.data = path();
  job.cache = scratch_.path();
  check_data(job);
  const DataCheck again = check_data(job);  // from the file that is there
  EXPECT_THAT(again.notes, ::testing::Contains(HasSubstr("read from the cache")));
  EXPECT_EQ(again.format.delimiter, ';');
  EXPECT_EQ(again.format.decimal, ',');
  EXPECT_TRUE(again.format.header);
}

TEST_F(DataChecks, TextIsAlignedAndKeepsToItsLines) {
  const std::string text = check_text(
      check("\"a\nb\",\x1B[31mred,y\n1,x,0.5\n2,\x1B[0m,0.7\n3,x,0.9\n4,x,0.2\n5,x,1\n"));
  EXPECT_THAT(text, HasSubstr("\na b "));
  EXPECT_THAT(text, HasSubstr("\\u001b[31mred"));
  EXPECT_THAT(text, Not(HasSubstr("\x1B")));
  const std::string orders_text = check_text(check(orders()));
  EXPECT_THAT(orders_text, HasSubstr("44 rows, 6 columns\n"
                                     "read as: delimiter ';', a header, UTF-8, decimal comma\n"));
  EXPECT_THAT(orders_text, HasSubstr("\nkind      category (target) "));
  EXPECT_THAT(orders_text, HasSubstr("\nclasses:\n  milk: 11 of 44 rows, 25.0 %\n"));
  EXPECT_THAT(orders_text, HasSubstr("--columns 'order_id=number'"));
}

TEST_F(DataChecks, JsonHasAllOfIt) {
  const io::Json json = check_json(check(orders()));
  EXPECT_EQ(json.integer("rows"), 44);
  EXPECT_EQ(json.at("format").text("delimiter"), ";");
  EXPECT_EQ(json.at("format").text("decimal"), ",");
  EXPECT_EQ(json.text("task"), "multiclass");
  EXPECT_TRUE(json.at("error").is_null());
  EXPECT_TRUE(json.at("samples").is_null());
  const io::Json& price = json.array("columns").at(2);
  EXPECT_EQ(price.text("name"), "price");
  EXPECT_EQ(price.number("max"), 39.43);
  EXPECT_TRUE(json.array("columns").at(5).at("mean").is_null());
}

TEST_F(DataChecks, APageEscapesTheTextOfData) {
  const std::string page =
      check_html(check("<b>,y\n<script>alert(1)</script>,0.5\nx&y,0.7\nx&y,0.9\nx&y,0.2\nx&y,1\n"));
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;"));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("http")));
}

}  // namespace
}  // namespace ganglion::train
