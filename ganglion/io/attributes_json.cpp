#include "ganglion/io/attributes_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ganglion/core/error.h"

namespace ganglion::io {
namespace {

Json wrapped(const char* kind, Json value) {
  return Json::Object{{kind, std::move(value)}};
}

struct Writer {
  Json operator()(bool v) const { return v; }
  Json operator()(std::int64_t v) const { return v; }
  Json operator()(double v) const { return std::isfinite(v) ? Json(v) : wrapped("number", v); }
  Json operator()(const std::string& v) const { return v; }
  Json operator()(const std::vector<std::int64_t>& v) const { return Json::list(v); }
  Json operator()(const std::vector<double>& v) const {
    const bool plain =
        !v.empty() && std::all_of(v.begin(), v.end(), [](double x) { return std::isfinite(x); });
    return plain ? Json::list(v) : wrapped("numbers", Json::list(v));
  }
  Json operator()(const std::shared_ptr<const Tensor>& v) const {
    return wrapped("tensor", to_json(*v));
  }
};

std::vector<double> numbers_from(const Json::Array& array) {
  std::vector<double> values;
  values.reserve(array.size());
  for (const Json& value : array) values.push_back(value.as_number());
  return values;
}

Attribute list_from(const Json::Array& array) {
  if (std::all_of(array.begin(), array.end(), [](const Json& v) { return v.is_integer(); })) {
    std::vector<std::int64_t> values;
    for (const Json& value : array) values.push_back(value.as_integer());
    return values;
  }
  return numbers_from(array);
}

Attribute attribute_from(const Json& json) {
  if (json.is_bool()) return json.as_bool();
  if (json.is_integer()) return json.as_integer();
  if (json.is_number()) return json.as_number();
  if (json.is_string()) return json.as_string();
  if (json.is_array()) return list_from(json.as_array());
  if (const Json* value = json.find("number")) return value->as_number();
  if (const Json* value = json.find("numbers")) return numbers_from(value->as_array());
  if (const Json* value = json.find("tensor")) {
    return std::make_shared<const Tensor>(tensor_from_json(*value));
  }
  throw Error(
      "expected true, false, a number, a string, a list, or an object with 'number', 'numbers' or "
      "'tensor'");
}

DType dtype_named(std::string_view name) {
  for (DType dtype : {DType::f32, DType::f64, DType::i32, DType::i64, DType::u8}) {
    if (name == name_of(dtype)) return dtype;
  }
  throw Error(
      fmt::format("unknown element type {}: f32, f64, i32, i64 and u8 are known", in_quotes(name)));
}

template <class T>
Json values_of(const Tensor& tensor) {
  Json::Array values;
  values.reserve(static_cast<std::size_t>(tensor.size()));
  for (T value : tensor.values<T>()) {
    if constexpr (std::is_same_v<T, float>) {
      values.emplace_back(static_cast<double>(value));
    } else {
      values.emplace_back(value);
    }
  }
  return values;
}

template <class T>
void fill(Tensor& tensor, const Json::Array& array) {
  const auto values = tensor.values<T>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if constexpr (std::is_floating_point_v<T>) {
      values[i] = static_cast<T>(array[i].as_number());
    } else {
      const std::int64_t value = array[i].as_integer();
      if (!std::in_range<T>(value)) {
        throw Error(fmt::format("{} does not fit in {}", value, name_of(tensor.dtype())));
      }
      values[i] = static_cast<T>(value);
    }
  }
}

}  // namespace

Json to_json(const Attributes& attributes) {
  Json::Object object;
  for (const auto& [name, value] : attributes.entries()) {
    object.emplace_back(name, std::visit(Writer{}, value));
  }
  return object;
}

Attributes attributes_from_json(const Json& json) {
  Attributes attributes;
  for (const auto& [name, value] : json.as_object()) {
    try {
      attributes.set(name, attribute_from(value));
    } catch (const Error& error) {
      throw Error(fmt::format("attribute {}: {}", in_quotes(name), error.what()));
    }
  }
  return attributes;
}

Json to_json(const Tensor& tensor) {
  Json values;
  switch (tensor.dtype()) {
    case DType::f32:
      values = values_of<float>(tensor);
      break;
    case DType::f64:
      values = values_of<double>(tensor);
      break;
    case DType::i32:
      values = values_of<std::int32_t>(tensor);
      break;
    case DType::i64:
      values = values_of<std::int64_t>(tensor);
      break;
    case DType::u8:
      values = values_of<std::uint8_t>(tensor);
      break;
  }
  return Json::Object{{"dtype", name_of(tensor.dtype())},
                      {"shape", to_json(tensor.shape())},
                      {"values", std::move(values)}};
}

Tensor tensor_from_json(const Json& json) {
  const DType dtype = dtype_named(json.text("dtype"));
  const Shape shape = shape_from_json(json.at("shape"));
  const Json::Array& values = json.array("values");
  // Compared before anything is allocated: the shape may say anything.
  if (static_cast<std::uint64_t>(shape.size()) != values.size()) {
    throw Error(
        fmt::format("a tensor of shape {} with {} values", shape.to_string(), values.size()));
  }
  Tensor tensor(shape, dtype);
  switch (dtype) {
    case DType::f32:
      fill<float>(tensor, values);
      break;
    case DType::f64:
      fill<double>(tensor, values);
      break;
    case DType::i32:
      fill<std::int32_t>(tensor, values);
      break;
    case DType::i64:
      fill<std::int64_t>(tensor, values);
      break;
    case DType::u8:
      fill<std::uint8_t>(tensor, values);
      break;
  }
  return tensor;
}

Json to_json(const Shape& shape) {
  return Json::Array(shape.begin(), shape.end());
}

Shape shape_from_json(const Json& json) {
  std::vector<std::int64_t> extents;
  for (const Json& extent : json.as_array()) extents.push_back(extent.as_integer());
  return Shape(std::span<const std::int64_t>(extents));
}

}  // namespace ganglion::io
