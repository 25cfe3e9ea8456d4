#include "ganglion/nn/metrics/ranking.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <limits>

#include "ganglion/nn/metrics/labels.h"

namespace ganglion::nn {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Many rows have to be kept, in as little memory as goes.
struct Scored {
  double score;
  double weight;  ///< with a minus before it (also before 0) if the example is negative
};
/// Grows without a second copy of itself.
using Examples = std::deque<Scored>;

// The weights of the positive and the negative examples that share one score.
struct Level {
  double positive = 0.0;
  double negative = 0.0;
};

/// Calls see(level) for each score of sorted examples.
template <class See>
void each_level(const Examples& sorted, const See& see) {
  for (auto at = sorted.begin(); at != sorted.end();) {
    const double score = at->score;
    Level level;
    do {
      (std::signbit(at->weight) ? level.negative : level.positive) += std::abs(at->weight);
      ++at;
    } while (at != sorted.end() && at->score == score);
    see(level);
  }
}

double roc_area(const Examples& sorted) {
  double above = 0.0;  // positives with a higher score
  double negatives = 0.0;
  double area = 0.0;
  each_level(sorted, [&](const Level& level) {
    area += level.negative * (above + 0.5 * level.positive);
    above += level.positive;
    negatives += level.negative;
  });
  return ratio(area, above * negatives);
}

double average_precision(const Examples& sorted) {
  double hits = 0.0;
  double taken = 0.0;
  double sum = 0.0;
  each_level(sorted, [&](const Level& level) {
    hits += level.positive;
    taken += level.positive + level.negative;
    if (level.positive > 0.0) sum += level.positive * (hits / taken);
  });
  return ratio(sum, hits);
}

class RankingMetric final : public Metric {
 public:
  using Area = double (*)(const Examples&);

  RankingMetric(const char* name, Area area, std::int64_t positive)
      : name_(name), area_(area), positive_(positive) {
    check_positive(name_, positive);
  }
  std::string name() const override { return name_; }

  std::vector<double> per_output() const override {
    std::vector<double> areas;
    for (Examples& column : columns_) {
      // From the highest score down. Equal scores stay in their order, so that the sums do not
      // depend on the sort, nor on sorting now and again when more rows have come.
      std::ranges::stable_sort(column, std::greater{}, &Scored::score);
      areas.push_back(area_(column));
    }
    return areas;
  }

 protected:
  void add(const MetricBatch& batch) override {
    check_classes(batch, name_);
    std::vector<std::vector<Scored>> added(static_cast<std::size_t>(batch.columns));
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      const std::int64_t actual = batch.target_columns == 1 ? actual_class(batch, row, name_) : -1;
      for (std::int64_t c = 0; c < batch.columns; ++c) {
        // Whoever is unlikely to be of class 1 is likely to be of class 0.
        const bool mirrored = batch.columns == 1 && positive_ == 0;
        bool positive = actual == (batch.columns == 1 ? positive_ : c);
        if (actual < 0) positive = actual_label(batch, row, c, name_);
        added[static_cast<std::size_t>(c)].push_back(
            {mirrored ? -batch.prediction(row, c) : batch.prediction(row, c),
             positive ? batch.weight(row) : -batch.weight(row)});
      }
    }
    columns_.resize(added.size());
    for (std::size_t c = 0; c < added.size(); ++c) {
      columns_[c].insert(columns_[c].end(), added[c].begin(), added[c].end());
    }
  }

  double value() const override {
    double sum = 0.0;
    int defined = 0;
    for (const double area : per_output()) {
      if (std::isnan(area)) continue;
      sum += area;
      ++defined;
    }
    return defined == 0 ? kNaN : sum / defined;
  }

  void clear() override { columns_.clear(); }

 private:
  const char* name_;
  Area area_;
  std::int64_t positive_;
  mutable std::vector<Examples> columns_;  // in any order: asking for the result sorts them
};

}  // namespace

std::unique_ptr<Metric> RocAuc::make() const {
  return std::make_unique<RankingMetric>("roc_auc", roc_area, 1);
}

std::unique_ptr<Metric> PrAuc::make() const {
  return std::make_unique<RankingMetric>("pr_auc", average_precision, positive);
}

}  // namespace ganglion::nn
