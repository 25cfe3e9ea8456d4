#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <cstdint>
#include <ostream>
#include <span>

#include "ganglion/core/error.h"
#include "ganglion/io/safetensors.h"
#include "tests/support/error_of.h"

/// Every kind of damage that the layout's description forbids, and the message it gets.
namespace ganglion::io {
namespace {

using support::error_of;

using testing::HasSubstr;

/// A file as it would be written by hand: header and data.
std::string file_of(std::string_view header, std::size_t data_bytes) {
  const std::uint64_t length = header.size();
  std::string bytes(reinterpret_cast<const char*>(&length), 8);
  return bytes.append(header).append(data_bytes, '\1');
}

std::string damage_error(std::string_view bytes) {
  return error_of([&] { parse_safetensors(std::as_bytes(std::span(bytes)), "weights"); });
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

std::string name_of_case(const testing::TestParamInfo<Damage>& info) {
  std::string name = info.param.what;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

class DamagedSafetensors : public testing::TestWithParam<Damage> {};

TEST_P(DamagedSafetensors, IsRefused) {
  const std::string error = damage_error(GetParam().bytes);
  EXPECT_THAT(error, testing::StartsWith("weights: "));
  EXPECT_THAT(error, HasSubstr(GetParam().message));
}

const std::string kDeep = std::string(100'000, '[') + std::string(100'000, ']');

INSTANTIATE_TEST_SUITE_P(
    Header, DamagedSafetensors,
    testing::Values(
        Damage{"empty file", "", "0 bytes are too few"},
        Damage{"seven bytes", std::string(7, '\2'), "7 bytes are too few"},
        Damage{"a table", "species,island\nAdelie,Biscoe\n",
               "this is text, not a safetensors file"},
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
               "'__metadata__': the value of 'n' is not a text"}),
    name_of_case);

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
        Damage{"dtype not held", one(R"({"dtype":"I16","shape":[2],"data_offsets":[0,4]})", 4),
               "tensor 'a': unsupported dtype I16"},
        Damage{"shape a number", shaped("1"), "'shape' is not a list of integers >= 0"},
        Damage{"negative extent", shaped("[-1]"), "'shape' is not a list of integers >= 0"},
        Damage{"broken extent", shaped("[1.0]"), "'shape' is not a list of integers >= 0"},
        Damage{"extent a text", shaped("[\"1\"]"), "'shape' is not a list of integers >= 0"},
        Damage{"extent over 2^63", shaped("[18446744073709551615]"), "below 2^63"},
        Damage{"size overflows", shaped("[4294967296,4294967296]"), "more than 2^62 elements"},
        Damage{"bytes overflow", shaped("[4611686018427387904]"), "does not fit in 4 bytes"},
        Damage{"too many axes", shaped("[1,1,1,1,1,1,1,1,1]"), "a shape of 9 axes"},
        Damage{"offset a text", placed("[0,\"4\"]"), "not two integers >= 0"},
        Damage{"offset negative", placed("[-4,4]"), "not two integers >= 0"},
        Damage{"one offset", placed("[4]"), "not two integers >= 0"},
        Damage{"three offsets", placed("[0,4,8]"), "not two integers >= 0"},
        Damage{"offsets an object", placed("{}"), "not two integers >= 0"},
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
        Damage{"hole in front", placed("[4,8]", 8),
               "begins at 4, but the data before it ends at 0"},
        Damage{"hole between", two("[0,8]", "[9,17]", 17), "a gap"},
        Damage{"trailing bytes", placed("[0,4]", 5), "1 bytes follow the data of the last tensor"},
        Damage{"data without tensors", file_of("{}", 3), "3 bytes follow"}),
    name_of_case);

}  // namespace
}  // namespace ganglion::io
