#include "ganglion/train/fitting/fit_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/dist/communicator.h"
#include "ganglion/train/check_data.h"
#include "ganglion/train/fitting/row_weights.h"
#include "ganglion/train/fitting/training_data.h"

namespace ganglion::train {
namespace {

constexpr std::int64_t kEndless = std::int64_t{1} << 40;  // no epoch has so many rows

/// The rows of so many batches; 0 for all that come.
std::int64_t rows_in(std::int64_t batches, std::int64_t batch_size) {
  return batches > kEndless / batch_size ? 0 : batches * batch_size;
}

}  // namespace

FitRows::FitRows(const nn::Network& network, const CompileOptions& options, const FitOptions& fit,
                 const data::Dataset& rows)
    : network_(network), options_(options), fit_(fit) {
  check_features(network, rows, "fit");
  TrainingData data = divide(with_fitting_targets(network, options, rows), fit);
  check_targets(network, options, data.train, "fit");
  check_changes(data.train);
  check_batch_size(network, fit.batch_size, data.train.rows(), "fit");
  block_ = weighted(std::move(data.train));
  validation_ = std::move(data.validation);
}

FitRows::FitRows(const nn::Network& network, const CompileOptions& options, const FitOptions& fit,
                 const data::RowStream& stream)
    : network_(network), options_(options), fit_(fit), stream_(&stream) {
  if (fit.validation_split != 0.0) {
    throw Error("fit: a stream of rows has no last part to split off; give `validation_data`");
  }
  if (!fit.augmentation.empty()) {
    throw Error(
        "fit: rows of a stream are changed where they are made; leave `augmentation` empty");
  }
  if (options.ranks != nullptr && options.ranks->size() > 1)
    throw Error("fit: ranks can't share a stream of rows; give a Dataset");
  data::Batches(1, batches());  // a batch size that can't be is refused before rows are made
  check_batch_size(network, fit.batch_size, fit.batch_size, "fit");
  if (fit.validation_data != nullptr) validation_ = *fit.validation_data;
}

data::BatchOptions FitRows::batches() const {
  return {.batch_size = fit_.batch_size,
          .min_rows = network_.rows_needed().rows,
          .shuffle = fit_.shuffle,
          .seed = options_.seed};
}

std::int64_t FitRows::steps() const {
  if (streamed()) return stream_->options().steps_per_epoch;
  return data::batches_per_epoch(block_.rows(), batches());
}

void FitRows::start_epoch(std::int64_t epoch) {
  epoch_ = epoch;
  given_ = 0;
  if (!streamed()) return;
  blocks_.emplace(stream_->open(epoch),
                  rows_in(stream_->options().steps_per_epoch, fit_.batch_size));
}

const data::Dataset* FitRows::next() {
  ++given_;
  if (!streamed()) return given_ == 1 ? &block_ : nullptr;
  const std::int64_t batch = std::min(fit_.batch_size, kEndless);
  const std::int64_t rows =
      std::max<std::int64_t>(std::min(stream_->options().buffer, kEndless) / batch, 1) * batch;
  data::Dataset block = blocks_->block(rows, network_.rows_needed().rows);
  if (block.rows() == 0) {
    if (given_ > 1) return nullptr;
    throw Error(
        fmt::format("fit: epoch {} has no rows; the function that a stream opens an epoch "
                    "with must begin anew each time",
                    epoch_));
  }
  check_features(network_, block, "fit");
  block = with_fitting_targets(network_, options_, block);
  check_targets(network_, options_, block, "fit");
  check_batch_size(network_, batch, block.rows(), "fit");
  block_ = weighted(std::move(block));
  return &block_;
}

data::Dataset FitRows::weighted(data::Dataset rows) const {
  std::vector<std::vector<double>> class_weights = {fit_.class_weights};
  class_weights.insert(class_weights.end(), fit_.more_class_weights.begin(),
                       fit_.more_class_weights.end());
  check_class_weights(network_, options_, class_weights);
  apply_class_weights(rows, class_weights);
  return rows;
}

void FitRows::check_changes(const data::Dataset& rows) const {
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

}  // namespace ganglion::train
