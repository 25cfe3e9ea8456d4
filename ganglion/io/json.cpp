#include "ganglion/io/json.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "ganglion/core/error.h"
#include "ganglion/core/utf8.h"

namespace ganglion::io {
namespace {

[[noreturn]] void wrong_type(const char* expected, const Json& found) {
  std::string text = found.is_object() ? "an object" : found.is_array() ? "a list" : found.dump();
  if (text.size() > 60) text = in_quotes(text);
  throw Error(fmt::format("expected {}, found {}", expected, text));
}

/// Runs f on the member of that name, and puts the name before its error.
template <class F>
decltype(auto) member(const Json& object, std::string_view key, F f) {
  const Json& value = object.at(key);
  try {
    return f(value);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", in_quotes(key), error.what()));
  }
}

template <class Number>
std::string shortest(Number value) {
  if (std::isnan(value)) return "\"nan\"";
  if (std::isinf(value)) return value > 0 ? "\"inf\"" : "\"-inf\"";
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  std::string text(buffer.data(), end);
  // The point keeps 1.0 from being read as the whole number 1, and -0.0 from losing its sign.
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string string_text(const std::string& value) {
  try {
    return nlohmann::json(value).dump();
  } catch (const nlohmann::json::exception&) {
    throw Error(
        fmt::format("{} is not valid UTF-8: only UTF-8 text can be saved", in_quotes(value)));
  }
}

void new_line(std::string& out, int indent, int level) {
  if (indent <= 0) return;
  out.append("\n").append(static_cast<std::size_t>(indent) * static_cast<std::size_t>(level), ' ');
}

}  // namespace

// Here and not in the header: they are long, and inlined everywhere they make GCC 12 see values
// used uninitialised where there are none.
Json::Json() = default;
// Assigns, as GCC 12 destroys a copy that ran out of memory as if it held something.
Json::Json(const Json& other) {
  value_ = other.value_;
}
Json::Json(Json&& other) noexcept = default;
Json& Json::operator=(const Json& other) = default;
Json& Json::operator=(Json&& other) noexcept = default;
Json::~Json() = default;
Json::Json(std::string value) : value_(std::move(value)) {}
Json::Json(Array value) : value_(std::move(value)) {}
Json::Json(Object value) : value_(std::move(value)) {}

Json Json::from_unsigned(std::uint64_t value) {
  Json result;
  if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    result.value_ = static_cast<std::int64_t>(value);
  } else {
    result.value_ = value;
  }
  return result;
}

bool Json::is_integer() const {
  return std::holds_alternative<std::int64_t>(value_) ||
         std::holds_alternative<std::uint64_t>(value_);
}

bool Json::as_bool() const {
  if (const auto* value = std::get_if<bool>(&value_)) return *value;
  wrong_type("true or false", *this);
}
std::int64_t Json::as_integer() const {
  if (const auto* value = std::get_if<std::int64_t>(&value_)) return *value;
  wrong_type("an integer below 2^63", *this);
}
std::uint64_t Json::as_unsigned() const {
  if (const auto* value = std::get_if<std::uint64_t>(&value_)) return *value;
  const auto* value = std::get_if<std::int64_t>(&value_);
  if (value != nullptr && *value >= 0) return static_cast<std::uint64_t>(*value);
  wrong_type("an integer from 0 to 2^64 - 1", *this);
}
double Json::as_number() const {
  if (const auto* value = std::get_if<double>(&value_)) return *value;
  if (const auto* value = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*value);
  if (const auto* value = std::get_if<std::uint64_t>(&value_)) return static_cast<double>(*value);
  if (const auto* value = std::get_if<std::string>(&value_)) {
    if (*value == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (*value == "inf") return std::numeric_limits<double>::infinity();
    if (*value == "-inf") return -std::numeric_limits<double>::infinity();
  }
  wrong_type("a number", *this);
}
const std::string& Json::as_string() const {
  if (const auto* value = std::get_if<std::string>(&value_)) return *value;
  wrong_type("a string", *this);
}
const Json::Array& Json::as_array() const {
  if (const auto* value = std::get_if<Array>(&value_)) return *value;
  wrong_type("a list", *this);
}
const Json::Object& Json::as_object() const {
  if (const auto* value = std::get_if<Object>(&value_)) return *value;
  wrong_type("an object", *this);
}

const Json* Json::find(std::string_view key) const {
  if (const auto* object = std::get_if<Object>(&value_)) {
    for (const auto& [name, value] : *object) {
      if (name == key) return &value;
    }
  }
  return nullptr;
}

const Json& Json::at(std::string_view key) const {
  if (!is_object()) wrong_type("an object", *this);
  if (const Json* value = find(key)) return *value;
  throw Error(fmt::format("key {} is missing", in_quotes(key)));
}
bool Json::flag(std::string_view key) const {
  return member(*this, key, [](const Json& v) { return v.as_bool(); });
}
std::int64_t Json::integer(std::string_view key) const {
  return member(*this, key, [](const Json& v) { return v.as_integer(); });
}
std::uint64_t Json::unsigned_integer(std::string_view key) const {
  return member(*this, key, [](const Json& v) { return v.as_unsigned(); });
}
double Json::number(std::string_view key) const {
  return member(*this, key, [](const Json& v) { return v.as_number(); });
}
const std::string& Json::text(std::string_view key) const {
  return member(*this, key, [](const Json& v) -> const std::string& { return v.as_string(); });
}
const Json::Array& Json::array(std::string_view key) const {
  return member(*this, key, [](const Json& v) -> const Array& { return v.as_array(); });
}
const Json::Object& Json::object(std::string_view key) const {
  return member(*this, key, [](const Json& v) -> const Object& { return v.as_object(); });
}

std::string Json::dump(int indent) const {
  std::string out;
  write(out, indent, 0);
  return out;
}

void Json::write(std::string& out, int indent, int level) const {
  if (const auto* array = std::get_if<Array>(&value_)) {
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ',';
      new_line(out, indent, level + 1);
      (*array)[i].write(out, indent, level + 1);
    }
    if (!array->empty()) new_line(out, indent, level);
    out += ']';
  } else if (const auto* object = std::get_if<Object>(&value_)) {
    out += '{';
    for (std::size_t i = 0; i < object->size(); ++i) {
      if (i > 0) out += ',';
      new_line(out, indent, level + 1);
      out += string_text((*object)[i].first) + (indent > 0 ? ": " : ":");
      (*object)[i].second.write(out, indent, level + 1);
    }
    if (!object->empty()) new_line(out, indent, level);
    out += '}';
  } else if (const auto* text = std::get_if<std::string>(&value_)) {
    out += string_text(*text);
  } else if (const auto* number = std::get_if<double>(&value_)) {
    out += json_number(*number);
  } else if (const auto* flag = std::get_if<bool>(&value_)) {
    out += *flag ? "true" : "false";
  } else if (is_integer()) {
    const auto* small = std::get_if<std::int64_t>(&value_);
    out +=
        small != nullptr ? fmt::to_string(*small) : fmt::to_string(std::get<std::uint64_t>(value_));
  } else {
    out += "null";
  }
}

std::string json_number(double value) {
  return shortest(value);
}

std::string json_number(float value) {
  constexpr float kAllWhole = 0x1p24F;  // from here on not every integer is a float
  if (!(std::abs(value) >= kAllWhole) || std::isinf(value)) return shortest(value);
  // to_chars writes those in full, 123456792, though 123456790 reads back to the same float.
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::scientific)
                       .ptr;
  double same_digits = 0.0;
  std::from_chars(buffer.data(), end, same_digits);
  return shortest(same_digits);
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kShown = 60;
  const std::size_t length = whole_characters(text, kShown);
  std::string shown(text.substr(0, length));
  if (length < text.size()) shown += "…";
  const nlohmann::json value(shown);
  const std::string escaped = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return "'" + escaped.substr(1, escaped.size() - 2) + "'";
}

}  // namespace ganglion::io
