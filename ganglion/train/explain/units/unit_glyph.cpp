#include "ganglion/train/explain/units/unit_glyph.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/base64.h"
#include "ganglion/core/markup.h"
#include "ganglion/core/utf8.h"
#include "ganglion/data/images/image.h"
#include "ganglion/io/json.h"
#include "ganglion/train/explain/maps/panels.h"
#include "ganglion/train/explain/maps/shades.h"
#include "ganglion/train/explain/units/unit_matrices.h"

namespace ganglion::train {
namespace {

using Role = UnitColumn::Role;

constexpr double kTextLine = 13.0;
constexpr std::size_t kMaxLetters = 22;
/// Of a side of a map; a circle has no room for more.
constexpr std::int64_t kMostPixels = 48;
/// Longer numbers fill a circle in the smaller type only.
constexpr std::size_t kShortNumber = 5;

/// What the value in a circle is called.
std::string_view symbol_in(const UnitColumn& column) {
  if (column.role == Role::input) return "x";
  return column.role == Role::layer ? "a" : "";
}

void add_number(std::string& text, const std::string& goal, std::string_view symbol,
                const std::optional<UnitNumber>& number) {
  if (!number) return;
  text += fmt::format("\n{} = {}", symbol, io::json_number(number->value));
  if (!number->derivative) return;
  text += fmt::format("\nd{}/d{} = {}", goal, symbol, io::json_number(*number->derivative));
}

std::string title_of_unit(const UnitColumn& column, const Unit& unit, const std::string& goal) {
  std::string text = unit.name + (unit.label.empty() ? "" : ": " + unit.label);
  if (column.role == Role::layer) text += " (" + column.title + ")";
  text = escape(text);
  if (unit.map) {
    text += fmt::format("\nmean {}", io::json_number(unit.a.value));
    if (unit.a.derivative) {
      text += fmt::format("\n|d{}/da| = {}", goal, io::json_number(*unit.a.derivative));
    }
  } else {
    const std::string_view symbol = symbol_in(column);
    UnitNumber a = unit.a;
    if (symbol.empty()) a.derivative.reset();
    add_number(text, goal, symbol.empty() ? "value" : symbol, a);
  }
  add_number(text, goal, "z", unit.z);
  add_number(text, goal, "b", unit.b);
  return text;
}

std::string png_in(const Tensor& map, double x, double y, double side, const UnitGlyph& glyph) {
  const data::Image image = shrunk(
      glyph.photos ? photo(map.reshaped(map.shape().prepended(1)), shades_of(map.values<double>()))
                   : signed_picture(map, glyph.largest_a),
      kMostPixels);
  const double longer = static_cast<double>(std::max(image.height, image.width));
  const double width = side * static_cast<double>(image.width) / longer;
  const double height = side * static_cast<double>(image.height) / longer;
  return fmt::format(
      "<image x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
      "href=\"data:image/png;base64,{}\"/>",
      x - width / 2, y - height / 2, width, height, base64(data::encode_png(image)));
}

std::string map_in(const Tensor& map, double x, double y, const UnitGlyph& glyph) {
  const double side = glyph.radius * std::sqrt(2.0) - 2.0;
  if (map.shape().rank() == 2) return png_in(map, x, y, side, glyph);
  const auto values = map.values<double>();
  const auto [low, high] = std::ranges::minmax(values);
  const double room = high > low ? 0.0 : 1.0;
  return fmt::format("<path class=\"curve\" transform=\"translate({:.1f} {:.1f})\" d=\"{}\"/>",
                     x - side / 2, y - side / 2,
                     curve_path(values, low - room, high + room, side, side));
}

std::string circle_of(const UnitColumn& column, const Unit& unit, double x, double y,
                      const UnitGlyph& glyph) {
  const auto circle = [&](const std::string& more) {
    return fmt::format("<circle {} cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.0f}\"/>", more, x, y,
                       glyph.radius);
  };
  const bool end = column.role == Role::loss || column.role == Role::prediction;
  if (unit.map) return circle("class=\"ring paper\"") + map_in(*unit.map, x, y, glyph);
  std::string text = circle(end ? "class=\"ring out\"" : "class=\"ring\"");
  const double share = glyph.largest_a > 0.0 ? std::abs(unit.a.value) / glyph.largest_a : 0.0;
  if (!end && share > 0.0) {
    text += circle(fmt::format("class=\"{}\" opacity=\"{:.2f}\"",
                               unit.a.value < 0.0 ? "minus" : "plus", 0.3 * share));
  }
  const std::string number = brief_number(unit.a.value);
  return text + fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>",
                            number.size() > kShortNumber ? "ink" : "w", x, y + 4.0, number);
}

/// "b -0.5" and the like, in what stands around a circle.
std::string around(double x, double y, std::string_view classes, const std::string& text) {
  return fmt::format("<text class=\"halo {}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", classes, x, y,
                     escape(text));
}

std::string lines_below(const UnitColumn& column, const Unit& unit, double x, double y,
                        const UnitGlyph& glyph) {
  std::string text;
  if (unit.z && glyph.details) {
    text += around(x, y, "", "z " + brief_number(unit.z->value));
    y += kTextLine;
  }
  const std::optional<UnitNumber> number = unit.z && !unit.map ? unit.z : unit.a;
  if (!number->derivative || symbol_in(column).empty()) return text;
  const std::string symbol = unit.z ? "z" : std::string(symbol_in(column));
  const std::string derivative = fmt::format("d{}/d{}", glyph.goal, symbol);
  return text + around(x, y, "d",
                       (unit.map ? "|" + derivative + "|" : derivative) + " " +
                           brief_number(*number->derivative));
}

}  // namespace

double above_unit(const UnitGlyph& glyph) {
  return glyph.radius + 6.0 + kTextLine;
}

double below_unit(const UnitGlyph& glyph) {
  return glyph.radius + 3.0 + kTextLine * (glyph.details ? 2.0 : 1.0);
}

std::string drawn_unit(const UnitColumn& column, const Unit& unit, double x, double y,
                       const UnitGlyph& glyph) {
  std::string name = unit.name;
  if (!unit.label.empty()) name += " " + unit.label;
  name = shortened(name, kMaxLetters);
  if (unit.b) name += " · b " + brief_number(unit.b->value);
  return "<g><title>" + title_of_unit(column, unit, glyph.goal) + "</title>" +
         circle_of(column, unit, x, y, glyph) + around(x, y - glyph.radius - 6.0, "ink", name) +
         lines_below(column, unit, x, y + glyph.radius + kTextLine, glyph) + "</g>\n";
}

}  // namespace ganglion::train
