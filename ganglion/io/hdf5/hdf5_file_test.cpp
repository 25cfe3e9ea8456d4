#include "ganglion/io/hdf5/hdf5_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/core/rng.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

namespace ganglion::io {
namespace {

using support::error_of;
using support::numbers_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kFiles = GANGLION_SOURCE_DIR "/tests/golden/hdf5/";

Hdf5File opened(const std::string& name) {
  return {read_file(kFiles + name), name};
}

Tensor array(Hdf5File& file, std::string_view path) {
  const Hdf5Node* node = file.root().find(path);
  if (node == nullptr) throw Error("no such array");
  return file.tensor(*node);
}

/// 0, 1, 2, … divided by 4, as make_hdf5.py fills arrays.
std::vector<double> quarters(int count) {
  std::vector<double> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(i / 4.0);
  return numbers;
}

// What h5py wrote (tests/golden/hdf5/make_hdf5.py).
TEST(Hdf5File, ReadsWhatH5pyWrites) {
  for (const std::string name : {"kinds.h5", "latest.h5"}) {
    SCOPED_TRACE(name);
    Hdf5File file = opened(name);
    const auto& attributes = file.root().attributes;
    std::string text;
    for (int i = 0; i < 40; ++i) text += "größer ";
    EXPECT_EQ(file.text(attributes.at("long")), text);
    EXPECT_THAT(file.texts(attributes.at("several")), ElementsAre("a", "bc", ""));
    EXPECT_THAT(file.texts(attributes.at("fixed")), ElementsAre("kernel:0", "bias"));
    EXPECT_THAT(file.texts(attributes.at("none")), IsEmpty());
    EXPECT_THAT(error_of([&] { file.texts(attributes.at("number")); }),
                HasSubstr("'number' holds integers, not text"));
    EXPECT_THAT(error_of([&] { file.text(attributes.at("several")); }),
                HasSubstr("holds 3 texts, not one"));
    const Tensor numbers = array(file, "a/b/c");
    EXPECT_EQ(numbers.shape(), (Shape{2, 3}));
    EXPECT_EQ(numbers_of(numbers), quarters(6));
    EXPECT_EQ(file.root().find("a/x"), nullptr);
  }
}

TEST(Hdf5File, ReadsNumbersOfAllTypes) {
  Hdf5File file = opened("kinds.h5");
  for (const auto& [name, node] : file.root().find("types")->children) {
    const Tensor numbers = file.tensor(node);
    const bool floating = name[1] == 'f';
    EXPECT_EQ(numbers.dtype(), !floating ? DType::i64 : name == "<f8" ? DType::f64 : DType::f32);
    EXPECT_EQ(numbers_of(numbers), floating ? quarters(3) : (std::vector<double>{0, 1, 2})) << name;
  }
  EXPECT_THAT(numbers_of(array(file, "negative")),
              ElementsAre(-1.5, 0.0, std::numeric_limits<double>::infinity()));
  EXPECT_TRUE(std::signbit(numbers_of(array(file, "negative"))[1]));
  EXPECT_THAT(numbers_of(array(file, "negative_int")), ElementsAre(-2, 127));
  EXPECT_EQ(array(file, "scalar").shape(), Shape{});
  EXPECT_THAT(numbers_of(array(file, "scalar")), ElementsAre(2.5));
  EXPECT_EQ(array(file, "empty").shape(), (Shape{0, 3}));
  EXPECT_EQ(file.root().find("many")->children.size(), 30U);
  EXPECT_EQ(file.text(file.root().find("many/g17")->attributes.at("number")), "17");
}

TEST(Hdf5File, UnpacksChunks) {
  Hdf5File file = opened("kinds.h5");
  for (const std::string name : {"plain", "gzip", "shuffle", "all"}) {
    const Tensor numbers = array(file, "packed/" + name);
    EXPECT_EQ(numbers.shape(), (Shape{10, 7}));
    EXPECT_EQ(numbers_of(numbers), quarters(70)) << name;
  }
}

TEST(Hdf5File, RefusesByName) {
  Hdf5File file = opened("kinds.h5");
  const std::pair<std::string, std::string> refused[] = {
      {"packed/lzf", "only gzip, shuffle and fletcher32 are known"},
      {"never_written", "an array without any data"},
      {"text", "an array of lists of 16 bytes"},
      {"types", "a group stands where an array should be"}};
  for (const auto& [path, message] : refused) {
    const std::string error = error_of([&] { array(file, path); });
    EXPECT_THAT(error, testing::StartsWith("kinds.h5: byte ")) << path;
    EXPECT_THAT(error, HasSubstr(message)) << path;
  }
  EXPECT_THAT(error_of([] { opened("dense.h5"); }), HasSubstr("a group with many entries"));
  EXPECT_THAT(error_of([] { Hdf5File("PK\3\4", "x.h5"); }),
              HasSubstr("x.h5: byte 0 of the HDF5 data: this is no HDF5 file"));
}

/// Reads all there is, so that any access out of bounds shows.
void read_all(Hdf5File& file, const Hdf5Node& node) {
  const auto tried = [](auto read) {
    try {
      read();
    } catch (const Error&) {  // one damaged array doesn't keep others from being read
    }
  };
  for (const auto& [name, attribute] : node.attributes) tried([&] { file.texts(attribute); });
  if (!node.array.empty()) tried([&] { file.tensor(node); });
  for (const auto& [name, child] : node.children) read_all(file, child);
}

TEST(Hdf5File, SurvivesDamage) {
  for (const std::string name : {"kinds.h5", "latest.h5"}) {
    const std::string bytes = read_file(kFiles + name);
    int opened = 0;
    for (std::uint32_t i = 0; i < 400; ++i) {
      std::string damaged = bytes;
      const auto random = philox(i, 1, 2);
      for (int change = 0; change < 3; ++change) {
        // Most of the structure is in the first part of such files.
        const std::size_t end =
            change == 0 ? std::min<std::size_t>(bytes.size(), 4096) : bytes.size();
        damaged[random[static_cast<std::size_t>(change)] % end] =
            static_cast<char>(random[3] >> (8 * change));
      }
      if (i % 4 == 0) damaged.resize(random[0] % damaged.size());
      try {
        Hdf5File file(std::move(damaged), "x");
        read_all(file, file.root());
        ++opened;
      } catch (const Error&) {  // refused, as it should
      }
    }
    EXPECT_GT(opened, 10);  // not all of it was refused at once
  }
}

}  // namespace
}  // namespace ganglion::io
