#include "ganglion/train/evaluate/text_counts.h"

#include <algorithm>
#include <functional>

namespace ganglion::train {

TextCounts text_counts(const data::Column& column, std::size_t most) {
  TextCounts result;
  std::vector<std::int64_t> counts(column.names.size(), 0);
  for (const std::int32_t code : column.codes) {
    code < 0 ? ++result.missing : ++counts[static_cast<std::size_t>(code)];
  }
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) order.push_back(i);
  }
  result.distinct = std::ssize(order);
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return counts[i]; });
  order.resize(std::min(order.size(), most));
  for (const std::size_t i : order) result.frequent.push_back({column.names[i], counts[i]});
  return result;
}

}  // namespace ganglion::train
