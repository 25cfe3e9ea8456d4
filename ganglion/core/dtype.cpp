#include "ganglion/core/dtype.h"

#include <array>

namespace ganglion {
namespace {

struct Description {
  std::string_view name;
  std::size_t size;
};

constexpr std::array<Description, 5> kDescriptions = {
    {{"f32", 4}, {"f64", 8}, {"i32", 4}, {"i64", 8}, {"u8", 1}}};

}  // namespace

std::size_t size_of(DType dtype) {
  return kDescriptions[static_cast<std::size_t>(dtype)].size;
}

std::string_view name_of(DType dtype) {
  return kDescriptions[static_cast<std::size_t>(dtype)].name;
}

bool is_floating(DType dtype) {
  return dtype == DType::f32 || dtype == DType::f64;
}

}  // namespace ganglion
