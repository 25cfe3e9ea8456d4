#include "ganglion/data/features/sentinels.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "ganglion/core/setting.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// "-99", "999", "9999.99"
bool is_of_nines(double value) {
  const std::string text = number_text(std::abs(value));
  return std::ranges::count(text, '9') >= 2 && text.find_first_not_of("9.") == std::string::npos;
}

/// What programs write where there is no value: the ends of the types of 16, 32 and 64 bits (R,
/// GDAL and ESRI among others), 1e20 of climate models, 9.97e36 of NetCDF; perhaps with fewer
/// digits.
bool is_fill_value(double value) {
  constexpr std::array<double, 6> kWhole = {
      32767, -32768, 2147483647, -2147483648.0, 9223372036854775807.0, -9223372036854775808.0};
  constexpr std::array<double, 4> kRounded = {1e20, 9.969209968386869e36, 3.4028234663852886e38,
                                              1.7976931348623157e308};
  const auto near = [&](double fill) { return std::abs(std::abs(value) / fill - 1) < 1e-5; };
  return std::ranges::find(kWhole, value) != kWhole.end() || std::ranges::any_of(kRounded, near);
}

/// The other numbers of a column, and how often the one occurs.
struct Others {
  std::int64_t rows = 0;
  std::int64_t of_one = 0;
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();
};

Others others_than(double one, const std::vector<double>& numbers) {
  Others others;
  for (const double number : numbers) {
    if (std::isnan(number)) continue;
    ++others.rows;
    if (number == one) {
      ++others.of_one;
      continue;
    }
    others.least = std::min(others.least, number);
    others.most = std::max(others.most, number);
  }
  return others;
}

}  // namespace

std::optional<std::string> sentinel_note(const Column& column) {
  double least = std::numeric_limits<double>::infinity();
  double most = -least;
  for (const double number : column.numbers) {
    least = std::fmin(least, number);
    most = std::fmax(most, number);
  }
  for (const double one : {least, most}) {
    if (!std::isfinite(one) || !(is_of_nines(one) || is_fill_value(one))) continue;
    const Others others = others_than(one, column.numbers);
    const double gap = one == least ? others.least - one : one - others.most;
    if (others.of_one < 2 || !(others.least < others.most)) continue;
    if (gap <= others.most - others.least) continue;
    const std::string text = number_text(one);
    return fmt::format(
        "{} in {} of {} rows is far from all others ({} to {}); if it stands for a missing value: "
        "{}",
        text, others.of_one, others.rows, number_text(others.least), number_text(others.most),
        setting("columns", column.name + "=number missing=" + text));
  }
  return std::nullopt;
}

}  // namespace ganglion::data
