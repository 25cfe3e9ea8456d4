#include <fmt/format.h>

#include <algorithm>

#include "ganglion/data/images/image.h"
#include "ganglion/train/explain/maps/drawings.h"
#include "ganglion/train/explain/maps/shades.h"
#include "ganglion/train/explain/maps/tiles.h"

namespace ganglion::train {
namespace {

constexpr std::size_t kMaxTiles = 256;
constexpr std::int64_t kGap = 4;

/// How often a side fits into the pixels wanted.
std::int64_t times_for(std::int64_t height, std::int64_t width, std::int64_t pixels) {
  return std::max<std::int64_t>(1, pixels / std::max(height, width));
}

/// Element `index` of axis 0.
Tensor part(const Tensor& tensor, std::int64_t index) {
  const Shape shape = tensor.shape().without(0);
  const auto size = static_cast<std::size_t>(shape.size());
  const auto values = tensor.values<double>().subspan(static_cast<std::size_t>(index) * size, size);
  return Tensor::of<double>(shape, values);
}

/// Channels added up: [height, width].
Tensor summed(const Tensor& tensor) {
  Tensor sum(tensor.shape().without(0), DType::f64);
  const auto to = sum.values<double>();
  const auto from = tensor.values<double>();
  for (std::size_t i = 0; i < from.size(); ++i) to[i % to.size()] += from[i];
  return sum;
}

/// `columns` 0: about as wide as high.
std::string png_grid(std::vector<data::Image> tiles, std::int64_t pixels, std::int64_t columns) {
  const std::int64_t height = tiles[0].height;
  const std::int64_t width = tiles[0].width;
  const std::int64_t times = times_for(height, width, pixels);
  for (data::Image& tile : tiles) tile = enlarged(tile, times);
  if (columns == 0) columns = square_columns(tiles.size(), height, width);
  return data::encode_png(tiled(tiles, columns, kGap));
}

std::string maps_png(const Tensor& maps) {
  const double most = largest_size(maps.values<double>());
  std::vector<data::Image> tiles;
  for (std::int64_t i = 0; i < maps.shape()[0] && tiles.size() < kMaxTiles; ++i) {
    tiles.push_back(signed_picture(part(maps, i), most));
  }
  const std::int64_t pixels = tiles.size() > 64 ? 48 : 96;
  return png_grid(std::move(tiles), pixels, 0);
}

/// Filters of three channels in their colours, others by the sign of their weights: a row for each
/// filter where there are several channels.
std::string filters_png(const Tensor& filters) {
  const std::int64_t channels = filters.shape()[1];
  const double most = largest_size(filters.values<double>());
  std::vector<data::Image> tiles;
  for (std::int64_t f = 0; f < filters.shape()[0] && tiles.size() < kMaxTiles; ++f) {
    const Tensor filter = part(filters, f);
    if (channels == 3) {
      tiles.push_back(photo(filter, {-most, most}));
      continue;
    }
    for (std::int64_t c = 0; c < channels; ++c) {
      tiles.push_back(signed_picture(part(filter, c), most));
    }
  }
  return png_grid(std::move(tiles), 48, channels == 1 || channels == 3 ? 0 : channels);
}

/// Grey as colours, opacity dropped, so that both fit beside each other.
data::Image as_rgb(const data::Image& image) {
  data::Image result{.height = image.height, .width = image.width, .channels = 3};
  const std::size_t step = static_cast<std::size_t>(image.channels);
  for (std::size_t i = 0; i < image.pixels.size(); i += step) {
    for (std::size_t c = 0; c < 3; ++c)
      result.pixels.push_back(image.pixels[i + (step < 3 ? 0 : c)]);
  }
  return result;
}

std::string side_by_side(const data::Image& photo, const data::Image& other) {
  const std::int64_t times = times_for(photo.height, photo.width, 320);
  return data::encode_png(
      tiled({enlarged(as_rgb(photo), times), enlarged(other, times)}, 2, 2 * kGap));
}

}  // namespace

std::vector<Drawing> image_drawings(const ActivationMaps& maps) {
  const data::Image input = photo(maps.input, shades_of(maps.input.values<double>()));
  const std::int64_t times = times_for(input.height, input.width, 320);
  std::vector<Drawing> result;
  result.push_back(
      {"input.png",
       fmt::format("network input after preprocessing, {}x{}", input.height, input.width),
       data::encode_png(enlarged(input, times))});
  if (maps.filters) {
    result.push_back({fmt::format("filters_{}.png", maps.filters->layer),
                      fmt::format("filters of {}, the first layer", maps.filters->layer),
                      filters_png(maps.filters->maps)});
  }
  for (std::size_t i = 0; i < maps.layers.size(); ++i) {
    result.push_back({maps_name(i + 1, maps.layers[i].layer) + ".png",
                      maps_shown(maps.layers[i], kMaxTiles), maps_png(maps.layers[i].maps)});
  }
  const Tensor saliency = summed(maps.saliency);
  result.push_back(
      {"saliency.png",
       "saliency map: contribution of each pixel to the " + maps.goal + " (derivative times input)",
       side_by_side(input, signed_picture(saliency, largest_size(saliency.values<double>())))});
  if (maps.grad_cam) {
    const auto heat = stretched(maps.grad_cam->maps, input.height, input.width);
    result.push_back(
        {"grad_cam.png",
         fmt::format("Grad-CAM of {}: regions that raise the {}", maps.grad_cam->layer, maps.goal),
         side_by_side(input, heated(input, heat))});
  }
  return result;
}

}  // namespace ganglion::train
