#include "ganglion/io/samples_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/io/attributes_json.h"

namespace ganglion::io {

Json to_json(const data::SampleFeatures& samples) {
  Json::Object object = {{"kind", data::name_of(samples.kind)},
                         {"shape", to_json(samples.shape)},
                         {"mean", Json::list(samples.scaling.mean)},
                         {"std", Json::list(samples.scaling.std)},
                         {"any_length", samples.any_length}};
  if (samples.fill) object.emplace_back("fill", true);
  if (samples.units.bits != 8) object.emplace_back("bits", samples.units.bits);
  if (samples.units.rate != 0) object.emplace_back("rate", samples.units.rate);
  if (samples.kind == data::SampleKind::spectrogram) {
    const data::SpectrogramForm& form = samples.units.form;
    object.emplace_back(
        "spectrogram",
        Json::Object{{"length", form.length}, {"frame", form.frame}, {"hop", form.hop}});
  }
  if (samples.loudness) object.emplace_back("loudness", *samples.loudness);
  if (!samples.units.columns.empty()) {
    object.emplace_back("columns", Json::list(samples.units.columns));
  }
  if (!samples.ignored.empty()) object.emplace_back("ignored", Json::list(samples.ignored));
  return object;
}

namespace {

/// One number for each channel.
std::vector<double> channels_from_json(const Json& json, std::string_view key, const Shape& shape) {
  std::vector<double> values;
  for (const Json& value : json.array(key)) values.push_back(value.as_number());
  const bool all_finite = std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
  if (static_cast<std::int64_t>(values.size()) != shape[0] || !all_finite) {
    throw Error(fmt::format("samples: '{}' needs {} finite numbers", key, shape[0]));
  }
  return values;
}

/// Files of before have none.
data::SampleUnits units_from_json(const Json& json) {
  data::SampleUnits units;
  if (json.find("bits") != nullptr) units.bits = json.integer("bits");
  if (json.find("rate") != nullptr) units.rate = json.integer("rate");
  if ((units.bits != 8 && units.bits != 16) || units.rate < 0) {
    throw Error("samples: 'bits' must be 8 or 16, and 'rate' not negative");
  }
  return units;
}

/// Beside what the shape and the rate say.
void read_form(const Json& json, data::SampleFeatures& samples) {
  const Json& object = json.at("spectrogram");
  data::SpectrogramForm& form = samples.units.form;
  form = {.rate = samples.units.rate,
          .length = object.integer("length"),
          .frame = object.integer("frame"),
          .hop = object.integer("hop"),
          .bands = samples.shape[1]};
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  const auto fits = [](std::int64_t number) { return number >= 1 && number <= kMost; };
  if (!fits(form.rate) || !fits(form.length) || !fits(form.frame) || !fits(form.hop) ||
      samples.shape != Shape{1, form.bands, form.frames()}) {
    throw Error(fmt::format("samples: the shape {} is not that of the spectrogram",
                            samples.shape.to_string()));
  }
}

/// Of as many numbers as training's rows had, which any_length makes other than the shape's.
void read_columns(const Json& json, data::SampleFeatures& samples) {
  for (const Json& name : json.array("columns")) {
    samples.units.columns.push_back(name.as_string());
  }
  const auto count = std::ssize(samples.units.columns);
  const bool fits = samples.any_length ? count > 0 && count % samples.shape[0] == 0
                                       : count == samples.shape.size();
  if (!fits) {
    throw Error(
        fmt::format("samples: {} names in 'columns' for {}", count, samples.shape.to_string()));
  }
}

}  // namespace

data::SampleFeatures samples_from_json(const Json& json) {
  data::SampleFeatures samples{.kind = data::sample_kind_named(json.text("kind")),
                               .shape = shape_from_json(json.at("shape"))};
  const int rank = samples.kind == data::SampleKind::signal ? 2 : 3;
  if (samples.shape.rank() != rank || samples.shape.size() < 1) {
    throw Error(fmt::format("samples: the shape {} is none of {}s", samples.shape.to_string(),
                            data::name_of(samples.kind)));
  }
  samples.any_length = json.flag("any_length");
  if (json.find("fill") != nullptr) samples.fill = json.flag("fill");
  samples.units = units_from_json(json);
  if (samples.kind == data::SampleKind::spectrogram) read_form(json, samples);
  if (json.find("loudness") != nullptr) samples.loudness = json.at("loudness").as_number();
  if (json.find("columns") != nullptr) read_columns(json, samples);
  if (json.find("ignored") != nullptr) {
    for (const Json& name : json.array("ignored")) samples.ignored.push_back(name.as_string());
  }
  samples.scaling = {.mean = channels_from_json(json, "mean", samples.shape),
                     .std = channels_from_json(json, "std", samples.shape)};
  if (std::ranges::any_of(samples.scaling.std, [](double value) { return !(value > 0.0); })) {
    throw Error("samples: 'std' must be above 0");
  }
  return samples;
}

}  // namespace ganglion::io
