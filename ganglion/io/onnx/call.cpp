#include "ganglion/io/onnx/call.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/constants.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {

void Call::refuse(const std::string& what) const {
  throw Error(what);
}

bool Call::has(int input) const {
  return input < inputs() && operands_[static_cast<std::size_t>(input)] != nullptr;
}

const Operand& Call::operand(int input) const {
  if (!has(input)) refuse(fmt::format("input {} is missing", input));
  return *operands_[static_cast<std::size_t>(input)];
}

Value Call::value(int input) const {
  const Operand& given = operand(input);
  if (given.constant) return graph_.constant(*given.constant);
  // Inputs of integers are i32 in a graph; computed with they are doubles, which are exact to 2^53.
  return given.value.dtype() == DType::i32 ? ops::cast(given.value, DType::f64) : given.value;
}

Value Call::indices(int input) const {
  const Operand& given = operand(input);
  if (!given.constant && given.value.dtype() == DType::i32) return given.value;
  return ops::cast(value(input), DType::i32);
}

Value Call::value_like(int input, Value other) const {
  return ops::cast(value(input), other.dtype());
}

const Tensor& Call::constant(int input, std::string_view what) const {
  const Operand& given = operand(input);
  if (given.constant) return *given.constant;
  if (given.fed) return *given.fed;
  refuse(
      fmt::format("{} (input {}) is computed when the model runs; only one that is fixed is "
                  "supported",
                  what, input));
}

std::vector<std::int64_t> Call::integers(int input, std::string_view what) const {
  const Tensor wide = constant(input, what).cast(DType::f64);
  if (wide.shape().rank() > 1) refuse(fmt::format("{} must be a list", what));
  std::vector<std::int64_t> result;
  for (const double value : wide.values<double>()) {
    constexpr double kMost = 4611686018427387904.0;  // 2^62: no sum of two is out of range
    result.push_back(static_cast<std::int64_t>(std::clamp(value, -kMost, kMost)));
  }
  return result;
}

double Call::number(int input, std::string_view what) const {
  const Tensor& tensor = constant(input, what);
  if (tensor.size() != 1) refuse(fmt::format("{} must be one number", what));
  return tensor.cast(DType::f64).values<double>()[0];
}

const StoredAttribute* Call::find(std::string_view name, StoredAttribute::Type type) const {
  asked_.insert(std::string(name));
  for (const StoredAttribute& attribute : node_.attributes) {
    if (attribute.name != name) continue;
    if (attribute.type != type) refuse(fmt::format("attribute `{}` is of another type", name));
    return &attribute;
  }
  return nullptr;
}

bool Call::has_attribute(std::string_view name) const {
  return std::ranges::any_of(node_.attributes,
                             [&](const StoredAttribute& one) { return one.name == name; });
}

std::int64_t Call::integer(std::string_view name, std::int64_t otherwise) const {
  const StoredAttribute* found = find(name, StoredAttribute::Type::integer);
  return found == nullptr ? otherwise : found->integer;
}

double Call::number(std::string_view name, double otherwise) const {
  const StoredAttribute* found = find(name, StoredAttribute::Type::number);
  return found == nullptr ? otherwise : static_cast<double>(found->number);
}

std::string Call::text(std::string_view name, std::string_view otherwise) const {
  const StoredAttribute* found = find(name, StoredAttribute::Type::text);
  return found == nullptr ? std::string(otherwise) : found->text;
}

std::vector<std::int64_t> Call::integers(std::string_view name) const {
  const StoredAttribute* found = find(name, StoredAttribute::Type::integers);
  return found == nullptr ? std::vector<std::int64_t>{} : found->integers;
}

std::vector<float> Call::numbers(std::string_view name) const {
  const StoredAttribute* found = find(name, StoredAttribute::Type::numbers);
  return found == nullptr ? std::vector<float>{} : found->numbers;
}

std::vector<std::string> Call::texts(std::string_view name) const {
  const StoredAttribute* found = find(name, StoredAttribute::Type::texts);
  return found == nullptr ? std::vector<std::string>{} : found->texts;
}

Tensor Call::tensor(std::string_view name, ElementType& type) const {
  const StoredAttribute* found = find(name, StoredAttribute::Type::tensor);
  if (found == nullptr || found->tensor == nullptr) {
    refuse(fmt::format("attribute `{}` is missing", name));
  }
  type = found->tensor->type;
  return to_tensor(*found->tensor, folder_);
}

void Call::check_all_asked() const {
  for (const StoredAttribute& attribute : node_.attributes) {
    if (asked_.contains(attribute.name)) continue;
    refuse(fmt::format("attribute `{}` is not supported", attribute.name));
  }
}

bool Call::wants(int output) const {
  return output < outputs() && !node_.outputs[static_cast<std::size_t>(output)].empty();
}

Operand result(ElementType type, Value value) {
  return {.type = type, .value = value};
}

Operand known(ElementType type, Tensor tensor) {
  return {.type = type, .constant = std::move(tensor).shared()};
}

Operand known(const std::vector<std::int64_t>& values) {
  const std::vector<double> held(values.begin(), values.end());
  return known(ElementType::i64,
               Tensor::of<double>(Shape{static_cast<std::int64_t>(held.size())}, held));
}

Operand known(std::int64_t value) {
  return known(ElementType::i64, Tensor::scalar(static_cast<double>(value), DType::f64));
}

std::vector<Operand> like_first(const Call& call, Value value) {
  return {result(call.type(0), value)};
}

}  // namespace ganglion::io::onnx
