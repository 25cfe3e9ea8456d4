#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/data/augment/transformations.h"

namespace ganglion::data {

std::int64_t whole_at_least_one(double value) {
  constexpr double kMax = 1e6;
  if (!(value >= 1.0 && value <= kMax) || value != std::floor(value)) {
    throw Error(fmt::format("{}: expected an integer >= 1", value));
  }
  return static_cast<std::int64_t>(value);
}

double share_up_to(double value, double most) {
  if (value > 0.0 && value <= most) return value;
  throw Error(fmt::format("{}: expected a number > 0 and <= {}", value, most));
}

void only_images(SampleKind kind) {
  if (kind == SampleKind::signal) throw Error("is for images, but these are signals");
}

void only_signals(SampleKind kind) {
  if (kind == SampleKind::signal) return;
  throw Error(fmt::format("is for signals, but these are {}s", name_of(kind)));
}

namespace {

/// A plane that is read between its pixels, and beyond its edge.
struct Plane {
  const float* values;
  std::int64_t height;
  std::int64_t width;

  float at(double y, double x) const {
    const std::int64_t top = below(y);
    const std::int64_t left = below(x);
    const auto down = static_cast<float>(y - static_cast<double>(top));
    const auto right = static_cast<float>(x - static_cast<double>(left));
    const float* upper = values + clamped(top, height) * width;
    const float* lower = values + clamped(top + 1, height) * width;
    const std::int64_t x0 = clamped(left, width);
    const std::int64_t x1 = clamped(left + 1, width);
    const float above = upper[x0] + (upper[x1] - upper[x0]) * right;
    const float under = lower[x0] + (lower[x1] - lower[x0]) * right;
    return above + (under - above) * down;
  }

 private:
  /// std::floor is a call on processors that have no instruction for it.
  static std::int64_t below(double value) {
    const auto whole = static_cast<std::int64_t>(value);
    return whole - (static_cast<double>(whole) > value ? 1 : 0);
  }
  static std::int64_t clamped(std::int64_t place, std::int64_t count) {
    return place < 0 ? 0 : place < count ? place : count - 1;
  }
};

}  // namespace

void resample(const AugmentedRow& row, const Places& places) {
  const std::int64_t height = row.height();
  const std::int64_t width = row.width();
  std::vector<float> before(static_cast<std::size_t>(height * width));
  const Plane old{.values = before.data(), .height = height, .width = width};
  for (std::int64_t channel = 0; channel < row.channels(); ++channel) {
    const std::span<float> plane = row.plane(channel);
    std::copy(plane.begin(), plane.end(), before.begin());
    float* to = plane.data();
    for (std::int64_t i = 0; i < height; ++i) {
      const double line_y = places.y0 + places.yy * static_cast<double>(i);
      const double line_x = places.x0 + places.xy * static_cast<double>(i);
      for (std::int64_t j = 0; j < width; ++j) {
        const auto x = static_cast<double>(j);
        *to++ = old.at(line_y + places.yx * x, line_x + places.xx * x);
      }
    }
  }
}

}  // namespace ganglion::data
