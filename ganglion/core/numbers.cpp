#include "ganglion/core/numbers.h"

#include <fmt/format.h>

namespace ganglion {

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t first = number < 0 ? 2 : 1;  // no comma before it
  for (std::size_t at = text.size(); at >= first + 3;) text.insert(at -= 3, ",");
  return text;
}

std::string significant(double value, int digits) {
  return fmt::format("{:.{}g}", value == 0.0 ? 0.0 : value, digits);
}

}  // namespace ganglion
