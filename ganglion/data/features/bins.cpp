#include "ganglion/data/features/bins.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace ganglion::data {

std::vector<double> quantile_edges(std::vector<double> values, std::int64_t bins,
                                   std::int64_t min_distinct) {
  std::erase_if(values, [](double x) { return std::isnan(x); });
  std::ranges::sort(values);
  std::int64_t distinct = values.empty() ? 0 : 1;
  for (std::size_t i = 1; i < values.size(); ++i) distinct += values[i] > values[i - 1] ? 1 : 0;
  if (distinct < std::max<std::int64_t>(min_distinct, 2)) return {};
  std::vector<double> edges;
  const auto last = static_cast<double>(values.size() - 1);
  for (std::int64_t i = 0; i <= bins; ++i) {
    const double at = last * static_cast<double>(i) / static_cast<double>(bins);
    edges.push_back(values[static_cast<std::size_t>(std::llround(at))]);
  }
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

std::vector<double> fit_edges(const Column& column, ColumnType type,
                              const PreprocessingOptions& options,
                              const std::vector<double>& values) {
  const auto asked = options.bins_of.find(column.name);
  if (asked != options.bins_of.end()) {
    return asked->second > 0 ? quantile_edges(values, asked->second) : std::vector<double>();
  }
  if (type != ColumnType::number || !options.scale || options.bins < 1) return {};
  return quantile_edges(values, options.bins, kMinDistinctForBins);
}

void write_bins(double x, std::span<const double> edges, std::span<float> features) {
  for (std::size_t i = 0; i < features.size(); ++i) {
    const double share = (x - edges[i]) / (edges[i + 1] - edges[i]);
    features[i] = static_cast<float>(std::clamp(share, 0.0, 1.0));
  }
}

}  // namespace ganglion::data
