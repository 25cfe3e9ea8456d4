#pragma once
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/graph/own_kind.h"
#include "ganglion/nn/metrics/batch.h"

namespace ganglion::nn {

/// A number that says how good predictions are, over all batches since reset(): exact for the whole
/// data set, not a mean of the batches' results, and the same however the rows are cut into batches
/// (but for the last bits of sums).
///
/// Predictions are probabilities for classification (after sigmoid or softmax, not logits) and
/// values for regression:
///   binary       predictions [n] or [n, 1]  targets [n] or [n, 1], each 0 or 1
///   multiclass   predictions [n, C]         targets [n] or [n, 1] class indices, or [n, C] one-hot
///   multilabel   predictions [n, L]         targets [n, L], each 0 or 1
///   regression   predictions [n, ...]       targets of the same shape
///
/// result() is NaN where the number isn't defined (no rows, AUC of one class, R² of a constant
/// target) and whenever a prediction was NaN. Not synchronised.
class Metric {
 public:
  virtual ~Metric() = default;

  /// As in tables and JSON: "accuracy", "roc_auc", "top_5_accuracy".
  virtual std::string name() const = 0;

  /// Adds a batch. Throws Error naming the metric and both shapes when they don't fit each other or
  /// the batches before, naming the label and the number of classes when a label is out of range,
  /// and naming the row when a weight is negative or not finite.
  void update(const Tensor& predictions, const Tensor& targets);
  /// The same with a weight for each row: [n] or [n, 1].
  void update(const Tensor& predictions, const Tensor& targets, const Tensor& weights);

  double result() const;

  /// One value for each class, label or output, where the metric has such; empty otherwise.
  virtual std::vector<double> per_output() const { return {}; }

  /// Forgets everything.
  void reset();

 protected:
  /// Adds a checked batch (rows agree, no NaN among predictions, weights fine).
  virtual void add(const MetricBatch& batch) = 0;
  virtual double value() const = 0;
  virtual void clear() = 0;

 private:
  void update_checked(const MetricBatch& batch);

  std::int64_t rows_ = 0;
  std::optional<std::pair<std::int64_t, std::int64_t>> columns_;  // predictions, targets
  bool nan_seen_ = false;
};

/// Of what a metric is the share that is right, if it is one.
enum class Share : std::uint8_t {
  none,
  rows,     ///< each is right or wrong
  answers,  ///< several in each row
};

/// A plain struct of options with `std::unique_ptr<Metric> make() const`: what `Accuracy`, `RocAuc`
/// and the others are, and what a metric of your own has to be. Constants `share` and
/// `smaller_is_better` are heeded where it has them; `kind` and `fields` (see graph/fields.h) are
/// needed to save one of your own in a file.
template <class T>
concept MetricOptions = requires(const T& options) {
  { options.make() } -> std::convertible_to<std::unique_ptr<Metric>>;
};

/// Any metric by value, so that a list of them can be written `{Accuracy{}, TopK{.k = 3}}`.
class AnyMetric {
 public:
  /// Throws Error for options that cannot work (k < 1).
  template <class T>
  requires(!std::same_as<T, AnyMetric> && MetricOptions<T>)
      AnyMetric(T options)  // NOLINT(google-explicit-constructor): the point of the class
  {
    auto model = std::make_shared<Model<T>>(std::move(options));
    const T& own = model->options;
    model->name = own.make()->name();
    model->config = config_of(own);
    model->type = &type_mark<T>;
    if constexpr (requires { own.kind; }) model->kind = own.kind;
    if constexpr (requires { T::share; }) model->share = T::share;
    if constexpr (requires { T::smaller_is_better; })
      model->smaller_is_better = T::smaller_is_better;
    model_ = std::move(model);
  }
  AnyMetric(const AnyMetric&) = default;  // nor is it emptied by moving it
  AnyMetric& operator=(const AnyMetric&) = default;

  const std::string& name() const { return model_->name; }
  /// What a struct says by `kind`; empty for those that don't.
  const std::string& kind() const { return model_->kind; }
  /// The settings that a struct lists.
  const Attributes& config() const { return model_->config; }
  /// Whether it was made of a T.
  template <class T>
  bool is() const {
    return model_->type == &type_mark<T>;
  }
  bool same_type(const AnyMetric& other) const { return model_->type == other.model_->type; }
  Share share() const { return model_->share; }
  /// As errors are; false unless a metric says so.
  bool smaller_is_better() const { return model_->smaller_is_better; }
  /// A fresh accumulator.
  std::unique_ptr<Metric> make() const { return model_->make(); }

 private:
  struct Concept {
    virtual ~Concept() = default;
    virtual std::unique_ptr<Metric> make() const = 0;

    std::string name;
    std::string kind;
    Attributes config;
    const char* type = nullptr;
    Share share = Share::none;
    bool smaller_is_better = false;
  };
  template <class T>
  struct Model final : Concept {
    explicit Model(T given) : options(std::move(given)) {}
    std::unique_ptr<Metric> make() const override { return options.make(); }
    T options;
  };

  std::shared_ptr<const Concept> model_;
};

/// Gives rows to `add` in parts of some millions of predictions, which metrics count in double: not
/// all of them are converted at once. The parts depend on the shapes alone. What doesn't fit each
/// other is given as a whole, to be refused.
void in_parts(const Tensor& predictions, const Tensor& targets, const Tensor* weights,
              const std::function<void(const Tensor&, const Tensor&, const Tensor*)>& add);

/// The accumulator of a metric after all rows.
std::unique_ptr<Metric> measured(const AnyMetric& metric, const Tensor& predictions,
                                 const Tensor& targets, const Tensor* weights = nullptr);
/// The metric of one batch.
double evaluate(const AnyMetric& metric, const Tensor& predictions, const Tensor& targets);
double evaluate(const AnyMetric& metric, const Tensor& predictions, const Tensor& targets,
                const Tensor& weights);

}  // namespace ganglion::nn
