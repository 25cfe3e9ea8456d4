#pragma once
#include <cstdint>
#include <string>

namespace ganglion::data {

struct ImageSize {
  std::int64_t height = 0;
  std::int64_t width = 0;

  friend auto operator<=>(const ImageSize&, const ImageSize&) = default;
};

/// "HxW", or one number for a square, each from 1 to 4096. Throws Error for other texts.
ImageSize image_size(const std::string& text);

}  // namespace ganglion::data
