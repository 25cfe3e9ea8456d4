#include "ganglion/train/evaluate/resampled_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

namespace ganglion::train {
namespace {

using Counts = std::span<const double>;

/// Areas under the curves of a column: of each row between which of the positives' scores it lies.
struct Ranking {
  std::vector<std::uint32_t> place;  ///< so many scores of positives are higher
  std::vector<bool> positive;
  std::vector<bool> tied;  ///< has the score of a positive
  std::size_t scores = 0;  ///< of positives, each counted once

  Ranking(const AnsweredRows& rows, std::int64_t column) {
    std::vector<double> sorted;
    for (std::int64_t i = 0; i < rows.count; ++i) {
      positive.push_back(rows.positive(i, column));
      if (positive.back()) sorted.push_back(rows.score(i, column));
    }
    std::ranges::sort(sorted, std::greater{});
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    scores = sorted.size();
    for (std::int64_t i = 0; i < rows.count; ++i) {
      const double score = rows.score(i, column);
      const auto at = std::ranges::lower_bound(sorted, score, std::greater{});
      place.push_back(static_cast<std::uint32_t>(at - sorted.begin()));
      tied.push_back(at != sorted.end() && *at == score);
    }
  }

  /// Calls `level(positives, negatives)` for each score, from the highest down, and for the
  /// negatives between two of them.
  template <class Level>
  void each_level(Counts counts, const Level& level) const {
    std::vector<double> yes(scores, 0.0);
    std::vector<double> no(scores, 0.0);
    std::vector<double> between(scores + 1, 0.0);
    for (std::size_t i = 0; i < place.size(); ++i) {
      (positive[i] ? yes : tied[i] ? no : between)[place[i]] += counts[i];
    }
    for (std::size_t i = 0; i < scores; ++i) {
      level(0.0, between[i]);
      level(yes[i], no[i]);
    }
    level(0.0, between[scores]);
  }

  double roc_area(Counts counts) const {
    double above = 0.0;
    double negatives = 0.0;
    double area = 0.0;
    each_level(counts, [&](double yes, double no) {
      area += no * (above + 0.5 * yes);
      above += yes;
      negatives += no;
    });
    return above * negatives == 0.0 ? kUndefined : area / (above * negatives);
  }

  double average_precision(Counts counts) const {
    double hits = 0.0;
    double taken = 0.0;
    double sum = 0.0;
    each_level(counts, [&](double yes, double no) {
      hits += yes;
      taken += yes + no;
      if (yes > 0.0) sum += yes * (hits / taken);
    });
    return hits == 0.0 ? kUndefined : sum / hits;
  }
};

ResampledPart ranking_part(const AnsweredRows& rows, double (Ranking::*area)(Counts) const) {
  std::vector<Ranking> rankings;
  for (std::int64_t c = 0; c < rows.columns; ++c) rankings.emplace_back(rows, c);
  return [rankings = std::move(rankings), area](Counts counts) {
    double sum = 0.0;
    int defined = 0;
    for (const Ranking& ranking : rankings) {
      const double value = (ranking.*area)(counts);
      if (std::isnan(value)) continue;
      sum += value;
      ++defined;
    }
    return defined == 0 ? kUndefined : sum / defined;
  };
}

}  // namespace

ResampledPart roc_area_part(const AnsweredRows& rows) {
  return ranking_part(rows, &Ranking::roc_area);
}

ResampledPart average_precision_part(const AnsweredRows& rows) {
  return ranking_part(rows, &Ranking::average_precision);
}

ResampledPart f1_part(const AnsweredRows& rows) {
  struct Pair {
    std::size_t row, actual, predicted;  // classes, or labels + 1 where it is one, else 0
  };
  const std::int64_t classes = rows.labels() ? rows.columns : rows.classes();
  std::vector<Pair> pairs;
  for (std::int64_t row = 0; row < rows.count; ++row) {
    if (!rows.labels()) {
      pairs.push_back(
          {index_of(row), index_of(rows.actual(row)) + 1, index_of(rows.predicted(row)) + 1});
      continue;
    }
    for (std::int64_t c = 0; c < rows.columns; ++c) {
      pairs.push_back({index_of(row), rows.positive(row, c) ? index_of(c) + 1 : 0,
                       rows.prediction(row, c) > 0.5 ? index_of(c) + 1 : 0});
    }
  }
  const bool one_only = !rows.labels() && rows.columns == 1;
  const std::size_t positive = index_of(rows.positive_class) + 1;
  const bool labels = rows.labels();
  return [=](Counts counts) {
    std::vector<double> hits(index_of(classes) + 1, 0.0);
    std::vector<double> both(index_of(classes) + 1, 0.0);  // predicted + actual
    for (const Pair& pair : pairs) {
      const double count = counts[pair.row];
      if (pair.actual == pair.predicted) hits[pair.actual] += count;
      both[pair.actual] += count;
      both[pair.predicted] += count;
    }
    const auto f1 = [&](std::size_t c) { return both[c] == 0.0 ? 0.0 : 2.0 * hits[c] / both[c]; };
    if (one_only) return both[positive] == 0.0 ? kUndefined : f1(positive);
    double sum = 0.0;
    int seen = 0;
    for (std::size_t c = 1; c < both.size(); ++c) {
      if (both[c] == 0.0 && !labels) continue;
      sum += f1(c);
      ++seen;
    }
    return seen == 0 ? kUndefined : sum / seen;
  };
}

ResampledPart calibration_part(const AnsweredRows& rows) {
  constexpr int kBins = 15;
  struct Example {
    std::size_t row, bin;
    double gap;  // probability - observed
  };
  std::vector<Example> examples;
  const auto add = [&](std::int64_t row, double p, bool right) {
    const int bin = std::clamp(static_cast<int>(std::ceil(p * kBins)) - 1, 0, kBins - 1);
    examples.push_back({index_of(row), static_cast<std::size_t>(bin), p - (right ? 1.0 : 0.0)});
  };
  for (std::int64_t row = 0; row < rows.count; ++row) {
    if (rows.labels() || rows.columns == 1) {
      for (std::int64_t c = 0; c < rows.columns; ++c) {
        const bool yes = rows.labels() ? rows.positive(row, c) : rows.actual(row) == 1;
        add(row, rows.prediction(row, c), yes);
      }
    } else {
      const std::int64_t best = rows.predicted(row);
      add(row, rows.prediction(row, best), rows.actual(row) == best);
    }
  }
  return [examples = std::move(examples)](Counts counts) {
    std::array<double, kBins> gaps{};
    double total = 0.0;
    for (const Example& example : examples) {
      gaps[example.bin] += counts[example.row] * example.gap;
      total += counts[example.row];
    }
    double sum = 0.0;
    for (const double gap : gaps) sum += std::abs(gap);
    return total == 0.0 ? kUndefined : sum / total;
  };
}

}  // namespace ganglion::train
