#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace ganglion::train {

/// One hyperparameter: one of some choices, or a number from `low` to `high`, spread evenly over
/// its logarithm.
struct Dimension {
  std::string name;
  std::vector<std::string> choices = {};  ///< empty: a number
  double low = 0.0;                       ///< > 0
  double high = 0.0;
};

/// A place in a search space: for each dimension the index of its choice, or the number as a place
/// in [0, 1] between `low` and `high`.
using Point = std::vector<double>;
using SearchSpace = std::vector<Dimension>;

/// The value of a dimension as a setting is written; numbers have two significant digits.
std::string value_text(const Dimension& dimension, double place);

/// Where a number lies between `low` and `high`, held to [0, 1].
double place_of(const Dimension& dimension, double number);

/// Drawn at random: choices alike, numbers evenly. Fixed by seed and `number`.
Point random_point(const SearchSpace& space, std::uint64_t seed, std::uint64_t number);

}  // namespace ganglion::train
