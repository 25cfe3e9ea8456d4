#pragma once
#include <string_view>

namespace ganglion::nn {

/// Whether layers of that kind take sequences as [batch, steps, features], where those for signals
/// want [batch, channels, length]: recurrent layers and attention.
bool takes_steps_first(std::string_view kind);

}  // namespace ganglion::nn
