#include "ganglion/io/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::io {
namespace {

using support::error_of;
using support::numbers_of;

using testing::HasSubstr;

SafetensorsFile parse(std::string_view bytes) {
  return parse_safetensors(std::as_bytes(std::span(bytes)), "weights");
}

std::string safetensors_error(std::string_view bytes) {
  return error_of([&] { parse(bytes); });
}

bool same_bytes(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && a.dtype() == b.dtype() &&
         std::memcmp(a.data(), b.data(), a.bytes()) == 0;
}

SafetensorsFile small_file() {
  SafetensorsFile file;
  file.tensors.emplace_back("labels", Tensor::of<std::uint8_t>(Shape{3}, {1, 2, 3}));
  file.tensors.emplace_back("dense/kernel", Tensor::of<float>(Shape{2, 2}, {1, -2, 3, 0.5F}));
  file.metadata = {{"maker", "ganglion"}, {"note", "größer \"quoted\"\n"}};
  return file;
}

TEST(Safetensors, WritesWhatItReads) {
  const SafetensorsFile file = small_file();
  const std::string bytes = to_safetensors(file);
  const SafetensorsFile back = parse(bytes);
  EXPECT_EQ(back.metadata, file.metadata);
  ASSERT_EQ(back.tensors.size(), 2U);
  EXPECT_EQ(back.tensors[0].first, "dense/kernel") << "wider types come first";
  EXPECT_TRUE(same_bytes(*back.find("labels"), file.tensors[0].second));
  EXPECT_TRUE(same_bytes(*back.find("dense/kernel"), file.tensors[1].second));
  EXPECT_EQ(back.find("dense/bias"), nullptr);
  EXPECT_EQ(to_safetensors(back), bytes);
}

TEST(Safetensors, LaysTheFileOutAsTheFormatSays) {
  SafetensorsFile file;
  file.tensors.emplace_back("b", Tensor::of<float>(Shape{1}, {1}));
  const std::string bytes = to_safetensors(file);
  const std::string header = R"({"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  ASSERT_EQ(bytes.size(), 64U + 4U);
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x38\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(bytes.substr(8, header.size()), header);
  EXPECT_EQ(bytes.substr(8 + header.size(), 64 - 8 - header.size()),
            std::string(64 - 8 - header.size(), ' '));
  EXPECT_EQ(bytes.substr(64), std::string("\0\0\x80\x3f", 4));
}

TEST(Safetensors, KeepsEveryBitAndEmptyShapes) {
  SafetensorsFile file;
  file.tensors.emplace_back("none", Tensor(Shape{0, 4}, DType::i32));
  file.tensors.emplace_back("scalar", Tensor::scalar(2.5, DType::f64));
  file.tensors.emplace_back(
      "odd", Tensor::of<float>(Shape{4}, {std::nanf("7"), -0.0F,
                                          std::numeric_limits<float>::infinity(), 1e-45F}));
  const SafetensorsFile back = parse(to_safetensors(file));
  for (const auto& [name, tensor] : file.tensors) {
    EXPECT_TRUE(same_bytes(*back.find(name), tensor)) << name;
  }
  EXPECT_TRUE(parse(to_safetensors({})).tensors.empty());
}

RC_GTEST_PROP(Safetensors, RoundTripsAnyTensors, ()) {
  SafetensorsFile file;
  const int count = *rc::gen::inRange(0, 6);
  for (int i = 0; i < count; ++i) {
    const auto dtype = *rc::gen::element(DType::f32, DType::f64, DType::i32, DType::i64, DType::u8);
    const auto dims = *rc::gen::resize(
        4, rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 5)));
    Tensor tensor{Shape(std::span(dims)), dtype};
    auto* bytes = static_cast<unsigned char*>(tensor.data());
    for (std::size_t k = 0; k < tensor.bytes(); ++k) {
      bytes[k] = *rc::gen::arbitrary<unsigned char>();
    }
    file.tensors.emplace_back(std::to_string(i), std::move(tensor));
  }
  const SafetensorsFile back = parse(to_safetensors(file));
  RC_ASSERT(back.tensors.size() == file.tensors.size());
  for (const auto& [name, tensor] : file.tensors) RC_ASSERT(same_bytes(*back.find(name), tensor));
}

TEST(Safetensors, ReadsWhatThePythonPackageWrote) {
  const auto file =
      read_safetensors(GANGLION_SOURCE_DIR "/tests/golden/safetensors/mixed.safetensors");
  EXPECT_EQ(file.metadata.at("maker"), "the safetensors package");
  EXPECT_EQ(file.metadata.at("text"), "größer → \"quoted\"");
  ASSERT_EQ(file.tensors.size(), 7U);
  const Tensor& kernel = *file.find("dense_1/kernel");
  ASSERT_EQ(kernel.shape(), (Shape{2, 3}));
  EXPECT_THAT(kernel.values<float>(), testing::ElementsAre(0, 0.5F, 1, 1.5F, 2, 2.5F));
  EXPECT_THAT(file.find("double")->values<double>(), testing::ElementsAre(0.1, -1e300));
  EXPECT_THAT(file.find("long")->values<std::int64_t>(),
              testing::ElementsAre(std::numeric_limits<std::int64_t>::min(), 7));
  EXPECT_THAT(file.find("int")->values<std::int32_t>(), testing::ElementsAre(-5, 6));
  EXPECT_THAT(file.find("bytes")->values<std::uint8_t>(), testing::ElementsAre(1, 2, 255));
  EXPECT_EQ(file.find("scalar")->shape(), Shape{});
  EXPECT_FLOAT_EQ(file.find("scalar")->values<float>()[0], 3.25F);
  EXPECT_EQ(file.find("empty")->shape(), (Shape{0, 2}));
}

/// A file of one tensor.
std::string file_with(const std::string& header, const std::vector<std::uint16_t>& numbers) {
  const std::uint64_t length = header.size();
  std::string bytes(reinterpret_cast<const char*>(&length), sizeof length);
  bytes += header;
  bytes.append(reinterpret_cast<const char*>(numbers.data()), 2 * numbers.size());
  return bytes;
}

TEST(Safetensors, NumbersOf16BitsBecomeF32) {
  const auto file =
      read_safetensors(GANGLION_SOURCE_DIR "/tests/golden/safetensors/half.safetensors");
  EXPECT_EQ(numbers_of(*file.find("half")), (std::vector<double>{1, 1}));
  const auto read = [](const std::string& type, const std::vector<std::uint16_t>& bits) {
    const std::string header =
        R"({"a":{"dtype":")" + type + R"(","shape":[4],"data_offsets":[0,8]}})";
    return numbers_of(*parse(file_with(header, bits)).find("a"));
  };
  // 1.5, the largest, the smallest of f16, -2; 1.5, -2, 2^-126, 1 + 2^-7.
  EXPECT_EQ(read("F16", {0x3E00, 0x7BFF, 0x0001, 0xC000}),
            (std::vector<double>{1.5, 65504.0, 0x1p-24, -2.0}));
  EXPECT_EQ(read("BF16", {0x3FC0, 0xC000, 0x0080, 0x3F81}),
            (std::vector<double>{1.5, -2.0, 0x1p-126, 1.0078125}));
  const std::string header = R"({"a":{"dtype":"F16","shape":[3],"data_offsets":[0,8]}})";
  EXPECT_EQ(safetensors_error(file_with(header, {0, 0, 0, 0})),
            "weights: tensor 'a': f32 of shape [3] does not fit in 8 bytes");
}

TEST(Safetensors, NamesTheTypeItCannotHold) {
  EXPECT_EQ(safetensors_error(
                file_with(R"({"a":{"dtype":"I16","shape":[2],"data_offsets":[0,4]}})", {1, 2})),
            "weights: tensor 'a': unsupported dtype I16; convert it to F32, F64, I32, I64 or U8");
}

TEST(Safetensors, AnyFlippedBitGivesAnErrorOrAFile) {
  const std::string good = to_safetensors(small_file());
  for (std::size_t i = 0; i < good.size() * 8; ++i) {
    std::string bytes = good;
    bytes[i / 8] = static_cast<char>(bytes[i / 8] ^ (1 << (i % 8)));
    try {
      EXPECT_LE(parse(bytes).tensors.size(), 2U);
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::StartsWith("weights: "));
    }
  }
}

TEST(Safetensors, AnyCutGivesAnError) {
  const std::string good = to_safetensors(small_file());
  for (std::size_t length = 0; length < good.size(); ++length) {
    EXPECT_THROW(parse(good.substr(0, length)), Error) << length;
  }
}

TEST(Safetensors, RefusesNamesThatCannotBeRead) {
  const auto refused = [](const std::string& a, const std::string& b, const std::string& message) {
    SafetensorsFile file;
    file.tensors.emplace_back(a, Tensor(Shape{1}));
    file.tensors.emplace_back(b, Tensor(Shape{1}));
    EXPECT_THAT([&] { to_safetensors(file); }, testing::ThrowsMessage<Error>(HasSubstr(message)));
  };
  refused("a", "a", "'a': it is taken by another");
  refused("a", "__metadata__", "it is reserved");
  refused("a", "\xFF", "not valid UTF-8");
}

TEST(Safetensors, NamesThePath) {
  EXPECT_THAT([] { read_safetensors("/nowhere/x.safetensors"); },
              testing::ThrowsMessage<Error>(HasSubstr("/nowhere/x.safetensors")));
  const support::ScratchFolder folder;
  const std::string path = folder / "t.safetensors";
  write_safetensors(path, small_file());
  EXPECT_EQ(read_file(path), to_safetensors(small_file()));
  write_file_atomically(path, std::string_view("short"));
  EXPECT_THAT([&] { read_safetensors(path); },
              testing::ThrowsMessage<Error>(testing::StartsWith(path + ": 5 bytes")));
}

}  // namespace
}  // namespace ganglion::io
