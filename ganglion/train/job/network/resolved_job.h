#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "ganglion/nn/losses/loss.h"
#include "ganglion/nn/network.h"
#include "ganglion/optim/optimizer.h"
#include "ganglion/optim/schedule_text.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/job_data.h"
#include "ganglion/train/linear/linear_model.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// A job with nothing left open.
struct ResolvedJob {
  Job stated;  ///< what was chosen stands in it: the same run again
  data::Task task;
  nn::Network network;  ///< from its input to the output layer
  bool linear = false;  ///< it has no hidden layers
  nn::Loss loss;
  optim::Optimizer optimizer;  ///< with the job's learning rate
  optim::ParsedSchedule schedule;
  std::int64_t epochs;  ///< at most
  std::int64_t batch_size;
  std::int64_t patience;              ///< epochs; 0: training isn't ended early
  bool keeps_best;                    ///< the weights of the lowest validation loss, not the last
  std::int64_t ensemble;              ///< networks
  bool folds = false;                 ///< each is validated on other rows (see EnsembleRows)
  std::vector<double> class_weights;  ///< empty: all classes count alike
  nn::ThresholdRule threshold = {};   ///< of a binary task
  /// What networks get their first weights from, see start_from(); null: drawn.
  std::shared_ptr<const Model> initial = nullptr;
  /// What a network with a linear path begins as (see linear_path.h).
  std::optional<LinearModel> linear_path = {};
};

/// Fills in what the job leaves open: hidden layers, ensemble, loss, l2 and what choose_training
/// does. Puts the output layer of the task behind the hidden ones, and applies l2 and dropout.
/// Tells what was chosen, and warns of what won't learn well. Throws Error for a loss that doesn't
/// fit the task (naming those that do), layers whose shapes don't fit, and weighted classes where
/// there are none.
ResolvedJob resolve(Job job, const JobData& data, const Listener& listener);

}  // namespace ganglion::train
