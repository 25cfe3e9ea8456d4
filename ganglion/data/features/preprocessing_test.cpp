#include "ganglion/data/features/preprocessing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/parse_table.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using ::testing::HasSubstr;

using Names = std::vector<std::string>;

std::vector<float> floats(const Tensor& tensor) {
  const auto span = tensor.values<float>();
  return {span.begin(), span.end()};
}

Preprocessing fit(const std::string& csv, const Names& targets, Task task,
                  const PreprocessingOptions& options = {}) {
  return Preprocessing::fit(parse_table(csv, "train.csv"), targets, task, options);
}

std::string fit_error(const std::string& csv, const Names& targets, Task task,
                      const PreprocessingOptions& options = {}) {
  return support::error_of([&] { fit(csv, targets, task, options); });
}

std::string apply_error(const Preprocessing& preprocessing, const std::string& csv,
                        bool with_target = true) {
  return support::error_of([&] { preprocessing.apply(parse_table(csv, "new.csv"), with_target); });
}

TEST(Preprocessing, ScalesNumbersByTheTrainingRows) {
  // Mean 3, population standard deviation sqrt(8/3).
  const auto p = fit("x,y\n1,0\n3,1\n5,0\n", {"y"}, Task::binary, {.clip = false});
  const Dataset data = p.apply(parse_table("y,more,x\n1,z,3\n0,z,7\n", "new.csv"), true);
  EXPECT_EQ(data.features.shape(), (Shape{2, 1}));
  EXPECT_FLOAT_EQ(floats(data.features)[0], 0);
  EXPECT_FLOAT_EQ(floats(data.features)[1], 4 / std::sqrt(8.0f / 3));
  EXPECT_EQ(data.targets.values<std::int32_t>()[0], 1);
  EXPECT_EQ(data.class_names, (Names{"0", "1"}));
  EXPECT_EQ(data.target_names, (Names{"y"}));
}

TEST(Preprocessing, LeavesNumbersAsTheyAreOnDemand) {
  const auto p = fit("x,y\n1,0\n,1\n5,0\n", {"y"}, Task::binary, {.scale = false});
  const Dataset data = p.apply(parse_table("x\n\n7\nNA\n", "new.csv"), false);
  EXPECT_EQ(floats(data.features), (std::vector<float>{7, 0, 3, 1}));
  EXPECT_FALSE(data.has_targets());
}

TEST(Preprocessing, FillsMissingNumbersWithTheMeanAndAFlag) {
  const auto p = fit("x,z,y\n1,1,0\n,2,1\n3,3,0\n", {"y"}, Task::binary);
  EXPECT_EQ(p.feature_names(), (Names{"x", "x is missing", "z"}));
  const Dataset data = p.apply(parse_table("x,z\n,\n3,2\n", "new.csv"), false);
  EXPECT_EQ(floats(data.features), (std::vector<float>{0, 1, 0, 1, 0, 0}));
  EXPECT_THAT(p.notes().back().to_string(), HasSubstr("1 of 3 values missing"));
}

TEST(Preprocessing, KeepsTheWordsOfLabels) {
  const auto p = fit("x,a,b\n1,yes,1\n2,NO,0\n3,no,1\n4,no,0\n", {"a", "b"}, Task::multilabel);
  EXPECT_EQ(p.state().targets[0].no, "no");  // as most of them are
  EXPECT_EQ(p.state().targets[0].yes, "yes");
  EXPECT_EQ(p.state().targets[1].no, "0");
  EXPECT_EQ(p.state().targets[1].yes, "1");
}

TEST(Preprocessing, ConstantColumnsBecomeZero) {
  const auto p = fit("x,c,y\n1,0.1,0\n2,0.1,1\n3,0.1,0\n", {"y"}, Task::binary);
  EXPECT_EQ(p.state().features[1].std, 0);
  EXPECT_EQ(floats(p.apply(parse_table("x,c\n2,5\n", "t"), false).features),
            (std::vector<float>{0, 0}));
  EXPECT_THAT(p.notes().back().to_string(),
              HasSubstr("\"c\": 0.1 in every row; it is scaled to 0"));
}

TEST(Preprocessing, OneHotOverTrainingCategories) {
  const auto p = fit("c,y\nred,0\nblue,1\nred,0\n", {"y"}, Task::binary);
  EXPECT_EQ(p.feature_names(), (Names{"c=blue", "c=red"}));
  // Neither unseen nor missing was met in training: nothing is known about them.
  EXPECT_EQ(floats(p.apply(parse_table("c\nred\ngreen\n?\nblue\n", "t"), false).features),
            (std::vector<float>{0, 1, 0, 0, 0, 0, 1, 0}));
}

TEST(Preprocessing, MissingCategoriesAreOther) {
  const auto p = fit("c,y\nred,0\n,1\nblue,0\n", {"y"}, Task::binary);
  EXPECT_EQ(p.feature_names(), (Names{"c=blue", "c=red", "c is other"}));
  EXPECT_EQ(floats(p.apply(parse_table("c\nred\ngreen\n?\n", "t"), false).features),
            (std::vector<float>{0, 1, 0, 0, 0, 1, 0, 0, 1}));
}

TEST(Preprocessing, RareCategoriesAreOther) {
  const auto p = fit("c,y\na,0\nb,1\nb,0\nc,1\nc,0\n", {"y"}, Task::binary, {.max_categories = 2});
  EXPECT_EQ(p.feature_names(), (Names{"c=b", "c=c", "c is other"}));
  EXPECT_EQ(floats(p.apply(parse_table("c\na\nb\n", "t"), false).features),
            (std::vector<float>{0, 0, 1, 1, 0, 0}));
}

TEST(Preprocessing, CategoriesMayLookLikeNumbersLater) {
  const auto p = fit("c,y\n1,0\n2.0,1\nx,0\n", {"y"}, Task::binary);
  EXPECT_EQ(p.feature_names(), (Names{"c=1", "c=2.0", "c=x"}));
  EXPECT_EQ(floats(p.apply(parse_table("c\n2.0\n1\n", "t"), false).features),
            (std::vector<float>{0, 1, 0, 1, 0, 0}));
}

TEST(Preprocessing, LeavesOutWhatTellsNothing) {
  std::string csv = "name,empty,same,x,y\n";
  for (int i = 0; i < 30; ++i) {
    const std::string n = std::to_string(i);
    csv += "person " + n + ",,s," + n + "," + (i % 2 ? "a" : "b") + "\n";
  }
  const auto p = fit(csv, {"y"}, Task::binary);
  EXPECT_EQ(p.feature_names(), (Names{"x"}));
  ASSERT_EQ(p.notes().size(), 3u);
  EXPECT_THAT(p.notes()[0].to_string(), HasSubstr("30 distinct texts in 30 rows"));
  EXPECT_THAT(p.notes()[1].to_string(), HasSubstr("no values; excluded"));
  EXPECT_THAT(p.notes()[2].to_string(), HasSubstr("the same text in every row"));
}

TEST(Preprocessing, IgnoresColumnsOnDemand) {
  const auto p = fit("a,b,y\n1,2,0\n2,3,1\n", {"y"}, Task::binary, {.ignore = {"a"}});
  EXPECT_EQ(p.feature_names(), (Names{"b"}));
  EXPECT_THAT(fit_error("a,y\n1,0\n2,1\n", {"y"}, Task::binary, {.ignore = {"aa"}}),
              HasSubstr("did you mean \"a\"?"));
  EXPECT_THAT(fit_error("a,y\n1,0\n2,1\n", {"y"}, Task::binary, {.ignore = {"y"}}),
              HasSubstr("both target and ignored"));
  EXPECT_THAT(fit_error("a,y\n1,0\n2,1\n", {"y"}, Task::binary, {.ignore = {"a"}}),
              HasSubstr("no feature columns left"));
}

TEST(Preprocessing, ClassesKeepTheirNamesAndSortBySize) {
  const auto p = fit("x,y\n1,10\n2,9\n3,10\n4,3.0\n", {"y"}, Task::multiclass);
  EXPECT_EQ(p.state().class_names, (Names{"3.0", "9", "10"}));
  const Dataset data = p.apply(parse_table("x,y\n1,3\n1,10\n1,9.0\n", "t"), true);
  const auto classes = data.targets.values<std::int32_t>();
  EXPECT_EQ((std::vector<std::int32_t>{classes.begin(), classes.end()}),
            (std::vector<std::int32_t>{0, 2, 1}));
}

TEST(Preprocessing, AFullStopAfterAClassIsNone) {
  const auto p = fit("x,y\n1,<=50K\n2,>50K\n", {"y"}, Task::binary);
  const Dataset data = p.apply(parse_table("x,y\n1,>50K.\n1,<=50K.\n", "t"), true);
  EXPECT_EQ(data.targets.values<std::int32_t>()[0], 1);
  EXPECT_EQ(data.targets.values<std::int32_t>()[1], 0);
}

TEST(Preprocessing, RegressionTargetsScaleAndBack) {
  const auto p = fit("x,y,z\n1,10,1.5\n2,30,1.5\n", {"y", "z"}, Task::regression);
  const Dataset data = p.apply(parse_table("x,y,z\n1,40,2\n", "t"), true);
  EXPECT_EQ(data.targets.shape(), (Shape{1, 2}));
  EXPECT_EQ(floats(data.targets), (std::vector<float>{40, 2}));
  EXPECT_EQ(floats(p.scale_targets(data.targets)), (std::vector<float>{2, 0.5}));
  const Tensor back = p.unscale_targets(p.scale_targets(data.targets));
  EXPECT_EQ(back.dtype(), DType::f64);
  EXPECT_EQ(floats(back.cast(DType::f32)), floats(data.targets));
  EXPECT_THROW(p.scale_targets(Tensor(Shape{3})), Error);
  const auto one = fit("x,y\n1,10\n2,30\n", {"y"}, Task::regression);
  EXPECT_EQ(one.apply(parse_table("x,y\n1,40\n", "t"), true).targets.shape(), (Shape{1}));
  EXPECT_EQ(floats(one.scale_targets(Tensor::of<float>(Shape{1, 1}, {40}))),
            (std::vector<float>{2}));
}

TEST(Preprocessing, MultilabelTargets) {
  const auto p = fit("x,a,b\n1,yes,0\n2,no,1\n", {"a", "b"}, Task::multilabel);
  const Dataset data = p.apply(parse_table("b,a,x\n1,FALSE,1\n0,y,2\n", "t"), true);
  EXPECT_EQ(data.targets.shape(), (Shape{2, 2}));
  EXPECT_EQ(floats(data.targets), (std::vector<float>{0, 1, 1, 0}));
  EXPECT_EQ(data.target_names, (Names{"a", "b"}));
  EXPECT_THAT(apply_error(p, "x,a,b\n1,maybe,0\n"),
              HasSubstr("new.csv:2: target \"a\": \"maybe\""));
}

TEST(Preprocessing, IsItsState) {
  const auto p = fit("x,c,y\n1,a,u\n,b,v\n3,,u\n", {"y"}, Task::binary);
  const Preprocessing again(p.state());
  const Table table = parse_table("x,c,y\n2,b,v\n,zz,u\n", "t");
  EXPECT_EQ(floats(again.apply(table, true).features), floats(p.apply(table, true).features));
  EXPECT_EQ(again.feature_names(), p.feature_names());
}

TEST(Preprocessing, RefusesTablesThatDontFit) {
  const auto p = fit("age,sex,y\n1,m,a\n2,f,b\n", {"y"}, Task::binary, {.clip = false});
  EXPECT_THAT(apply_error(p, "Agee,sex,y\n1,m,a\n"),
              HasSubstr("new.csv: no column \"age\"; did you "
                        "mean \"Agee\"?"));
  EXPECT_THAT(apply_error(p, "age,sex,y\n1,m,a\nold,f,b\n"),
              HasSubstr("new.csv:3: column \"age\": \"old\" is not a number"));
  EXPECT_THAT(
      apply_error(p, "age,sex,y\n1,m,c\n"),
      HasSubstr("new.csv:2: target \"y\": class \"c\" was not seen in training; there are \"a\", "
                "\"b\""));
  EXPECT_THAT(apply_error(p, "age,sex,y\n1,m,a\n1,m,\n"),
              HasSubstr("new.csv:3: target \"y\" is missing (1 of 2 rows)"));
  EXPECT_THAT(apply_error(p, "age,sex\n1,m\n"), HasSubstr("no column \"y\""));
  EXPECT_EQ(apply_error(p, "age,sex\n1,m\n", false), "no error");
  EXPECT_THAT(apply_error(p, "age,sex,y\n1e999,m,a\n"), HasSubstr("new.csv:2: column \"age\""));
  EXPECT_THAT(apply_error(p, "age,sex,y\n1e300,m,a\n"), HasSubstr("too large"));
}

TEST(Preprocessing, RefusesTargetsThatDontFitTheTask) {
  EXPECT_THAT(fit_error("x,y\n1,a\n2,b\n3,c\n", {"y"}, Task::binary), HasSubstr("has 3 classes"));
  EXPECT_THAT(fit_error("x,y\n1,a\n2,a\n", {"y"}, Task::binary), HasSubstr("\"a\" in every"));
  EXPECT_THAT(fit_error("x,y\n1,2\n2,a\n", {"y"}, Task::regression),
              HasSubstr("train.csv:3: column \"y\": \"a\" is not a number"));
  EXPECT_THAT(fit_error("x,y\n1,2\n2,3\n", {"y"}, Task::multilabel),
              HasSubstr("neither yes nor no"));
  EXPECT_THAT(fit_error("x,y,z\n1,2,0\n2,3,1\n", {"y", "z"}, Task::binary),
              HasSubstr("one target"));
  EXPECT_THAT(fit_error("x,y\n1,2\n2,\n", {"y"}, Task::regression),
              HasSubstr("train.csv:3: target"));
  EXPECT_THAT(fit_error("x,y\ninf,2\n2,3\n", {"y"}, Task::regression), HasSubstr("infinite"));
  EXPECT_THAT(fit_error("x,y\n1.7e308,2\n-1.7e308,3\n", {"y"}, Task::regression),
              HasSubstr("too large"));
  EXPECT_THAT(fit_error("y\n2\n3\n", {"y"}, Task::regression),
              HasSubstr("no feature columns left"));
}

TEST(Preprocessing, TargetsKeepTheirDigits) {
  const auto p =
      fit("x,y\n1,1700000000.5\n2,1700000100.25\n3,1700000300\n", {"y"}, Task::regression);
  const Table table = parse_table("x,y\n1,1700000123.75\n", "t");
  const Dataset data = apply_scaled(p, table);
  EXPECT_EQ(data.exact_targets->values<double>()[0], 1700000123.75);
  EXPECT_EQ(p.own_targets(data).values<double>()[0], 1700000123.75);
  EXPECT_EQ(data.rows(std::vector<std::int64_t>{0}).exact_targets->values<double>()[0],
            1700000123.75);
  const TargetColumn& column = p.state().targets[0];
  EXPECT_EQ(floats(data.targets)[0],
            static_cast<float>((1700000123.75 - column.mean) / column.std));
  EXPECT_NEAR(p.unscale_targets(data.targets).values<double>()[0], 1700000123.75, 1e-5);
}

TEST(TargetColumn, WritesTheDigitsThatANetworkKnows) {
  const TargetColumn far = {.name = "y", .mean = 2459000.5, .std = 141.5};
  EXPECT_EQ(far.unscaled(0.0), 2459000.5);
  EXPECT_EQ(far.unscaled(static_cast<double>(0.1F)), 2459014.65);  // 2459014.6500002108…
  EXPECT_EQ(far.unscaled(1e-9), 2459000.5);
  const TargetColumn plain = {.name = "y"};  // not scaled: the shortest text of the float
  EXPECT_EQ(plain.unscaled(static_cast<double>(0.1F)), 0.1);
  EXPECT_EQ(plain.unscaled(static_cast<double>(-1e-7F)), -1e-7);
  EXPECT_EQ(plain.unscaled(static_cast<double>(1e-30F)), 1e-30);
  EXPECT_EQ(plain.unscaled(static_cast<double>(3e30F)), 3e30);
  EXPECT_EQ(plain.unscaled(0.0), 0.0);
  const TargetColumn large = {.name = "y", .mean = 0, .std = 1e9};
  EXPECT_EQ(large.unscaled(static_cast<double>(0.3F)), 3e8);
  EXPECT_TRUE(std::isnan(far.unscaled(std::nan(""))));
}

std::vector<std::string> note_texts(const Preprocessing& preprocessing) {
  std::vector<std::string> texts;
  for (const Note& note : preprocessing.notes()) texts.push_back(note.text);
  return texts;
}

TEST(Preprocessing, ThePositiveClassIsTheRarerOne) {
  EXPECT_EQ(fit("x,y\n1,a\n2,b\n3,b\n", {"y"}, Task::binary).state().positive_name(), "a");
  EXPECT_EQ(fit("x,y\n1,a\n2,b\n3,a\n", {"y"}, Task::binary).state().positive_name(), "b");
  EXPECT_EQ(fit("x,y\n1,a\n2,b\n", {"y"}, Task::binary).state().positive_name(), "b");
  const auto other = fit("x,y\n1,0\n2,1.0\n3,1.0\n", {"y"}, Task::binary, {.positive = "1"});
  EXPECT_EQ(other.state().positive_name(), "1.0");
  EXPECT_EQ(fit("x,y\n1,a\n2,b\n3,c\n", {"y"}, Task::multiclass).state().positive_name(), "");
  EXPECT_THAT(fit_error("x,y\n1,legit\n2,fraud\n", {"y"}, Task::binary, {.positive = "frod"}),
              HasSubstr("has no class \"frod\"; did you mean \"fraud\"?"));
  EXPECT_THAT(fit_error("x,y\n1,2.5\n2,3\n", {"y"}, Task::regression, {.positive = "3"}),
              HasSubstr("`positive = 3` is for the task binary"));
}

TEST(Preprocessing, YesAndNoInOtherCapitalsAreOneClass) {
  const auto p =
      fit("x,y\n1,TRUE\n2,true\n3,True\n4,true\n5,FALSE\n6,false\n", {"y"}, Task::binary);
  EXPECT_EQ(p.state().class_names, (Names{"FALSE", "true"}));
  EXPECT_THAT(note_texts(p), ::testing::Contains(HasSubstr("\"TRUE\" is read as \"true\"")));
  const Dataset data = p.apply(parse_table("x,y\n1,TrUe\n1,False\n", "t"), true);
  EXPECT_EQ(data.targets.values<std::int32_t>()[0], 1);
  EXPECT_EQ(data.targets.values<std::int32_t>()[1], 0);
  // Where not all are yes and no, capitals may mean something.
  const auto letters = fit("x,y\n1,t\n2,T\n3,x\n4,x\n", {"y"}, Task::multiclass);
  EXPECT_EQ(letters.state().class_names, (Names{"T", "t", "x"}));
  EXPECT_THAT(apply_error(letters, "x,y\n1,X\n"), HasSubstr("class \"X\" was not seen"));
}

TEST(Preprocessing, NotesClassesThatLookTheSame) {
  const auto p =
      fit("x,y\n1,Bern\n2,bern\n3,bern\n4,\"New York\"\n5,\"New  York \"\n6,Zug\n7,Zug\n", {"y"},
          Task::multiclass);
  EXPECT_THAT(note_texts(p),
              ::testing::IsSupersetOf(
                  {HasSubstr("\"Bern\" (1 row) and \"bern\" (2 rows) differ only in capitals"),
                   HasSubstr("differ only in blanks"),
                   HasSubstr("only one training row of each of the classes \"Bern\"")}));
  EXPECT_EQ(fit("x,y\n1,a\n2,a\n3,b\n4,b\n", {"y"}, Task::binary).notes().size(), 0U);
}

}  // namespace
}  // namespace ganglion::data
