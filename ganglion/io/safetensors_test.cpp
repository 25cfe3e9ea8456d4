#include "ganglion/io/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"

namespace ganglion::io {
namespace {

using testing::HasSubstr;

SafetensorsFile parse(std::string_view bytes) {
  return parse_safetensors(std::as_bytes(std::span(bytes)), "weights");
}

/// A file as it would be written by hand: header and data.
std::string file_of(std::string_view header, std::size_t data_bytes) {
  const std::uint64_t length = header.size();
  std::string bytes(reinterpret_cast<const char*>(&length), 8);
  return bytes.append(header).append(data_bytes, '\1');
}

std::string error_of(std::string_view bytes) {
  try {
    parse(bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
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
  const auto file = read_safetensors("tests/golden/safetensors/mixed.safetensors");
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

TEST(Safetensors, NamesTheTypeItCannotHold) {
  EXPECT_THROW(read_safetensors("tests/golden/safetensors/half.safetensors"), Error);
  const std::string bytes = read_file("tests/golden/safetensors/half.safetensors");
  EXPECT_EQ(error_of(bytes),
            "weights: tensor 'half': dtype F16 is not supported; convert it to F32, F64, I32, I64 "
            "or U8");
}

struct Damage {
  std::string what;
  std::string bytes;
  std::string message;
};
void PrintTo(const Damage& damage, std::ostream* out) {
  *out << damage.what;
}

std::string one(std::string_view entry, std::size_t data_bytes) {
  return file_of("{\"a\":" + std::string(entry) + "}", data_bytes);
}
std::string shaped(std::string_view shape, std::size_t data_bytes = 4) {
  return one("{\"dtype\":\"F32\",\"shape\":" + std::string(shape) + ",\"data_offsets\":[0,4]}",
             data_bytes);
}
std::string placed(std::string_view offsets, std::size_t data_bytes = 4) {
  return one("{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":" + std::string(offsets) + "}",
             data_bytes);
}
std::string two(std::string_view first, std::string_view second, std::size_t data_bytes) {
  const std::string type = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":";
  return file_of(
      "{\"a\":" + type + std::string(first) + "},\"b\":" + type + std::string(second) + "}}",
      data_bytes);
}

class DamagedSafetensors : public testing::TestWithParam<Damage> {};

TEST_P(DamagedSafetensors, IsRefused) {
  const std::string error = error_of(GetParam().bytes);
  EXPECT_THAT(error, testing::StartsWith("weights: "));
  EXPECT_THAT(error, HasSubstr(GetParam().message));
}

const std::string kDeep = std::string(100'000, '[') + std::string(100'000, ']');

INSTANTIATE_TEST_SUITE_P(
    Header, DamagedSafetensors,
    testing::Values(
        Damage{"empty file", "", "0 bytes are too few"},
        Damage{"seven bytes", std::string(7, '\2'), "7 bytes are too few"},
        Damage{"length 0", std::string(16, '\0'), "the length of the header is 0"},
        Damage{"length beyond the file", std::string("\x20\0\0\0\0\0\0\0{}", 10),
               "should have 32 bytes, but only 2 follow"},
        Damage{"length over the limit", std::string("\0\0\0\0\0\0\0\x80{}", 10),
               "the header would have 9223372036854775808 bytes"},
        Damage{"no brace", file_of("  {}", 0), "the header begins with ' ', not with '{'"},
        Damage{"a list", file_of("[1]", 0), "the header begins with '['"},
        Damage{"invalid UTF-8", file_of("{\"\xC3\x28\":1}", 0), "UTF-8"},
        Damage{"invalid JSON", file_of("{\"a\":1,}", 0), "header: parse error at line 1, column 8"},
        Damage{"cut JSON", file_of("{\"a\":", 0), "header: parse error"},
        Damage{"text after the JSON", file_of("{}x", 0), "header: parse error"},
        Damage{"zero byte", file_of(std::string_view("{}\0x", 4), 0), "a zero byte"},
        Damage{"number too large", file_of("{\"a\":1e999}", 0), "number overflow"},
        Damage{"nested too deep", file_of("{\"a\":" + kDeep + "}", 0), "more than 64 objects"},
        Damage{"tensor given twice",
               file_of(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                       R"("a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
                       2),
               "the key 'a' is given twice"},
        Damage{"field given twice", one(R"({"dtype":"U8","dtype":"U8"})", 0),
               "the key 'dtype' is given twice"},
        Damage{"metadata no object", file_of(R"({"__metadata__":[]})", 0),
               "'__metadata__' is not an object"},
        Damage{"metadata not text", file_of(R"({"__metadata__":{"a":"b","n":1}})", 0),
               "'__metadata__': the value of 'n' is not a text"}));

INSTANTIATE_TEST_SUITE_P(
    Entry, DamagedSafetensors,
    testing::Values(
        Damage{"no object", one("5", 4), "tensor 'a': its entry in the header is not an object"},
        Damage{"no dtype", one(R"({"shape":[1],"data_offsets":[0,4]})", 4), "'dtype' is missing"},
        Damage{"no shape", one(R"({"dtype":"F32","data_offsets":[0,4]})", 4), "'shape' is missing"},
        Damage{"no offsets", one(R"({"dtype":"F32","shape":[1]})", 4), "'data_offsets' is missing"},
        Damage{"dtype a number", one(R"({"dtype":3,"shape":[1],"data_offsets":[0,4]})", 4),
               "'dtype' is not a text"},
        Damage{"unknown dtype", one(R"({"dtype":"F33","shape":[1],"data_offsets":[0,4]})", 4),
               "tensor 'a': unknown dtype 'F33'"},
        Damage{"dtype not held", one(R"({"dtype":"BF16","shape":[2],"data_offsets":[0,4]})", 4),
               "tensor 'a': dtype BF16 is not supported"},
        Damage{"shape a number", shaped("1"), "'shape' is not a list of whole numbers"},
        Damage{"negative extent", shaped("[-1]"), "'shape' is not a list of whole numbers"},
        Damage{"broken extent", shaped("[1.0]"), "'shape' is not a list of whole numbers"},
        Damage{"extent a text", shaped("[\"1\"]"), "'shape' is not a list of whole numbers"},
        Damage{"extent over 2^63", shaped("[18446744073709551615]"), "below 2^63"},
        Damage{"size overflows", shaped("[4294967296,4294967296]"), "more than 2^62 elements"},
        Damage{"bytes overflow", shaped("[4611686018427387904]"), "does not fit in 4 bytes"},
        Damage{"too many axes", shaped("[1,1,1,1,1,1,1,1,1]"), "a shape of 9 axes"},
        Damage{"offset a text", placed("[0,\"4\"]"), "not two whole numbers"},
        Damage{"offset negative", placed("[-4,4]"), "not two whole numbers"},
        Damage{"one offset", placed("[4]"), "not two whole numbers"},
        Damage{"three offsets", placed("[0,4,8]"), "not two whole numbers"},
        Damage{"offsets an object", placed("{}"), "not two whole numbers"},
        Damage{"begin after end", placed("[4,0]"), "begins at 4, after its end at 0"},
        Damage{"end beyond the data", placed("[0,8]"), "ends at 8, but the file has 4 bytes"},
        Damage{"end far beyond", placed("[0,18446744073709551615]"), "but the file has 4 bytes"},
        Damage{"cut data", placed("[0,4]", 3), "ends at 4, but the file has 3 bytes"},
        Damage{"shape too small", shaped("[0]"), "f32 of shape [0] does not fit in 4 bytes"},
        Damage{"shape too large", shaped("[2]"), "f32 of shape [2] does not fit in 4 bytes"},
        Damage{"broken element", placed("[0,3]"), "f32 of shape [1] does not fit in 3 bytes"},
        Damage{"overlap", two("[0,8]", "[4,12]", 12),
               "tensor 'b': its data begins at 4, inside that of another tensor that ends at 8"},
        Damage{"same place", two("[0,8]", "[0,8]", 8), "inside that of another"},
        Damage{"hole in front", placed("[4,8]", 8), "begins at 4, but what is before it ends at 0"},
        Damage{"hole between", two("[0,8]", "[9,17]", 17), "a hole"},
        Damage{"trailing bytes", placed("[0,4]", 5), "1 bytes follow the data of the last tensor"},
        Damage{"data without tensors", file_of("{}", 3), "3 bytes follow"}));

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
  const auto path = std::filesystem::temp_directory_path() / "ganglion_safetensors_test";
  write_safetensors(path.string(), small_file());
  EXPECT_EQ(read_file(path.string()), to_safetensors(small_file()));
  write_file_atomically(path.string(), std::string_view("short"));
  EXPECT_THAT([&] { read_safetensors(path.string()); },
              testing::ThrowsMessage<Error>(testing::StartsWith(path.string() + ": 5 bytes")));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace ganglion::io
