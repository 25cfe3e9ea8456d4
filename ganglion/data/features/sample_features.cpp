#include "ganglion/data/features/sample_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/numbers.h"

namespace ganglion::data {
namespace {

std::string channel_name(const SampleFeatures& samples, std::int64_t channel) {
  constexpr std::array<const char*, 4> kColours = {"red", "green", "blue", "opacity"};
  const bool image = samples.kind == SampleKind::image;
  if (samples.shape[0] == 1) return image ? "pixel" : "value";
  if (image && samples.shape[0] <= 4) return kColours[static_cast<std::size_t>(channel)];
  return fmt::format("channel {} {}", channel + 1, image ? "pixel" : "value");
}

std::string name_in_channel(const SampleFeatures& samples, const std::string& channel,
                            std::int64_t index) {
  const std::int64_t width = samples.shape[-1];
  switch (samples.kind) {
    case SampleKind::image:
      return fmt::format("{} {},{}", channel, index / width, index % width);
    case SampleKind::signal:
      return fmt::format("{} {}", channel, index);
    case SampleKind::spectrogram:  // the lowest band, in the last line, is number 1
      return fmt::format("band {} frame {}", samples.shape[1] - index / width, index % width);
  }
  throw Error("not a kind of samples");
}

/// Numbers of another range or speed would give predictions of something else.
void check_units(const SampleFeatures& model, const Table& table) {
  const Samples& given = table.samples();
  const std::int64_t rate = given.units().rate;
  if (model.units.rate > 0 && rate > 0 && rate != model.units.rate) {
    throw Error(fmt::format("{}: sample rate {} Hz, but the model was trained on {} Hz; resample",
                            table.source(), rate, model.units.rate));
  }
  if (model.units.form != given.units().form) {
    throw Error(fmt::format("{}: the spectrograms are of {}, but the model takes those of {}",
                            table.source(), described(given.units().form),
                            described(model.units.form)));
  }
  if (model.units.bits == 16 && given.dtype() == DType::u8) {
    throw Error(
        fmt::format("{}: images of 8 bits, but the model was trained on 16; multiply them "
                    "by 257: x.astype('uint16') * 257",
                    table.source()));
  }
}

/// Numbers in files of their own are looked at when those are read; numbers of arrays are not.
void check_finite(const Table& table, const Tensor& values) {
  if (values.dtype() != DType::f32) return;
  const auto numbers = values.values<float>();
  const auto bad = std::ranges::find_if(numbers, [](float x) { return !std::isfinite(x); });
  if (bad == numbers.end()) return;
  const Samples& samples = table.samples();
  const std::int64_t width = samples.shape().size();
  const std::int64_t at = bad - numbers.begin();
  const auto names = names_of_values({.kind = samples.kind(), .shape = samples.shape()});
  throw Error(fmt::format("{}: {} is {}; finite numbers are needed: replace it, or remove the row",
                          table.place(at / width), names[static_cast<std::size_t>(at % width)],
                          *bad));
}

}  // namespace

double median_loudness(const Tensor& spectrograms) {
  const auto values = spectrograms.values<float>();
  const std::int64_t width = spectrograms.shape().without(0).size();
  std::vector<double> most;
  for (auto at = values.begin(); at != values.end(); at += width) {
    most.push_back(static_cast<double>(*std::max_element(at, at + width)));
  }
  return lower_median(std::move(most));
}

SampleFeatures fit_samples(const Table& table) {
  const Samples& samples = table.samples();
  SampleFeatures result = {
      .kind = samples.kind(), .shape = samples.shape(), .units = samples.units()};
  if (const auto source = samples.source()) {
    result.scaling = channel_scaling(*source);
  } else {
    const Tensor values = samples.tensor();
    check_finite(table, values);
    result.scaling = channel_scaling(values);
    if (result.kind == SampleKind::spectrogram) result.loudness = median_loudness(values);
  }
  return result;
}

void check_samples(const SampleFeatures& samples, const Table& table) {
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
  check_units(samples, table);
}

void apply_samples(const SampleFeatures& samples, const Table& table, Dataset& result) {
  check_samples(samples, table);
  const Samples& given = table.samples();
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
  check_finite(table, result.features);
  if (result.features.dtype() == DType::u8) {
    result.scaling = samples.scaling;
  } else {
    result.features = scaled(result.features, samples.scaling);
  }
}

std::vector<std::string> names_of_values(const SampleFeatures& samples) {
  std::vector<std::string> names;
  for (std::int64_t channel = 0; channel < samples.shape[0]; ++channel) {
    const std::string name = channel_name(samples, channel);
    for (std::int64_t i = 0; i < samples.shape.without(0).size(); ++i) {
      names.push_back(name_in_channel(samples, name, i));
    }
  }
  return names;
}

}  // namespace ganglion::data
