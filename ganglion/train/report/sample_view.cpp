#include "ganglion/train/report/sample_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ganglion/core/base64.h"
#include "ganglion/data/images/image.h"
#include "ganglion/train/explain/maps/panels.h"
#include "ganglion/train/explain/maps/shades.h"
#include "ganglion/train/report/html.h"

namespace ganglion::train::report {
namespace {

constexpr double kCurveWidth = 120.0;
constexpr double kCurveHeight = 48.0;
/// Images up to here are shown with their pixels to be seen.
constexpr std::int64_t kFewPixels = 40;

}  // namespace

SampleView::SampleView(data::SampleKind kind, const Tensor& all) : kind_(kind) {
  if (all.dtype() == DType::u8 && kind == data::SampleKind::image) return;
  const Tensor floats = all.cast(DType::f32);
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const float value : floats.values<float>()) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, static_cast<double>(value));
    high = std::max(high, static_cast<double>(value));
  }
  if (low > high) return;
  low_ = low;
  high_ = high > low ? high : low + 1.0;
}

std::string SampleView::html(const Tensor& values, const std::string& label,
                             std::int64_t most_pixels) const {
  const Tensor wide = values.cast(DType::f64);
  return kind_ == data::SampleKind::signal ? curves(wide, label)
                                           : picture(wide, label, most_pixels);
}

std::string SampleView::picture(const Tensor& values, const std::string& label,
                                std::int64_t most_pixels) const {
  const data::Image image = shrunk(photo(values, {low_, high_}), most_pixels);
  const bool few = std::max(image.height, image.width) <= kFewPixels;
  return fmt::format(
      "<img{} alt=\"{}\" width=\"{}\" height=\"{}\" src=\"data:image/png;base64,{}\">",
      few ? " class=\"pixels\"" : "", escape(label), image.width, image.height,
      base64(data::encode_png(image)));
}

std::string SampleView::curves(const Tensor& values, const std::string& label) const {
  constexpr std::int64_t kMaxCurves = 6;
  const std::int64_t channels = values.shape()[0];
  const auto points = static_cast<std::size_t>(values.shape()[1]);
  std::string text = fmt::format(
      "<svg class=\"curve\" viewBox=\"0 -2 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">",
      kCurveWidth, kCurveHeight + 4.0, escape(label));
  for (std::int64_t c = 0; c < std::min(channels, kMaxCurves); ++c) {
    const auto curve =
        values.values<double>().subspan(static_cast<std::size_t>(c) * points, points);
    text += fmt::format("<path class=\"l s{}\" d=\"{}\"/>", c,
                        curve_path(curve, low_, high_, kCurveWidth, kCurveHeight));
  }
  return text + "</svg>";
}

}  // namespace ganglion::train::report
