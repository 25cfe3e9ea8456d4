// Models of ONNX in the program: predictions from arrays, and what is asked for in a wrong way.
#include <gmock/gmock.h>

#include <cstdlib>
#include <sstream>

#include "ganglion/core/file.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/io/onnx/model_writer.h"
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

/// Cells of a CSV text without quotes.
std::vector<std::vector<std::string>> cells_of(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    std::vector<std::string>& row = rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
  }
  return rows;
}

/// Expects the same texts, and numbers up to rounding.
void expect_same_tables(const std::string& got, const std::string& wanted) {
  const auto a = cells_of(got);
  const auto b = cells_of(wanted);
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(a[0], b[0]);
  for (std::size_t row = 1; row < a.size(); ++row) {
    ASSERT_EQ(a[row].size(), b[row].size());
    for (std::size_t i = 0; i < a[row].size(); ++i) {
      char* end = nullptr;
      const double number = std::strtod(b[row][i].c_str(), &end);
      if (*end != 0) {
        EXPECT_EQ(a[row][i], b[row][i]) << "row " << row;
      } else {
        EXPECT_NEAR(std::stod(a[row][i]), number, 1e-5 * (1 + std::abs(number))) << "row " << row;
      }
    }
  }
}

// The file says how its columns are read: decimal commas, what stands for a missing value, yes and
// no, and numbers that are categories.
TEST(OnnxProgram, PredictsRowsOfATableAsTheModelDoesThatItWasWrittenFrom) {
  const Scratch folder;
  std::string table = "size;code;open;colour;kind;price\n";
  for (int i = 0; i < 60; ++i) {
    const char* const colours[] = {"red", "green", "dark blue", ""};
    table += i % 11 == 3 ? "n.b." : std::to_string(i % 13) + "," + std::to_string(i % 7);
    table += ";0" + std::to_string(i % 3) + ";" + (i % 4 == 1 ? "yes" : "no") + ";";
    table += std::string(colours[i % 4]) + ";" + (i % 13 + i % 3 > 7 ? "big" : "small") + ";";
    table += std::to_string(100 + i % 13 * 7 + i % 3) + ",5\n";
  }
  write_file_atomically(folder / "t.csv", table);
  for (const std::string target : {"kind", "price"}) {
    ASSERT_EQ(run_program({"train", folder / "t.csv", "--target", target, "--ignore",
                           target == "kind" ? "price" : "kind", "--missing", "n.b.", "--columns",
                           "code=category", "--epochs", "3", "--out", folder / target, "--quiet"})
                  .code,
              0);
    const std::string onnx = folder / (target + ".onnx");
    ASSERT_EQ(run_program({"export", folder / target, "--out", onnx}).code, 0);
    const Outcome wanted = run_program({"predict", folder / target, folder / "t.csv"});
    const Outcome got = run_program({"predict", onnx, folder / "t.csv"});
    ASSERT_EQ(got.code, 0) << got.err;
    expect_same_tables(got.out, wanted.out);
    EXPECT_EQ(run_program({"predict", onnx, folder / "t.csv", "--out", folder / "p.npy"}).code, 0);
  }
}

TEST(OnnxProgram, FeedsColumnsOfATableByNameOrInTheirOrder) {
  const Scratch folder;
  OnnxModel model;
  model.input("size", {0, 1}).input("open", {0, 1}).input("name", {0, 1}, ElementType::text);
  model.node("Add", {"size", "open"}, "sum").output("sum");
  model.node("Identity", {"name"}, "who").output("who");
  model.node("LabelEncoder", {"name"}, "known");
  io::onnx::StoredNode& node = model.model().nodes.back();
  node.domain = "ai.onnx.ml";
  node.attributes = {io::onnx::texts_attribute("keys_strings", {"a", "b"}),
                     io::onnx::integers_attribute("values_int64s", {7, 8})};
  model.output("known");
  write_file_atomically(folder / "m.onnx", model.bytes());
  write_file_atomically(folder / "t.csv", "open,name,size\nyes,b,2.5\nno,a,\n");
  const Outcome named = run_program({"predict", folder / "m.onnx", folder / "t.csv"});
  EXPECT_EQ(named.out, "sum,who,known\n3.5,b,8\n\"nan\",a,7\n") << named.err;
  EXPECT_THAT(run_program({"predict", folder / "m.onnx", "--input", "name=" + (folder / "n.npy"),
                           "--out", folder / "y.npy"})
                  .err,
              HasSubstr("name: string [batch, 1] takes texts, which arrays don't hold"));
  write_file_atomically(folder / "two.onnx", two_outputs().bytes());
  write_file_atomically(folder / "x.csv", "p,q\n1,2\n3,4\n");
  const Outcome ordered = run_program({"predict", folder / "two.onnx", folder / "x.csv"});
  EXPECT_EQ(ordered.out, "y_0,y_1,z_0,z_1\n2.0,4.0,3.0,5.0\n6.0,8.0,7.0,9.0\n");
  EXPECT_THAT(ordered.err, HasSubstr("in their order: p, q"));
  write_file_atomically(folder / "x.csv", "p,q,r\n1,2,3\n");
  EXPECT_THAT(run_program({"predict", folder / "two.onnx", folder / "x.csv"}).err,
              HasSubstr("3 columns (p, q, r), but the model takes 2 numbers a row"));
  write_file_atomically(folder / "x.csv", "p,q\n1,red\n");
  EXPECT_THAT(run_program({"predict", folder / "two.onnx", folder / "x.csv"}).err,
              HasSubstr("x.csv:2: column \"q\""));
}

}  // namespace
}  // namespace ganglion::support
