#include "ganglion/train/evaluate/class_balance.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "ganglion/core/suggestion.h"

namespace ganglion::train {
namespace {

/// Of an even share: less is called rare.
constexpr double kRare = 0.2;

}  // namespace

std::vector<double> class_counts(const data::Dataset& data) {
  std::vector<double> counts(data.class_names.size(), 0.0);
  if (counts.empty()) return counts;
  for (const std::int32_t label : data.targets.values<std::int32_t>()) {
    counts[static_cast<std::size_t>(label)] += 1.0;
  }
  return counts;
}

std::vector<double> balanced_weights(const std::vector<double>& counts) {
  const double rows = std::accumulate(counts.begin(), counts.end(), 0.0);
  std::vector<double> weights;
  weights.reserve(counts.size());
  for (const double count : counts) {
    weights.push_back(rows / (static_cast<double>(counts.size()) * std::max(count, 1.0)));
  }
  return weights;
}

std::optional<std::string> imbalance_note(const data::Dataset& data) {
  const std::vector<double> counts = class_counts(data);
  if (counts.empty()) return std::nullopt;
  const auto rows = static_cast<double>(data.rows());
  const auto [rarest, largest] = std::minmax_element(counts.begin(), counts.end());
  if (*rarest * static_cast<double>(counts.size()) >= kRare * rows) return std::nullopt;
  const auto share = [&](auto count) {
    return fmt::format("{:.3g} % are {}", 100.0 * *count / rows,
                       shown(data.class_names[static_cast<std::size_t>(count - counts.begin())]));
  };
  return fmt::format(
      "imbalanced classes: {}, {} (training rows); accuracy alone is misleading then{}",
      share(largest), share(rarest),
      counts.size() == 2
          ? "; to find more of the rare class: `threshold = f1`"
          : "; `class_weight = balanced` finds more of rare classes, by worse probabilities");
}

}  // namespace ganglion::train
