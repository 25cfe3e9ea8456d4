#pragma once
#include <string>

#include "ganglion/train/explain/units/unit_columns.h"

namespace ganglion::train {

/// How one unit is drawn.
struct UnitGlyph {
  double radius = 22.0;
  bool details = false;  ///< z has a line of its own
  std::string goal = "J";
  double largest_a = 1.0;  ///< of the column: what colours and maps are scaled by
  bool photos = false;     ///< maps are inputs, drawn as they would be seen
};

/// A unit around (x, y): circle, name above, lines below, and a title with all digits.
std::string drawn_unit(const UnitColumn& column, const Unit& unit, double x, double y,
                       const UnitGlyph& glyph);

/// From the middle of a circle to the end of the lines below it, and up to the name's top.
double below_unit(const UnitGlyph& glyph);
double above_unit(const UnitGlyph& glyph);

}  // namespace ganglion::train
