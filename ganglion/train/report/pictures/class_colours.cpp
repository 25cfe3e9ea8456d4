#include "ganglion/train/report/pictures/class_colours.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace ganglion::train::report {

ClassColours class_colours(const std::vector<std::string>& outputs,
                           const std::vector<double>& weights) {
  std::vector<std::size_t> order(outputs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (outputs.size() <= kClassColours) return {order, outputs};
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](std::size_t i) { return weights[i]; });
  constexpr std::size_t kOwn = kClassColours - 1;
  std::ranges::sort(order.begin(), order.begin() + kOwn);
  ClassColours colours{.of = std::vector<std::size_t>(outputs.size(), kOwn), .legend = {}};
  for (std::size_t colour = 0; colour < kOwn; ++colour) {
    colours.of[order[colour]] = colour;
    colours.legend.push_back(outputs[order[colour]]);
  }
  colours.legend.push_back(fmt::format("{} others", outputs.size() - kOwn));
  return colours;
}

}  // namespace ganglion::train::report
