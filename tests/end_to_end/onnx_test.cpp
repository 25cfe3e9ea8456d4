// Models of ONNX in the program: predictions from arrays, and what is asked for in a wrong way.
#include <gmock/gmock.h>

#include "ganglion/core/file.h"
#include "ganglion/data/arrays/arrays.h"
#include "tests/end_to_end/program.h"
#include "tests/support/onnx_models.h"

namespace ganglion::support {
namespace {

using io::onnx::ElementType;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<float> numbers_in(const std::string& path) {
  const Tensor tensor = data::read_npy(path);
  return {tensor.values<float>().begin(), tensor.values<float>().end()};
}

void save(const std::string& path, const Tensor& tensor) {
  write_file_atomically(path, data::to_npy(tensor));
}

/// y = 2 x, and z = y + 1, of rows of two numbers.
OnnxModel two_outputs() {
  OnnxModel model;
  model.input("x", {0, 2}).floats("two", {}, {2}).floats("one", {}, {1});
  model.node("Mul", {"x", "two"}, "y").node("Add", {"y", "one"}, "z").output("y").output("z");
  return model;
}

TEST(OnnxProgram, PredictsFromAnArray) {
  const Scratch folder;
  write_file_atomically(folder / "m.onnx", two_outputs().bytes());
  save(folder / "x.npy", Tensor::of<double>(Shape{2, 2}, {1, 2, 3, 4}));
  const Outcome outcome =
      run_program({"predict", folder / "m.onnx", folder / "x.npy", "--out", folder / "y.npy"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(numbers_in(folder / "y.npy"), ElementsAre(2, 4, 6, 8));
  EXPECT_THAT(outcome.err, HasSubstr("only the first of 2 outputs (y, z) is saved"));
  EXPECT_EQ(run_program({"predict", folder / "m.onnx", "--input", "x=" + (folder / "x.npy"),
                         "--out", folder / "all.npz"})
                .code,
            0);
  const std::vector<data::NamedArray> all = data::read_npz(folder / "all.npz");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].name, "z");
  EXPECT_EQ(all[1].tensor.values<float>()[3], 9.0F);
}

TEST(OnnxProgram, TellsWhatAModelTakes) {
  const Scratch folder;
  write_file_atomically(folder / "m.onnx", two_outputs().bytes());
  save(folder / "x.npy", Tensor::of<float>(Shape{1, 3}, {1, 2, 3}));
  const std::string model = folder / "m.onnx";
  const auto error = [&](const std::vector<std::string>& words) {
    const Outcome outcome = run_program(words);
    EXPECT_NE(outcome.code, 0);
    return outcome.err;
  };
  EXPECT_THAT(error({"predict", model, folder / "x.npy", "--out", folder / "y.npy"}),
              HasSubstr("the array given is [1, 3], but the model takes x: float32 [batch, 2]"));
  EXPECT_THAT(
      error({"predict", model, "--input", "v=" + (folder / "x.npy"), "--out", folder / "y.npy"}),
      HasSubstr("the model has no input 'v'; it has x"));
  EXPECT_THAT(error({"predict", model, folder / "x.npy"}), HasSubstr("--out must name a file"));
  EXPECT_FALSE(std::filesystem::exists(folder / "y.npy"));
}

TEST(OnnxProgram, DoublesThatLoseDigitsAreTold) {
  const Scratch folder;
  write_file_atomically(folder / "m.onnx", two_outputs().bytes());
  const auto note = [&](double number) {
    save(folder / "x.npy", Tensor::of<double>(Shape{1, 2}, {number, 1}));
    return run_program({"predict", folder / "m.onnx", folder / "x.npy", "--out", folder / "y.npy"})
        .err;
  };
  EXPECT_THAT(note(0.1), HasSubstr("note: x takes float32"));
  EXPECT_EQ(note(0.5).find("float32"), std::string::npos);
}

TEST(OnnxProgram, InspectShowsLayersOrWhyThereAreNone) {
  const Scratch folder;
  OnnxModel model;
  model.input("x", {0, 2}).node("Erf", {"x"}, "y").output("y");
  write_file_atomically(folder / "m.onnx", model.bytes());
  const Outcome outcome = run_program({"inspect", folder / "m.onnx"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("input:    x: float32 [batch, 2]"));
  EXPECT_THAT(outcome.out, HasSubstr("Erf 'y' (opset 17): no layer computes this"));
}

TEST(OnnxProgram, IndicesMustBeWhole) {
  const Scratch folder;
  OnnxModel model;
  model.input("i", {0, 1}, ElementType::i64).floats("t", {2, 1}, {5, 7});
  model.node("Gather", {"t", "i"}, "y").output("y");
  write_file_atomically(folder / "m.onnx", model.bytes());
  const auto predict = [&](const Tensor& indices) {
    save(folder / "i.npy", indices);
    return run_program({"predict", folder / "m.onnx", folder / "i.npy", "--out", folder / "y.npy"});
  };
  EXPECT_EQ(predict(Tensor::of<std::int64_t>(Shape{2, 1}, {-1, 0})).code, 0);
  EXPECT_THAT(numbers_in(folder / "y.npy"), ElementsAre(7, 5));
  EXPECT_THAT(predict(Tensor::of<double>(Shape{1, 1}, {0.5})).err, HasSubstr("takes int64: 0.5"));
  EXPECT_THAT(predict(Tensor::of<std::int64_t>(Shape{1, 1}, {2})).err,
              HasSubstr("index 2 is outside of an axis of 2"));
}

TEST(OnnxProgram, RunsFoldersOfCases) {
  const Scratch folder;
  std::filesystem::create_directories(folder / "case/test_data_set_0");
  OnnxModel model;
  model.input("x", {1}).node("Neg", {"x"}, "y").output("y");
  write_file_atomically(folder / "case/model.onnx", model.bytes());
  const std::string tensor("\x08\x01\x10\x01\x4a\x04", 6);  // one float, and its four bytes
  const std::string data = folder / "case/test_data_set_0/";
  write_file_atomically(data + "input_0.pb", tensor + std::string("\0\0\x80\x3f", 4));   // 1
  write_file_atomically(data + "output_0.pb", tensor + std::string("\0\0\x80\xbf", 4));  // -1
  const Outcome passed = run_program({"onnx-test", folder / "."});
  EXPECT_EQ(passed.code, 0) << passed.err;
  EXPECT_THAT(passed.out, HasSubstr("1 passed, 0 refused, 0 wrong"));
  write_file_atomically(data + "output_0.pb", tensor + std::string("\0\0\0\x40", 4));  // 2
  const Outcome wrong = run_program({"onnx-test", folder / "."});
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.out, HasSubstr("y: element 0 is -1, expected 2"));
}

}  // namespace
}  // namespace ganglion::support
