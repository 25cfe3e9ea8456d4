#include "ganglion/io/check_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "ganglion/io/model_file.h"
#include "ganglion/nn/layers/layers.h"
#include "tests/support/error_of.h"

namespace ganglion::io {
namespace {

/// A model of three classes with three features of two columns.
ModelInfo fitting_info() {
  return {
      .preprocessing = data::PreprocessingState{.task = data::Task::multiclass,
                                                .features = {{.name = "age"},
                                                             {.name = "town",
                                                              .kind = data::ColumnKind::category,
                                                              .categories = {"Basel", "Bern"}}},
                                                .targets = {{.name = "kind"}},
                                                .class_names = {"a", "b", "c"}},
      .task = "multiclass",
      .target_names = {"kind"},
      .class_names = {"a", "b", "c"}};
}

std::string error_after(const std::function<void(ModelInfo&)>& change) {
  ModelInfo info = fitting_info();
  change(info);
  const nn::Network network({nn::Input{Shape{3}}, nn::Dense{3}});
  return support::error_of([&] { check_fits(info, network); });
}

/// The same for what the file says twice.
std::string error_after_both(const std::function<void(data::PreprocessingState&)>& change) {
  return error_after([&](ModelInfo& info) {
    change(*info.preprocessing);
    info.task.clear();
    info.class_names.clear();
    info.target_names.clear();
  });
}

TEST(CheckModel, TakesAModelThatFits) {
  EXPECT_EQ(error_after([](ModelInfo&) {}), "no error");
  EXPECT_EQ(error_after_both([](data::PreprocessingState&) {}), "no error");
}

TEST(CheckModel, RefusesClassesThatDoNotFitTheOutput) {
  EXPECT_EQ(error_after_both([](auto& state) { state.class_names.pop_back(); }),
            "task multiclass with 1 targets and 2 class names needs one output [2], but the "
            "network gives [3]");
  EXPECT_EQ(error_after_both([](auto& state) { state.class_names.clear(); }),
            "task multiclass, but 1 targets and 0 class names");
  EXPECT_EQ(error_after_both([](auto& state) { state.class_names[2] = "a"; }),
            "class names: 'a' is there twice");
  EXPECT_EQ(error_after_both([](auto& state) { state.targets.push_back({.name = "more"}); }),
            "task multiclass, but 2 targets and 3 class names");
}

TEST(CheckModel, RefusesAnotherTask) {
  for (const auto task : {data::Task::binary, data::Task::regression, data::Task::multilabel}) {
    EXPECT_THAT(error_after_both([&](auto& state) { state.task = task; }),
                testing::StartsWith(std::string("task ") + std::string(name_of(task)) + ", but"));
  }
  EXPECT_EQ(error_after([](ModelInfo& info) { info.task = "binary"; }),
            "'task' differs from that of 'preprocessing'");
  EXPECT_THAT(error_after([](ModelInfo& info) { info.task = "clustering"; }),
              testing::HasSubstr("clustering"));
  EXPECT_EQ(
      error_after([](ModelInfo& info) { std::swap(info.class_names[0], info.class_names[1]); }),
      "'class_names' differs from that of 'preprocessing'");
}

TEST(CheckModel, RefusesColumnsThatDoNotFitTheInput) {
  EXPECT_EQ(error_after_both([](auto& state) { state.features.pop_back(); }),
            "the columns become f32[1], but the network takes f32[3]");
  EXPECT_EQ(error_after_both([](auto& state) { state.features[1].categories[1] = "Basel"; }),
            "column 'town': categories: 'Basel' is there twice");
  EXPECT_EQ(error_after_both([](auto& state) { state.features[1].name = "age"; }),
            "columns and targets: 'age' is there twice");
  EXPECT_EQ(error_after_both([](auto& state) { state.targets[0].std = 0; }),
            "target 'kind': 'std' is 0, not above 0");
}

TEST(CheckModel, RefusesATemperatureThatIsNone) {
  for (const double value : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    EXPECT_THAT(error_after([&](ModelInfo& info) { info.temperature = value; }),
                testing::StartsWith("'temperature' is "));
  }
}

TEST(CheckModel, RefusesWhatNoFileCanDescribeSlow) {
  ModelInfo info = fitting_info();
  const std::string large(25'000'000, 'x');
  info.preprocessing->features[1].categories = {"a" + large, "b" + large, "c" + large, "d" + large};
  const nn::Network network({nn::Input{Shape{5}}, nn::Dense{3}});
  EXPECT_THAT(support::error_of([&] { check_savable(info, network); }),
              testing::HasSubstr("in 100 MB at most, but these need 100 MB; use fewer columns"));
}

TEST(CheckModel, RefusesNamesThatCannotBeSaved) {
  ModelInfo info = fitting_info();
  info.preprocessing->class_names[0] = info.class_names[0] = "\xff";
  const nn::Network network({nn::Input{Shape{3}}, nn::Dense{3}});
  EXPECT_THAT(support::error_of([&] { check_savable(info, network); }),
              testing::HasSubstr("UTF-8"));
}

}  // namespace
}  // namespace ganglion::io
