#pragma once
#include <span>
#include <string>
#include <string_view>

namespace ganglion::nn {

/// Whether a pattern names a layer or parameter by its path. `*` stands for any characters. What
/// lies within a named layer is named, too: "dense_1" and "dense_1/" are the layer with its
/// parameters, "conv*" all layers whose names begin so, "*/bias" all biases.
bool path_matches(std::string_view pattern, std::string_view path);

/// Whether one of them does.
bool any_matches(std::span<const std::string> patterns, std::string_view path);

}  // namespace ganglion::nn
