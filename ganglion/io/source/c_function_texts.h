#pragma once
#include <span>
#include <string_view>

namespace ganglion::io {

/// A function of generated source; '@' stands for the prefix of its names.
struct CFunctionText {
  std::string_view name;
  std::string_view text;
};

/// Functions of single numbers.
std::span<const CFunctionText> element_functions();
/// Of arrays: products, sums, softmax, copies, look-ups.
std::span<const CFunctionText> array_functions();
/// Convolution and pooling.
std::span<const CFunctionText> window_functions();
/// From columns of a table to features.
std::span<const CFunctionText> column_functions();

}  // namespace ganglion::io
