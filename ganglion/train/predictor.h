#pragma once
#include <memory>
#include <span>
#include <vector>

#include "ganglion/core/owned.h"
#include "ganglion/data/dataset.h"
#include "ganglion/train/model.h"

namespace ganglion::io {
struct SavedModel;
}

namespace ganglion::train {

/// A trained network for predictions from many threads at once; each call is computed on the
/// calling thread. Weights are copied at construction and shared; later training of the model
/// doesn't change them.
///
/// No call takes a lock. Plans and their memory are kept for each call that there is at the same
/// time, up to 64, so only the first calls with a batch size make them (see
/// CompileOptions::kept_plans for batches of any size).
class Predictor {
 public:
  explicit Predictor(const Model& model);
  /// The same of a model as a file has it (io/model_file.h), of which only what predicts is made.
  explicit Predictor(io::SavedModel saved);
  Predictor(Predictor&&) noexcept;
  Predictor& operator=(Predictor&&) noexcept;
  ~Predictor();

  /// The same bits as Model::predict of the model that it was made of, and the same errors. Scaled
  /// targets become numbers in their own unit, in double, with Preprocessing::unscale_targets.
  Tensor predict(const Tensor& features, std::int64_t batch_size = 256) const;
  std::vector<Tensor> predict(const data::Dataset& data, std::int64_t batch_size = 256) const;

  /// One example of a network with one input of f32 and one output: all its features, and room for
  /// all numbers of its output. Allocates nothing, once its plan is made, but what a product inside
  /// oneDNN may need. Throws Error for a wrong number of either, a feature that is not finite, and
  /// other networks.
  void predict_one(std::span<const float> features, std::span<float> prediction) const;

 private:
  struct Implementation;
  Owned<Implementation> implementation_;
};

}  // namespace ganglion::train
