#include "ganglion/nn/metrics/ranking.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ganglion/nn/metrics/labels.h"

namespace ganglion::nn {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Scored {
  double score;
  double weight;
  bool positive;
};

// The weights of the positive and the negative examples that share one score.
struct Level {
  double positive = 0.0;
  double negative = 0.0;
};

// From the highest score down.
std::vector<Level> levels_of(std::vector<Scored> examples) {
  // Equal scores stay in their order, so that the sums do not depend on the sort.
  std::ranges::stable_sort(examples,
                           [](const Scored& a, const Scored& b) { return a.score > b.score; });
  std::vector<Level> levels;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    if (i == 0 || examples[i].score != examples[i - 1].score) levels.emplace_back();
    (examples[i].positive ? levels.back().positive : levels.back().negative) += examples[i].weight;
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

  RankingMetric(const char* name, Area area) : name_(name), area_(area) {}
  std::string name() const override { return name_; }

  std::vector<double> per_output() const override {
    std::vector<double> areas;
    for (const auto& column : columns_) areas.push_back(area_(levels_of(column)));
    return areas;
  }

 protected:
  void add(const MetricBatch& batch) override {
    check_classes(batch, name_);
    std::vector<std::vector<Scored>> added(static_cast<std::size_t>(batch.columns));
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      const std::int64_t actual = batch.target_columns == 1 ? actual_class(batch, row, name_) : -1;
      for (std::int64_t c = 0; c < batch.columns; ++c) {
        bool positive = actual == (batch.columns == 1 ? 1 : c);
        if (actual < 0) positive = actual_label(batch, row, c, name_);
        added[static_cast<std::size_t>(c)].push_back(
            {batch.prediction(row, c), batch.weight(row), positive});
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
  std::vector<std::vector<Scored>> columns_;
};

}  // namespace

std::unique_ptr<Metric> RocAuc::make() const {
  return std::make_unique<RankingMetric>("roc_auc", roc_area);
}

std::unique_ptr<Metric> PrAuc::make() const {
  return std::make_unique<RankingMetric>("pr_auc", average_precision);
}

}  // namespace ganglion::nn
