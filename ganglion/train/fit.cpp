#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/data/batches.h"
#include "ganglion/train/callback.h"
#include "ganglion/train/check_data.h"
#include "ganglion/train/model_state.h"
#include "ganglion/train/prefetch.h"
#include "ganglion/train/report_metrics.h"
#include "ganglion/train/row_weights.h"
#include "ganglion/train/step_graph.h"

namespace ganglion::train {

struct TrainingData {
  data::Dataset train;
  std::optional<data::Dataset> validation;
};

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kEvaluatedAtOnce = 256;  // rows

TrainingData divide(const data::Dataset& data, const FitOptions& options) {
  if (options.validation_data != nullptr) return {data, *options.validation_data};
  if (options.validation_split == 0.0) return {data, std::nullopt};
  if (!(options.validation_split > 0.0 && options.validation_split < 1.0)) {
    throw Error(
        fmt::format("fit: validation_split is {}; it must be in (0, 1)", options.validation_split));
  }
  const std::int64_t rows = data.rows();
  const auto kept =
      static_cast<std::int64_t>(static_cast<double>(rows) * (1.0 - options.validation_split));
  if (kept < 1 || kept == rows) {
    throw Error(fmt::format("fit: {} rows are too few for validation_split {}", rows,
                            options.validation_split));
  }
  std::vector<std::int64_t> order(static_cast<std::size_t>(rows));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  const auto cut = order.begin() + kept;
  return {data.rows(std::vector(order.begin(), cut)), data.rows(std::vector(cut, order.end()))};
}

}  // namespace

/// One call of fit.
class Fitting {
 public:
  Fitting(Model& model, const data::Dataset& raw, const FitOptions& options)
      : model_(model),
        self_(*model.implementation_),
        fit_(options),
        options_(self_.require_compiled("fit")),
        data_(prepare(raw)),
        batches_(data_.train.rows(), {.batch_size = options.batch_size,
                                      .min_rows = self_.network.rows_needed().rows,
                                      .shuffle = options.shuffle,
                                      .seed = options_.seed}),
        history_(options.resumed),
        state_{.model = model,
               .history = history_,
               .options = options,
               .epochs = self_.progress.epochs + options.epochs,
               .steps_per_epoch = batches_.count(),
               .learning_rate = options_.optimizer.learning_rate(),
               .has_validation = data_.validation.has_value()} {
    if (options_.metrics.empty()) return;
    for (const Shape& shape : self_.network.output_shapes()) {
      predictions_.emplace_back(shape.prepended(data_.train.rows()));
    }
  }

  History run() {
    self_.untouched = false;
    notify(&Callback::on_train_begin);
    for (std::int64_t epoch = self_.progress.epochs + 1; epoch <= state_.epochs && !state_.stop;
         ++epoch) {
      state_.epoch = epoch;
      if (!run_epoch()) break;
      self_.progress.epochs = epoch;
    }
    notify(&Callback::on_train_end);
    history_.stopped = state_.stop_reason;
    return std::move(history_);
  }

 private:
  TrainingData prepare(const data::Dataset& raw) const {
    if (fit_.epochs < 0)
      throw Error(fmt::format("fit: epochs is {}; it must not be negative", fit_.epochs));
    check_features(self_.network, raw, "fit");
    TrainingData data = divide(with_fitting_targets(self_.network, options_, raw), fit_);
    check_targets(self_.network, options_, data.train, "fit");
    check_changes(data.train);
    check_batch_size(self_.network, fit_.batch_size, data.train.rows(), "fit");
    std::vector<std::vector<double>> class_weights = {fit_.class_weights};
    class_weights.insert(class_weights.end(), fit_.more_class_weights.begin(),
                         fit_.more_class_weights.end());
    check_class_weights(self_.network, options_, class_weights);
    apply_class_weights(data.train, class_weights);
    return data;
  }

  void check_changes(const data::Dataset& rows) const {
    if (fit_.augmentation.empty()) return;
    const int rank = rows.feature_shape().rank();
    const DType dtype = rows.features.dtype();
    if ((rank != 3 && rank != 4) || !(dtype == DType::f32 || rows.scaling)) {
      throw Error(
          fmt::format("fit: augmentation is for images [rows, channels, height, width] and signals "
                      "[rows, channels, length], but the features are {}{}",
                      name_of(dtype), rows.feature_shape().to_string()));
    }
    data::check_augmentation(fit_.augmentation,
                             rank == 4 ? data::SampleKind::image : data::SampleKind::signal,
                             rows.sample_shape());
  }

  void notify(void (Callback::*event)(TrainingState&)) {
    for (const AnyCallback& callback : fit_.callbacks) ((*callback).*event)(state_);
  }

  bool interrupted() {
    if (fit_.stop == nullptr || !fit_.stop->load()) return false;
    state_.stop = true;
    state_.stop_reason = fmt::format("interrupted in epoch {}", state_.epoch);
    return true;
  }

  /// False if it was interrupted.
  bool run_epoch() {
    const auto begin = Clock::now();
    state_.step = state_.rows_done = 0;
    state_.loss = 0.0;
    batches_.start_epoch(state_.epoch - 1);
    notify(&Callback::on_epoch_begin);
    double loss_sum = 0.0;
    Prefetch prefetch(data_.train, batches_);
    for (std::int64_t i = 0; i < batches_.count(); ++i) {
      if (interrupted()) return false;
      const auto rows = batches_.batch(i);
      loss_sum += run_step(rows, prefetch.next()) * static_cast<double>(rows.size());
      state_.step = i + 1;
      state_.rows_done += static_cast<std::int64_t>(rows.size());
      state_.loss = loss_sum / static_cast<double>(state_.rows_done);
      notify(&Callback::on_step_end);
      if (state_.stop_at_once) break;
    }
    check_weights();
    try {
      end_epoch(std::chrono::duration<double>(Clock::now() - begin).count());
    } catch (const EvaluationStopped&) {
      return !interrupted();
    }
    return true;
  }

  double run_step(std::span<const std::int64_t> rows, const void* features) {
    const auto count = static_cast<std::int64_t>(rows.size());
    if (current_ == nullptr || current_rows_ != count) {
      current_ = self_.engine().prepare(Engine::Kind::training, count, weighted());
      current_rows_ = count;
    }
    Engine::BoundPlan& prepared = *current_;
    if (fit_.augmentation.empty()) {
      self_.engine().feed(prepared, data_.train, rows, features);
    } else {
      self_.engine().feed_changed(
          prepared, data_.train, rows, features,
          {.augmentation = fit_.augmentation, .seed = options_.seed, .epoch = state_.epoch});
    }
    prepared.step.values<float>()[0] = static_cast<float>(self_.progress.steps + 1);
    state_.learning_rate = options_.optimizer.learning_rate();
    notify(&Callback::on_step_begin);
    prepared.learning_rate.values<float>()[0] = static_cast<float>(state_.learning_rate);
    if (!self_.engine().run(prepared))
      diverged(self_.engine().first_not_finite(prepared, weighted()));
    ++self_.progress.steps;
    keep_predictions(prepared, rows);
    return static_cast<double>(*static_cast<const float*>(prepared.plan->output("loss")));
  }

  bool weighted() const { return data_.train.weighted(); }

  /// For the metrics at the end of the epoch, each where its row is.
  void keep_predictions(const Engine::BoundPlan& prepared, std::span<const std::int64_t> rows) {
    for (std::size_t i = 0; i < predictions_.size(); ++i) {
      const std::size_t row =
          predictions_[i].bytes() / static_cast<std::size_t>(data_.train.rows());
      auto* to = static_cast<std::byte*>(predictions_[i].data());
      const auto* from = static_cast<const std::byte*>(prepared.plan->output(prediction_names_[i]));
      for (const std::int64_t index : rows) {
        std::memcpy(to + static_cast<std::size_t>(index) * row, from, row);
        from += row;
      }
    }
  }

  static void forget_metrics(History::Epoch& record) {
    for (std::size_t i = 1; i < record.values.size(); ++i) {
      record.values[i].second = std::numeric_limits<double>::quiet_NaN();
    }
  }

  /// A NaN can hide behind a ReLU, which turns it into 0 on its way to the loss.
  void check_weights() {
    for (const nn::ParameterSpec& spec : self_.network.layout().parameters) {
      const auto all = self_.weights.parameters.values<float>();
      const auto size = static_cast<std::size_t>(spec.shape.size());
      for (float value : all.subspan(static_cast<std::size_t>(spec.offset), size)) {
        if (!std::isfinite(value)) diverged(fmt::format("{} (a weight)", spec.path));
      }
    }
  }

  [[noreturn]] void diverged(const std::string& node) const {
    throw Error(
        fmt::format("training diverged in epoch {}, step {}: first non-finite value in {}; try a "
                    "lower learning rate (now {:.4g}), gradient clipping, or scaled features",
                    state_.epoch, state_.step + 1, node, state_.learning_rate));
  }

  void end_epoch(double seconds) {
    History::Epoch record{.epoch = state_.epoch, .values = {{"loss", state_.loss}}};
    add_metrics(record.values, options_, data_.train, predictions_, "");
    // Not all rows have a prediction of this epoch.
    if (state_.step < batches_.count()) forget_metrics(record);
    if (data_.validation) {
      const Scores scores = model_.evaluate_until(*data_.validation, kEvaluatedAtOnce, fit_.stop);
      for (const auto& [name, value] : scores.values) {
        record.values.emplace_back("val_" + name, value);
      }
    }
    record.values.emplace_back("learning_rate", state_.learning_rate);
    record.values.emplace_back("seconds", seconds);
    history_.epochs.push_back(std::move(record));
    self_.progress.epochs = state_.epoch;
    notify(&Callback::on_epoch_end);
    notify(&Callback::on_epoch_settled);
  }

  Model& model_;
  Model::Implementation& self_;
  const FitOptions& fit_;
  const CompileOptions& options_;
  TrainingData data_;
  data::Batches batches_;
  History history_;
  TrainingState state_;
  std::vector<Tensor> predictions_;
  std::vector<std::string> prediction_names_ = names();
  std::shared_ptr<Engine::BoundPlan> current_;
  std::int64_t current_rows_ = 0;

  std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < self_.network.outputs().size(); ++i)
      result.push_back(numbered("prediction", i));
    return result;
  }
};

History Model::fit(const data::Dataset& data, const FitOptions& options) {
  return Fitting(*this, data, options).run();
}

}  // namespace ganglion::train
