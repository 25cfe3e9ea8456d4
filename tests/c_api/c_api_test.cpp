#include <dlfcn.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <span>

#include "ganglion/core/file.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/task.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/predictor.h"
#include "ganglion/train/save.h"
#include "tests/support/c_program.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

namespace ganglion {
namespace {

/// Programs that aren't built for a sanitizer can't load a library that is, as this program then is
/// itself: its tests come from another build, so that a macro would not tell.
bool others_can_load() {
  return ::dlsym(RTLD_DEFAULT, "__asan_init") == nullptr &&
         ::dlsym(RTLD_DEFAULT, "__tsan_init") == nullptr;
}

using testing::HasSubstr;

const char* const kRows = "length,colour,kind\n1.5,red,a\n2.5,blue,b\n,red,a\n0.25,green,c\n";

/// A model of classes on a table, as the command line makes them.
train::Model table_model() {
  const data::Table table = data::parse_table(kRows, "rows");
  const std::vector<std::string> targets = {"kind"};
  const auto fitted = data::Preprocessing::fit(table, targets, data::Task::multiclass, {});
  train::Sequential model(
      {nn::Input({fitted.width()}), nn::Dense{6, nn::Activation::tanh}, nn::Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  model.fit(fitted.apply(table, true), {.epochs = 3, .batch_size = 4});
  model.mutable_info().preprocessing = fitted.state();
  model.mutable_info().task = "multiclass";
  model.mutable_info().target_names = {"kind"};
  model.mutable_info().class_names = {"a", "b", "c"};
  return model;
}

/// Where the library under test lies: beside the program.
std::filesystem::path library() {
  const char* program = std::getenv("GANGLION_PROGRAM");
  const auto folder = std::filesystem::absolute(program == nullptr ? "build/ganglion" : program);
  return folder.parent_path() / "libganglion_c.so";
}

std::string output_of(const std::string& command, const std::string& into) {
  const int status = std::system(fmt::format("{} >'{}' 2>&1", command, into).c_str());
  return (status == 0 ? "" : "failed: ") + read_file(into);
}

std::string array_lines(const train::Model& model) {
  const std::int64_t width = model.network().inputs()[0].shape.size();
  Tensor x({2, width});
  for (std::int64_t i = 0; i < 2 * width; ++i)
    x.values<float>()[static_cast<std::size_t>(i)] = 0.125F * static_cast<float>(i);
  std::string lines;
  const Tensor predicted = train::Predictor(model).predict(x);
  for (const float y : predicted.values<float>()) lines += fmt::format("array {:.9g}\n", y);
  return lines;
}

TEST(CApi, FromC99) {
  if (!others_can_load()) GTEST_SKIP() << "the library is built for a sanitizer";
  if (!support::has_c_compiler()) GTEST_SKIP() << "no C compiler";
  const support::ScratchFolder folder;
  const train::Model model = table_model();
  train::save_model(model, folder / "m.ganglion");
  folder.write("rows.csv", kRows);
  const std::string built = output_of(
      fmt::format("cc -std=c99 -pedantic -Wall -Wextra -Werror -Ic_api tests/c_api/use.c -o '{}' "
                  "'{}' -Wl,-rpath,'{}'",
                  folder / "use", library().string(), library().parent_path().string()),
      folder / "out");
  ASSERT_EQ(built, "");
  const std::string printed = output_of(
      fmt::format("'{}' '{}' '{}'", folder / "use", folder / "m.ganglion", folder / "rows.csv"),
      folder / "out");
  EXPECT_THAT(printed, testing::StartsWith("error cannot read 'no/such/file'"));
  EXPECT_THAT(printed,
              HasSubstr("error model is NULL\nclass a\nclass b\nclass c\ncolumn length\n"));
  EXPECT_THAT(printed,
              HasSubstr("column colour\n" + array_lines(model) + "error there are 4 rows"));
  train::TablePredictor rows(table_model(), "m");
  std::string lines;
  const Tensor predicted = rows.predict(data::parse_table(kRows, "rows")).cast(DType::f64);
  for (const double p : predicted.values<double>()) lines += fmt::format("row {:.17g}\n", p);
  EXPECT_THAT(printed, HasSubstr(lines));
}

TEST(CApi, FromPythonByCtypes) {
  if (!others_can_load()) GTEST_SKIP() << "the library is built for a sanitizer";
  const support::ScratchFolder folder;
  const train::Model model = table_model();
  train::save_model(model, folder / "m.ganglion");
  folder.write("rows.csv", kRows);
  const std::string printed =
      output_of(fmt::format("python3 tests/c_api/use.py '{}' '{}' '{}'", library().string(),
                            folder / "m.ganglion", folder / "rows.csv"),
                folder / "out");
  EXPECT_THAT(printed, testing::StartsWith(array_lines(model) + "error "));
}

std::filesystem::path small_library() {
  return library().parent_path() / "libganglion_predict.so";
}

/// The library that only predicts from arrays gives what the whole one gives.
TEST(CApi, PredictsWithTheSmallLibrary) {
  if (!others_can_load()) GTEST_SKIP() << "the library is built for a sanitizer";
  const support::ScratchFolder folder;
  const train::Model model = table_model();
  train::save_model(model, folder / "m.ganglion");
  const auto printed = [&](const std::filesystem::path& with) {
    return output_of(fmt::format("python3 tests/c_api/arrays.py '{}' '{}'", with.string(),
                                 folder / "m.ganglion"),
                     folder / "out");
  };
  EXPECT_EQ(printed(small_library()), array_lines(model) + "classes 3\n");
  EXPECT_EQ(printed(library()), printed(small_library()));
}

/// It has neither images nor tables in it, nor what trains, and needs no library that reads them.
TEST(CApi, TheSmallLibraryIsSmall) {
  if (!others_can_load()) GTEST_SKIP() << "the library is built for a sanitizer";
  const support::ScratchFolder folder;
  EXPECT_LE(std::filesystem::file_size(small_library()), 1'500'000U);
  const std::string needed = output_of(
      fmt::format("readelf -d '{}' | grep NEEDED", small_library().string()), folder / "out");
  EXPECT_THAT(needed, HasSubstr("libdnnl"));
  for (const char* other : {"libpng", "libjpeg", "libtoml", "libz."})
    EXPECT_THAT(needed, testing::Not(HasSubstr(other)));
}

/// Nothing but the functions of its header is seen from outside.
TEST(CApi, HidesAllOtherSymbols) {
  const support::ScratchFolder folder;
  const std::string symbols =
      output_of(fmt::format("nm -D --defined-only '{}' | grep -v ' A GANGLION_C_1' | grep -vc "
                            "'ganglion_[a-z_]*@@GANGLION_C_1$'",
                            library().string()),
                folder / "out");
  EXPECT_THAT(symbols, HasSubstr("0\n"));
}

TEST(LoadModel, FromMemory) {
  const support::ScratchFolder folder;
  train::Model model = table_model();
  train::save_model(model, folder / "m.ganglion");
  const std::string file = read_file(folder / "m.ganglion");
  const auto bytes = std::as_bytes(std::span(file));
  train::Model loaded = train::load_model(bytes, "upload");
  EXPECT_TRUE(support::same_bits(loaded.weights().parameters, model.weights().parameters));
  EXPECT_EQ(train::model_hash(loaded), train::model_hash(model));
  EXPECT_THAT(support::error_of([&] { train::load_model(bytes.first(100), "upload"); }),
              testing::StartsWith("upload: "));
}

}  // namespace
}  // namespace ganglion
