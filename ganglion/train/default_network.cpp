#include "ganglion/train/default_network.h"

#include <fmt/format.h>

#include <algorithm>

namespace ganglion::train {

DefaultNetwork default_network(const Shape& sample, std::int64_t rows, std::int64_t classes) {
  // Wider with more rows to learn from, and never narrower than the answer.
  const std::int64_t by_rows = rows < 1'000 ? 64 : rows < 10'000 ? 128 : 256;
  const std::int64_t units = std::max(by_rows, std::min<std::int64_t>(2 * classes, 512));
  return {.text = fmt::format("flatten; dense {} relu; dropout 0.2; dense {} relu; dropout 0.2",
                              units, units / 2),
          .reason = fmt::format("for {} rows of {} numbers", rows, sample.size())};
}

}  // namespace ganglion::train
