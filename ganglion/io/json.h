#pragma once
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ganglion::io {

/// A JSON value (RFC 8259). Objects keep the order of their members; integers and others are
/// told apart (1 and 1.0), and every number reads back to the same bits. A value: copying copies.
class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::vector<std::pair<std::string, Json>>;

  Json();  // null
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept;
  ~Json();

  Json(bool value) : value_(value) {}
  template <std::signed_integral T>
  Json(T value) : value_(static_cast<std::int64_t>(value)) {}
  template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>) Json(T value) : Json(from_unsigned(value)) {}
  /// JSON has no infinities and no NaN: they are written as "inf", "-inf" and "nan".
  Json(double value) : value_(value) {}
  /// The number, or null in place of an infinity or a NaN: for readers that are not ours.
  static Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(); }
  Json(const char* value) : Json(std::string(value)) {}
  Json(std::string_view value) : Json(std::string(value)) {}
  Json(std::string value);
  Json(Array value);
  Json(Object value);
  /// A list of anything that is a Json by itself.
  template <class T>
  static Json list(const std::vector<T>& values) {
    return Array(values.begin(), values.end());
  }

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }
  bool is_bool() const { return std::holds_alternative<bool>(value_); }
  /// A number written without point and exponent.
  bool is_integer() const;
  /// Any number.
  bool is_number() const { return is_integer() || std::holds_alternative<double>(value_); }
  bool is_string() const { return std::holds_alternative<std::string>(value_); }
  bool is_array() const { return std::holds_alternative<Array>(value_); }
  bool is_object() const { return std::holds_alternative<Object>(value_); }

  /// The value as a type. Throws Error saying what was expected and what is there.
  bool as_bool() const;
  std::int64_t as_integer() const;
  std::uint64_t as_unsigned() const;
  /// Takes integers too, and "inf", "-inf", "nan".
  double as_number() const;
  const std::string& as_string() const;
  const Array& as_array() const;
  const Object& as_object() const;

  /// A member of an object; nullptr when there is none, or when this is no object.
  const Json* find(std::string_view key) const;
  /// The same, but throws Error naming the key when it is missing or has another type.
  const Json& at(std::string_view key) const;
  bool flag(std::string_view key) const;
  std::int64_t integer(std::string_view key) const;
  std::uint64_t unsigned_integer(std::string_view key) const;
  double number(std::string_view key) const;
  const std::string& text(std::string_view key) const;
  const Array& array(std::string_view key) const;
  const Object& object(std::string_view key) const;

  /// As text: on one line, or with `indent` blanks a level when it is above 0.
  /// Throws Error for a string that is not valid UTF-8.
  std::string dump(int indent = 0) const;

  friend bool operator==(const Json& a, const Json& b) = default;

 private:
  static Json from_unsigned(std::uint64_t value);
  void write(std::string& out, int indent, int level) const;

  /// uint64_t holds only what int64_t cannot.
  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Array,
               Object>
      value_ = nullptr;
};

/// Limits of parse_json.
struct JsonLimits {
  /// Objects and arrays inside one another.
  int depth = 64;
};

/// A number as dump() writes it: the shortest text that reads back to the same bits, with a point
/// or an exponent. In quotes: "inf", "-inf" and "nan".
std::string json_number(double value);
/// The same of a float: fewer digits, as many as a float needs.
std::string json_number(float value);

/// Reads JSON text, the whole of it. Stricter than most readers: a key given twice is an error.
/// Throws Error beginning with `name` and giving line and column for anything else than one valid
/// JSON value: syntax, invalid UTF-8, numbers too large for a double, nesting beyond the limit.
Json parse_json(std::string_view text, std::string_view name, const JsonLimits& limits = {});

/// Text from a file, fit to be shown in an error message: quoted, control characters escaped, cut
/// after 60 bytes. (What a person typed takes shown(); bytes of a file may be no UTF-8, and become
/// U+FFFD here.)
std::string in_quotes(std::string_view text);

}  // namespace ganglion::io
