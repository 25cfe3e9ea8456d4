#include "ganglion/train/evaluate/paired_bootstrap.h"

#include "ganglion/core/rng.h"

namespace ganglion::train {
namespace {

/// Values of resamples by model and metric.
using Resamples = std::vector<std::vector<std::vector<double>>>;

/// How often each seed counts in a resample; a single one always does.
std::vector<double> draw_seeds(std::size_t seeds, std::uint64_t seed, std::int64_t resample) {
  std::vector<double> counts(seeds, 0.0);
  static const std::uint64_t stream = stream_of("bootstrap of seeds");
  for (std::size_t i = 0; i < seeds; ++i) {
    const auto index = static_cast<std::uint64_t>(resample) * seeds + i;
    counts[(std::uint64_t{random_bits(seed, stream, index)} * seeds) >> 32U] += 1.0;
  }
  return counts;
}

/// The metrics of a model as the mean over its seeds, each counted as drawn.
std::vector<double> mean_over_seeds(const std::vector<ResampledMetrics>& seeds,
                                    const std::vector<double>& drawn,
                                    const std::vector<double>& rows) {
  std::vector<double> mean(seeds[0].names().size(), 0.0);
  for (std::size_t s = 0; s < seeds.size(); ++s) {
    if (drawn[s] == 0.0) continue;
    const std::vector<double> values = seeds[s].at(rows);
    for (std::size_t m = 0; m < mean.size(); ++m) {
      mean[m] += values[m] * drawn[s] / static_cast<double>(seeds.size());
    }
  }
  return mean;
}

Bootstrap intervals_of(std::vector<std::vector<double>> values,
                       const std::vector<std::string>& names, double level,
                       std::int64_t resamples) {
  Bootstrap result{.resamples = resamples, .level = level};
  for (std::size_t m = 0; m < names.size(); ++m) {
    result.intervals.emplace_back(names[m], percentile_interval(std::move(values[m]), level));
  }
  return result;
}

}  // namespace

PairedBootstrap paired_bootstrap(const std::vector<std::vector<ResampledMetrics>>& models,
                                 const BootstrapOptions& options) {
  PairedBootstrap result;
  if (models.empty() || models[0].empty()) return result;
  RowDraws draws(models[0][0].rows(), options.groups);
  if (!draws.are_enough()) return result;
  const std::vector<std::string>& names = models[0][0].names();
  const std::size_t seeds = models[0].size();
  const auto networks = static_cast<std::int64_t>(models.size() * seeds);
  const std::int64_t resamples =
      resamples_within_reason(models[0][0].predictions() * networks, options);
  Resamples own(models.size(), std::vector<std::vector<double>>(names.size()));
  Resamples differences = own;
  for (std::int64_t i = 0; i < resamples; ++i) {
    const auto& rows = draws.draw(options.seed, static_cast<std::uint64_t>(i));
    const std::vector<double> drawn = draw_seeds(seeds, options.seed, i);
    std::vector<double> first;
    for (std::size_t v = 0; v < models.size(); ++v) {
      const std::vector<double> values = mean_over_seeds(models[v], drawn, rows);
      if (v == 0) first = values;
      for (std::size_t m = 0; m < names.size(); ++m) {
        own[v][m].push_back(values[m]);
        differences[v][m].push_back(values[m] - first[m]);
      }
    }
  }
  for (std::size_t v = 0; v < models.size(); ++v) {
    result.models.push_back(intervals_of(std::move(own[v]), names, options.level, resamples));
    std::erase_if(result.models.back().intervals,
                  [](const auto& interval) { return !has_interval(interval.first); });
    result.differences.push_back(
        intervals_of(std::move(differences[v]), names, options.level, resamples));
  }
  return result;
}

}  // namespace ganglion::train
