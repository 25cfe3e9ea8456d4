#include "ganglion/train/tune/search_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/rng.h"

namespace ganglion::train {

std::string value_text(const Dimension& dimension, double place) {
  if (!dimension.choices.empty()) {
    const auto last = static_cast<double>(dimension.choices.size() - 1);
    return dimension.choices[static_cast<std::size_t>(std::clamp(place, 0.0, last))];
  }
  const double number = dimension.low * std::pow(dimension.high / dimension.low, place);
  return fmt::format("{:.2g}", number);
}

double place_of(const Dimension& dimension, double number) {
  if (!(number > 0.0)) return 0.0;
  const double place = std::log(number / dimension.low) / std::log(dimension.high / dimension.low);
  return std::clamp(place, 0.0, 1.0);
}

Point random_point(const SearchSpace& space, std::uint64_t seed, std::uint64_t number) {
  const std::uint64_t stream = stream_of("tune: random point") + number;
  Point point;
  for (std::size_t d = 0; d < space.size(); ++d) {
    const double uniform = random_uniform(seed, stream, d);
    const auto choices = static_cast<double>(space[d].choices.size());
    point.push_back(space[d].choices.empty() ? uniform : std::floor(uniform * choices));
  }
  return point;
}

}  // namespace ganglion::train
