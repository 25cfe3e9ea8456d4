#include "ganglion/io/keras/export/export_parts.h"
#include "ganglion/nn/layers/group_normalization.h"
#include "ganglion/nn/layers/pooling.h"
#include "ganglion/nn/layers/resizing.h"
#include "ganglion/nn/layers/spatial_dropout.h"

namespace ganglion::io {
namespace {

std::size_t spatial_axes(const ExportStep& step) {
  return static_cast<std::size_t>(step.x().shape.rank() - 1);
}

/// Keras' name for signals, or for images.
std::string by_axes(const ExportStep& step, const std::string& class_name) {
  return class_name + (spatial_axes(step) == 1 ? "1D" : "2D");
}

template <class Pool>
Exported write_pooling(ExportStep& step, const char* class_name) {
  const auto& pool = *step.call.handle.as<Pool>();
  if (has_numbers(pool.padding)) {
    step.refuse("Keras' pooling has no padding in numbers; use valid or same");
  }
  const auto& strides = pool.strides.empty() ? pool.pool_size : pool.strides;
  return step.made({by_axes(step, class_name),
                    {{"pool_size", per_axis_json(pool.pool_size, spatial_axes(step))},
                     {"strides", per_axis_json(strides, spatial_axes(step))},
                     {"padding", pool.padding},
                     {"data_format", "channels_last"}}},
                   step.channels_last());
}

Exported write_max_pooling(ExportStep& step) {
  return write_pooling<nn::MaxPooling>(step, "MaxPooling");
}

Exported write_average_pooling(ExportStep& step) {
  return write_pooling<nn::AveragePooling>(step, "AveragePooling");
}

Exported write_global_average(ExportStep& step) {
  return step.made({by_axes(step, "GlobalAveragePooling"), {{"data_format", "channels_last"}}},
                   step.channels_last());
}

Exported write_global_max(ExportStep& step) {
  return step.made({by_axes(step, "GlobalMaxPooling"), {{"data_format", "channels_last"}}},
                   step.channels_last());
}

Exported write_up_sampling(ExportStep& step) {
  const auto& size = step.call.handle.as<nn::UpSampling>()->size;
  KerasPart part{by_axes(step, "UpSampling"), {}};
  if (spatial_axes(step) == 1) {
    part.config = {{"size", size.front()}};
  } else {
    part.config = {{"size", per_axis_json(size, 2)},
                   {"data_format", "channels_last"},
                   {"interpolation", "nearest"}};
  }
  return step.made(std::move(part), step.channels_last());
}

/// One value for all axes, one for each, or those in front of all axes and then those behind.
nn::Pads sides_of(const ExportStep& step, std::vector<std::int64_t> values) {
  const std::size_t axes = spatial_axes(step);
  if (values.size() < axes) values.assign(axes, values.front());
  if (values.size() == axes) return {values, values};
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(axes);
  return {{values.begin(), middle}, {middle, values.end()}};
}

Exported write_zero_padding(ExportStep& step) {
  const auto& padding = step.call.handle.as<nn::ZeroPadding>()->padding;
  return with_zeros(step, "", sides_of(step, padding), step.channels_last());
}

Exported write_cropping(ExportStep& step) {
  const auto& cropping = step.call.handle.as<nn::Cropping>()->cropping;
  return cropped(step, "", sides_of(step, cropping), step.channels_last());
}

Exported write_spatial_dropout(ExportStep& step) {
  KerasPart part{by_axes(step, "SpatialDropout"),
                 {{"rate", step.call.handle.as<nn::SpatialDropout>()->rate}}};
  if (spatial_axes(step) == 2) part.config.emplace_back("data_format", "channels_last");
  return step.made(std::move(part), step.channels_last());
}

Exported write_group_normalization(ExportStep& step) {
  const auto& norm = *step.call.handle.as<nn::GroupNormalization>();
  KerasPart part{"GroupNormalization",
                 {{"groups", norm.groups},
                  {"axis", -1},
                  {"epsilon", norm.epsilon},
                  {"center", norm.center},
                  {"scale", norm.scale}}};
  if (norm.scale) part.weights.push_back(step.weight("gamma"));
  if (norm.center) part.weights.push_back(step.weight("beta"));
  return step.made(std::move(part), step.channels_last());
}

constexpr KerasWriter kSpatialWriters[] = {{"max_pooling", write_max_pooling},
                                           {"average_pooling", write_average_pooling},
                                           {"global_average_pooling", write_global_average},
                                           {"global_max_pooling", write_global_max},
                                           {"up_sampling", write_up_sampling},
                                           {"zero_padding", write_zero_padding},
                                           {"cropping", write_cropping},
                                           {"spatial_dropout", write_spatial_dropout},
                                           {"group_normalization", write_group_normalization}};

}  // namespace

std::span<const KerasWriter> spatial_keras_writers() {
  return kSpatialWriters;
}

}  // namespace ganglion::io
