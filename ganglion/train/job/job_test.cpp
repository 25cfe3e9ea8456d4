#include "ganglion/train/job/job.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/train/job/job_keys.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/job/job_values.h"
#include "tests/support/error_of.h"

namespace ganglion::train {
namespace {

using support::error_of;

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(Job, IsReadAsItWasWritten) {
  const Job job = {.data = "a \"quoted\\ name\".csv",
                   .targets = {"x, y", "z"},
                   .task = data::Task::regression,
                   .ignore = {"id"},
                   .network = "dense 5 tanh",
                   .output = nn::Activation::relu,
                   .loss = "huber delta=2",
                   .optimizer = "sgd momentum=0.9",
                   .learning_rate = 1e-5,
                   .schedule = optim::ScheduleText("warmup 2e cosine"),
                   .epochs = 7,
                   .batch_size = 1,
                   .validation = {.fraction = 0.0, .file = "v.csv"},
                   .test = {.fraction = 0.125},
                   .time_column = "day",
                   .group = "person",
                   .patience = 0,
                   .l2 = 0.1,
                   .dropout = 0.30000000000000004,
                   .class_weight = ClassWeight::none,
                   .seed = 9007199254740993U,  // not a double
                   .replicas = 4,
                   .precision = Precision::bf16,
                   .threads = 2,
                   .out = "runs/a"};
  Job expected = job;
  expected.targets = {"x", "y", "z"};  // a comma divides names
  EXPECT_EQ(to_toml(job_from_toml(to_toml(expected), "job")), to_toml(expected));
  const Job read = job_from_toml(to_toml(job), "job");
  EXPECT_THAT(read.targets, ElementsAre("x", "y", "z"));
  EXPECT_EQ(read.data, job.data);
  EXPECT_EQ(read.seed, job.seed);
  EXPECT_EQ(read.dropout, job.dropout);
  EXPECT_EQ(read.validation.file, "v.csv");
  EXPECT_EQ(read.test.fraction, 0.125);
  EXPECT_EQ(read.epochs, 7);
  EXPECT_EQ(read.output, nn::Activation::relu);
  EXPECT_EQ(read.time_column, "day");
  EXPECT_EQ(read.group, "person");
}

TEST(Job, WhatIsOpenStaysOpen) {
  const Job read = job_from_toml(to_toml(Job{.data = "x.csv"}), "job");
  EXPECT_FALSE(read.network.has_value());
  EXPECT_FALSE(read.epochs.has_value());
  EXPECT_FALSE(read.learning_rate.has_value());
  EXPECT_TRUE(read.targets.empty());
  EXPECT_EQ(read.threads, 0);
  // No hidden layers are something else than an open choice.
  EXPECT_EQ(job_from_toml("network = \"\"", "job").network->text(), "");
}

TEST(Job, EveryKeyIsDocumented) {
  const std::string text = to_toml(Job{});
  for (const JobKey& key : job_keys()) {
    EXPECT_THAT(text, HasSubstr(key.name + " = "));
    const std::size_t length = key.help.find(" [default: ");  // npos: all of it
    EXPECT_GT(key.help.size(), 8U) << key.name;
    EXPECT_LT(std::min(length, key.help.size()), 100U) << key.name;
  }
}

TEST(Job, HelpShowsTheDefault) {
  EXPECT_THAT(help_with_default(job_key("dropout")), EndsWith(" [default: 0.0]"));
  EXPECT_THAT(help_with_default(job_key("encoding")), EndsWith(" [default: utf-8]"));
  EXPECT_THAT(help_with_default(job_key("loss")), EndsWith(" [default: chosen from the task]"));
  EXPECT_EQ(help_with_default(job_key("ignore")), job_key("ignore").help);
}

TEST(Job, PictureIsAnotherNameOfImage) {
  EXPECT_EQ(&job_key("picture"), &job_key("image"));
  const Job old = job_from_toml("picture = \"8x8\"", "job.toml");
  EXPECT_EQ(to_toml(old), to_toml(job_from_toml("image = \"8x8\"", "job.toml")));
  EXPECT_THAT(to_toml(old), HasSubstr("\nimage = \"8x8\"\n"));
}

/// Whatever way a value was typed in, it is written in one way, and read back as the same.
TEST(Job, ValuesAreWrittenInOneWay) {
  const auto written = [](const std::string& key, const std::string& typed) {
    Job job;
    job_key(key).set(job, {typed});
    const std::string text = *job_key(key).toml(job);
    Job again;
    job_key(key).set(again, {text.starts_with('"') ? text.substr(1, text.size() - 2) : text});
    EXPECT_EQ(job_key(key).toml(again), text);
    return text;
  };
  EXPECT_EQ(written("header", "auto"), "\"auto\"");
  EXPECT_EQ(written("header", "no"), "\"no\"");
  EXPECT_EQ(written("encoding", "ISO-8859-1"), "\"latin1\"");
  EXPECT_EQ(written("task", "multilabel"), "\"multilabel\"");
  EXPECT_EQ(written("task", "auto"), "\"auto\"");
  EXPECT_EQ(written("image_size", "28"), "\"28x28\"");
  EXPECT_EQ(written("channels", "3"), "3");
  EXPECT_EQ(written("channels", "0"), "0");
  EXPECT_EQ(written("signal", ""), "\"1\"");
  EXPECT_EQ(written("signal", "6x100"), "\"6x100\"");
  EXPECT_EQ(written("image", "1x28x28"), "\"28x28\"");
  EXPECT_EQ(written("image", "none"), "\"none\"");
  EXPECT_EQ(written("image", "auto"), "\"auto\"");
  EXPECT_EQ(written("schedule", " warmup  2e cosine "), "\"warmup 2e cosine\"");
  EXPECT_EQ(written("loss", "huber delta=2"), "\"huber delta=2\"");
  EXPECT_EQ(written("keep", "last"), "\"last\"");
  EXPECT_EQ(written("class_weight", "balanced"), "\"balanced\"");
  EXPECT_EQ(written("calibration", "none"), "\"none\"");
  EXPECT_EQ(written("precision", "bf16"), "\"bf16\"");
  EXPECT_EQ(written("stream", "yes"), "\"yes\"");
  EXPECT_EQ(written("memory", "0.5 GB"), "\"500MB\"");
  EXPECT_EQ(written("memory", "auto"), "\"auto\"");
}

TEST(Job, RefusesWithThePlace) {
  const auto read = [](const char* text) {
    return error_of([text] { job_from_toml(text, "j.toml"); });
  };
  EXPECT_EQ(read("seed = 1\nepchs = 3"),
            "j.toml:2:1: unknown key \"epchs\"; did you mean \"epochs\"?");
  EXPECT_EQ(read("epochs = 0"), "j.toml:1:10: epochs: \"0\": expected an integer >= 1");
  EXPECT_THAT(read("epochs = true"),
              HasSubstr("j.toml:1:10: epochs: expected a string, a number or a list of strings"));
  EXPECT_THAT(read("epochs = [1, 2]"), HasSubstr("expected one value, got 2"));
  EXPECT_THAT(read("[training]\nepochs = 3"), HasSubstr("unknown key \"training\""));
  EXPECT_THAT(read("data = \"x"), HasSubstr("j.toml:1:"));
  EXPECT_THAT(read("network = \"dens 3\""), HasSubstr("did you mean \"dense\"?"));
  EXPECT_THAT(read("task = \"clustering\""), HasSubstr("multiclass"));
  EXPECT_THAT(read("output = \"runs/a\""), HasSubstr("the folder for the results is `out`"));
}

TEST(Job, TypesOfColumns) {
  const auto columns = [](const std::string& text) {
    Job job;
    job_key("columns").set(job, {text});
    return job.columns;
  };
  using Types = data::ColumnTypes;
  using data::ColumnType;
  EXPECT_EQ(columns("zip=category,day=date"),
            (Types{{"zip", ColumnType::category}, {"day", ColumnType::date}}));
  EXPECT_EQ(columns("a,b=number,c=d=text"),
            (Types{{"a,b", ColumnType::number}, {"c=d", ColumnType::text}}));
  EXPECT_EQ(columns(",a=number"), (Types{{",a", ColumnType::number}}));
  const std::string commas(60'000, ',');
  for (const std::string& text : {std::string(), std::string(","), std::string("a=number,"),
                                  std::string("=number"), commas}) {
    EXPECT_THAT(error_of([&] { columns(text); }), HasSubstr("write COL=TYPE")) << text.size();
  }
  EXPECT_THAT(error_of([&] { columns("a=nmber"); }), HasSubstr("number"));
  Job stated;
  job_key("columns").set(stated, {"a=b=number decimal=comma unit=kg,zip=category"});
  EXPECT_EQ(stated.columns, (Types{{"a=b", ColumnType::number}, {"zip", ColumnType::category}}));
  EXPECT_EQ(stated.formats.at("a=b"), (data::NumberFormat{.decimal = ',', .unit = "kg"}));
  EXPECT_EQ(*job_key("columns").toml(stated),
            "{\"a=b\" = \"number decimal=comma unit=kg\", \"zip\" = \"category\"}");
}

TEST(JobValues, WholeNumbers) {
  EXPECT_EQ(to_whole("12", 1, 100), 12);
  EXPECT_EQ(to_whole("1e3", 1, 10000), 1000);
  EXPECT_EQ(to_whole("9223372036854775807", 0, INT64_MAX), INT64_MAX);
  for (const char* text : {"", "x", "1.5", "0", "101", "-1", "1 2", "0x5", "nan", "inf", "1e300",
                           "99999999999999999999"}) {
    EXPECT_THAT(error_of([text] { to_whole(text, 1, 100); }),
                HasSubstr("expected an integer from 1 to 100"))
        << text;
  }
}

TEST(JobValues, NumbersAndShares) {
  EXPECT_EQ(to_number("0.5", {.least = 0, .below = 1}), 0.5);
  EXPECT_THAT(error_of([] { to_number("1", {.least = 0, .below = 1}); }),
              HasSubstr("\"1\": expected a number >= 0 and < 1"));
  EXPECT_THAT(error_of([] { to_number("nan", {.above = 0}); }), HasSubstr("a number > 0"));
  EXPECT_EQ(to_holdout("0").fraction, 0.0);
  EXPECT_EQ(to_holdout("test.csv").file, "test.csv");
  for (const char* text : {"1", "-0.1", "1.5", "inf", ""}) {
    EXPECT_NE(error_of([text] { to_holdout(text); }), "no error") << text;
  }
}

TEST(JobValues, NamesAreCutAtCommas) {
  EXPECT_THAT(names_in({"a, b", "c"}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(error_of([] { names_in({"a,,b"}); }), HasSubstr("empty"));
  EXPECT_THAT(error_of([] { names_in({""}); }), HasSubstr("empty"));
}

RC_GTEST_PROP(JobValues, AnyTextAndNumberComesBackFromToml, (const std::string& text)) {
  std::string plain = text;
  std::erase_if(plain, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  std::erase(plain, '\0');
  const double number =
      *rc::gen::map(rc::gen::inRange(1, 1'000'000'000), [](int n) { return 1.0 / n; });
  const Job job =
      job_from_toml("data = " + toml_text(plain) + "\nl2 = " + toml_number(number), "j");
  RC_ASSERT(job.data == plain);
  RC_ASSERT(job.l2 == number);
}

}  // namespace
}  // namespace ganglion::train
