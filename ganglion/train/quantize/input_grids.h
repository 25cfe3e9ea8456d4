#pragma once
#include <map>
#include <string>

#include "ganglion/data/dataset.h"
#include "ganglion/nn/quantization.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// The grid of 256 points for some numbers: of the ranges from their extremes inwards, first at the
/// lower end and then at the upper one, with 0 among the points, that whose points are nearest to
/// the numbers in the mean of squares.
nn::Quantization grid_for(std::span<const float> numbers);

/// For each layer that can be quantised, by name, the grid for what it reads on `rows`. A layer of
/// a convolution has none: only its kernel is rounded.
std::map<std::string, nn::Quantization> input_grids(Model& model, const data::Dataset& rows);

}  // namespace ganglion::train
