#include "ganglion/data/series_windows.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <utility>

#include "ganglion/core/error.h"

namespace ganglion::data {
namespace {

/// From the first time of a window to behind its last.
std::int64_t span_of(const WindowOptions& options) {
  return (options.length - 1) * options.every + 1;
}

void check_windows(const WindowOptions& options) {
  constexpr std::int64_t kMost = std::int64_t{1} << 30;
  for (const auto& [name, value] : {std::pair{"length", options.length},
                                    {"stride", options.stride},
                                    {"every", options.every},
                                    {"ahead", options.ahead}}) {
    if (value < 1 || value > kMost)
      throw Error(fmt::format("windows: {} is {}; it must be from 1 to {}", name, value, kMost));
  }
}

template <class T>
void check_finite_times(const Tensor& series) {
  const auto values = series.values<T>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    throw Error(fmt::format(
        "windows: time {} of the series has a value that is {}; leave such times "
        "out, or fill them",
        i / (values.size() / static_cast<std::size_t>(series.shape()[0])) + 1, values[i]));
  }
}

Shape shape_of_windows(const Tensor& series, const WindowOptions& options, std::int64_t behind) {
  check_windows(options);
  if (series.shape().rank() == 0)
    throw Error(
        "windows: a series has its times along the first axis, but this is a single number");
  const std::int64_t room = series.shape()[0] - span_of(options) - behind;
  if (room < 0) {
    throw Error(fmt::format(
        "windows: a window of {} times{} doesn't fit into a series of {}; make `length` "
        "smaller",
        span_of(options), behind > 0 ? fmt::format(" with {} behind it", behind) : "",
        series.shape()[0]));
  }
  return series.shape().with(0, options.length).prepended(room / options.stride + 1);
}

}  // namespace

SeriesWindows::SeriesWindows(Tensor series, const WindowOptions& options, std::int64_t behind)
    : RowSource(shape_of_windows(series, options, behind), series.dtype()),
      series_(std::move(series)),
      options_(options) {
  if (series_.dtype() == DType::f32) check_finite_times<float>(series_);
  if (series_.dtype() == DType::f64) check_finite_times<double>(series_);
}

void SeriesWindows::read(std::span<const std::int64_t> rows, void* to) const {
  const auto length = static_cast<std::size_t>(options_.length);
  const std::size_t time = row_bytes() / length;
  const auto* series = static_cast<const std::byte*>(series_.data());
  auto* out = static_cast<std::byte*>(to);
  for (const std::int64_t row : rows) {
    check_row(row);
    const std::byte* from = series + static_cast<std::size_t>(row * options_.stride) * time;
    if (options_.every == 1) {
      std::memcpy(out, from, row_bytes());
    } else {
      for (std::size_t i = 0; i < length; ++i)
        std::memcpy(out + i * time, from + i * static_cast<std::size_t>(options_.every) * time,
                    time);
    }
    out += row_bytes();
  }
}

Dataset series_windows(const Tensor& series, const Tensor& targets, const WindowOptions& options) {
  const auto windows = std::make_shared<const SeriesWindows>(series, options, options.ahead);
  if (targets.shape().rank() == 0 || targets.shape()[0] != series.shape()[0]) {
    throw Error(
        fmt::format("windows: targets have shape {}, but the series has {} times; give a "
                    "target for each time",
                    targets.shape().to_string(), series.shape()[0]));
  }
  std::vector<std::int64_t> times(static_cast<std::size_t>(windows->shape()[0]));
  for (std::size_t i = 0; i < times.size(); ++i) {
    times[i] = static_cast<std::int64_t>(i) * options.stride + span_of(options) - 1 + options.ahead;
  }
  return stored_features(windows, targets.rows(times));
}

Dataset series_windows(const Tensor& series, const WindowOptions& options) {
  return stored_features(std::make_shared<const SeriesWindows>(series, options));
}

Dataset stored_features(std::shared_ptr<const RowSource> rows, Tensor targets) {
  if (!rows) throw Error("stored_features: there are no rows (the pointer is null)");
  return {.features = rows->stand_in(), .targets = std::move(targets), .stored = std::move(rows)};
}

}  // namespace ganglion::data
