#pragma once
#include <string>

#include "ganglion/train/compare/comparison.h"

namespace ganglion::train {

/// A comparison for people: for each of the first two metrics a line a variant, then the settings
/// that differ.
std::string compare_text(const Comparison& comparison);
/// As a page of its own: curves overlaid by epoch and by seconds, all metrics, settings.
std::string compare_html(const Comparison& comparison);

}  // namespace ganglion::train
