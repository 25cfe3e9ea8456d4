#include "ganglion/io/onnx/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <memory>

#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/import_graph.h"
#include "ganglion/io/onnx/layers/to_network.h"
#include "tests/support/error_of.h"
#include "tests/support/onnx_models.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::io::onnx {
namespace {

using support::error_of;
using support::OnnxModel;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;

OnnxModel small_model() {
  OnnxModel model;
  model.input("x", {0, 3}).floats("w", {3, 2}, {1, 2, 3, 4, 5, 6}).floats("b", {2}, {0.5F, -1});
  model.node("Gemm", {"x", "w", "b"}, "z").with("alpha", 2.0F);
  model.node("Relu", {"z"}, "y").output("y");
  return model;
}

StoredModel parsed(const std::string& bytes) {
  return parse_model(std::make_shared<const std::string>(bytes), "m.onnx");
}

TEST(OnnxModelFile, ComesBackFromBytes) {
  const OnnxModel model = small_model();
  const std::string bytes = model.bytes();
  EXPECT_TRUE(is_onnx(bytes));
  const StoredModel back = parsed(bytes);
  EXPECT_EQ(to_bytes(back), bytes);
  EXPECT_EQ(back.opset(), 17);
  ASSERT_EQ(back.nodes.size(), 2u);
  EXPECT_EQ(back.nodes[0].attributes[0].number, 2.0F);
  ASSERT_EQ(back.fed().size(), 1u);
  EXPECT_EQ(back.fed()[0]->extents->at(0).name, "batch");
}

TEST(OnnxModelFile, NodesAreSorted) {
  OnnxModel model;
  model.input("x", {1, 2}).node("Relu", {"z"}, "y").node("Neg", {"x"}, "z").output("y");
  const StoredModel back = parsed(model.bytes());
  EXPECT_EQ(back.nodes[0].op, "Neg");
  EXPECT_EQ(back.nodes[1].op, "Relu");
}

TEST(OnnxModelFile, IsToldFromOthersByContent) {
  EXPECT_FALSE(is_onnx("PK\x03\x04 a zip archive"));
  EXPECT_FALSE(is_onnx("\x89HDF\r\n\x1a\n"));
  EXPECT_FALSE(is_onnx("a,b,c\n1,2,3\n"));
  EXPECT_FALSE(is_onnx(std::string("\x40\0\0\0\0\0\0\0{\"__metadata__\"", 20)));
  EXPECT_FALSE(is_onnx(""));
}

TEST(OnnxModelFile, CutOffAnywhereIsAnErrorThatNamesTheFile) {
  const std::string bytes = small_model().bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string error = error_of([&] { parsed(bytes.substr(0, size)); });
    EXPECT_THAT(error, AnyOf("no error", HasSubstr("m.onnx: byte ")));
  }
}

TEST(OnnxModelFile, ATensorAttributeHoldsATensor) {
  OnnxModel model;
  model.input("x", {1, 2}).node("Cast", {"x"}, "y").with("to", std::int64_t{1}).output("y");
  std::string bytes = model.bytes();
  const std::string integer("\xA0\x01\x02", 3);
  const std::size_t type = bytes.find(integer);
  ASSERT_NE(type, std::string::npos);
  bytes[type + 2] = 4;
  EXPECT_THAT(error_of([&] { parsed(bytes); }),
              HasSubstr("attribute `to` is to be a tensor and holds none"));
}

/// Any single changed byte gives an Error, or a model that is imported or refused.
TEST(OnnxModelFile, ChangedBytesNeverCrash) {
  const std::string bytes = small_model().bytes();
  int read = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int change : {0x01, 0x80, 0xff}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ change);
      const std::string error = error_of([&] {
        const StoredModel model = parsed(changed);
        import_graph(model, {.max_elements = 1 << 16});
        to_network(model);
      });
      read += error == "no error" ? 1 : 0;
    }
  }
  EXPECT_GT(read, 0);
}

TEST(OnnxConstants, HalvesAndTheirRounding) {
  // 1.5 = 0x3e00, -2 = 0xc000, the smallest subnormal 2^-24 = 0x0001, infinity = 0x7c00.
  const std::string raw("\x00\x3e\x00\xc0\x01\x00\x00\x7c", 8);
  StoredTensor stored{.name = "h", .dims = {4}, .type = ElementType::f16, .raw = raw};
  const Tensor halves = to_tensor(stored, "");
  EXPECT_THAT(std::vector<float>(halves.values<float>().begin(), halves.values<float>().end()),
              ElementsAre(1.5F, -2.0F, 0x1p-24F, std::numeric_limits<float>::infinity()));
  Tensor numbers = Tensor::of<float>(Shape{4}, {2049.0F, 2051.0F, 65519.0F, 65520.0F});
  round_to(numbers, ElementType::f16);  // of two as near, the even one
  EXPECT_THAT(std::vector<float>(numbers.values<float>().begin(), numbers.values<float>().end()),
              ElementsAre(2048.0F, 2052.0F, 65504.0F, std::numeric_limits<float>::infinity()));
}

TEST(OnnxConstants, LengthsMustFit) {
  StoredTensor stored{.name = "w", .dims = {2, 1000000}, .type = ElementType::f32, .raw = "abcd"};
  EXPECT_THAT(error_of([&] { to_tensor(stored, ""); }),
              HasSubstr("tensor 'w': its shape has 2000000 elements, but 1 are stored"));
  stored.raw = "abc";
  EXPECT_THAT(error_of([&] { to_tensor(stored, ""); }), HasSubstr("in the middle of a number"));
  stored.dims = {-1};
  EXPECT_THAT(error_of([&] { to_tensor(stored, ""); }), HasSubstr("tensor 'w'"));
}

TEST(OnnxConstants, ExternalDataStayInTheFolder) {
  for (const char* place : {"../w.data", "/etc/passwd", "sub/w.data", ".."}) {
    StoredTensor stored{.name = "w", .dims = {1}, .type = ElementType::f32, .external = true};
    stored.location["location"] = place;
    EXPECT_THAT(error_of([&] { to_tensor(stored, "."); }), HasSubstr("in the folder of the model"))
        << place;
  }
}

TEST(OnnxConstants, ExternalDataAreNoPipe) {
  const support::ScratchFolder folder;
  ASSERT_EQ(::mkfifo((folder / "w.data").c_str(), 0600), 0);
  StoredTensor stored{.name = "w", .dims = {1}, .type = ElementType::f32, .external = true};
  stored.location["location"] = "w.data";
  EXPECT_THAT(error_of([&] { to_tensor(stored, folder / ""); }), HasSubstr("no regular file"));
}

TEST(OnnxConstants, ArraysBecomeATypeOnlyWithoutLoss) {
  const Tensor fractions = Tensor::of<double>(Shape{2}, {1.0, 2.5});
  EXPECT_THAT(error_of([&] { to_held(fractions, ElementType::i64); }), HasSubstr("2.5"));
  EXPECT_THAT(error_of([&] { to_held(Tensor::scalar(300), ElementType::u8); }), HasSubstr("300"));
  EXPECT_THAT(error_of([&] { to_held(Tensor::scalar(1e300, DType::f64), ElementType::f32); }),
              HasSubstr("too large for float"));
  EXPECT_EQ(to_held(Tensor::scalar(0.1, DType::f64), ElementType::f32).values<float>()[0], 0.1F);
}

}  // namespace
}  // namespace ganglion::io::onnx
