#include "ganglion/data/arrays/arrays.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <filesystem>
#include <limits>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/read/read_rows.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/data/text/text.h"
#include "tests/support/error_of.h"
#include "tests/support/gzip.h"
#include "tests/support/numbers_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::data {
namespace {

using support::error_of;
using support::numbers_of;
using ::testing::HasSubstr;

const std::string kFolder = std::string(GANGLION_SOURCE_DIR) + "/tests/golden/arrays/";

TEST(Npy, ReadsEveryType) {
  const std::vector<std::pair<std::string, DType>> types = {
      {"f4", DType::f32}, {"f8", DType::f64}, {"i1", DType::i32}, {"i2", DType::i32},
      {"i4", DType::i32}, {"i8", DType::i64}, {"u1", DType::u8},  {"u2", DType::i32},
      {"u4", DType::i64}, {"u8", DType::i64}};
  for (const auto& [name, dtype] : types) {
    const Tensor tensor = read_npy(kFolder + name + ".npy");
    const double sign = name[0] == 'u' ? 1 : -1;
    EXPECT_EQ(tensor.dtype(), dtype) << name;
    EXPECT_EQ(tensor.shape(), (Shape{2, 3})) << name;
    EXPECT_EQ(numbers_of(tensor),
              (std::vector<double>{0 * sign, sign, 2 * sign, 3 * sign, 4 * sign, 100 * sign}))
        << name;
  }
  EXPECT_EQ(numbers_of(read_npy(kFolder + "b1.npy")), (std::vector<double>{0, 1, 1, 1, 1, 1}));
}

TEST(Npy, ReadsBothOrdersAndAllVersions) {
  std::vector<double> expected(24);
  std::iota(expected.begin(), expected.end(), 0.0);
  for (const char* name : {"fortran", "version2", "version3"}) {
    const Tensor tensor = read_npy(kFolder + name + ".npy");
    EXPECT_EQ(tensor.shape(), (Shape{2, 3, 4})) << name;
    EXPECT_EQ(numbers_of(tensor), expected) << name;
  }
}

/// A file of one axis.
std::string npy_of(const std::string& type, const std::string& bytes, int count) {
  std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" +
                       std::to_string(count) + ",), }\n";
  return std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(header.size()) + '\0' + header +
         bytes;
}

TEST(Npy, ReadsBigEndianAndHalfPrecision) {
  const auto read = [](const std::string& type, const std::string& bytes, int count) {
    return numbers_of(parse_npy(npy_of(type, bytes, count), "t"));
  };
  EXPECT_EQ(read(">i2", std::string("\x01\x02\xFF\xFE", 4), 2), (std::vector<double>{258, -2}));
  EXPECT_EQ(read(">f4", std::string("\x3F\xC0\0\0", 4), 1), (std::vector<double>{1.5}));
  EXPECT_EQ(read(">f8", std::string("\xC0\x04\0\0\0\0\0\0", 8), 1), (std::vector<double>{-2.5}));
  // 1, -2, 65504 (the greatest), 2^-24 (the least), 1/3 as it is rounded, infinity
  const std::string halves("\x00\x3C\x00\xC0\xFF\x7B\x01\x00\x55\x35\x00\x7C", 12);
  EXPECT_EQ(read("<f2", halves, 6), (std::vector<double>{1, -2, 65504, 0x1p-24, 0.333251953125,
                                                         std::numeric_limits<double>::infinity()}));
  EXPECT_EQ(read(">f2", std::string("\x3C\x00", 2), 1), (std::vector<double>{1}));
}

TEST(Npy, RefusesWhatItCannotHold) {
  EXPECT_THAT(error_of([] { read_npy(kFolder + "text.npy"); }),
              HasSubstr("unsupported array type \"<U1\"; save numbers, such as a code for each"));
  EXPECT_THAT(error_of([] { read_npy(kFolder + "fields.npy"); }), HasSubstr("named fields"));
  EXPECT_THAT(error_of([] { parse_npy("a,b\n1,2\n34567890", "t"); }),
              HasSubstr("not an .npy file"));
}

TEST(Npy, SurvivesEveryPrefixAndFlippedByte) {
  const std::string bytes = read_text(kFolder + "f8.npy");
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const std::string prefix = bytes.substr(0, length);
    EXPECT_NE(error_of([&] { parse_npy(prefix, "t.npy"); }), "no error") << length;
  }
  for (std::size_t i = 0; i < 128; ++i) {
    std::string flipped = bytes;
    flipped[i] ^= 0x11;
    const std::string error = error_of([&] { parse_npy(flipped, "t.npy"); });
    EXPECT_TRUE(error == "no error" || error.starts_with("t.npy: ")) << error;
  }
}

TEST(Npz, ReadsStoredAndPackedArrays) {
  for (const char* name : {"stored.npz", "packed.npz"}) {
    const auto arrays = read_npz(kFolder + name);
    ASSERT_EQ(arrays.size(), 2u);
    EXPECT_EQ(arrays[0].name, "y");
    EXPECT_EQ(arrays[0].tensor.shape(), (Shape{3}));
    EXPECT_EQ(numbers_of(arrays[1].tensor), (std::vector<double>{0, 0.25, 0.5, 0.75, 1, 1.25}));
  }
}

TEST(Npz, SurvivesEveryPrefixAndFlippedByte) {
  const std::string bytes = read_text(kFolder + "packed.npz");
  const auto read = [](const std::string& damaged) {
    return error_of([&] { parse_npz(damaged, "t.npz"); });
  };
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_TRUE(read(bytes.substr(0, length)).starts_with("t.npz: ")) << length;
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string flipped = bytes;
    flipped[i] ^= 0x40;
    const std::string error = read(flipped);
    EXPECT_TRUE(error == "no error" || error.starts_with("t.npz: ")) << error;
  }
}

TEST(ArrayTables, PutTheTargetLast) {
  const Table table = read_table(kFolder + "packed.npz");
  EXPECT_EQ(table.names(), (std::vector<std::string>{"x_1", "x_2", "y"}));
  EXPECT_EQ(table.column("x_2").numbers, (std::vector<double>{0.25, 0.75, 1.25}));
  EXPECT_EQ(table.place(1), kFolder + "packed.npz: row 2");
  EXPECT_THAT(error_of([] { read_table(kFolder + "uneven.npz"); }), HasSubstr("differ in rows"));
  EXPECT_EQ(read_table(kFolder + "f8.npy").names(), (std::vector<std::string>{"c1", "c2", "c3"}));
}

TEST(ArrayTables, TakeNoMoreMemoryThanIsAllowed) {
  const std::string packed = kFolder + "packed.npz";  // 24 and 48 bytes, and their headers
  EXPECT_EQ(read_npz(packed, 1000).size(), 2U);
  EXPECT_THAT(error_of([&] { read_npz(packed, 300); }), HasSubstr("decompressed it takes more"));
  const std::string npy = kFolder + "u1.npy";  // 6 bytes, which become 48
  EXPECT_EQ(read_rows(npy, {.memory = 48}).rows(), 2);
  EXPECT_THAT(
      error_of([&] { read_rows(npy, {.memory = 47}); }),
      HasSubstr("its numbers take 0 MB as columns of a table, more than the limit of 0 MB"));
}

Tensor matrix(std::int64_t rows, const std::vector<float>& values) {
  Tensor result(Shape{rows, std::ssize(values) / rows});
  std::ranges::copy(values, result.values<float>().begin());
  return result;
}

TEST(ArrayTables, ReadOneHotLabelsAsOneColumnOfClasses) {
  const NamedArray x{"x", matrix(3, {1, 2, 3})};
  const NamedArray one_hot{"Labels", matrix(3, {0, 0, 1, 1, 0, 0, 0, 0, 1})};
  const Table table = table_of({one_hot, x}, "t.npz");
  EXPECT_EQ(table.names(), (std::vector<std::string>{"x_1", "Labels"}));
  const Column& labels = table.column("Labels");
  EXPECT_EQ(labels.kind, ColumnKind::category);
  EXPECT_EQ(labels.text(0) + labels.text(1) + labels.text(2), "202");

  std::vector<float> wide(3 * 12, 0);  // sorted as texts 10 comes before 2
  wide[2] = wide[12 + 10] = wide[24 + 11] = 1;
  const Table many = table_of({x, {"y", matrix(3, wide)}}, "t.npz");
  EXPECT_EQ(many.column("y").text(1), "10");
  EXPECT_EQ(many.column("y").text(0), "2");
}

TEST(ArrayTables, KeepOtherLabelsAsTheyAre) {
  const NamedArray x{"x", matrix(2, {1, 2, 3, 4})};
  for (const std::vector<float>& values :
       {std::vector<float>{0, 1, 1, 1, 0, 0}, {0, 0, 0, 0, 1, 0}, {0, 0.5, 0.5, 0, 1, 0}}) {
    EXPECT_EQ(table_of({x, {"y", matrix(2, values)}}, "t").names(),
              (std::vector<std::string>{"x_1", "x_2", "y_1", "y_2", "y_3"}));
  }
  EXPECT_EQ(table_of({{"y", matrix(2, {0, 1})}, x}, "t").names(),
            (std::vector<std::string>{"x_1", "x_2", "y"}));
  const NamedArray features{"a", matrix(2, {0, 1, 1, 0})};
  EXPECT_EQ(table_of({features, {"y", matrix(2, {0, 1})}}, "t").names(),
            (std::vector<std::string>{"a_1", "a_2", "y"}));
}

TEST(ArrayTables, HaveAPartForTheTest) {
  const std::vector<NamedArray> both = {{"x_train", matrix(3, {1, 2, 3})},
                                        {"y_train", matrix(3, {0, 1, 0})},
                                        {"x_test", matrix(2, {4, 5})},
                                        {"y_test", matrix(2, {1, 1})}};
  ASSERT_TRUE(has_test_part(both));
  const Table train = table_of(part_of(both, ArrayPart::train), "t.npz");
  const Table test = table_of(part_of(both, ArrayPart::test), "t.npz");
  EXPECT_EQ(train.names(), (std::vector<std::string>{"x_1", "y"}));
  EXPECT_EQ(test.names(), train.names());
  EXPECT_EQ(train.columns()[0].numbers, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(test.columns()[0].numbers, (std::vector<double>{4, 5}));
  const std::vector<NamedArray> one = {{"x_train", matrix(1, {1})}, {"y", matrix(1, {0})}};
  EXPECT_FALSE(has_test_part(one));
  EXPECT_EQ(part_of(one, ArrayPart::test).size(), 2U);
}

TEST(ArrayTables, HaveAPartForValidation) {
  std::vector<NamedArray> all = {{"x_train", matrix(3, {1, 2, 3})},
                                 {"y_train", matrix(3, {0, 1, 0})},
                                 {"x_valid", matrix(2, {4, 5})},
                                 {"y_valid", matrix(2, {1, 1})}};
  EXPECT_EQ(table_of(part_of(all, ArrayPart::train), "t.npz").rows(), 3);
  EXPECT_EQ(table_of(part_of(all, ArrayPart::validation), "t.npz").columns()[0].numbers[0], 4);
  EXPECT_EQ(table_of(part_of(all, ArrayPart::test), "t.npz").rows(), 2);  // there is no other
  all.push_back({"x_test", matrix(1, {6})});
  EXPECT_EQ(part_of(all, ArrayPart::test).size(), 1U);
}

TEST(ArrayTables, TellWhatTheyCannotHold) {
  Tensor codes(Shape{2}, DType::i64);
  codes.values<std::int64_t>()[0] = 9007199254740993;
  const Table table = table_of({{"id", codes}}, "t.npz");
  ASSERT_EQ(table.notes().size(), 1U);
  EXPECT_THAT(table.notes()[0].text, HasSubstr("9007199254740993 are rounded"));
  EXPECT_THAT(error_of([] {
                table_of({{"x", Tensor(Shape{})}}, "t.npz");
              }),
              HasSubstr("x is a single number"));
}

std::string idx(int type, const std::vector<int>& shape, const std::string& body) {
  std::string bytes = {0, 0, static_cast<char>(type), static_cast<char>(shape.size())};
  for (const int extent : shape) bytes += std::string(3, '\0') + static_cast<char>(extent);
  return bytes + body;
}

TEST(Idx, ReadsBigEndianNumbers) {
  EXPECT_EQ(numbers_of(parse_idx(idx(0x08, {3}, "\x01\x02\xFF"), "t")),
            (std::vector<double>{1, 2, 255}));
  EXPECT_EQ(numbers_of(parse_idx(idx(0x09, {1}, "\xFF"), "t")), (std::vector<double>{-1}));
  EXPECT_EQ(numbers_of(parse_idx(idx(0x0B, {1, 1}, "\x01\x02"), "t")), (std::vector<double>{258}));
  EXPECT_EQ(numbers_of(parse_idx(idx(0x0D, {1}, std::string("\x3F\xC0\0\0", 4)), "t")),
            (std::vector<double>{1.5}));
}

TEST(Idx, ChecksLengths) {
  EXPECT_THAT(error_of([] { parse_idx(idx(0x08, {3}, "ab"), "t"); }), HasSubstr("truncated"));
  EXPECT_THAT(error_of([] { parse_idx(idx(0x08, {3}, "abcd"), "t"); }),
              HasSubstr("but 4 bytes follow"));
  EXPECT_THAT(error_of([] {
                parse_idx(idx(0x08, {255, 255, 255}, "a"), "t");
              }),
              HasSubstr("declares"));
  EXPECT_THAT(error_of([] { parse_idx(std::string("\0\0\x07\x01", 4), "t"); }),
              HasSubstr("not an IDX file"));
}

/// Images of a shape, whose first two labels are these.
void expect_images(const std::string& images, const std::string& labels, const Shape& shape,
                   int first, int second) {
  const Dataset data = read_idx_dataset(images, labels);
  EXPECT_EQ(data.features.shape(), shape);
  EXPECT_EQ(data.targets.values<std::int32_t>()[0], first);
  const Table table = read_table(images + ":" + labels);
  EXPECT_EQ(static_cast<std::int64_t>(table.columns().size()), shape[1] * shape[2] + 1);
  EXPECT_EQ(table.column("label").numbers[1], second);
}

TEST(Idx, ReadsPackedImagesAndLabels) {
  const support::ScratchFolder folder;
  const std::string images = idx(0x08, {2, 3, 4}, std::string(24, '\x07'));
  expect_images(folder.write("images.gz", support::gzip(images)),
                folder.write("labels.gz", support::gzip(idx(0x08, {2}, "\x05\x09"))),
                Shape{2, 3, 4}, 5, 9);
}

TEST(Idx, ReadsSharedMnist) {
  const std::string folder = std::string(GANGLION_SOURCE_DIR) + "/../shared/data/mnist/t10k-";
  const std::string images = folder + "images-idx3-ubyte.gz";
  if (!std::filesystem::exists(images)) GTEST_SKIP() << "not here: " << images;
  expect_images(images, folder + "labels-idx1-ubyte.gz", Shape{10000, 28, 28}, 7, 2);
}

}  // namespace
}  // namespace ganglion::data
