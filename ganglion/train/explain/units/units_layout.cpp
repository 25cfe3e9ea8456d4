#include "ganglion/train/explain/units/units_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ganglion/train/explain/maps/shades.h"

namespace ganglion::train {
namespace {

constexpr double kHalfColumn = 66.0;
constexpr double kColumnStep = 172.0;
constexpr double kBetweenUnits = 14.0;
/// Up to so many units in the longest column there is room for larger circles and more numbers.
constexpr std::size_t kSmallLayer = 4;
/// Layers with a few more units than are drawn else are drawn whole.
constexpr std::size_t kSpare = 2;

std::vector<std::size_t> strongest(const std::vector<Unit>& units, std::size_t most) {
  std::vector<std::size_t> order(units.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (units.size() <= most + kSpare) return order;
  const auto key = [&](std::size_t i) {
    return std::pair(units[i].strength, std::abs(units[i].a.value));
  };
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return key(a) > key(b); });
  order.resize(most);
  std::ranges::sort(order);
  return order;
}

double largest_in(const UnitColumn& column) {
  double largest = 0.0;
  for (const Unit& unit : column.units) {
    largest = std::max(
        largest, unit.map ? largest_size(unit.map->values<double>()) : std::abs(unit.a.value));
  }
  return largest;
}

double unit_height(const UnitGlyph& glyph) {
  return above_unit(glyph) + below_unit(glyph) + kBetweenUnits;
}

double height_of(const PlacedColumn& placed) {
  return unit_height(placed.glyph) * static_cast<double>(placed.shown.size());
}

}  // namespace

std::vector<PlacedColumn> chosen_units(const std::vector<UnitColumn>& columns, std::size_t most,
                                       const std::string& goal) {
  std::vector<PlacedColumn> placed;
  std::size_t longest = 0;
  for (const UnitColumn& column : columns) {
    placed.push_back({.shown = strongest(column.units, most)});
    longest = std::max(longest, placed.back().shown.size());
  }
  const bool details = longest <= kSmallLayer;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const bool maps = !columns[c].units.empty() && columns[c].units[0].map;
    placed[c].glyph = {.radius = maps      ? 30.0
                                 : details ? 26.0
                                           : 22.0,
                       .details = details,
                       .goal = goal,
                       .largest_a = largest_in(columns[c]),
                       .photos = columns[c].role == UnitColumn::Role::input};
  }
  return placed;
}

double width_of_columns(std::size_t columns) {
  return 2.0 * kHalfColumn + (static_cast<double>(columns) - 1.0) * kColumnStep;
}

double place_units(const std::vector<UnitColumn>& columns, std::vector<PlacedColumn>& placed,
                   double top, double width) {
  double tallest = 0.0;
  for (const PlacedColumn& one : placed) tallest = std::max(tallest, height_of(one));
  const double left = (width - width_of_columns(columns.size())) / 2.0 + kHalfColumn;
  bool more = false;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    PlacedColumn& column = placed[c];
    column.x = left + static_cast<double>(c) * kColumnStep;
    const double first = top + (tallest - height_of(column)) / 2.0 + above_unit(column.glyph);
    for (std::size_t i = 0; i < column.shown.size(); ++i) {
      column.y.push_back(first + static_cast<double>(i) * unit_height(column.glyph));
    }
    more = more || column.shortened(columns[c]);
  }
  return top + tallest + (more ? 20.0 : 6.0);
}

}  // namespace ganglion::train
