#include "ganglion/data/features/sample_features.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "ganglion/core/error.h"

namespace ganglion::data {
namespace {

std::string channel_name(const SampleFeatures& samples, std::int64_t channel) {
  constexpr std::array<const char*, 4> kColours = {"red", "green", "blue", "opacity"};
  const bool image = samples.kind == SampleKind::image;
  if (samples.shape[0] == 1) return image ? "pixel" : "value";
  if (image && samples.shape[0] <= 4) return kColours[static_cast<std::size_t>(channel)];
  return fmt::format("channel {} {}", channel + 1, image ? "pixel" : "value");
}

}  // namespace

SampleFeatures fit_samples(const Table& table) {
  const Samples& samples = table.samples();
  const auto source = samples.source();
  return {.kind = samples.kind(),
          .shape = samples.shape(),
          .scaling = source ? channel_scaling(*source) : channel_scaling(samples.tensor())};
}

void apply_samples(const SampleFeatures& samples, const Table& table, Dataset& result) {
  if (table.samples().empty()) {
    throw Error(fmt::format("{}: the model takes {}s ({}), but this is a table", table.source(),
                            name_of(samples.kind), described(samples.kind, samples.shape)));
  }
  const Samples& given = table.samples();
  if (given.kind() != samples.kind || given.shape() != samples.shape) {
    throw Error(fmt::format("{}: {}s of {}, but the model takes {}s of {}", table.source(),
                            name_of(given.kind()), described(given.kind(), given.shape()),
                            name_of(samples.kind), described(samples.kind, samples.shape)));
  }
  result.stored = given.source();
  if (result.stored && result.stored->dtype() == DType::f32) {
    result.features = Tensor(Shape{given.rows(), 0});
    result.stored = std::make_shared<ScaledRows>(std::move(result.stored), samples.scaling);
    return;
  }
  if (result.stored) {
    result.features = Tensor(Shape{given.rows(), 0}, DType::u8);
    result.scaling = samples.scaling;
    return;
  }
  result.features = given.tensor();
  if (result.features.dtype() == DType::u8) {
    result.scaling = samples.scaling;
  } else {
    result.features = scaled(result.features, samples.scaling);
  }
}

std::vector<std::string> names_of_values(const SampleFeatures& samples) {
  std::vector<std::string> names;
  const std::int64_t width = samples.shape[-1];
  for (std::int64_t channel = 0; channel < samples.shape[0]; ++channel) {
    const std::string name = channel_name(samples, channel);
    for (std::int64_t i = 0; i < samples.shape.without(0).size(); ++i) {
      names.push_back(samples.kind == SampleKind::image
                          ? fmt::format("{} {},{}", name, i / width, i % width)
                          : fmt::format("{} {}", name, i));
    }
  }
  return names;
}

}  // namespace ganglion::data
