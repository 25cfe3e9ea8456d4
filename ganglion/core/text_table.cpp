#include "ganglion/core/text_table.h"

#include <algorithm>

#include "ganglion/core/utf8.h"

namespace ganglion {

std::string text_table(const std::vector<std::vector<std::string>>& rows, const char* indent) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    text += indent;
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += row[i];
      if (i + 1 < row.size()) text.append(widths[i] + 2 - display_width(row[i]), ' ');
    }
    text += '\n';
  }
  return text;
}

}  // namespace ganglion
