#pragma once
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace ganglion {

/// 1, 2, 4, 8, …
constexpr bool is_power_of_two(std::int64_t number) {
  return number > 0 && (number & (number - 1)) == 0;
}

/// The product, or sum, of numbers that aren't negative; the largest number there is where it is
/// larger.
std::int64_t bounded_product(std::initializer_list<std::int64_t> factors);
std::int64_t bounded_sum(std::span<const std::int64_t> terms);

/// The middle of the values that are not NaN, the lower one of an even count; NaN where there are
/// none.
double lower_median(std::vector<double> values);

/// 1234567 as "1,234,567".
std::string grouped(std::int64_t number);

/// A number for people, with so many significant digits: "0.1235", "1.2e+07", "0" (of -0, too).
/// (What is read back takes data::number_text or io::json_number, which are exact.)
std::string significant(double value, int digits);

}  // namespace ganglion
