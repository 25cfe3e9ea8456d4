#pragma once
#include <memory>
#include <string>

#include "ganglion/train/options.h"

/// What stands for a loss, a metric or an optimizer of somebody's own that a file names and nobody
/// has told the reader of. Its name and settings are kept, it is saved again as it was, and using
/// it throws Error that says what to give.
namespace ganglion::train {

struct UnknownLoss {
  std::string kind;
  Attributes settings;
  bool predicts_outputs = true;  ///< predictions are the network's outputs as they are

  Value per_sample(Value prediction, Value target) const;
  Value prediction(Value output) const;
  Attributes config() const { return settings; }
};

struct UnknownMetric {
  std::string name;
  std::string kind;  ///< empty where the struct had none
  Attributes settings;

  std::unique_ptr<nn::Metric> make() const;
  Attributes config() const { return settings; }
};

struct UnknownOptimizer {
  std::string kind;
  Attributes settings;
  double learning_rate = 0.0;

  /// No step: what asks an optimizer for its slots may ask this one, too. See check_known().
  Value update(optim::UpdateContext& context) const { return context.parameters; }
  Attributes config() const { return settings; }
};

/// What to do about an unknown optimizer; empty for one that is known.
std::string remedy_of(const optim::Optimizer& optimizer);

/// Throws Error, beginning with `what`, for losses and metrics that are unknown.
void check_known(const CompileOptions& options, const char* what);
/// The same, and for an optimizer.
void check_known_to_train(const CompileOptions& options, const char* what);

/// For who measures by metrics of its own. Whether there were any.
bool leave_out_unknown_metrics(CompileOptions& options);

/// Whether the losses can be computed.
bool knows_losses(const CompileOptions& options);

}  // namespace ganglion::train
