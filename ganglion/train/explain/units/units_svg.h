#pragma once
#include <string>

#include "ganglion/train/explain/explain.h"

namespace ganglion::train {

/// What units_svg() draws, and how much of it.
struct UnitsOptions {
  /// Draws all units and all matrices; else of a layer with more than `most` units the strongest,
  /// by |a dJ/da|, and matrices of up to 8 x 8 weights.
  bool full = false;
  std::size_t most = 12;
  /// A file of its own; else to stand in a page that has the variable --card for its ground.
  bool standalone = true;
  /// Every link tells its weight and the derivative where a pointer rests on it.
  bool link_titles = true;
};

/// The network of an explanation as a drawing in SVG, from left to right: a circle for each unit
/// with its activation in it and the derivative dJ/dz (or dJ/da) below, a line for each weight
/// (colour: sign, width: size), biases, the prediction and the loss J; below small networks their
/// matrices. Feature maps are little images in the circles, whose links are as wide as the norms of
/// their weights. Titles give all numbers with all digits, as explain_json.h does. Light or dark as
/// the reader's system is.
std::string units_svg(const Explanation& explanation, const UnitsOptions& options = {});

}  // namespace ganglion::train
