#include "ganglion/data/channel_scaling.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>

#include "ganglion/core/error.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kBytes = 256;
constexpr std::int64_t kAtOnce = 256;  // rows

float scaled_value(double value, const ChannelScaling& scaling, std::size_t channel) {
  return static_cast<float>((value - scaling.mean[channel]) / scaling.std[channel]);
}

/// What each byte becomes, channel by channel.
std::vector<float> byte_table(const ChannelScaling& scaling) {
  std::vector<float> table(scaling.mean.size() * kBytes);
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = scaled_value(static_cast<double>(i % kBytes), scaling, i / kBytes);
  }
  return table;
}

/// The bytes of one sample through such a table. Returns where the next one goes.
float* scale_sample(std::span<const std::uint8_t> sample, std::span<const float> table, float* to) {
  const std::size_t plane = sample.size() * kBytes / table.size();
  for (std::size_t at = 0; at < sample.size(); at += plane, table = table.subspan(kBytes)) {
    for (const std::uint8_t value : sample.subspan(at, plane)) *to++ = table[value];
  }
  return to;
}

/// Elements of one channel of one row.
std::size_t plane_of(const Shape& shape) {
  return static_cast<std::size_t>(shape.without(0).without(0).size());
}

/// How often each byte occurs in each channel: exact sums, whatever the order.
using ByteCounts = std::vector<std::array<std::int64_t, kBytes>>;

void add_bytes(const Tensor& samples, ByteCounts& counts) {
  const auto values = samples.values<std::uint8_t>();
  const std::size_t plane = plane_of(samples.shape());
  for (std::size_t at = 0; at < values.size(); at += plane) {
    auto& count = counts[at / plane % counts.size()];
    for (const std::uint8_t value : values.subspan(at, plane)) ++count[value];
  }
}

ByteCounts no_bytes(const Shape& shape) {
  return ByteCounts(static_cast<std::size_t>(shape[1]));
}

ChannelScaling scaling_of_bytes(const ByteCounts& counts) {
  ChannelScaling result;
  for (const auto& count : counts) {
    double number = 0;
    double sum = 0;
    double squares = 0;
    for (std::size_t value = 0; value < kBytes; ++value) {
      const auto times = static_cast<double>(count[value]);
      number += times;
      sum += times * static_cast<double>(value);
      squares += times * static_cast<double>(value * value);
    }
    const double mean = number > 0 ? sum / number : 0.0;
    const double variance = number > 0 ? squares / number - mean * mean : 0.0;
    result.mean.push_back(mean);
    result.std.push_back(variance > 1e-12 ? std::sqrt(variance) : 1.0);
  }
  return result;
}

/// `blocks` calls what it is given with the values of all rows, in order, some rows at a time.
template <class Blocks>
ChannelScaling scaling_of_floats(const Shape& shape, const Blocks& blocks) {
  const auto channels = static_cast<std::size_t>(shape[1]);
  const std::size_t plane = plane_of(shape);
  const double number =
      channels == 0 ? 0.0 : static_cast<double>(shape.size()) / static_cast<double>(channels);
  ChannelScaling result{.mean = std::vector<double>(channels, 0.0),
                        .std = std::vector<double>(channels, 0.0)};
  const auto each = [&](const auto& add) {
    blocks([&](std::span<const float> values) {
      for (std::size_t at = 0; at < values.size(); at += plane) {
        for (const float value : values.subspan(at, plane)) {
          add(at / plane % channels, static_cast<double>(value));
        }
      }
    });
  };
  each([&](std::size_t channel, double value) { result.mean[channel] += value / number; });
  each([&](std::size_t channel, double value) {
    const double apart = value - result.mean[channel];
    result.std[channel] += apart * apart / number;
  });
  for (std::size_t i = 0; i < channels; ++i) {
    const double deviation = std::sqrt(result.std[i]);
    result.std[i] = deviation > 1e-13 * std::abs(result.mean[i]) ? deviation : 1.0;
  }
  return result;
}

void scale_floats(std::span<const float> from, std::span<float> to, std::size_t plane,
                  const ChannelScaling& scaling) {
  for (std::size_t i = 0; i < from.size(); ++i) {
    to[i] = scaled_value(static_cast<double>(from[i]), scaling, i / plane % scaling.mean.size());
  }
}

}  // namespace

ChannelScaling channel_scaling(const Tensor& samples) {
  if (samples.dtype() != DType::u8) {
    return scaling_of_floats(samples.shape(),
                             [&](const auto& add) { add(samples.values<float>()); });
  }
  ByteCounts counts = no_bytes(samples.shape());
  add_bytes(samples, counts);
  return scaling_of_bytes(counts);
}

ChannelScaling channel_scaling(const RowSource& samples) {
  if (samples.dtype() != DType::u8) {
    return scaling_of_floats(samples.shape(), [&](const auto& add) {
      in_blocks(samples, kAtOnce,
                [&](const Tensor& rows, std::int64_t /*first*/) { add(rows.values<float>()); });
    });
  }
  ByteCounts counts = no_bytes(samples.shape());
  in_blocks(samples, kAtOnce,
            [&](const Tensor& rows, std::int64_t /*first*/) { add_bytes(rows, counts); });
  return scaling_of_bytes(counts);
}

void scale_bytes(std::span<const std::uint8_t> samples, std::size_t sample_bytes,
                 const ChannelScaling& scaling, float* to) {
  const std::vector<float> table = byte_table(scaling);
  for (std::size_t at = 0; at < samples.size(); at += sample_bytes) {
    to = scale_sample(samples.subspan(at, sample_bytes), table, to);
  }
}

void gather_scaled(const Tensor& samples, std::span<const std::int64_t> rows,
                   const ChannelScaling& scaling, float* destination) {
  const std::vector<float> table = byte_table(scaling);
  const std::size_t row_size = plane_of(samples.shape()) * scaling.mean.size();
  const auto values = samples.values<std::uint8_t>();
  for (const std::int64_t row : rows) {
    if (row < 0 || row >= samples.shape()[0]) {
      throw Error(fmt::format("gather: row {} of a tensor of shape {}; rows are counted from 0",
                              row, samples.shape().to_string()));
    }
    destination = scale_sample(values.subspan(static_cast<std::size_t>(row) * row_size, row_size),
                               table, destination);
  }
}

Tensor scaled(const Tensor& samples, const ChannelScaling& scaling) {
  Tensor result(samples.shape());
  if (samples.dtype() == DType::u8) {
    gather_scaled(samples, row_range(0, samples.shape()[0]), scaling,
                  result.values<float>().data());
    return result;
  }
  scale_floats(samples.values<float>(), result.values<float>(), plane_of(samples.shape()), scaling);
  return result;
}

ScaledRows::ScaledRows(std::shared_ptr<const RowSource> samples, ChannelScaling scaling)
    : RowSource(samples->shape(), DType::f32),
      samples_(std::move(samples)),
      scaling_(std::move(scaling)) {}

void ScaledRows::read(std::span<const std::int64_t> rows, void* to) const {
  samples_->read(rows, to);
  const std::span<float> values(static_cast<float*>(to), rows.size() * row_bytes() / sizeof(float));
  scale_floats(values, values, plane_of(shape()), scaling_);
}

}  // namespace ganglion::data
