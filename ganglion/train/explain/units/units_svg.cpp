#include "ganglion/train/explain/units/units_svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "ganglion/core/markup.h"
#include "ganglion/core/utf8.h"
#include "ganglion/core/word_wrap.h"
#include "ganglion/train/explain/units/drawn_links.h"
#include "ganglion/train/explain/units/unit_columns.h"
#include "ganglion/train/explain/units/unit_matrices.h"
#include "ganglion/train/explain/units/units_layout.h"
#include "ganglion/train/explain/units/units_style.h"

namespace ganglion::train {
namespace {

constexpr double kSideMargin = 20.0;
constexpr double kColumnHeads = 38.0;
constexpr double kLineStep = 15.0;
constexpr double kAverageLetter = 6.1;
constexpr double kTitleLetter = 8.2;
constexpr double kMinPage = 340.0;
constexpr std::int64_t kSmallMatrix = 8;
constexpr std::int64_t kLargestMatrix = 64;

class UnitsDrawing {
 public:
  UnitsDrawing(const Explanation& explanation, const UnitsOptions& options)
      : e_(explanation),
        options_(options),
        columns_(unit_columns(explanation)),
        goal_(goal_symbol(explanation)) {}

  std::string run() {
    const auto all = std::numeric_limits<std::size_t>::max() / 2;
    placed_ = chosen_units(columns_, options_.full ? all : options_.most, goal_);
    width_ = std::max(kMinPage, width_of_columns(columns_.size()));
    heading();
    const double heads = y_;
    y_ = place_units(columns_, placed_, heads + kColumnHeads, width_);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      for (const UnitLinks& links : columns_[c].inputs) {
        text_ += drawn_links(columns_, placed_, c, links, options_.link_titles);
      }
    }
    for (std::size_t c = 0; c < columns_.size(); ++c) draw_column(c, heads);
    matrices();
    legend();
    return file();
  }

 private:
  void lines(const std::string& text, const char* classes) {
    const auto letters = static_cast<std::size_t>((width_ - 2.0 * kSideMargin) / kAverageLetter);
    for (const std::string& line : word_wrap(text, letters)) {
      text_ += fmt::format("<text class=\"s {}\" x=\"{:.0f}\" y=\"{:.1f}\">{}</text>\n", classes,
                           kSideMargin, y_, escape(line));
      y_ += kLineStep;
    }
  }

  void heading() {
    y_ = 26.0;
    const auto letters = static_cast<std::size_t>((width_ - 2.0 * kSideMargin) / kTitleLetter);
    lines(shortened(e_.title, letters), "h");
    y_ += 3.0;
    std::string said = e_.answer.empty() ? "" : "Prediction: " + e_.answer + ". ";
    if (e_.loss) {
      said += fmt::format("J = {}, {}.", brief_number(*e_.loss), e_.loss_name);
    } else {
      said += fmt::format("Derivatives of y, the {}.", e_.goal);
    }
    if (e_.networks > 1) {
      said += fmt::format(" The first of {} networks, and the mean of all.", e_.networks);
    }
    lines(said, "");
    y_ += 14.0;
  }

  void draw_column(std::size_t c, double heads) {
    const UnitColumn& column = columns_[c];
    const PlacedColumn& placed = placed_[c];
    text_ += fmt::format(
        "<text class=\"w\" x=\"{0:.1f}\" y=\"{1:.1f}\">{2}</text><text x=\"{0:.1f}\" "
        "y=\"{3:.1f}\">{4}</text>\n",
        placed.x, heads, escape(shortened(column.title, 22)), heads + 14.0,
        escape(shortened(column.about, 26)));
    for (std::size_t i = 0; i < placed.shown.size(); ++i) {
      text_ +=
          drawn_unit(column, column.units[placed.shown[i]], placed.x, placed.y[i], placed.glyph);
    }
    if (!placed.shortened(column)) return;
    const std::size_t hidden = column.units.size() - placed.shown.size();
    text_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">… {} more</text>\n", placed.x,
                         placed.y.back() + below_unit(placed.glyph) + 16.0, hidden);
  }

  bool has_matrix(const UnitColumn& column) const {
    if (column.kernel == nullptr) return false;
    const std::int64_t most = options_.full ? kLargestMatrix : kSmallMatrix;
    const Shape& shape = column.kernel->value.shape();
    return shape[0] <= most && shape[1] <= most;
  }

  /// From left to right, and on to the next line where there is no more room.
  void matrices() {
    double x = kSideMargin;
    double tallest = 0.0;
    for (const UnitColumn& column : columns_) {
      if (!has_matrix(column)) continue;
      const DrawnPart part = unit_matrix(column, columns_[column.inputs[0].column], goal_);
      if (x > kSideMargin && x + part.width > width_ - kSideMargin) {
        x = kSideMargin;
        y_ += tallest + 20.0;
        tallest = 0.0;
      }
      text_ += fmt::format("<g transform=\"translate({:.1f} {:.1f})\">{}</g>\n", x, y_ + 12.0,
                           part.text);
      x += part.width + 28.0;
      tallest = std::max(tallest, part.height);
      page_ = std::max(page_, x - 28.0 + kSideMargin);
    }
    if (tallest > 0.0) y_ += tallest + 26.0;
  }

  void legend() {
    y_ += 18.0;
    lines(fmt::format("Forward, from left to right: in each circle the value a of the unit; b is "
                      "its bias{}.",
                      placed_[0].glyph.details ? ", z its weighted sum" : ""),
          "");
    lines(
        fmt::format(
            "Backward, from right to left: d{0}/dz, the derivative of {1} with respect "
            "to the weighted sum of the unit (d{0}/da, d{0}/dx: with respect to the value itself).",
            goal_, e_.loss ? "the loss J" : "y, the " + e_.goal),
        "d");
    lines(
        "Lines are weights: orange above 0, blue below, the wider the larger; grey: the norm of "
        "several weights, or no weight.",
        "");
    if (has_maps()) {
      lines(fmt::format(
                "Feature maps: red above 0, blue below; |d{}/da| is the norm over all places.",
                goal_),
            "");
    }
    if (!is_shortened()) return;
    lines(fmt::format("Of long layers the {} strongest units are drawn, by |a d{}/da|.",
                      options_.most, goal_),
          "");
  }

  bool has_maps() const {
    return std::ranges::any_of(columns_, [](const UnitColumn& column) {
      const bool layer = column.role == UnitColumn::Role::layer && !column.units.empty();
      return layer && column.units[0].map.has_value();
    });
  }

  bool is_shortened() const {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (placed_[c].shortened(columns_[c])) return true;
    }
    return false;
  }

  std::string file() const {
    const double width = std::max(width_, page_);
    std::string head = fmt::format(
        "<svg {}class=\"units{}\" width=\"{:.0f}\" height=\"{:.0f}\" viewBox=\"0 0 {:.0f} {:.0f}\" "
        "role=\"img\" aria-label=\"the units of the network\">\n",
        options_.standalone ? "xmlns=\"http://www.w3.org/2000/svg\" " : "",
        options_.standalone ? "" : " inset", width, y_, width, y_);
    head += units_style();
    return head + "<rect class=\"page\" width=\"100%\" height=\"100%\" rx=\"12\"/>\n" + text_ +
           "</svg>\n";
  }

  const Explanation& e_;
  const UnitsOptions& options_;
  std::vector<UnitColumn> columns_;
  std::vector<PlacedColumn> placed_;
  std::string goal_;
  std::string text_;
  double width_ = 0.0;
  double page_ = 0.0;
  double y_ = 0.0;
};

}  // namespace

std::string units_svg(const Explanation& explanation, const UnitsOptions& options) {
  return UnitsDrawing(explanation, options).run();
}

}  // namespace ganglion::train
