#include "ganglion/train/explain/units/unit_matrices.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/markup.h"
#include "ganglion/core/numbers.h"
#include "ganglion/core/utf8.h"
#include "ganglion/io/json.h"

namespace ganglion::train {
namespace {

constexpr double kCellWidth = 62.0;
constexpr double kCellHeight = 33.0;
constexpr double kHeads = 38.0;  ///< the title and the names of the columns
constexpr double kLetterWidth = 6.4;
constexpr std::size_t kMaxName = 18;

UnitNumber number_of(const ExplainedValue& value, std::size_t element) {
  UnitNumber number{value.value.values<double>()[element]};
  if (value.derivative) number.derivative = value.derivative->values<double>()[element];
  return number;
}

std::string cell(double x, double y, const UnitNumber& number, const std::string& name,
                 const std::string& goal) {
  const auto& [value, derivative] = number;
  std::string text = fmt::format("<g><title>{} = {}", escape(name), io::json_number(value));
  if (derivative) {
    text += fmt::format("\nd{}/d{} = {}", goal, escape(name), io::json_number(*derivative));
  }
  text += fmt::format("</title><text class=\"ink\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", x, y,
                      brief_number(value));
  if (derivative) {
    text += fmt::format("<text class=\"d\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", x, y + 13.0,
                        brief_number(*derivative));
  }
  return text + "</g>";
}

/// Square brackets around a block.
std::string brackets(double left, double top, double width, double height) {
  return fmt::format(
      "<path class=\"bracket\" d=\"M{0:.1f} {1:.1f}h-6v{2:.1f}h6M{3:.1f} {1:.1f}h6v{2:.1f}h-6\"/>",
      left + 6.0, top, height, left + width - 6.0);
}

double width_of_names(const UnitColumn& column) {
  std::size_t longest = 4;
  for (const Unit& unit : column.units) {
    longest = std::max(longest, display_width(shortened(unit.name, kMaxName)));
  }
  return kLetterWidth * static_cast<double>(longest) + 10.0;
}

}  // namespace

std::string brief_number(double value) {
  const std::string text = significant(value, 3);
  return text.size() <= 7 ? text : significant(value, 2);
}

DrawnPart unit_matrix(const UnitColumn& column, const UnitColumn& read, const std::string& goal) {
  const std::size_t rows = read.units.size();
  const std::size_t columns = column.units.size();
  const double left = width_of_names(read);
  const double width = kCellWidth * static_cast<double>(columns);
  const double height = kCellHeight * static_cast<double>(rows);
  const auto at = [&](std::size_t i) { return left + kCellWidth * (static_cast<double>(i) + 0.5); };
  DrawnPart part{.width = left + width + 8.0, .height = kHeads + height, .text = {}};
  part.text = fmt::format("<text class=\"w s\" x=\"0\" y=\"12\">W[{}]: {} {}</text>", column.number,
                          escape(column.kernel->name), column.kernel->value.shape().to_string());
  for (std::size_t j = 0; j < columns; ++j) {
    part.text +=
        fmt::format("<text x=\"{:.1f}\" y=\"31\">{}</text>", at(j), escape(column.units[j].name));
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const double y = kHeads + kCellHeight * static_cast<double>(i) + 14.0;
    part.text += fmt::format("<text class=\"e\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", left - 6.0,
                             y + 4.0, escape(shortened(read.units[i].name, kMaxName)));
    for (std::size_t j = 0; j < columns; ++j) {
      part.text += cell(at(j), y, number_of(*column.kernel, i * columns + j),
                        fmt::format("W[{}][{}, {}]", column.number, i + 1, j + 1), goal);
    }
  }
  part.text += brackets(left, kHeads, width, height);
  if (column.bias == nullptr) return part;
  const double top = part.height + 10.0;
  part.text += fmt::format("<text class=\"w e\" x=\"{:.1f}\" y=\"{:.1f}\">b[{}]</text>", left - 6.0,
                           top + 18.0, column.number);
  for (std::size_t j = 0; j < columns; ++j) {
    part.text += cell(at(j), top + 14.0, number_of(*column.bias, j),
                      fmt::format("b[{}][{}]", column.number, j + 1), goal);
  }
  part.text += brackets(left, top, width, kCellHeight);
  part.height = top + kCellHeight;
  return part;
}

}  // namespace ganglion::train
