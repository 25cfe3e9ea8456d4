#include "ganglion/train/job/rows/job_source.h"

#include <numeric>
#include <vector>

namespace ganglion::train {

data::Table beginning(const data::Table& table) {
  if (table.rows() <= kShownRows) return table;
  std::vector<std::int64_t> rows(static_cast<std::size_t>(kShownRows));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  return table.rows(rows);
}

}  // namespace ganglion::train
