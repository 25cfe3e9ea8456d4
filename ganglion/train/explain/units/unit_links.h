#pragma once
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/units/unit.h"

namespace ganglion::train {

/// How `units` units of a layer read `sources` units, of which `given` has all numbers. Weights are
/// those of a dense layer or a convolution (whose links have a window of weights each); other
/// layers with as many units as they read are taken to work one by one.
UnitLinks unit_links(const ExplainedLayer& layer, std::size_t sources, std::size_t units,
                     const ExplainedValue& given);

}  // namespace ganglion::train
