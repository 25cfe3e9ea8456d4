#include "ganglion/train/report/roc.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ganglion::train::report {

Roc roc(const std::vector<double>& scores, const std::vector<bool>& positive) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  const auto all = static_cast<double>(std::ranges::count(positive, true));
  const double others = static_cast<double>(positive.size()) - all;
  if (all == 0.0 || others == 0.0) return {.area = std::nan("")};

  Roc result{.points = {{0.0, 0.0}}};
  double found = 0.0;
  double alarms = 0.0;
  double before_found = 0.0;
  double before_alarms = 0.0;
  constexpr double kStep = 1.0 / 150.0;  // nearer points can't be told apart in a drawing
  for (std::size_t i = 0; i < order.size(); ++i) {
    (positive[order[i]] ? found : alarms) += 1.0;
    const bool last = i + 1 == order.size();
    if (!last && scores[order[i + 1]] == scores[order[i]]) continue;
    result.area += (alarms - before_alarms) / others * 0.5 * (found + before_found) / all;
    before_found = found;
    before_alarms = alarms;
    const std::pair<double, double> here = {alarms / others, found / all};
    const auto& [x, y] = result.points.back();
    if (last || here.first - x + here.second - y >= 2.0 * kStep) result.points.push_back(here);
  }
  return result;
}

}  // namespace ganglion::train::report
