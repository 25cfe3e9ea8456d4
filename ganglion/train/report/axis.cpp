#include "ganglion/train/report/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/train/report/html.h"

namespace ganglion::train::report {
namespace {

constexpr int kYTicks = 5;

}  // namespace

Range range_of(const std::vector<double>& values) {
  bool any = false;
  Range range;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    range.low = any ? std::min(range.low, value) : value;
    range.high = any ? std::max(range.high, value) : value;
    any = true;
  }
  if (!any) return {0.0, 1.0};
  if (range.high - range.low <= 1e-12 * std::abs(range.high)) {
    const double margin = range.high == 0.0 ? 0.5 : 0.1 * std::abs(range.high);
    return {range.low - margin, range.high + margin};
  }
  return range;
}

std::vector<double> ticks(const Range& range, int count) {
  const double rough = (range.high - range.low) / std::max(count, 1);
  if (!(rough > 0.0) || !std::isfinite(rough)) return {range.low};
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double share = rough / power;
  const double step = power * (share < 1.5 ? 1.0 : share < 3.5 ? 2.0 : share < 7.5 ? 5.0 : 10.0);
  std::vector<double> result;
  for (double k = std::ceil(range.low / step - 1e-9); k * step <= range.high + 1e-9 * step; ++k) {
    result.push_back(k * step);
    if (result.size() > 50) break;
  }
  return result;
}

namespace {

constexpr double kDigit = 8.0;  // about the width of a digit in the widest of the usual fonts

double width_of_longest(const std::vector<double>& values) {
  std::size_t longest = 0;
  for (const double value : values) longest = std::max(longest, brief(value).size());
  return kDigit * static_cast<double>(longest);
}

}  // namespace

std::string point(double x, double y) {
  return fmt::format("{:.1f},{:.1f}", x, y);
}

Frame::Frame(Range x, Range y, FrameOptions options) : x_range_(x), y_range_(y), options_(options) {
  constexpr double kTitle = 20.0;
  if (options_.left > 0.0) return;
  options_.left = kTitle + 5.0 + width_of_longest(ticks(y_range_, kYTicks));
}

double Frame::x(double value) const {
  const double share = (value - x_range_.low) / (x_range_.high - x_range_.low);
  return left() + share * (right() - left());
}

double Frame::y(double value) const {
  const double share = (value - y_range_.low) / (y_range_.high - y_range_.low);
  return bottom() - share * (bottom() - top());
}

/// As many ticks as asked for, if their labels have room beside each other.
std::vector<double> Frame::x_ticks() const {
  std::vector<double> found;
  for (int count = options_.x_count; count > 0; --count) {
    found = ticks(x_range_, count);
    if (options_.whole_x) std::erase_if(found, [](double at) { return at != std::round(at); });
    const double step = found.size() > 1 ? x(found[1]) - x(found[0]) : right() - left();
    if (step >= width_of_longest(found) + kDigit) break;
  }
  return found;
}

std::string Frame::x_labels() const {
  std::string text;
  for (const double tick : x_ticks()) {
    const std::string label = brief(tick);
    const double half = 0.5 * kDigit * static_cast<double>(label.size());
    const double place = std::min(x(tick), options_.width - half);  // inside the drawing
    text += fmt::format("<path d=\"M{:.1f} {:.1f}V{:.1f}\"/>", x(tick), top(), bottom());
    text += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"m\">{}</text>", place,
                        bottom() + 13.0, label);
  }
  return text;
}

std::string Frame::grid() const {
  std::string text = "<g class=\"grid\">" + x_labels();
  for (const double tick : ticks(y_range_, kYTicks)) {
    if (!options_.y_ticks) break;
    text += fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}\"/>", left(), y(tick), right());
    text += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"e\">{}</text>", left() - 5.0,
                        y(tick) + 3.5, brief(tick));
  }
  text +=
      fmt::format("<path class=\"base\" d=\"M{:.1f} {:.1f}H{:.1f}\"/>", left(), bottom(), right());
  text += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"m t\">{}</text>",
                      0.5 * (left() + right()), options_.height - 6.0, escape(options_.x_title));
  text +=
      fmt::format("<text transform=\"translate(13 {:.1f}) rotate(-90)\" class=\"m t\">{}</text>",
                  0.5 * (top() + bottom()), escape(options_.y_title));
  return text + "</g>";
}

std::string Frame::drawing(std::string_view label, std::string_view content) const {
  return svg(options_.width, options_.height, label, grid() + std::string(content));
}

std::string svg(double width, double height, std::string_view label, std::string_view content) {
  return fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">{}</svg>\n",
                     width, height, escape(label), content);
}

}  // namespace ganglion::train::report
