#include "ganglion/io/json.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <new>

#include "ganglion/core/error.h"
#include "ganglion/io/attributes_json.h"
#include "tests/support/little_memory.h"

namespace ganglion::io {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

Json again(const Json& json) {
  return parse_json(json.dump(), "text");
}

TEST(Json, KeepsOrderAndKindsOfNumbers) {
  const Json json = Json::Object{{"z", 1},
                                 {"a", 1.0},
                                 {"list", Json::Array{nullptr == nullptr, "x\"\n", Json()}},
                                 {"none", Json::Object{}}};
  EXPECT_EQ(json.dump(), R"({"z":1,"a":1.0,"list":[true,"x\"\n",null],"none":{}})");
  EXPECT_EQ(again(json), json);
  EXPECT_EQ(parse_json(json.dump(2), "text"), json);
  EXPECT_EQ((Json::Object{{"a", 1}}), parse_json("{\n  \"a\": 1\n}", "text").as_object());
}

TEST(Json, KeepsExtremeNumbers) {
  constexpr auto kLow = std::numeric_limits<std::int64_t>::min();
  constexpr auto kHigh = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(again(kLow).as_integer(), kLow);
  EXPECT_EQ(again(kHigh).as_unsigned(), kHigh);
  EXPECT_THROW(again(kHigh).as_integer(), Error);
  EXPECT_THROW(again(-1).as_unsigned(), Error);
  EXPECT_TRUE(std::signbit(again(-0.0).as_number()));
  EXPECT_TRUE(std::isnan(again(std::nan("")).as_number()));
  EXPECT_EQ(again(-std::numeric_limits<double>::infinity()).as_number(),
            -std::numeric_limits<double>::infinity());
}

RC_GTEST_PROP(Json, RoundTripsEveryFiniteDouble, (std::uint64_t bits)) {
  const auto value = std::bit_cast<double>(bits);
  RC_PRE(std::isfinite(value));
  const Json back = again(value);
  RC_ASSERT(!back.is_integer());
  RC_ASSERT(std::bit_cast<std::uint64_t>(back.as_number()) == bits);
}

/// The digits are those of the float, laid out as those of a double are.
RC_GTEST_PROP(Json, WritesFloatsWithAsFewDigitsAsTheyNeed, (std::uint32_t bits)) {
  const auto value = std::bit_cast<float>(bits);
  RC_PRE(std::isfinite(value));
  RC_ASSERT(json_number(value) == json_number(std::stod(fmt::format("{}", value))));
}

TEST(Json, WritesFloatsOfAnySize) {
  EXPECT_EQ(json_number(0.1F), "0.1");
  EXPECT_EQ(json_number(-0.0F), "-0.0");
  EXPECT_EQ(json_number(16777215.0F), "16777215.0");
  EXPECT_EQ(json_number(-123456792.0F), "-123456790.0");
  EXPECT_EQ(json_number(1e30F), "1e+30");
  EXPECT_EQ(json_number(1e-45F), "1e-45");
  EXPECT_EQ(json_number(std::numeric_limits<float>::infinity()), "\"inf\"");
  EXPECT_EQ(json_number(std::nanf("")), "\"nan\"");
}

TEST(Json, NamesTheKeyThatDoesNotFit) {
  const Json json = parse_json(R"({"units": "many", "rate": 1})", "text");
  EXPECT_EQ(json.number("rate"), 1.0);
  EXPECT_THAT([&] { json.integer("units"); },
              ThrowsMessage<Error>("'units': expected an integer below 2^63, found \"many\""));
  EXPECT_THAT([&] { json.text("name"); }, ThrowsMessage<Error>("key 'name' is missing"));
  EXPECT_THAT([&] { json.array("rate"); },
              ThrowsMessage<Error>("'rate': expected a list, found 1"));
  EXPECT_THAT([&] { json.at("rate").at("x"); },
              ThrowsMessage<Error>("expected an object, found 1"));
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const char* text : {"", " ", "{", "[1,]", "{\"a\":1 \"b\":2}", "01", "nul", "1 2",
                           "\"\x01\"", "\"\xFF\"", "\"\\ud800\"", "NaN", "1e999", "{1:2}", "'a'"}) {
    EXPECT_THAT([&] { parse_json(text, "job"); },
                ThrowsMessage<Error>(testing::StartsWith("job: ")))
        << text;
  }
  EXPECT_THAT([] { parse_json("[[[1]]]", "job", {.depth = 2}); },
              ThrowsMessage<Error>("job: more than 2 objects and lists inside one another"));
  EXPECT_NO_THROW(parse_json("[[1]]", "job", {.depth = 2}));
  EXPECT_THROW(Json("\xFF").dump(), Error);
}

TEST(Json, ShowsTextOfFilesSafely) {
  EXPECT_EQ(in_quotes("a\nb"), "'a\\nb'");
  const std::string longer = in_quotes(std::string(59, 'a') + "ö" + std::string(59, 'b'));
  EXPECT_EQ(longer, "'" + std::string(59, 'a') + "…'");
}

TEST(AttributesJson, RoundTripsEveryType) {
  const double inf = std::numeric_limits<double>::infinity();
  const Attributes attributes{
      {"flag", true},
      {"integer", std::int64_t{3}},
      {"number", 3.0},
      {"third", 1.0 / 3},
      {"infinite", -inf},
      {"text", std::string("inf")},
      {"integers", std::vector<std::int64_t>{1, 2}},
      {"no_integers", std::vector<std::int64_t>{}},
      {"numbers", std::vector<double>{1, 2}},
      {"no_numbers", std::vector<double>{}},
      {"odd_numbers", std::vector<double>{1, inf}},
      {"tensor", std::make_shared<const Tensor>(Tensor::of<double>(Shape{2}, {0.1, -inf}))},
      {"bytes", std::make_shared<const Tensor>(Tensor::of<std::uint8_t>(Shape{1, 2}, {0, 255}))}};
  const Attributes back = attributes_from_json(again(to_json(attributes)));
  EXPECT_TRUE(back == attributes) << back.to_string();
}

TEST(AttributesJson, RefusesWhatDoesNotFit) {
  const auto refused = [](const char* text, const char* message) {
    EXPECT_THAT([&] { attributes_from_json(parse_json(text, "text")); },
                ThrowsMessage<Error>(HasSubstr(message)))
        << text;
  };
  refused("[]", "expected an object");
  refused(R"({"a": null})", "attribute 'a': expected true, false");
  refused(R"({"a": [1, "x"]})", "attribute 'a': expected a number, found \"x\"");
  refused(R"({"a": {"tensor": {"dtype": "f16", "shape": [], "values": [1]}}})", "'f16'");
  refused(R"({"a": {"tensor": {"dtype": "u8", "shape": [1], "values": [256]}}})",
          "256 does not fit in u8");
  refused(R"({"a": {"tensor": {"dtype": "u8", "shape": [4611686018427387904], "values": []}}})",
          "with 0 values");
}

// The address sanitizer takes more memory than there is.
TEST(JsonSlow, ACopyThatFindsNoMemoryThrows) {
  const Json large = std::string(64'000'000, 'x');
  {
    const support::LittleMemory little;
    EXPECT_THROW(Json{large}, std::bad_alloc);
  }
  EXPECT_EQ(Json(large), large);
}

}  // namespace
}  // namespace ganglion::io
