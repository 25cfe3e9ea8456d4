#pragma once
#include <cstddef>

namespace ganglion {

/// A number that is not below 0, such as the id of a node, as what containers count with.
constexpr std::size_t at(int id) {
  return static_cast<std::size_t>(id);
}

}  // namespace ganglion
