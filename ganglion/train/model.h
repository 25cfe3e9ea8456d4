#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/core/owned.h"
#include "ganglion/io/model_info.h"
#include "ganglion/nn/network.h"
#include "ganglion/train/callback.h"
#include "ganglion/train/options.h"
#include "ganglion/train/weights.h"

namespace ganglion::data {
class RowStream;
}

namespace ganglion::train {

using io::ModelInfo;

/// A network with its weights: define, compile, fit, evaluate, predict. One thread at a time;
/// different models may be used on different threads.
class Model {
 public:
  /// Weights are drawn with `seed` (compile's seed draws them again unless they were trained or
  /// set). Throws Error, naming the layer, for shapes that don't fit each other.
  explicit Model(nn::Network network, std::uint64_t seed = 1);
  Model(const std::vector<nn::Symbol>& inputs, const std::vector<nn::Symbol>& outputs);
  /// With these weights, in flat buffers as weights() has them; none are drawn. Throws Error when
  /// they don't fit.
  Model(nn::Network network, const Tensor& parameters, const Tensor& state);
  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;
  ~Model();

  /// Sets loss, optimizer and metrics. Throws Error if a loss doesn't fit its output (naming one
  /// that does), or an option is invalid.
  void compile(CompileOptions options);
  /// Whether compile() was called, or the model came from a file that says how it was compiled.
  bool compiled() const;
  const CompileOptions& compile_options() const;  ///< throws Error before compile

  /// Trains, from the current weights and optimizer slots. Throws Error for data that
  /// doesn't fit (shapes, labels out of range, values that are not finite, no rows), and when the
  /// loss is no longer finite: then the message names epoch, step and the first node, and the
  /// weights are those before that step.
  History fit(const data::Dataset& data, const FitOptions& options = {});
  /// The same for a network with one input and one output.
  History fit(const Tensor& features, const Tensor& targets, const FitOptions& options = {}) {
    return fit(data::Dataset{.features = features, .targets = targets}, options);
  }

  /// The same on rows whose number nobody knows. No step waits for more of them than the stream
  /// holds at a time; metrics are those of all rows of an epoch. Throws Error, too, for an epoch
  /// without rows, validation_split, augmentation, and ranks.
  History fit(const data::RowStream& rows, const FitOptions& options = {});

  /// One training step on these rows, as fit() makes them: it returns the loss before the step, the
  /// mean over the rows without what regularisers add. The optimizer goes on from step to step, and
  /// so it does in fit(). Throws Error as fit() does. For steps of another kind, see
  /// train/step/step.h.
  double train_on_batch(const Tensor& features, const Tensor& targets);
  /// The same for networks with several inputs or outputs, and for rows with weights.
  double train_on_batch(const data::Dataset& rows);

  /// Loss and metrics on labelled rows, in inference mode.
  Scores evaluate(const data::Dataset& data, std::int64_t batch_size = 256);
  /// The same for a network with one input and one output.
  Scores evaluate(const Tensor& features, const Tensor& targets, std::int64_t batch_size = 256) {
    return evaluate(data::Dataset{.features = features, .targets = targets}, batch_size);
  }

  /// Probabilities (also when the loss works on logits) or values: [rows, …]. Before compile: the
  /// outputs as they are. Throws Error where the network has several outputs.
  Tensor predict(const Tensor& features, std::int64_t batch_size = 256);
  /// The same for networks with several inputs or outputs.
  std::vector<Tensor> predict(const data::Dataset& data, std::int64_t batch_size = 256);

  const nn::Network& network() const;
  /// A table of its layers; what compile() froze is marked, and counted as non-trainable.
  std::string summary() const;

  /// A weight or state by its path: "dense_1/kernel". Throws Error listing the paths.
  Tensor weight(std::string_view path) const;
  /// Throws Error, too, for another shape.
  void set_weight(std::string_view path, const Tensor& value);
  /// Copies flat buffers, as weights() has them, into the model. Throws Error when they don't fit.
  void set_weights(const Tensor& parameters, const Tensor& state);
  /// All of it, flat.
  const Weights& weights() const;
  /// For writing, which counts as setting weights. Changes are seen by the next run; a tensor of
  /// another shape makes it throw Error.
  Weights& mutable_weights();

  /// Training progress: steps since compile, and epochs of fit. For checkpoints.
  struct Progress {
    std::int64_t steps = 0;
    std::int64_t epochs = 0;
  };
  const Progress& progress() const;
  Progress& mutable_progress();

  /// The network between `inputs` and `outputs`, names of inputs and layers, as a model that has
  /// the same weights: what trains one changes the other. Not compiled. Throws Error listing the
  /// names there are, and where an output depends on more than the inputs.
  Model part(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs);
  /// A copy with weights of its own, compiled alike; the optimizer starts anew.
  Model clone() const;
  /// Takes parameters and state over from another model: from the same layer (as an object), or
  /// from one of the same name. Throws Error, naming all of them, for those that don't fit.
  CopiedWeights copy_weights(const Model& from, const CopyOptions& options = {});
  /// What layers give for rows, in inference mode: a tensor [rows, …] for each, in that order.
  std::vector<Tensor> outputs_of(const std::vector<std::string>& layers, const data::Dataset& data);
  /// The derivative of the loss, as evaluate() computes it, by each parameter: {"dense/kernel", …}.
  std::map<std::string, Tensor> gradients(const data::Dataset& data);
  /// The second derivatives of that loss by the parameters, times a vector: for each parameter the
  /// derivative of the sum of gradients times `vector`, which gives tensors by path; those it
  /// doesn't name count as zero. The matrix itself is never made (Pearlmutter, 1994). Throws Error
  /// for a path that is unknown, a tensor of another shape, and for recurrent layers.
  std::map<std::string, Tensor> hessian_vector_product(const data::Dataset& data,
                                                       const std::map<std::string, Tensor>& vector);
  /// The derivatives of what predict() gives for a row by the features of the row: [rows, output…,
  /// input…], for a network of one output and one input. One pass forward, and one back for each
  /// number of the output. Throws Error for an input of integers.
  Tensor jacobian(const Tensor& features);

  /// What goes into its file beside the network.
  const ModelInfo& info() const;
  ModelInfo& mutable_info();

 private:
  friend class Fitting;
  friend class StepNetwork;
  /// Throws EvaluationStopped soon after `stop` is true; it may be null.
  Scores evaluate_until(const data::Dataset& data, std::int64_t batch_size,
                        const std::atomic<bool>* stop);
  struct Implementation;
  Owned<Implementation> implementation_;
};

/// A sequence of layers that starts with an Input.
class Sequential : public Model {
 public:
  Sequential(std::initializer_list<nn::Layer> layers) : Model(nn::Network(layers)) {}
  explicit Sequential(std::vector<nn::Layer> layers) : Model(nn::Network(std::move(layers))) {}
};

}  // namespace ganglion::train
