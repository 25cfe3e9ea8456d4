#pragma once
#include <memory>
#include <string>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/nn/network.h"
#include "ganglion/train/options.h"

namespace ganglion::train {

/// The graphs that a model runs, for batches of a fixed size. Inputs: those of the network by name,
/// "targets" ("targets_1", … of further outputs), if weighted "sample_weight" ("sample_weight_1",
/// …) [B], and the scalars "step" and "learning_rate". Variables: "parameters", "state", "slot/…".
struct StepGraphOptions {
  std::int64_t batch_size = 1;
  bool weighted = false;  ///< rows have weights
};

/// Forward, loss, derivatives and update. Outputs: "loss" (a scalar, the mean over the rows), with
/// regularisers "penalty" (a scalar), with outputs by name the losses of each (loss_name()), and
/// "prediction", "prediction_1", … What is minimised, and the guard, is the sum of loss and
/// penalty.
void build_training_graph(Graph& graph, const nn::Network& network, const CompileOptions& options,
                          const StepGraphOptions& step);

/// Forward and loss in inference form. Outputs: "row_loss" [B] (weighted, summed over the outputs
/// of the network), with regularisers "penalty" (a scalar), and the predictions.
void build_evaluation_graph(Graph& graph, const nn::Network& network, const CompileOptions& options,
                            const StepGraphOptions& step);

/// Forward and loss in inference form, and the derivatives of its mean, regularisers included: an
/// output for each parameter of the network's layers, by its path.
void build_gradient_graph(Graph& graph, const nn::Network& network, const CompileOptions& options,
                          const StepGraphOptions& step);

/// The derivatives of that by the parameters at `paths`, each times an input of the parameter's
/// shape, summed, and the derivatives of this sum: outputs as above. The inputs are named on from
/// the targets of the network's outputs: numbered("targets", outputs + i) for paths[i].
void build_hessian_graph(Graph& graph, const nn::Network& network, const CompileOptions& options,
                         const StepGraphOptions& step, const std::vector<std::string>& paths);

/// Forward only, in inference form; outputs: the predictions. Without a loss they are the network's
/// outputs.
void build_prediction_graph(Graph& graph, const nn::Network& network, const CompileOptions* options,
                            std::int64_t batch_size);

using nn::numbered;

/// The loss of an output. Throws Error when the lists of the options don't fit the number of
/// outputs.
const nn::Loss& loss_of(const CompileOptions& options, std::size_t output, std::size_t outputs);

/// Checks that every loss fits its output. Throws Error that says which one does.
void check_losses(const nn::Network& network, const CompileOptions& options);

/// The number of replicas of a step's graph when none is asked for: as many as keep each busy, by
/// the batch size, the weights and the work per row alone. Rows that are only predicted may be
/// divided further than those that are trained with, which have a gradient of all weights to add
/// up; and those of convolutions further than those of dense layers, which use a weight but once.
std::int64_t default_replicas(const Graph& graph, std::int64_t batch_size, bool training);

/// Into how many replicas a training step of this batch size is divided.
std::int64_t training_replicas(const nn::Network& network, const CompileOptions& options,
                               std::int64_t batch_size);

}  // namespace ganglion::train
