#include <gmock/gmock.h>

#include "ganglion/core/file.h"
#include "ganglion/data/arrays/arrays.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

namespace ganglion::data {
namespace {

const std::string kArrays = std::string(GANGLION_SOURCE_DIR) + "/tests/golden/arrays/";

TEST(NpyWriting, GivesTheBytesThatNumPyWrites) {
  for (const char* name : {"f4", "f8", "i4", "i8", "u1"}) {
    const std::string path = kArrays + name + ".npy";
    EXPECT_EQ(to_npy(read_npy(path)), read_file(path)) << name;
  }
}

TEST(NpzWriting, ComesBackAsItWas) {
  const std::vector<NamedArray> arrays = {
      {"dense/kernel", Tensor::of(Shape{2, 3}, {1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.5f})},
      {"größe", Tensor::of(Shape{2}, {0.1, -1e300})},
      {"scalar", Tensor::scalar(3)},
      {"empty", Tensor(Shape{0, 2})}};
  const auto read = parse_npz(to_npz(arrays), "memory");
  ASSERT_EQ(read.size(), arrays.size());
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    EXPECT_EQ(read[i].name, arrays[i].name);
    EXPECT_EQ(read[i].tensor.shape(), arrays[i].tensor.shape());
    EXPECT_EQ(read[i].tensor.dtype(), arrays[i].tensor.dtype());
    EXPECT_EQ(support::numbers_of(read[i].tensor), support::numbers_of(arrays[i].tensor));
  }
}

TEST(NpzWriting, RefusesANameGivenTwice) {
  EXPECT_THAT(support::error_of([] {
                to_npz({{"a", Tensor(Shape{1})}, {"a", Tensor(Shape{1})}});
              }),
              ::testing::HasSubstr("two arrays are called \"a\""));
}

}  // namespace
}  // namespace ganglion::data
