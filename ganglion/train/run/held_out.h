#pragma once
#include <vector>

#include "ganglion/train/model.h"
#include "ganglion/train/run/ensemble_rows.h"
#include "ganglion/train/run/ensemble_training.h"

namespace ganglion::train {

/// Rows that tell how good a model is while it is made: those of validation. Where the networks of
/// an ensemble have rows of their own all rows are held out, each from one network, which predicts
/// it: what the mean of all networks said of them would be too good.
class HeldOut {
 public:
  /// The validation rows, if there are any, with the model itself. All must outlive this.
  HeldOut(const ResolvedJob& job, const JobData& data, Model& model);
  /// The same for networks whose mean is `model`.
  HeldOut(const EnsembleRows& rows, std::vector<TrainedNetwork>& networks, Model& model);

  bool empty() const { return parts_.empty(); }
  /// Of all parts, one behind the other.
  const data::Dataset& rows() const;
  /// Loss and predictions of the networks that didn't learn from them, as Model::evaluate gives
  /// them.
  Scores scores() const;
  /// What these networks predict, and what the linear models do that they began as.
  Tensor predictions() const;
  Tensor linear_predictions() const;
  /// As Model::predict gives them before any activation.
  Tensor logits() const;
  /// What was done to the model, done to the networks that predict them: they become the linear
  /// models that they began as, or get a temperature.
  void become_linear() const;
  void set_temperature(double temperature) const;

 private:
  struct Part {
    Model* model;
    const data::Dataset* rows;
    const LinearModel* linear;
  };

  /// Whether networks of their own predict them, not the model.
  bool divided() const { return parts_.size() > 1; }

  std::vector<Part> parts_;
  data::Dataset joined_;  ///< of several
};

}  // namespace ganglion::train
