#pragma once
#include <string>
#include <vector>

#include "ganglion/train/evaluate/layer_health.h"

namespace ganglion::train::report {

/// A chain of layers as boxes from top to bottom, with output shapes, numbers of parameters and,
/// for one example, of multiply-adds. The first box is the input.
std::string network_chart(std::int64_t features, const std::vector<LayerHealth>& layers);

}  // namespace ganglion::train::report
