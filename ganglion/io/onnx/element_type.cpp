#include <fmt/format.h>

#include "ganglion/io/onnx/model.h"

namespace ganglion::io::onnx {

std::string name_of(ElementType type) {
  constexpr std::string_view kNames[] = {"undefined",  "float",   "uint8",  "int8",   "uint16",
                                         "int16",      "int32",   "int64",  "string", "bool",
                                         "float16",    "double",  "uint32", "uint64", "complex64",
                                         "complex128", "bfloat16"};
  const auto number = static_cast<std::int32_t>(type);
  if (number >= 0 && number <= 16) return std::string(kNames[number]);
  return fmt::format("type {}", number);
}

bool is_floating(ElementType type) {
  return type == ElementType::f32 || type == ElementType::f64 || type == ElementType::f16 ||
         type == ElementType::bf16;
}

bool is_integer(ElementType type) {
  switch (type) {
    case ElementType::u8:
    case ElementType::i8:
    case ElementType::u16:
    case ElementType::i16:
    case ElementType::i32:
    case ElementType::i64:
    case ElementType::u32:
    case ElementType::u64:
      return true;
    default:
      return false;
  }
}

}  // namespace ganglion::io::onnx
