#pragma once
#include <span>
#include <string>
#include <vector>

#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// The shortest text that parse_network() reads back to layers with the same settings.
/// Throws Error naming a layer that the text can't express (those that join, custom ones).
std::string network_text(std::span<const Layer> layers);

/// The layers, which begin with an Input, with a Flatten behind them if what they give has several
/// axes: what an output layer can read. Throws Error as making a Network does.
std::vector<Layer> with_flat_end(std::vector<Layer> layers);

/// One line for each layer of the text form: how it is written and what it does.
std::string network_text_help();

}  // namespace ganglion::nn
