#include "ganglion/io/hdf5/hdf5_writer.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/io/hdf5/hdf5_file.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

namespace ganglion::io {
namespace {

using support::error_of;
using support::numbers_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Tensor column(std::int64_t first, std::int64_t count) {
  Tensor tensor(Shape{count, 1});
  for (std::int64_t i = 0; i < count; ++i) {
    tensor.values<float>()[static_cast<std::size_t>(i)] = static_cast<float>(first + i) / 4.0F;
  }
  return tensor;
}

TEST(Hdf5Writer, ReadsBackAsWritten) {
  Hdf5Content root;
  const std::string text(70'000, 'x');  // more than an attribute itself can hold
  root.attributes["long"] = text;
  root.attributes["short"] = "größer";
  root.attributes["list"] = std::vector<std::string>{"kernel:0", "b", ""};
  root.attributes["none"] = std::vector<std::string>{};
  root.at("a/b/c").array = column(0, 6);
  root.at("a/double").array = Tensor::of<double>(Shape{2}, {0.1, -3e300});
  root.at("a/count").array = Tensor::scalar(7, DType::i64);
  root.at("a/no_rows").array = Tensor(Shape{0, 3});
  root.at("empty");
  Hdf5File file(hdf5_bytes(root), "x.h5");
  const auto& attributes = file.root().attributes;
  EXPECT_EQ(file.text(attributes.at("long")), text);
  EXPECT_EQ(file.text(attributes.at("short")), "größer");
  EXPECT_THAT(file.texts(attributes.at("list")), ElementsAre("kernel:0", "b", ""));
  EXPECT_THAT(file.texts(attributes.at("none")), IsEmpty());
  const Tensor back = file.tensor(*file.root().find("a/b/c"));
  EXPECT_EQ(back.shape(), (Shape{6, 1}));
  EXPECT_EQ(numbers_of(back), numbers_of(column(0, 6)));
  EXPECT_THAT(numbers_of(file.tensor(*file.root().find("a/double"))), ElementsAre(0.1, -3e300));
  EXPECT_THAT(numbers_of(file.tensor(*file.root().find("a/count"))), ElementsAre(7));
  EXPECT_EQ(file.tensor(*file.root().find("a/no_rows")).shape(), (Shape{0, 3}));
  EXPECT_TRUE(file.root().find("empty")->children.empty());
}

// A leaf holds 8 links and a node of the tree 32 children: 1, 2 and 3 levels, full and not.
TEST(Hdf5Writer, WritesGroupsOfAnySize) {
  for (const int count : {1, 8, 9, 256, 257, 8192, 9000}) {
    Hdf5Content root;
    for (int i = 0; i < count; ++i) root.at(fmt::format("{}", i)).array = column(i, 1);
    Hdf5File file(hdf5_bytes(root), "x.h5");
    ASSERT_EQ(file.root().children.size(), static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
      const Hdf5Node* node = file.root().find(fmt::format("{}", i));
      ASSERT_NE(node, nullptr);
      ASSERT_THAT(numbers_of(file.tensor(*node)), ElementsAre(i / 4.0));
    }
  }
}

TEST(Hdf5Writer, GivesTheSameBytes) {
  Hdf5Content root;
  root.attributes["text"] = "a";
  root.at("a/b").array = column(0, 3);
  EXPECT_EQ(hdf5_bytes(root), hdf5_bytes(Hdf5Content(root)));
}

TEST(Hdf5Writer, RefusesWhatTheFormatCannotHold) {
  Hdf5Content root;
  root.attributes["names"] = std::vector<std::string>(700, std::string(100, 'n'));
  EXPECT_THAT(error_of([&] { hdf5_bytes(root); }), HasSubstr("the attribute names takes 70"));
}

}  // namespace
}  // namespace ganglion::io
