#include "ganglion/core/numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ganglion {

std::int64_t bounded_product(std::initializer_list<std::int64_t> factors) {
  std::int64_t product = 1;
  bool over = false;
  for (const std::int64_t factor : factors) {
    if (factor == 0) return 0;
    over = over || __builtin_mul_overflow(product, factor, &product);
  }
  return over ? std::numeric_limits<std::int64_t>::max() : product;
}

std::int64_t bounded_sum(std::span<const std::int64_t> terms) {
  std::int64_t sum = 0;
  for (const std::int64_t term : terms) {
    if (__builtin_add_overflow(sum, term, &sum)) return std::numeric_limits<std::int64_t>::max();
  }
  return sum;
}

double lower_median(std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = values.begin() + (std::ssize(values) - 1) / 2;
  std::ranges::nth_element(values, middle);
  return *middle;
}

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
