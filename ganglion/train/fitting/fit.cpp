#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>

#include "ganglion/core/error.h"
#include "ganglion/data/batches.h"
#include "ganglion/train/callback.h"
#include "ganglion/train/fitting/epoch_metrics.h"
#include "ganglion/train/fitting/fit_ranks.h"
#include "ganglion/train/fitting/fit_rows.h"
#include "ganglion/train/model_state.h"
#include "ganglion/train/named_outputs.h"
#include "ganglion/train/prefetch.h"
#include "ganglion/train/step_graph.h"
#include "ganglion/train/unknown_kinds.h"

namespace ganglion::train {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kEvaluatedAtOnce = 256;  // rows
// Each block of rows has an order of its own: as far from the next as no training has epochs.
constexpr std::int64_t kEpochsApart = std::int64_t{1} << 32;

}  // namespace

/// One call of fit.
class Fitting {
 public:
  template <class Rows>
  Fitting(Model& model, const Rows& rows, const FitOptions& options)
      : model_(model),
        self_(*model.implementation_),
        fit_(options),
        options_(self_.require_compiled("fit")),
        ranks_(options_.ranks),
        rows_(self_.network, checked(), options, rows),
        history_(options.resumed),
        state_{.model = model,
               .history = history_,
               .options = options,
               .epochs = self_.progress.epochs + options.epochs,
               .steps_per_epoch = rows_.steps(),
               .learning_rate = options_.optimizer.learning_rate(),
               .has_validation = rows_.validation().has_value()},
        metrics_(options_, self_.network) {}

  History run() {
    self_.untouched = false;
    ranks_.check_same(self_.weights, 0);
    notify(&Callback::on_train_begin);
    state_.stop = ranks_.agreed(state_.stop);
    for (std::int64_t epoch = self_.progress.epochs + 1; epoch <= state_.epochs && !state_.stop;
         ++epoch) {
      state_.epoch = epoch;
      if (!run_epoch()) break;
      self_.progress.epochs = epoch;
    }
    self_.engine().complete();
    notify(&Callback::on_train_end);
    history_.stopped = state_.stop_reason;
    return std::move(history_);
  }

 private:
  const CompileOptions& checked() const {
    if (fit_.epochs < 0)
      throw Error(fmt::format("fit: epochs is {}; it must not be negative", fit_.epochs));
    check_known_to_train(options_, "fit");
    return options_;
  }

  void notify(void (Callback::*event)(TrainingState&)) {
    for (const AnyCallback& callback : fit_.callbacks) ((*callback).*event)(state_);
  }

  bool interrupted() {
    if (!ranks_.agreed(fit_.stop != nullptr && fit_.stop->load())) return false;
    state_.stop = true;
    state_.stop_reason = fmt::format("interrupted in epoch {}", state_.epoch);
    return true;
  }

  /// False if it was interrupted.
  bool run_epoch() {
    const auto begin = Clock::now();
    state_.step = state_.rows_done = 0;
    state_.loss = 0.0;
    rows_.start_epoch(state_.epoch);
    metrics_.start_epoch();
    notify(&Callback::on_epoch_begin);
    loss_sum_ = penalty_sum_ = 0.0;
    std::ranges::fill(loss_sums_, 0.0);
    std::int64_t blocks = 0;
    complete_ = true;
    while (complete_ && (block_ = rows_.next()) != nullptr) {
      if (!run_block(blocks++)) return false;
    }
    check_weights();
    self_.engine().complete();
    ranks_.check_same(self_.weights, state_.epoch);
    try {
      end_epoch(std::chrono::duration<double>(Clock::now() - begin).count());
    } catch (const EvaluationStopped&) {
      return !interrupted();
    }
    return true;
  }

  /// Where ranks share the replicas: which stored rows of its batches this one decodes.
  Prefetch::Wanted features_read() {
    Prefetch::Wanted read;
    if (!ranks_.shared() || !block_->stored) return read;
    for (const std::int64_t batch : {std::int64_t{0}, batches_->count() - 1}) {
      const auto rows = static_cast<std::int64_t>(batches_->batch(batch).size());
      const auto prepared =
          self_.engine().prepare(Engine::Kind::training, rows, block_->weighted());
      read[static_cast<std::size_t>(rows)] = prepared->features_read;
    }
    return read;
  }

  void feed(Engine::BoundPlan& prepared, std::span<const std::int64_t> rows, const void* features) {
    if (fit_.augmentation.empty()) {
      return self_.engine().feed(prepared, *block_, rows, features);
    }
    self_.engine().feed_changed(
        prepared, *block_, rows, features,
        {.augmentation = fit_.augmentation, .seed = options_.seed, .epoch = state_.epoch});
  }

  /// On all rows, whoever has computed them.
  std::string first_not_finite(Engine::BoundPlan& prepared, std::span<const std::int64_t> rows) {
    prepared.features_read = {.begin = 0, .end = static_cast<std::int64_t>(rows.size())};
    feed(prepared, rows, nullptr);
    return self_.engine().first_not_finite(prepared, block_->weighted());
  }

  /// The steps on the rows that there are at the moment. False if it was interrupted.
  bool run_block(std::int64_t number) {
    if (!batches_ || batches_rows_ != block_->rows()) {
      batches_.emplace(block_->rows(), rows_.batches());
      batches_rows_ = block_->rows();
    }
    batches_->start_epoch(state_.epoch - 1 + number * kEpochsApart);
    metrics_.start_block(block_->rows());
    Prefetch prefetch(*block_, *batches_, features_read());
    for (std::int64_t i = 0; i < batches_->count(); ++i) {
      if (interrupted()) return false;
      const auto rows = batches_->batch(i);
      loss_sum_ += run_step(rows, prefetch.next()) * static_cast<double>(rows.size());
      ++state_.step;
      state_.rows_done += static_cast<std::int64_t>(rows.size());
      state_.loss = loss_sum_ / static_cast<double>(state_.rows_done);
      notify(&Callback::on_step_end);
      const auto [stop, at_once] = ranks_.agreed(std::array{state_.stop, state_.stop_at_once});
      state_.stop = stop;
      state_.stop_at_once = at_once;
      if (!state_.stop_at_once) continue;
      complete_ = !rows_.streamed() && i + 1 == batches_->count();
      if (!complete_) return true;
    }
    metrics_.end_block(*block_);
    return true;
  }

  double run_step(std::span<const std::int64_t> rows, const void* features) {
    const auto count = static_cast<std::int64_t>(rows.size());
    const bool weighted = block_->weighted();
    if (current_ == nullptr || current_rows_ != count || current_weighted_ != weighted) {
      current_ = self_.engine().prepare(Engine::Kind::training, count, weighted);
      current_rows_ = count;
      current_weighted_ = weighted;
    }
    Engine::BoundPlan& prepared = *current_;
    feed(prepared, rows, features);
    prepared.step.values<float>()[0] = static_cast<float>(self_.progress.steps + 1);
    state_.learning_rate = options_.optimizer.learning_rate();
    notify(&Callback::on_step_begin);
    state_.learning_rate = ranks_.agreed(state_.learning_rate);
    prepared.learning_rate.values<float>()[0] = static_cast<float>(state_.learning_rate);
    if (!self_.engine().run(prepared)) diverged(first_not_finite(prepared, rows));
    ++self_.progress.steps;
    metrics_.keep(prepared, rows);
    penalty_sum_ += prepared.penalty().value_or(0.0);
    for (std::size_t i = 0; i < loss_sums_.size(); ++i) {
      loss_sums_[i] +=
          static_cast<double>(count) *
          static_cast<double>(*static_cast<const float*>(prepared.plan->output(loss_names_[i])));
    }
    return static_cast<double>(*static_cast<const float*>(prepared.plan->output("loss")));
  }

  /// A NaN can hide behind a ReLU, which turns it into 0 on its way to the loss.
  void check_weights() {
    const auto all = self_.weights.parameters.values<float>();
    const nn::ParameterLayout& layout = self_.network.layout();
    if (std::ssize(all) != layout.size) {  // plans may have read none of them
      throw Error(fmt::format("fit: the parameters are {} numbers, but those of the network {}",
                              all.size(), layout.size));
    }
    for (const nn::ParameterSpec& spec : layout.parameters) {
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
    for (std::size_t i = 0; i < loss_sums_.size(); ++i) {
      record.values.emplace_back(value_name(options_, "loss", i),
                                 loss_sums_[i] / static_cast<double>(state_.rows_done));
    }
    metrics_.append_to(record.values, complete_);
    if (rows_.validation()) {
      const Scores scores = validated();
      for (const auto& [name, value] : scores.values) {
        record.values.emplace_back("val_" + name, value);
      }
    }
    if (current_ != nullptr && current_->penalty()) {
      record.values.emplace_back("penalty", penalty_sum_ / static_cast<double>(state_.step));
    }
    record.values.emplace_back("learning_rate", state_.learning_rate);
    record.values.emplace_back("seconds", seconds);
    history_.epochs.push_back(std::move(record));
    self_.progress.epochs = state_.epoch;
    notify(&Callback::on_epoch_end);
    notify(&Callback::on_epoch_settled);
  }

  Scores validated() {
    const std::unique_ptr<bool, void (*)(bool*)> until_end(&self_.validating,
                                                           [](bool* flag) { *flag = false; });
    *until_end = true;
    return model_.evaluate_until(*rows_.validation(), kEvaluatedAtOnce,
                                 ranks_.shared() ? nullptr : fit_.stop);
  }

  Model& model_;
  Model::Implementation& self_;
  const FitOptions& fit_;
  const CompileOptions& options_;
  FitRanks ranks_;
  FitRows rows_;
  History history_;
  TrainingState state_;
  EpochMetrics metrics_;
  const data::Dataset* block_ = nullptr;
  std::optional<data::Batches> batches_;  ///< of the block
  std::int64_t batches_rows_ = 0;
  bool complete_ = true;  ///< steps were made on all rows of the epoch
  std::shared_ptr<Engine::BoundPlan> current_;
  std::int64_t current_rows_ = 0;
  bool current_weighted_ = false;
  double loss_sum_ = 0.0;     ///< over the rows of the epoch
  double penalty_sum_ = 0.0;  ///< over the steps of the epoch
  std::vector<double> loss_sums_ = std::vector<double>(options_.outputs.size());  ///< as loss_sum_
  std::vector<std::string> loss_names_ = loss_names();

  std::vector<std::string> loss_names() const {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < options_.outputs.size(); ++i)
      result.push_back(loss_name(options_, i));
    return result;
  }
};

History Model::fit(const data::Dataset& data, const FitOptions& options) {
  return Fitting(*this, data, options).run();
}

History Model::fit(const data::RowStream& rows, const FitOptions& options) {
  return Fitting(*this, rows, options).run();
}

}  // namespace ganglion::train
