#include "ganglion/data/series/text_column.h"

#include <algorithm>
#include <utility>

namespace ganglion::data {

Column text_column(std::string name, const std::vector<std::string>& texts) {
  Column column{.name = std::move(name), .kind = ColumnKind::category, .names = texts};
  std::ranges::sort(column.names);
  column.names.erase(std::unique(column.names.begin(), column.names.end()), column.names.end());
  if (!column.names.empty() && column.names.front().empty()) {
    column.names.erase(column.names.begin());
  }
  for (const std::string& text : texts) {
    const auto at = std::ranges::lower_bound(column.names, text) - column.names.begin();
    column.codes.push_back(text.empty() ? -1 : static_cast<std::int32_t>(at));
  }
  return column;
}

}  // namespace ganglion::data
