#include <fmt/format.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/data/augment/transformations.h"

namespace ganglion::data {

std::int64_t whole_at_least_one(double value) {
  constexpr double kMost = 1e6;
  if (!(value >= 1.0 && value <= kMost) || value != std::floor(value)) {
    throw Error(fmt::format("{} is not possible; give a whole number from 1 on", value));
  }
  return static_cast<std::int64_t>(value);
}

double share_up_to(double value, double most) {
  if (value > 0.0 && value <= most) return value;
  throw Error(fmt::format("{} is not possible; give a number above 0, up to {}", value, most));
}

void only_images(SampleKind kind) {
  if (kind != SampleKind::image) throw Error("is for pictures, and these are signals");
}

void only_signals(SampleKind kind) {
  if (kind != SampleKind::signal) throw Error("is for signals, and these are pictures");
}

void resample(const AugmentedRow& row, const Places& places) {
  const std::int64_t size = row.height() * row.width();
  std::vector<float> before(static_cast<std::size_t>(size));
  for (std::int64_t channel = 0; channel < row.channels(); ++channel) {
    const std::span<float> plane = row.plane(channel);
    std::copy(plane.begin(), plane.end(), before.begin());
    auto to = plane.begin();
    for (std::int64_t i = 0; i < row.height(); ++i) {
      for (std::int64_t j = 0; j < row.width(); ++j) {
        const auto y = static_cast<double>(i);
        const auto x = static_cast<double>(j);
        const double from_y = places.y0 + places.yy * y + places.yx * x;
        const double from_x = places.x0 + places.xy * y + places.xx * x;
        const double top = std::floor(from_y);
        const double left = std::floor(from_x);
        const auto down = static_cast<float>(from_y - top);
        const auto right = static_cast<float>(from_x - left);
        const auto y0 = static_cast<std::int64_t>(top);
        const auto x0 = static_cast<std::int64_t>(left);
        const float upper =
            before[row.nearest(y0, x0)] * (1.0F - right) + before[row.nearest(y0, x0 + 1)] * right;
        const float lower = before[row.nearest(y0 + 1, x0)] * (1.0F - right) +
                            before[row.nearest(y0 + 1, x0 + 1)] * right;
        *to++ = upper * (1.0F - down) + lower * down;
      }
    }
  }
}

}  // namespace ganglion::data
