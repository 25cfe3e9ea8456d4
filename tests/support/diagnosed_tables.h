#pragma once
#include <cstdint>
#include <string>

/// Tables (CSV) that are made to have one thing wrong with a training, or nothing. The same seed
/// gives the same table.
namespace ganglion::support {

/// What follows from what; none of it can be told by a straight line.
enum class Pattern : std::uint8_t {
  disc,          ///< binary: inside a circle
  exclusive,     ///< binary: x > 0 or z > 0, not both
  coloured,      ///< binary: x > 0 for red, x < 0 for blue
  rare_ellipse,  ///< binary: a fifth of the rows, inside an ellipse
  sectors,       ///< multiclass: three classes, six sectors
  bands,         ///< multiclass: four classes, by the sign of x and the size of z
  labels,        ///< two labels
  wave,          ///< regression: sin(2x) + z² / 2
  product,       ///< regression: x z
  corners,       ///< regression: |x| + |z|
};
constexpr int kPatterns = 10;

/// Columns x, z and colour, and a target; where rows are of classes, three in a hundred are of a
/// wrong one, where they are numbers, there is some noise.
std::string pattern_table(Pattern pattern, std::int64_t rows, std::uint64_t seed = 1);
/// "kind", "value", or of labels "wide,same".
std::string target_of(Pattern pattern);

/// A class that follows from x - z by a logistic function, beside a column of noise.
std::string linear_table(std::int64_t rows, std::uint64_t seed = 1);
/// A disc with a column `code` that gives the class away.
std::string leaking_table(std::int64_t rows, std::uint64_t seed = 1);
/// One row in twenty is a yes, which x tells a little of.
std::string rare_class_table(std::int64_t rows, std::uint64_t seed = 1);
/// Twenty columns of noise; the first tells a little of the class.
std::string wide_noise_table(std::int64_t rows, std::uint64_t seed = 1);

}  // namespace ganglion::support
