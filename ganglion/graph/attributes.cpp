#include "ganglion/graph/attributes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>

#include "ganglion/core/error.h"

namespace ganglion {
namespace {

template <class T>
const T& get(const Attribute* value, std::string_view name) {
  if (value == nullptr) throw Error(fmt::format("attribute '{}' is missing", name));
  if (const T* typed = std::get_if<T>(value)) return *typed;
  throw Error(fmt::format("attribute '{}' = {} has the wrong type", name, to_string(*value)));
}

bool equal(const Attribute& a, const Attribute& b) {
  const auto* x = std::get_if<std::shared_ptr<const Tensor>>(&a);
  const auto* y = std::get_if<std::shared_ptr<const Tensor>>(&b);
  if (x == nullptr || y == nullptr) return a == b;
  return *x == *y || ((*x)->dtype() == (*y)->dtype() && (*x)->shape() == (*y)->shape() &&
                      std::memcmp((*x)->data(), (*y)->data(), (*x)->bytes()) == 0);
}

std::string describe(const Tensor& tensor) {
  constexpr std::int64_t kShown = 4;
  const Tensor numbers = tensor.cast(DType::f64);
  const auto values = numbers.values<double>();
  const auto shown = values.first(static_cast<std::size_t>(std::min(kShown, tensor.size())));
  return fmt::format("{}{}{{{}{}}}", name_of(tensor.dtype()), tensor.shape().to_string(),
                     fmt::join(shown, ", "), tensor.size() > kShown ? ", …" : "");
}

}  // namespace

Attribute::Attribute() = default;
// Assigns, as GCC 12 destroys a copy that ran out of memory as if it held something.
Attribute::Attribute(const Attribute& other) : AttributeValue() {
  AttributeValue::operator=(other);
}
Attribute::Attribute(Attribute&&) noexcept = default;
Attribute& Attribute::operator=(const Attribute&) = default;
Attribute& Attribute::operator=(Attribute&&) noexcept = default;
Attribute::~Attribute() = default;

Attributes::Attributes(std::initializer_list<std::pair<std::string, Attribute>> entries) {
  for (const auto& [name, value] : entries) set(name, value);
}

const Attribute* Attributes::find(std::string_view name) const {
  for (const auto& [key, value] : entries_) {
    if (key == name) return &value;
  }
  return nullptr;
}

bool Attributes::has(std::string_view name) const {
  return find(name) != nullptr;
}

void Attributes::set(std::string name, Attribute value) {
  auto at =
      std::lower_bound(entries_.begin(), entries_.end(), name,
                       [](const auto& entry, const std::string& key) { return entry.first < key; });
  if (at != entries_.end() && at->first == name) {
    at->second = std::move(value);
  } else {
    entries_.emplace(at, std::move(name), std::move(value));
  }
}

void Attributes::erase(std::string_view name) {
  std::erase_if(entries_, [&](const auto& entry) { return entry.first == name; });
}

bool Attributes::flag(std::string_view name) const {
  return get<bool>(find(name), name);
}
std::int64_t Attributes::integer(std::string_view name) const {
  return get<std::int64_t>(find(name), name);
}
double Attributes::number(std::string_view name) const {
  const Attribute* value = find(name);
  if (value != nullptr && std::holds_alternative<std::int64_t>(*value)) {
    return static_cast<double>(std::get<std::int64_t>(*value));
  }
  return get<double>(value, name);
}
const std::string& Attributes::text(std::string_view name) const {
  return get<std::string>(find(name), name);
}
const std::vector<std::int64_t>& Attributes::integers(std::string_view name) const {
  return get<std::vector<std::int64_t>>(find(name), name);
}
const std::vector<double>& Attributes::numbers(std::string_view name) const {
  return get<std::vector<double>>(find(name), name);
}
const Tensor& Attributes::tensor(std::string_view name) const {
  return *get<std::shared_ptr<const Tensor>>(find(name), name);
}
Shape Attributes::shape(std::string_view name) const {
  return Shape(std::span(integers(name)));
}

std::string to_string(const Attribute& value) {
  struct Printer {
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(std::int64_t v) const { return fmt::to_string(v); }
    std::string operator()(double v) const { return fmt::to_string(v); }
    std::string operator()(const std::string& v) const { return v; }
    std::string operator()(const std::vector<std::int64_t>& v) const {
      return fmt::format("[{}]", fmt::join(v, ", "));
    }
    std::string operator()(const std::vector<double>& v) const {
      return fmt::format("[{}]", fmt::join(v, ", "));
    }
    std::string operator()(const std::shared_ptr<const Tensor>& v) const { return describe(*v); }
  };
  return std::visit(Printer{}, value);
}

std::string Attributes::to_string() const {
  std::string text;
  for (const auto& [name, value] : entries_) {
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, ganglion::to_string(value));
  }
  return text;
}

bool operator==(const Attributes& a, const Attributes& b) {
  return std::equal(
      a.entries_.begin(), a.entries_.end(), b.entries_.begin(), b.entries_.end(),
      [](const auto& x, const auto& y) { return x.first == y.first && equal(x.second, y.second); });
}

std::vector<std::int64_t> to_integers(const Shape& shape) {
  return {shape.begin(), shape.end()};
}

}  // namespace ganglion
