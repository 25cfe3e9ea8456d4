#pragma once
#include "ganglion/io/model_info.h"
#include "ganglion/nn/network.h"

namespace ganglion::io {

/// Throws Error unless what a file says of a model fits its network, so that whoever reads an
/// output or names a class, a column or a target may index without looking: one input of the shape
/// that rows become, one output with a place for each class, label or target; the same task,
/// targets and classes wherever they are told; no name twice; statistics to divide by above 0.
void check_fits(const ModelInfo& info, const nn::Network& network);

/// The same of a model whose preprocessing, if there is any, is not looked at.
void check_names(const ModelInfo& info, const nn::Network& network);

}  // namespace ganglion::io
