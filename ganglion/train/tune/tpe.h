#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/train/tune/search_space.h"

namespace ganglion::train {

/// Something that was tried, and how bad it was: less is better; infinite where it failed.
struct Observation {
  Point point;
  double error = 0.0;
};

/// Number of observations before which no densities are made of them.
inline constexpr std::size_t kRandomPoints = 10;

/// The point to try next, by a tree-structured Parzen estimator (Bergstra, Bardenet, Bengio, Kégl:
/// "Algorithms for Hyper-Parameter Optimization", 2011). The best tenth of the observations (25 at
/// most) and the others are each described by a density: Gaussians around the numbers that were
/// seen, counts of choices, and the prior (everything alike) among them. Of 24 numbers drawn from
/// the density of the good ones, the one is taken where it is largest in relation to that of the
/// others. A choice is drawn from the good ones' density alone: always taking the most promising
/// one would hold on to the first that did well.
///
/// The observations begin with the settings that a search starts from. Every other point is a
/// neighbour of the best so far: one or two of its values are drawn anew, numbers close by.
/// Defaults are seldom far off, and of few observations in many dimensions the densities tell
/// little. Of the others, half are drawn at random, and all before there are kRandomPoints
/// observations, so that no part of the space is given up. Fixed by observations, seed and
/// `number`.
Point propose(const SearchSpace& space, std::vector<Observation> observations, std::uint64_t seed,
              std::uint64_t number);

}  // namespace ganglion::train
