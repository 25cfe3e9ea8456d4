#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ganglion/core/precision.h"
#include "ganglion/core/tensor.h"
#include "ganglion/data/augment/augmentation.h"
#include "ganglion/data/dataset.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/nn/metrics/metric.h"
#include "ganglion/optim/adam.h"
#include "ganglion/optim/optimizer.h"
#include "ganglion/train/any_callback.h"

namespace ganglion::dist {
class Communicator;
}

namespace ganglion::train {

/// What is minimised and reported of one output of a network.
struct OutputOptions {
  nn::Loss loss = nn::MeanSquaredError{};
  double weight = 1.0;  ///< of this loss in the sum that is minimised
  std::vector<nn::AnyMetric> metrics = {};
};

/// What is minimised, how, and what is reported.
struct CompileOptions {
  /// Loss of every output, unless `losses` names one for each.
  nn::Loss loss = nn::MeanSquaredError{};
  std::vector<nn::Loss> losses = {};
  /// The total is the sum of weight * loss over the outputs; ones by default.
  std::vector<double> loss_weights = {};
  optim::Optimizer optimizer = optim::Adam{};
  /// Metrics of every output. They get probabilities, even if the loss works on logits.
  std::vector<nn::AnyMetric> metrics = {};
  /// All of these of each output, by its name (that of the layer it comes from), instead of
  /// `losses`, `loss_weights` and `metrics`: {{"same", {.loss = …, .metrics = {…}}}, {"price",
  /// {.loss = …, .weight = 0.2}}}. History and scores have "same_loss", unweighted, and
  /// "same_accuracy".
  std::vector<std::pair<std::string, OutputOptions>> outputs = {};

  /// Layers and parameters that training leaves as they are, by patterns of their paths, besides
  /// those of Layer::frozen: {"conv*", "body/", "dense_1/bias"}; see nn/path_pattern.h. No
  /// derivative by them is computed, they don't decay, penalties on them don't count, and
  /// BatchNormalization in a frozen layer uses its moving averages.
  std::vector<std::string> frozen = {};
  /// What the learning rate of some parameters is multiplied with, {{"body/", 0.1}}: of several
  /// patterns that fit, the last counts.
  std::vector<std::pair<std::string, double>> learning_rates = {};

  /// Random seed of weight initialisation, dropout and shuffling.
  std::uint64_t seed = 1;
  /// Shards of a batch: a power of two, or 0 to choose by batch size and network only. The last
  /// bits of results depend on it.
  std::int64_t replicas = 0;
  /// Precision of the inputs of matrix products and convolutions, in training and prediction.
  Precision precision = Precision::f32;
  /// 0: one per processor. Results don't depend on it.
  int threads = 0;
  /// How many compiled graphs are kept, those used last: one for each batch size of training, of
  /// evaluation and of prediction. A further size of the latter two is filled up to one of four
  /// sizes between each two powers of 2, where that gives the same bits: not with convolutions,
  /// attention, ops of your own and bf16. These, and training, then compile it (0.1 ms for a small
  /// network) each time. Results don't depend on it.
  int kept_plans = 32;
  /// Ranks that train together, each with its share of the replicas, to the bits of one process;
  /// null: this process alone. All of them call fit() with the same model, data and options; rank 0
  /// decides what depends on time or on FitOptions::stop. It must outlive the calls of fit().
  dist::Communicator* ranks = nullptr;
};

/// Loss and metrics by epoch.
struct History {
  struct Epoch {
    std::int64_t epoch = 0;  ///< counted from 1
    /// "loss" (the mean over the rows, "price_loss" that of an output by name; what regularisers
    /// add is apart: "penalty", where the network has any, the mean over the steps), metrics by
    /// name, loss and metrics with "val_" in front, "learning_rate", "seconds".
    std::vector<std::pair<std::string, double>> values = {};

    /// NaN if there is no such value.
    double at(std::string_view name) const;
  };
  std::vector<Epoch> epochs = {};
  /// Why training stopped before the last epoch; empty if it didn't.
  std::string stopped = {};

  /// One value over the epochs: history["val_loss"]; NaN in those that don't have it. This and the
  /// next throw Error, listing the names there are, for one that no epoch has.
  std::vector<double> operator[](std::string_view name) const;
  /// The epoch with the lowest value, the first of several; 0 if there is none.
  std::int64_t argmin_epoch(std::string_view name) const;

 private:
  void check(std::string_view name) const;
};

/// How fit() trains. The defaults: one epoch, in shuffled batches of 32.
struct FitOptions {
  /// Epochs of this call. A second call continues where the first ended: two calls with 3 are
  /// the same as one with 6.
  std::int64_t epochs = 1;
  /// Rows per training step; the last batch of an epoch may be smaller, or, where a layer needs
  /// more than one row (BatchNormalization), larger by one.
  std::int64_t batch_size = 32;
  /// Fraction of the rows, the last ones, held out for validation: in (0, 1), or 0 for none.
  double validation_split = 0.0;
  /// Validation set; takes precedence over validation_split.
  const data::Dataset* validation_data = nullptr;
  /// Shuffles the rows before each epoch, by compile's seed.
  bool shuffle = true;
  /// One weight per class of the first output (integer class labels or 0/1).
  std::vector<double> class_weights = {};
  /// The same for the second, third, … output.
  std::vector<std::vector<double>> more_class_weights = {};
  /// {EarlyStopping{.patience = 5}, CsvLogger{"history.csv"}}; see train/callbacks/callbacks.h.
  std::vector<AnyCallback> callbacks = {};
  /// Random transformations of the training rows (features [rows, channels, …]), different in each
  /// epoch.
  data::Augmentation augmentation = {};
  /// Set to true from another thread or a signal handler: fit stops after the current step.
  const std::atomic<bool>* stop = nullptr;
  /// History of the run that this call resumes, set by restore_checkpoint. The result starts with
  /// it.
  History resumed = {};
};

/// Results on a data set: "loss" (the mean over the rows) and the metrics, in the order of compile.
struct Scores {
  std::vector<std::pair<std::string, double>> values = {};
  /// What regularisers add to the loss in training, the same for all rows; Keras' loss has it in
  /// it.
  double penalty = 0.0;
  /// What they were computed from: the predictions of every output, as Model::predict gives them.
  std::vector<Tensor> predictions = {};
  /// Throws Error listing the names there are.
  double at(std::string_view name) const;
  /// for (const auto& [name, value] : scores)
  auto begin() const { return values.begin(); }
  auto end() const { return values.end(); }
};

}  // namespace ganglion::train
