#include "ganglion/train/report/confusion_chart.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/train/report/axis.h"
#include "ganglion/train/report/html.h"

namespace ganglion::train::report {
namespace {

constexpr double kConfusionWidth = 360.0;

struct Place {
  double left, top, cell;
  double x(std::int64_t column) const { return left + cell * static_cast<double>(column); }
  double y(std::int64_t row) const { return top + cell * static_cast<double>(row); }
};

std::string cell(const nn::ConfusionMatrix& matrix, const std::vector<std::string>& names,
                 const Place& place, std::int64_t row, std::int64_t column, double whole) {
  const std::int64_t count = matrix.count(row, column);
  if (count == 0) return "";
  const double share = static_cast<double>(count) / whole;
  // Pale or strong and nothing between, where no ink would be read well.
  const bool strong = share > 0.5;
  const double opacity = strong ? 0.84 + 0.16 * share : 0.1 + 0.6 * share;
  std::string text = fmt::format(
      "<rect class=\"{}\" fill-opacity=\"{:.2f}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
      "height=\"{:.1f}\" rx=\"2\"><title>actual {}, predicted {}: {} ({})</title></rect>",
      row == column ? "f0" : "fbad", opacity, place.x(column) + 0.5, place.y(row) + 0.5,
      place.cell - 1.0, place.cell - 1.0, escape(names[static_cast<std::size_t>(row)]),
      escape(names[static_cast<std::size_t>(column)]), count, percent(share));
  if (matrix.classes() > 16) return text;
  const double size = std::min(13.0, place.cell / (count > 9999 ? 3.4 : count > 99 ? 2.3 : 1.9));
  return text + fmt::format(
                    "<text class=\"m{}\" x=\"{:.1f}\" y=\"{:.1f}\" "
                    "style=\"font-size:{:.1f}px\">{}</text>",
                    strong ? " on" : " ink", place.x(column) + place.cell / 2.0,
                    place.y(row) + place.cell / 2.0 + size * 0.36, size, count);
}

/// Left of its row and above its column.
std::string names_of_class(const std::string& name, const Place& place, std::int64_t index,
                           bool upright) {
  const double middle = place.cell / 2.0;
  const std::string style =
      fmt::format(" style=\"font-size:{:.1f}px\"", std::min(11.0, place.cell));
  const std::string left =
      fmt::format("<text class=\"e\" x=\"{:.1f}\" y=\"{:.1f}\"{}>{}</text>", place.left - 5.0,
                  place.y(index) + middle + 4.0, style, name);
  const double x = place.x(index) + middle;
  return left + (upright ? fmt::format("<text class=\"m\" x=\"{:.1f}\" y=\"{:.1f}\"{}>{}</text>", x,
                                       place.top - 6.0, style, name)
                         : fmt::format("<text transform=\"translate({:.1f} {:.1f}) "
                                       "rotate(-90)\"{}>{}</text>",
                                       x + 4.0, place.top - 5.0, style, name));
}

}  // namespace

std::string confusion_chart(const nn::ConfusionMatrix& matrix,
                            const std::vector<std::string>& names) {
  const std::int64_t classes = matrix.classes();
  std::size_t longest = 1;
  for (const std::string& name : names) longest = std::max(longest, name.size());
  const double labels = 26.0 + 6.2 * static_cast<double>(std::min<std::size_t>(longest, 12));
  const double room = kConfusionWidth - labels - 6.0;
  Place place{.left = labels, .top = labels, .cell = 0.0};
  place.cell = std::min(76.0, room / static_cast<double>(classes));
  const bool upright = longest <= 2 && place.cell > 12.0;
  if (upright) place.top = 36.0;
  const double side = place.cell * static_cast<double>(classes);

  std::string text = fmt::format(
      "<rect class=\"field\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
      place.left, place.top, side, side);
  for (std::int64_t row = 0; row < classes; ++row) {
    double whole = 0.0;
    for (std::int64_t c = 0; c < classes; ++c) whole += static_cast<double>(matrix.count(row, c));
    for (std::int64_t column = 0; column < classes; ++column) {
      text += cell(matrix, names, place, row, column, whole);
    }
    text += names_of_class(escape(shortened(names[static_cast<std::size_t>(row)], 12)), place, row,
                           upright);
  }
  text += fmt::format("<text class=\"m t\" x=\"{:.1f}\" y=\"13\">predicted</text>",
                      place.left + side / 2.0);
  text += fmt::format(
      "<text class=\"m t\" transform=\"translate(13 {:.1f}) rotate(-90)\">actual</text>",
      place.top + side / 2.0);
  return svg(kConfusionWidth, place.top + side + 6.0, "confusion matrix", text);
}

}  // namespace ganglion::train::report
