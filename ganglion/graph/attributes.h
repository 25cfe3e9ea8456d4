#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ganglion/core/tensor.h"

namespace ganglion {

/// What a setting may be.
using AttributeValue =
    std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                 std::vector<double>, std::shared_ptr<const Tensor>>;

/// One named setting of an op or layer.
struct Attribute : AttributeValue {
  using AttributeValue::AttributeValue;
  using AttributeValue::operator=;
  // Not in each source that includes this, which would take long to compile.
  Attribute();
  Attribute(const Attribute& other);
  Attribute(Attribute&&) noexcept;
  Attribute& operator=(const Attribute&);
  Attribute& operator=(Attribute&&) noexcept;
  ~Attribute();
};

/// The settings of an op or layer: a short list of (name, value), sorted by name.
/// Looked up when a graph is built or compiled, never while a plan runs.
class Attributes {
 public:
  Attributes() = default;
  Attributes(std::initializer_list<std::pair<std::string, Attribute>> entries);

  bool has(std::string_view name) const;
  void set(std::string name, Attribute value);
  void erase(std::string_view name);

  /// The value of an attribute. Throws Error when it is missing or of another type
  /// (number() also takes an integer).
  bool flag(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  double number(std::string_view name) const;
  const std::string& text(std::string_view name) const;
  const std::vector<std::int64_t>& integers(std::string_view name) const;
  const std::vector<double>& numbers(std::string_view name) const;
  const Tensor& tensor(std::string_view name) const;
  Shape shape(std::string_view name) const;

  const std::vector<std::pair<std::string, Attribute>>& entries() const { return entries_; }
  bool empty() const { return entries_.empty(); }

  /// "axis=1, transpose_a=true"; a tensor shows its shape and first values.
  std::string to_string() const;
  friend bool operator==(const Attributes& a, const Attributes& b);

 private:
  const Attribute* find(std::string_view name) const;
  std::vector<std::pair<std::string, Attribute>> entries_;
};

/// A shape as an attribute value.
std::vector<std::int64_t> to_integers(const Shape& shape);

/// One attribute as text: "true", "3", "0.5", "[1, 2]".
std::string to_string(const Attribute& value);

}  // namespace ganglion
