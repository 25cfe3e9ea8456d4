#pragma once
#include <string>
#include <vector>

#include "ganglion/train/explain/units/units_layout.h"

namespace ganglion::train {

/// Draws how the units of column `to` read those of another one: a line for each weight, or a band
/// where the layer isn't one of weights. Few lines have their weights beside them; with `titles`
/// all tell weight and derivative.
std::string drawn_links(const std::vector<UnitColumn>& columns,
                        const std::vector<PlacedColumn>& placed, std::size_t to,
                        const UnitLinks& links, bool titles);

}  // namespace ganglion::train
