#include "ganglion/nn/metrics/precision_recall.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/nn/metrics/labels.h"

namespace ganglion::nn {
namespace {

// What happened to one class: the weights of hits, of all predicted and of all actual examples.
struct Tally {
  double hits = 0.0;
  double predicted = 0.0;
  double actual = 0.0;
  bool seen = false;

  void count(bool is_actual, bool is_predicted, double weight) {
    if (is_actual && is_predicted) hits += weight;
    if (is_predicted) predicted += weight;
    if (is_actual) actual += weight;
    seen = seen || is_actual || is_predicted;
  }
};

double share(double part, double whole) {
  return whole == 0.0 ? 0.0 : part / whole;
}
double precision(const Tally& t) {
  return share(t.hits, t.predicted);
}
double recall(const Tally& t) {
  return share(t.hits, t.actual);
}
double f1(const Tally& t) {
  return share(2.0 * t.hits, t.predicted + t.actual);
}

const char* suffix(Average average) {
  switch (average) {
    case Average::macro:
      return "_macro";
    case Average::micro:
      return "_micro";
    case Average::weighted:
      return "_weighted";
    default:
      return "";
  }
}

class PrecisionRecallMetric final : public Metric {
 public:
  using Score = double (*)(const Tally&);

  PrecisionRecallMetric(const char* name, Score score, Precision options)
      : name_(std::string(name) + suffix(options.average)), score_(score), options_(options) {
    check_positive(name_, options.positive);
  }

  std::string name() const override { return name_; }

  std::vector<double> per_output() const override {
    std::vector<double> scores;
    for (const Tally& t : tallies_) {
      scores.push_back(t.seen ? score_(t) : std::numeric_limits<double>::quiet_NaN());
    }
    return scores;
  }

 protected:
  void add(const MetricBatch& batch) override {
    options_.multilabel ? check_labels(batch, name_) : check_classes(batch, name_);
    const std::int64_t classes = options_.multilabel ? batch.columns : class_count(batch);
    if (options_.average == Average::binary && (classes != 2 || options_.multilabel)) {
      throw Error(
          fmt::format("{}: the binary average needs two classes, predictions {} have {}; "
                      "choose macro, micro or weighted",
                      name_, batch.prediction_shape.to_string(), classes));
    }
    one_column_ = batch.columns == 1;
    std::vector<Tally> tallies = tallies_;  // so that a bad label leaves nothing half counted
    tallies.resize(static_cast<std::size_t>(classes));
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      options_.multilabel ? count_labels(batch, row, tallies) : count_class(batch, row, tallies);
    }
    tallies_ = std::move(tallies);
  }

  double value() const override {
    Average average = options_.average;
    if (average == Average::automatic) {
      average = one_column_ && !options_.multilabel ? Average::binary : Average::macro;
    }
    switch (average) {
      case Average::binary:
        return per_output()[static_cast<std::size_t>(options_.positive)];
      case Average::micro:
        return micro();
      default:
        return mean(average == Average::weighted);
    }
  }

  void clear() override { tallies_.clear(); }

 private:
  void count_class(const MetricBatch& batch, std::int64_t row, std::vector<Tally>& tallies) const {
    const std::int64_t actual = actual_class(batch, row, name_);
    const std::int64_t predicted = predicted_class(batch, row, options_.threshold);
    tallies[static_cast<std::size_t>(actual)].count(true, actual == predicted, batch.weight(row));
    if (actual != predicted) {
      tallies[static_cast<std::size_t>(predicted)].count(false, true, batch.weight(row));
    }
  }

  void count_labels(const MetricBatch& batch, std::int64_t row, std::vector<Tally>& tallies) const {
    for (std::int64_t label = 0; label < batch.columns; ++label) {
      Tally& tally = tallies[static_cast<std::size_t>(label)];
      tally.count(actual_label(batch, row, label, name_),
                  batch.prediction(row, label) > options_.threshold, batch.weight(row));
      tally.seen = true;
    }
  }

  double micro() const {
    Tally all;
    for (const Tally& t : tallies_) {
      all.hits += t.hits;
      all.predicted += t.predicted;
      all.actual += t.actual;
    }
    return score_(all);
  }

  double mean(bool by_support) const {
    double sum = 0.0;
    double total = 0.0;
    for (const Tally& t : tallies_) {
      if (!t.seen) continue;
      const double weight = by_support ? t.actual : 1.0;
      sum += weight * score_(t);
      total += weight;
    }
    return ratio(sum, total);
  }

  std::string name_;
  Score score_;
  Precision options_;  // the three structs have the same fields
  std::vector<Tally> tallies_;
  bool one_column_ = false;
};

constexpr std::pair<Average, std::string_view> kAverages[] = {{Average::automatic, "automatic"},
                                                              {Average::binary, "binary"},
                                                              {Average::macro, "macro"},
                                                              {Average::micro, "micro"},
                                                              {Average::weighted, "weighted"}};

}  // namespace

std::string setting_of(Average average) {
  for (const auto& [known, word] : kAverages) {
    if (known == average) return std::string(word);
  }
  throw Error("metric: not an average");
}

void read_setting(const Attributes& all, std::string_view name, Average& to) {
  for (const auto& [average, word] : kAverages) {
    if (all.text(name) != word) continue;
    to = average;
    return;
  }
  throw Error(
      fmt::format("metric: {} is unknown as {}; use automatic, binary, macro, micro or weighted",
                  shown(all.text(name)), name));
}

std::unique_ptr<Metric> Precision::make() const {
  return std::make_unique<PrecisionRecallMetric>("precision", precision, *this);
}

std::unique_ptr<Metric> Recall::make() const {
  return std::make_unique<PrecisionRecallMetric>(
      "recall", recall, Precision{average, threshold, multilabel, positive});
}

std::unique_ptr<Metric> F1::make() const {
  return std::make_unique<PrecisionRecallMetric>(
      "f1", f1, Precision{average, threshold, multilabel, positive});
}

}  // namespace ganglion::nn
