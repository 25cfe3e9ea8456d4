#pragma once
#include <string>
#include <vector>

#include "ganglion/train/explain/units/unit_columns.h"
#include "ganglion/train/explain/units/unit_glyph.h"

namespace ganglion::train {

/// A column with the places of those of its units that are drawn.
struct PlacedColumn {
  std::vector<std::size_t> shown;  ///< of UnitColumn::units, in their order
  double x = 0.0;
  std::vector<double> y = {};  ///< of each that is shown
  UnitGlyph glyph = {};

  bool shortened(const UnitColumn& column) const { return shown.size() < column.units.size(); }
};

/// Chooses the strongest `most` units of each column (or all, where there are hardly more) and how
/// they are drawn.
std::vector<PlacedColumn> chosen_units(const std::vector<UnitColumn>& columns, std::size_t most,
                                       const std::string& goal);

/// How wide the columns are side by side.
double width_of_columns(std::size_t columns);

/// Places the columns below `top`, in the middle of `width`; returns where they end.
double place_units(const std::vector<UnitColumn>& columns, std::vector<PlacedColumn>& placed,
                   double top, double width);

}  // namespace ganglion::train
