#pragma once
#include <cstdint>
#include <span>

/// Whether the order of one column is that of another, more than chance explains with a probability
/// of one in a million.
namespace ganglion::data {

/// What happens by chance with this negative logarithm of the probability is surprising: exp(-14)
/// is one in a million.
inline constexpr double kSurprising = 14;

/// Whether one number never falls where the other rises, or never rises there. Neither is to have
/// missing values. Numbers that occur often make it a table of ranges: each of the rows with one x
/// lies beyond all of those with a smaller x.
bool rise_or_fall_together(std::span<const double> x, std::span<const double> y);

/// Whether each class (0, 1, …) has a range of the numbers of its own.
bool have_own_ranges(std::span<const double> x, std::span<const std::int32_t> classes);

}  // namespace ganglion::data
