#pragma once
#include <string>
#include <vector>

#include "ganglion/train/explain/units/unit_columns.h"

namespace ganglion::train {

/// A piece of a drawing with its size.
struct DrawnPart {
  double width = 0.0;
  double height = 0.0;
  std::string text;  ///< from (0, 0) on
};

/// Weights of a column as a matrix W[l], a row for each unit that is read and a column for each
/// unit, with its bias b[l] as a row below; derivatives stand below the numbers.
DrawnPart unit_matrix(const UnitColumn& column, const UnitColumn& read, const std::string& goal);

/// A number with few digits, for places of some 40 pixels: "-0.0123", "1.2e-05".
std::string brief_number(double value);

}  // namespace ganglion::train
