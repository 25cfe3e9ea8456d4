// Models as files of other systems, and back, by the program.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/end_to_end/program.h"
#include "tests/support/c_program.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;

/// A small model of a table, trained once.
struct TrainedFlowers {
  Scratch folder;
  std::string table = folder.write("flowers.csv", flowers(120));
  std::string model = folder / "run/model.ganglion";

  TrainedFlowers() {
    const Outcome run = run_program({"train", table, "--epochs", "3", "--ensemble", "1",
                                     "--network", "dense 6 relu; batchnorm", "--out",
                                     folder / "run", "--tensorboard", folder / "board", "--quiet"});
    EXPECT_EQ(run.code, 0) << run.err;
  }
};

const TrainedFlowers& trained() {
  static const TrainedFlowers once;
  return once;
}

std::string hash_of_model(const std::string& path) {
  const Outcome shown = run_program({"inspect", path, "--json"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  return nlohmann::json::parse(shown.out).at("model_hash");
}

TEST(ExchangeSlow, WeightsGoOutAndComeBackToTheSameModel) {
  const TrainedFlowers& flowers = trained();
  for (const std::string ending : {"safetensors", "npz"}) {
    for (const std::string layout : {"ganglion", "torch"}) {
      const std::string file = flowers.folder / ("weights." + ending);
      const std::string copy = flowers.folder / "copy.ganglion";
      Outcome run = run_program({"export", flowers.model, "--layout", layout, "--out", file});
      ASSERT_EQ(run.code, 0) << run.err;
      run = run_program(
          {"import", file, "--model", flowers.model, "--layout", layout, "--out", copy});
      ASSERT_EQ(run.code, 0) << run.err;
      EXPECT_EQ(hash_of_model(copy), hash_of_model(flowers.model));
      EXPECT_EQ(run_program({"predict", copy, flowers.table}).out,
                run_program({"predict", flowers.model, flowers.table}).out);
    }
  }
}

TEST(ExchangeSlow, WeightsAndLayersBecomeAModel) {
  const TrainedFlowers& flowers = trained();
  const std::string file = flowers.folder / "own.safetensors";
  Outcome run = run_program({"export", flowers.model, "--layout", "torch", "--rename",
                             "dense.*=body.*", "--rename", "dense_1.*=head.*", "--out", file});
  ASSERT_EQ(run.code, 0) << run.err;
  const std::string model = flowers.folder / "tensors.ganglion";
  const auto inspected =
      nlohmann::json::parse(run_program({"inspect", flowers.model, "--json"}).out);
  run = run_program({"import", file, "--layout", "torch", "--network",
                     "dense 6 relu; batchnorm; dense 3", "--input-shape", "5", "--rename",
                     "body.*=dense/*", "--rename", "head.*=dense_1/*", "--out", model});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto imported = nlohmann::json::parse(run_program({"inspect", model, "--json"}).out);
  EXPECT_EQ(imported.at("parameters"), inspected.at("parameters"));
}

TEST(Exchange, SaysWhatIsMissingOrUnknown) {
  const Scratch folder;
  const auto error = [&](const std::vector<std::string>& words, int code) {
    const Outcome run = run_program(words);
    EXPECT_EQ(run.code, code);
    return run.err;
  };
  EXPECT_THAT(
      error({"export", "M", "--out", "net.xyz"}, 2),
      HasSubstr("--out \"net.xyz\": its ending names no format; give --format, one of c, "));
  EXPECT_THAT(error({"export", "M", "--format", "xyz", "--out", "f"}, 2),
              HasSubstr("--format \"xyz\": expected one of"));
  EXPECT_THAT(error({"import", "w.npz", "--out", folder / "m"}, 2),
              HasSubstr("give --network and --input-shape, or --model"));
  EXPECT_THAT(error({"import", "w.npz", "--network", "dense 1", "--input-shape", "4x", "--out",
                     folder / "m"},
                    2),
              HasSubstr("--input-shape \"4x\": expected the shape of one row"));
  EXPECT_THAT(error({"import", "w.npz", "--model", "M", "--layout", "onnx", "--out", "m"}, 2),
              HasSubstr("--layout onnx"));
}

TEST(Exchange, RefusesOptionsThatTheFormatHasNoUseFor) {
  const auto refused = [](const std::vector<std::string>& words) {
    const Outcome run = run_program(words);
    EXPECT_EQ(run.code, 2);
    return run.err;
  };
  for (const char* const file : {"net.h", "net.onnx"}) {
    EXPECT_THAT(refused({"export", "M", "--out", file, "--layout", "torch"}),
                HasSubstr("has no use for it, only safetensors and npz; leave it out"));
    EXPECT_THAT(refused({"export", "M", "--out", file, "--rename", "a=b"}),
                HasSubstr("--rename: the format "));
  }
  EXPECT_THAT(refused({"export", "M", "--out", "net.h", "--opset", "17"}),
              HasSubstr("--opset: the format c has no use for it, only onnx; leave it out"))
      << "the default, too, when typed";
  EXPECT_THAT(refused({"export", "M", "--out", "w", "--format", "npz", "--name", "net"}),
              HasSubstr("--name: the format npz has no use for it, only c;"));
  for (const char* const option : {"--network", "--input-shape", "--model", "--layout"}) {
    for (const char* const file : {"net.onnx", "net.keras"}) {
      EXPECT_THAT(refused({"import", file, "--out", "m.ganglion", option, "4"}),
                  HasSubstr(std::string(option) + ": the format "));
    }
  }
  EXPECT_THAT(refused({"import", "net.h5", "--out", "m.ganglion", "--layout", "torch"}),
              HasSubstr("--layout: the format h5 has no use for it"));
}

/// A model for Keras takes features, and gives what the model gives for them.
TEST(ExchangeSlow, KerasFilesGoOutAndComeBack) {
  const TrainedFlowers& flowers = trained();
  for (const std::string file : {"net.keras", "net.h5", "net.hdf5"}) {
    const std::string out = flowers.folder / file;
    Outcome run = run_program({"export", flowers.model, "--out", out});
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.err, HasSubstr("note: it takes features, not columns"));
    run = run_program({"import", out, "--out", flowers.folder / "back.ganglion"});
    ASSERT_EQ(run.code, 0) << run.err;
    const auto back = nlohmann::json::parse(
        run_program({"inspect", flowers.folder / "back.ganglion", "--json"}).out);
    const auto before =
        nlohmann::json::parse(run_program({"inspect", flowers.model, "--json"}).out);
    EXPECT_EQ(back.at("parameters"), before.at("parameters"));
  }
  const Outcome run = run_program({"import", flowers.folder / "net.h5", "--network", "dense 3",
                                   "--input-shape", "4", "--out", flowers.folder / "x.ganglion"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("it holds a whole model: leave out --network"));
}

TEST(Exchange, ASavedModelIsToBeConverted) {
  const Scratch folder;
  std::filesystem::create_directory(folder / "saved");
  folder.write("saved/saved_model.pb", "no model");
  for (const std::string command : {"inspect", "evaluate", "export"}) {
    std::vector<std::string> words = {command, folder / "saved"};
    if (command == "evaluate") words.emplace_back("rows.csv");
    if (command == "export") words.insert(words.end(), {"--out", folder / "m.onnx"});
    const Outcome run = run_program(words);
    EXPECT_EQ(run.code, 1);
    EXPECT_THAT(run.err, HasSubstr("python3 -m tf2onnx.convert --saved-model " +
                                   (folder / "saved") + " --output model.onnx"));
  }
  const Outcome run = run_program({"import", folder / "saved", "--out", folder / "m.ganglion"});
  EXPECT_EQ(run.code, 1);
  EXPECT_THAT(run.err, HasSubstr("python3 -m tf2onnx.convert --saved-model"))
      << "also where tf2onnx is there, as it is no SavedModel";
  EXPECT_FALSE(std::filesystem::exists(folder / "m.ganglion"));
}

TEST(ExchangeSlow, AnOnnxFileTakesColumns) {
  const TrainedFlowers& flowers = trained();
  const std::string out = flowers.folder / "columns.onnx";
  Outcome run = run_program({"export", flowers.model, "--out", out});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("note: each column is an input"));
  const Scratch folder;
  std::string dates = "day,y\n";
  for (int day = 1; day <= 28; ++day) {
    dates +=
        "2024-02-" + std::to_string(100 + day).substr(1) + "," + std::to_string(day % 7) + "\n";
  }
  run = run_program({"train", folder.write("dates.csv", dates), "--target", "y", "--task",
                     "regression", "--epochs", "2", "--ensemble", "1", "--out", folder / "run",
                     "--quiet"});
  ASSERT_EQ(run.code, 0) << run.err;
  run = run_program({"export", folder / "run", "--out", folder / "m.onnx"});
  EXPECT_EQ(run.code, 1);
  EXPECT_THAT(run.err, HasSubstr("the dates of column 'day' can't be prepared in ONNX; --raw"));
  EXPECT_FALSE(std::filesystem::exists(folder / "m.onnx"));
  EXPECT_EQ(run_program({"export", folder / "run", "--raw", "--out", folder / "m.onnx"}).code, 0);
}

TEST(ExchangeSlow, ABeyondRangeColumnIsNotLostInAnArray) {
  const TrainedFlowers& flowers = trained();
  const std::string out = flowers.folder / "beyond.npy";
  const Outcome run =
      run_program({"predict", flowers.model, flowers.table, "--beyond-range", "--out", out});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("--beyond-range adds a column of texts, which the array"));
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(ExchangeSlow, OptionsOfTablesAreRefusedForArrays) {
  const std::string model = trained().folder / "arrays.onnx";
  ASSERT_EQ(run_program({"export", trained().model, "--raw", "--out", model}).code, 0);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--beyond-range"}, {"--header", "no"}, {"--strict"}}) {
    std::vector<std::string> command = {"predict", model, "x.npy", "--out", "y.npy"};
    command.insert(command.end(), words.begin(), words.end());
    const Outcome run = run_program(command);
    EXPECT_EQ(run.code, 2) << run.err;
    EXPECT_THAT(run.err, HasSubstr(words.front() + ": is for tables, but arrays are predicted"));
  }
}

TEST(ExchangeSlow, CSourceOfATrainedModelPassesItsSelfTest) {
  if (!has_c_compiler()) GTEST_SKIP() << "no C compiler here";
  const TrainedFlowers& flowers = trained();
  const Scratch folder;
  const Outcome run = run_program({"export", flowers.model, "--out", folder / "iris net.h"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("bytes of scratch"));
  folder.write("main.c",
               "#define IRIS_NET_IMPLEMENTATION\n#include \"iris net.h\"\n#include <stdio.h>\n"
               "int main(void)\n{\n  float scratch[IRIS_NET_SCRATCH], p[IRIS_NET_CLASSES];\n"
               "  const iris_net_row row = {2.1, 0.2, 10, \"red\"};\n"
               "  if (iris_net_self_test(scratch)) return 1;\n"
               "  puts(iris_net_class_names[iris_net_predict(&row, p, scratch)]);\n"
               "  return 0;\n}\n");
  const std::string table = folder.write("one.csv", "width,height,age,colour\n2.1,0.2,10,red\n");
  const std::string predicted = run_program({"predict", flowers.model, table}).out;
  const std::size_t second_line = predicted.find('\n') + 1;
  const std::string name =
      predicted.substr(second_line, predicted.find(',', second_line) - second_line);
  for (const CLanguage language : {CLanguage::c99, CLanguage::cpp11})
    EXPECT_EQ(run_c(folder.path(), language), name + "\n");
}

TEST(ExchangeSlow, TensorBoardGetsAFile) {
  const std::filesystem::directory_iterator files(trained().folder / "board");
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

}  // namespace
}  // namespace ganglion::support
