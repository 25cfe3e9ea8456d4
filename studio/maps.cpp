#include "ganglion/train/explain/maps/activation_maps.h"

#include <algorithm>
#include <cmath>

#include "ganglion/train/explain/explain.h"
#include "studio/api_error.h"
#include "studio/view.h"

namespace ganglion::studio {
namespace {

using io::Json;

constexpr std::int64_t kMaxMaps = 16;           // of a layer that are shown
constexpr std::int64_t kMaxPlaces = 128 * 128;  // of a map

/// The first maps of [maps, …places] in 256 steps: {"maps", "shape", "low", "high", "values"}.
/// `shape` are the places of one map, `maps` how many there are.
Json maps_json(const Tensor& tensor) {
  const Shape& shape = tensor.shape();
  const std::int64_t places = shape.size() / shape[0];
  const std::int64_t shown = places > kMaxPlaces ? 0 : std::min(shape[0], kMaxMaps);
  const auto values = tensor.values<double>().first(static_cast<std::size_t>(shown * places));
  double low = 0.0;
  double high = 0.0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  const double width = high > low ? high - low : 1.0;
  std::vector<std::int64_t> steps;
  for (const double value : values) {
    steps.push_back(std::isfinite(value) ? std::llround(255.0 * (value - low) / width) : 0);
  }
  std::vector<std::int64_t> sizes;
  for (int i = 1; i < shape.rank(); ++i) sizes.push_back(shape[i]);
  return Json::Object{{"maps", shape[0]},
                      {"shape", Json::list(sizes)},
                      {"low", low},
                      {"high", high},
                      {"values", Json::list(steps)}};
}

/// [filters, channels, …window] with the channels side by side as maps of their own.
Json filters_json(const train::LayerMaps& filters) {
  const Shape& shape = filters.maps.shape();
  std::vector<std::int64_t> sizes = {shape[0] * shape[1]};
  for (int i = 2; i < shape.rank(); ++i) sizes.push_back(shape[i]);
  return maps_json(filters.maps.reshaped(Shape(sizes)));
}

Json with_name(const std::string& layer, const Json& maps) {
  Json::Object named = maps.as_object();
  named.emplace(named.begin(), "layer", layer);
  return named;
}

Tensor as_one_map(const Tensor& tensor) {
  std::vector<std::int64_t> sizes = {1};
  for (int i = 0; i < tensor.shape().rank(); ++i) sizes.push_back(tensor.shape()[i]);
  return tensor.reshaped(Shape(sizes));
}

}  // namespace

io::Json maps_json(View& view, std::int64_t row) {
  view.checked_row(row);
  if (!view.preprocessing().state().samples) {
    throw ApiError(409, "only images and signals have maps");
  }
  const data::Dataset one = train::row_of(view.preprocessing(), view.table(), row + 1);
  const train::ActivationMaps maps =
      train::activation_maps(view.model(), one, &view.preprocessing());
  Json::Array layers;
  for (const train::LayerMaps& layer : maps.layers) {
    layers.push_back(with_name(layer.layer, maps_json(layer.maps)));
  }
  return Json::Object{
      {"kind", maps.kind == data::SampleKind::image ? "image" : "signal"},
      {"goal", maps.goal},
      {"input", maps_json(maps.input)},
      {"filters",
       maps.filters ? with_name(maps.filters->layer, filters_json(*maps.filters)) : Json()},
      {"layers", std::move(layers)},
      {"saliency", maps_json(maps.saliency)},
      {"grad_cam", maps.grad_cam
                       ? with_name(maps.grad_cam->layer, maps_json(as_one_map(maps.grad_cam->maps)))
                       : Json()}};
}

}  // namespace ganglion::studio
