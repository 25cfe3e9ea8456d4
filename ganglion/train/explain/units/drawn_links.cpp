#include "ganglion/train/explain/units/drawn_links.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/markup.h"
#include "ganglion/io/json.h"
#include "ganglion/train/explain/units/unit_matrices.h"

namespace ganglion::train {
namespace {

constexpr std::size_t kLabelledLinks = 9;
constexpr std::size_t kManyLinks = 40;
/// Where on a line its weight stands: in the middle, away from what stands around circles; but
/// before it where lines cross there.
constexpr double kLabelPlace = 0.5;
constexpr double kLabelPlaceOfCrossing = 0.4;

struct Ends {
  double x1, y1, x2, y2;
};

/// A band behind all circles of two columns.
std::string band(const PlacedColumn& from, const PlacedColumn& to) {
  if (from.y.empty() || to.y.empty()) return "";
  return fmt::format(
      "<path class=\"band\" d=\"M{0:.1f} {1:.1f}L{2:.1f} {3:.1f}V{4:.1f}L{0:.1f} {5:.1f}z\"/>\n",
      from.x, from.y.front() - from.glyph.radius, to.x, to.y.front() - to.glyph.radius,
      to.y.back() + to.glyph.radius, from.y.back() + from.glyph.radius);
}

/// Among many lines only the strongest are to be seen at once.
std::string drawn_line(UnitLinks::Kind kind, const UnitLink& link, const Ends& ends, double largest,
                       bool many) {
  const bool plain = kind == UnitLinks::Kind::one_to_one;
  const double share = largest > 0.0 ? std::abs(link.weight) / largest : 0.0;
  const bool sign = kind == UnitLinks::Kind::weights;
  return fmt::format(
      "class=\"{}\" stroke-width=\"{:.1f}\" opacity=\"{:.2f}\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"",
      !sign             ? "g"
      : link.weight < 0 ? "m"
                        : "p",
      plain  ? 1.2
      : many ? 0.4 + 2.6 * share
             : 0.5 + 4.0 * share,
      plain  ? 0.8
      : many ? 0.08 + 0.72 * share * share
             : 0.35 + 0.5 * share,
      ends.x1, ends.y1, ends.x2, ends.y2);
}

std::string link_title(const std::string& name, UnitLinks::Kind kind, const UnitLink& link,
                       const std::string& goal) {
  const bool sign = kind == UnitLinks::Kind::weights;
  const std::string_view bar = sign ? "" : "|";
  std::string text =
      fmt::format("<title>{0}\n{1}w{1} = {2}", escape(name), bar, io::json_number(link.weight));
  if (link.derivative) {
    text += fmt::format("\n{0}d{1}/dw{0} = {2}", bar, goal, io::json_number(*link.derivative));
  }
  return text + "</title>";
}

std::string link_label(const Ends& ends, double weight, double place) {
  return fmt::format("<text class=\"halo ink\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>",
                     ends.x1 + place * (ends.x2 - ends.x1),
                     ends.y1 + place * (ends.y2 - ends.y1) + 4.0, brief_number(weight));
}

/// The place of a unit, if it is drawn.
const double* place_of(const PlacedColumn& column, std::size_t unit) {
  const auto found = std::ranges::find(column.shown, unit);
  return found == column.shown.end()
             ? nullptr
             : &column.y[static_cast<std::size_t>(found - column.shown.begin())];
}

}  // namespace

std::string drawn_links(const std::vector<UnitColumn>& columns,
                        const std::vector<PlacedColumn>& placed, std::size_t to,
                        const UnitLinks& links, bool titles) {
  const PlacedColumn& source = placed[links.column];
  const PlacedColumn& target = placed[to];
  if (links.kind == UnitLinks::Kind::all) return band(source, target);
  double largest = 0.0;
  for (const UnitLink& link : links.links) largest = std::max(largest, std::abs(link.weight));
  const std::size_t count = source.shown.size() * target.shown.size();
  const bool labelled = links.kind == UnitLinks::Kind::weights && count <= kLabelledLinks;
  const bool crossing = source.shown.size() > 1 && target.shown.size() > 1;
  const double place = crossing ? kLabelPlaceOfCrossing : kLabelPlace;
  std::string lines;
  std::string labels;
  for (const UnitLink& link : links.links) {
    const double* from = place_of(source, link.from);
    const double* end = place_of(target, link.to);
    if (from == nullptr || end == nullptr) continue;
    const Ends ends = {source.x, *from, target.x, *end};
    lines += "<path " + drawn_line(links.kind, link, ends, largest, count > kManyLinks) + ">";
    if (titles && links.kind != UnitLinks::Kind::one_to_one) {
      const std::string name =
          columns[links.column].units[link.from].name + " → " + columns[to].units[link.to].name;
      lines += link_title(name, links.kind, link, target.glyph.goal);
    }
    lines += "</path>";
    if (labelled) labels += link_label(ends, link.weight, place);
  }
  return lines + labels + "\n";
}

}  // namespace ganglion::train
