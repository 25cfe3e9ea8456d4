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

// The weights of the positive and the negative examples that share one score, or of negatives
// between the scores of two positives.
struct Level {
  double positive = 0.0;
  double negative = 0.0;
};

/// The examples of a column by their scores, from the highest down. The positives are sorted, and
/// the negatives fall between them, where their order doesn't matter: of one class among thousands
/// nearly all examples are negative. All are functions of the row.
template <class Score, class Positive, class Weight>
std::vector<Level> levels_of(std::size_t rows, const Score& score, const Positive& positive,
                             const Weight& weight) {
  std::vector<double> scores;
  for (std::size_t row = 0; row < rows; ++row) {
    if (positive(row)) scores.push_back(score(row));
  }
  std::ranges::sort(scores, std::greater{});
  scores.erase(std::unique(scores.begin(), scores.end()), scores.end());
  // In turn: the negatives above a score, the examples at it; at the end those below all.
  std::vector<Level> levels(2 * scores.size() + 1);
  for (std::size_t row = 0; row < rows; ++row) {
    const double own = score(row);
    const auto at = std::ranges::lower_bound(scores, own, std::greater{});
    const bool equal = at != scores.end() && *at == own;
    Level& level = levels[static_cast<std::size_t>(2 * (at - scores.begin()) + (equal ? 1 : 0))];
    (positive(row) ? level.positive : level.negative) += weight(row);
  }
  return levels;
}

double roc_area(const std::vector<Level>& levels) {
  double above = 0.0;  // positives with a higher score
  double negatives = 0.0;
  double area = 0.0;
  for (const Level& level : levels) {
    area += level.negative * (above + 0.5 * level.positive);
    above += level.positive;
    negatives += level.negative;
  }
  return ratio(area, above * negatives);
}

double average_precision(const std::vector<Level>& levels) {
  double hits = 0.0;
  double taken = 0.0;
  double sum = 0.0;
  for (const Level& level : levels) {
    hits += level.positive;
    taken += level.positive + level.negative;
    if (level.positive > 0.0) sum += level.positive * (hits / taken);
  }
  return ratio(sum, hits);
}

class RankingMetric final : public Metric {
 public:
  using Area = double (*)(const std::vector<Level>&);

  RankingMetric(const char* name, Area area, std::int64_t positive)
      : name_(name), area_(area), positive_(positive) {
    check_positive(name_, positive);
  }
  std::string name() const override { return name_; }

  std::vector<double> per_output() const override {
    constexpr std::size_t kNear = 16;  // columns of one row that lie in one cache line
    std::vector<double> areas;
    for (std::size_t first = 0; first < columns_; first += kNear) {
      const std::size_t count = std::min(kNear, columns_ - first);
      const std::vector<float> block =
          columns_ > kNear ? block_of(first, count) : std::vector<float>();
      for (std::size_t c = first; c < first + count; ++c) {
        const auto scores = [&](std::size_t row) {
          return block.empty() ? score(row, c)
                               : static_cast<double>(block[(c - first) * rows_ + row]);
        };
        areas.push_back(area_(levels_of(
            rows_, scores, [&](std::size_t row) { return positive(row, c); },
            [&](std::size_t row) { return weights_.empty() ? 1.0 : weights_[row]; })));
      }
    }
    return areas;
  }

 protected:
  void add(const MetricBatch& batch) override {
    check_classes(batch, name_);
    std::vector<std::int32_t> classes;
    std::vector<bool> labels;
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      if (batch.target_columns == 1) {
        classes.push_back(static_cast<std::int32_t>(actual_class(batch, row, name_)));
        continue;
      }
      for (std::int64_t c = 0; c < batch.columns; ++c) {
        labels.push_back(actual_label(batch, row, c, name_));
      }
    }
    classes_.insert(classes_.end(), classes.begin(), classes.end());
    labels_.insert(labels_.end(), labels.begin(), labels.end());
    keep_weights(batch);
    columns_ = static_cast<std::size_t>(batch.columns);
    keep_scores(batch);
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

  void clear() override { *this = RankingMetric(name_, area_, positive_); }

 private:
  /// Scores that came as floats are kept as such: they are by far the most of what is kept.
  void keep_scores(const MetricBatch& batch) {
    const bool floats = batch.epsilon == std::numeric_limits<float>::epsilon();
    if (floats && doubles_.empty()) {
      for (const double score : batch.predictions) floats_.push_back(static_cast<float>(score));
      return;
    }
    if (doubles_.empty()) doubles_.assign(floats_.begin(), floats_.end());
    floats_ = {};
    doubles_.insert(doubles_.end(), batch.predictions.begin(), batch.predictions.end());
  }

  /// Most rows have none.
  void keep_weights(const MetricBatch& batch) {
    if (!batch.weights.empty()) {
      weights_.resize(rows_, 1.0);
      weights_.insert(weights_.end(), batch.weights.begin(), batch.weights.end());
    } else if (!weights_.empty()) {
      weights_.resize(rows_ + static_cast<std::size_t>(batch.rows), 1.0);
    }
    rows_ += static_cast<std::size_t>(batch.rows);
  }

  double score(std::size_t row, std::size_t column) const {
    const std::size_t at = row * columns_ + column;
    const double own = doubles_.empty() ? static_cast<double>(floats_[at]) : doubles_[at];
    // Whoever is unlikely to be of class 1 is likely to be of class 0.
    return columns_ == 1 && positive_ == 0 ? -own : own;
  }

  bool positive(std::size_t row, std::size_t column) const {
    if (!labels_.empty()) return labels_[row * columns_ + column];
    return classes_[row] ==
           static_cast<std::int32_t>(columns_ == 1 ? positive_ : static_cast<std::int64_t>(column));
  }

  /// Some columns of many, one behind the other; empty where the scores aren't floats.
  std::vector<float> block_of(std::size_t first, std::size_t count) const {
    std::vector<float> block(doubles_.empty() ? rows_ * count : 0);
    if (block.empty()) return block;
    for (std::size_t row = 0; row < rows_; ++row) {
      for (std::size_t c = 0; c < count; ++c) {
        block[c * rows_ + row] = floats_[row * columns_ + first + c];
      }
    }
    return block;
  }

  const char* name_;
  Area area_;
  std::int64_t positive_;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::vector<std::int32_t> classes_;  // of the rows, or…
  std::vector<bool> labels_;           // …of each column of them
  std::vector<double> weights_;        // empty: all 1
  std::deque<float> floats_;           // scores of all columns, row by row, or…
  std::deque<double> doubles_;         // …as they are
};

}  // namespace

std::unique_ptr<Metric> RocAuc::make() const {
  return std::make_unique<RankingMetric>("roc_auc", roc_area, 1);
}

std::unique_ptr<Metric> PrAuc::make() const {
  return std::make_unique<RankingMetric>("pr_auc", average_precision, positive);
}

}  // namespace ganglion::nn
