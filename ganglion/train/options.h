#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ganglion/core/precision.h"
#include "ganglion/data/augment/augmentation.h"
#include "ganglion/data/dataset.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/nn/metrics/metric.h"
#include "ganglion/optim/adam.h"
#include "ganglion/optim/optimizer.h"
#include "ganglion/train/any_callback.h"

namespace ganglion::train {

/// What is minimised, how, and what is reported.
struct CompileOptions {
  /// Of every output, unless `losses` names one for each.
  nn::Loss loss = nn::MeanSquaredError{};
  std::vector<nn::Loss> losses = {};
  /// The total is the sum of weight * loss over the outputs; ones by default.
  std::vector<double> loss_weights = {};
  optim::Optimizer optimizer = optim::Adam{};
  /// Of every output. They see probabilities, also when the loss works on logits.
  std::vector<nn::AnyMetric> metrics = {};

  /// Of the first weights, of dropout and of the order of rows.
  std::uint64_t seed = 1;
  /// Shares of a batch: a power of two, or 0 for a rule that looks at the batch and the network
  /// only. The last bits of results depend on it.
  std::int64_t replicas = 0;
  /// Of what matrix products and convolutions multiply, in training and in predictions.
  Precision precision = Precision::f32;
  /// 0: one for each processor. No result depends on it.
  int threads = 0;
};

/// What fit saw, epoch by epoch.
struct History {
  struct Epoch {
    std::int64_t epoch = 0;  ///< counted from 1
    /// "loss", metrics by name, the same with "val_" in front, "learning_rate", "seconds".
    std::vector<std::pair<std::string, double>> values = {};

    /// NaN if there is no such value.
    double at(std::string_view name) const;
  };
  std::vector<Epoch> epochs = {};
  /// Why it ended before the last epoch; empty if it didn't.
  std::string stopped = {};

  /// One value over the epochs: history["val_loss"].
  std::vector<double> operator[](std::string_view name) const;
  /// The epoch in which a value was least, the first of several; 0 when there is none.
  std::int64_t least(std::string_view name) const;
};

/// How long and on which rows fit() trains. The defaults: one pass, in shuffled batches of 32.
struct FitOptions {
  /// Passes over the data in this call. A second call goes on where the first ended: two calls of 3
  /// are one of 6.
  std::int64_t epochs = 1;
  /// Rows of a step; the last batch of an epoch may have fewer.
  std::int64_t batch_size = 32;
  /// This share of the rows, the last ones, is set apart and not trained on: in (0, 1), or 0 for
  /// none.
  double validation_split = 0.0;
  /// Rows to validate on; goes before validation_split.
  const data::Dataset* validation_data = nullptr;
  /// In each epoch the rows come in another order, drawn by compile's seed.
  bool shuffle = true;
  /// One factor for each class of the first output (integer class labels or 0/1).
  std::vector<double> class_weights = {};
  /// The same for the second, third, … output.
  std::vector<std::vector<double>> more_class_weights = {};
  /// {EarlyStopping{.patience = 5}, CsvLogger{"history.csv"}}; see train/callbacks/callbacks.h.
  std::vector<AnyCallback> callbacks = {};
  /// Changes the training rows (features [rows, channels, …]) at random, in each epoch anew.
  data::Augmentation augmentation = {};
  /// Set to true from another thread or a signal handler: fit ends after the step it is at.
  const std::atomic<bool>* stop = nullptr;
  /// Of the run that this call goes on with: restore_checkpoint sets it. The result begins with it.
  History resumed = {};
};

/// Results on a data set: "loss" and the metrics, in the order of compile.
struct Scores {
  std::vector<std::pair<std::string, double>> values = {};
  /// Throws Error listing the names there are.
  double at(std::string_view name) const;
};

}  // namespace ganglion::train
