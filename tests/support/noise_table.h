#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace ganglion::support {

/// What gives the class of each row of a table of noise away.
enum class Leak : std::uint8_t {
  counted,   ///< numbers of the rows, which are sorted by class
  gaps,      ///< the same of a part of the rows
  shuffled,  ///< the same with the rows in any order
  doubled,   ///< two such tables behind each other
  one_hot,   ///< the other columns of a one-hot label
  copies,    ///< rows that are there several times, in any order
};
constexpr int kLeaks = 6;

struct NoiseTable {
  Leak leak = Leak::counted;
  std::string csv = {};
  std::string target = {};
  std::string column = {};  ///< that numbers the rows; empty: there is none
};

/// A table of numbers, words and a class of which each makes up half of the rows, that have nothing
/// to do with each other; with a leak. The same seed gives the same table, and seeds that follow
/// each other give all leaks in turn.
NoiseTable noise_table(std::uint64_t seed);

}  // namespace ganglion::support
