#include "ganglion/train/callback.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/train/any_callback.h"

namespace ganglion::train {
namespace {

template <class T>
const T& find(const std::map<std::string, T>& map, const std::string& name) {
  const auto found = map.find(name);
  if (found != map.end()) return found->second;
  throw Error(fmt::format("the saved state of a callback has no '{}'", name));
}

}  // namespace

std::shared_ptr<Callback> AnyCallback::checked(std::shared_ptr<Callback> callback) {
  if (!callback) throw Error("fit: a callback is a null pointer; give an object");
  return callback;
}

double CallbackMemory::number(const std::string& name) const {
  return find(numbers, name);
}
std::int64_t CallbackMemory::count(const std::string& name) const {
  constexpr double kMax = 9007199254740992.0;  // 2^53: whole numbers are exact up to here
  const double value = number(name);
  if (!(value >= 0 && value <= kMax) || value != std::floor(value)) {
    throw Error(fmt::format("the saved state of a callback has {} for '{}'", value, name));
  }
  return static_cast<std::int64_t>(value);
}
const std::string& CallbackMemory::text(const std::string& name) const {
  return find(texts, name);
}
const Tensor& CallbackMemory::tensor(const std::string& name) const {
  return find(tensors, name);
}

}  // namespace ganglion::train
