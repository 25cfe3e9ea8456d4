#include "ganglion/data/read/read_csv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/data/split.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::data {
namespace {

const std::filesystem::path kRepository = GANGLION_SOURCE_DIR;

TEST(ReadCsv, ReadsTheDigits) {
  const Dataset digits =
      read_csv((kRepository / "data" / "digits.csv").string(), {.target = "digit"});
  EXPECT_EQ(digits.features.shape(), (Shape{1797, 64}));
  EXPECT_EQ(digits.targets.dtype(), DType::i32);
  EXPECT_EQ(digits.class_names,
            (std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}));
  const auto pixels = digits.features.values<float>();
  EXPECT_EQ(*std::max_element(pixels.begin(), pixels.end()), 16);
  EXPECT_EQ(pixels[2], 5);  // the first row starts 0,0,5,13,9,1
  const auto [train, test] = split(digits);
  EXPECT_EQ(test.rows(), 359);
  std::map<std::int32_t, int> counts;
  for (std::int32_t digit : test.targets.values<std::int32_t>()) ++counts[digit];
  for (const auto& entry : counts) EXPECT_NEAR(entry.second, 36, 1);  // 174 to 183 of each
}

TEST(ReadCsv, TakesOneTargetOrSeveral) {
  const support::ScratchFolder folder;
  const std::string path = folder.write("t.csv", "x;c;a;b\n1;u;0;1,5\n2;v;1;2\n");
  EXPECT_EQ(read_csv(path, {.target = "a"}).features.shape(), (Shape{2, 4}));
  EXPECT_EQ(read_csv(path, {.targets = {"x", "a"}, .task = Task::regression}).targets.shape(),
            (Shape{2, 2}));
  EXPECT_EQ(read_csv(path, {.target = "a", .ignore = {"c", "b"}}).feature_names,
            (std::vector<std::string>{"x"}));
  EXPECT_THROW(read_csv(path), Error);
  EXPECT_THROW(read_csv(path, {.target = "a", .targets = {"x"}}), Error);
}

/// Rows, columns and classes as Python's csv module counts them.
struct RealFile {
  std::string file;  ///< from the root of the repository
  std::string target;
  std::int64_t rows, columns;
  Task task;
  std::size_t classes;
};

/// Of the data that lie beside the repository, if they do.
RealFile shared_file(RealFile real) {
  real.file = "../shared/data/" + real.file;
  return real;
}

void PrintTo(const RealFile& real, std::ostream* out) {
  *out << real.file;
}

class RealFiles : public testing::TestWithParam<RealFile> {};

TEST_P(RealFiles, AreReadAndPrepared) {
  const RealFile& real = GetParam();
  const std::string path = (kRepository / real.file).lexically_normal().string();
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "not here: " << path;
  const Table table = read_table(path);
  EXPECT_EQ(table.rows(), real.rows);
  EXPECT_EQ(static_cast<std::int64_t>(table.columns().size()), real.columns);
  const std::vector<std::string> targets = {table.column_name(real.target)};
  const TaskChoice choice = choose_task(table, targets);
  EXPECT_EQ(choice.task, real.task) << choice.reason;
  const auto preprocessing = Preprocessing::fit(table, targets, choice.task);
  const Dataset data = preprocessing.apply(table, true);
  EXPECT_EQ(data.class_names.size(), real.classes);
  EXPECT_EQ(data.rows(), real.rows);
  const auto width = static_cast<std::size_t>(preprocessing.width());
  const auto values = data.features.values<float>();
  ASSERT_EQ(values.size(), width * static_cast<std::size_t>(real.rows));
  // Scaled columns have mean 0, one-hot ones a mean inside [0, 1].
  for (std::size_t f = 0; f < width; ++f) {
    double sum = 0;
    for (std::size_t i = f; i < values.size(); i += width) sum += values[i];
    const double mean = sum / static_cast<double>(real.rows);
    EXPECT_GT(mean, -1e-5) << data.feature_names[f];
    EXPECT_LE(mean, 1) << data.feature_names[f];
  }
}

std::string name_of_file(const testing::TestParamInfo<RealFile>& real) {
  std::string name = std::filesystem::path(real.param.file).filename().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  return name + "_" + std::to_string(real.index);
}

INSTANTIATE_TEST_SUITE_P(
    Own, RealFiles,
    testing::Values(RealFile{"data/digits.csv", "digit", 1797, 65, Task::multiclass, 10},
                    RealFile{"data/penguins.csv", "species", 344, 8, Task::multiclass, 3},
                    RealFile{"data/breast_cancer.csv", "#-1", 569, 31, Task::binary, 2},
                    RealFile{"data/breast_cancer.csv", "#1", 569, 31, Task::regression, 0}),
    name_of_file);

INSTANTIATE_TEST_SUITE_P(
    Shared, RealFiles,
    testing::Values(
        shared_file({"iris/iris.csv", "species", 150, 5, Task::multiclass, 3}),
        shared_file({"penguins/penguins.csv", "species", 344, 8, Task::multiclass, 3}),
        shared_file({"titanic/titanic.csv", "Survived", 891, 12, Task::binary, 2}),
        shared_file({"adult/adult.data", "#-1", 32561, 15, Task::binary, 2}),
        shared_file({"adult/adult.test", "c15", 16281, 15, Task::binary, 2}),
        shared_file({"auto-mpg/auto-mpg.data", "#1", 398, 9, Task::regression, 0}),
        shared_file({"wine/wine.data", "#1", 178, 14, Task::multiclass, 3}),
        shared_file({"breast-cancer-wdbc/wdbc.data", "#2", 569, 32, Task::binary, 2}),
        shared_file({"pima-diabetes/pima-indians-diabetes.csv", "#-1", 768, 9, Task::binary, 2}),
        shared_file({"optdigits/optdigits.tra", "#-1", 3823, 65, Task::multiclass, 10}),
        shared_file({"penguins/penguins_raw.csv", "Species", 344, 17, Task::multiclass, 3}),
        shared_file({"diabetes-regression/diabetes_data_raw.csv.gz", "#-1", 442, 10,
                     Task::regression, 0}),
        shared_file({"ucr-gunpoint/GunPoint_TRAIN.tsv", "#1", 50, 151, Task::binary, 2}),
        shared_file({"wine-quality/winequality-red.csv", "quality", 1599, 12, Task::multiclass, 6}),
        shared_file({"wine-quality/winequality-white.csv", "quality", 4898, 12, Task::multiclass,
                     7}),
        shared_file({"california-housing/housing.csv", "median_house_value", 20640, 10,
                     Task::regression, 0})),
    name_of_file);

}  // namespace
}  // namespace ganglion::data
