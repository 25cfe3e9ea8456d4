#pragma once
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ganglion/core/workers.h"
#include "ganglion/data/augment/augmentation.h"
#include "ganglion/data/dataset.h"
#include "ganglion/nn/network.h"
#include "ganglion/runtime/last_used.h"
#include "ganglion/runtime/plan.h"
#include "ganglion/train/options.h"
#include "ganglion/train/step_graph.h"
#include "ganglion/train/weights.h"

namespace ganglion::train {

/// Makes and keeps the plans of a model, one for each kind of run and batch size, with the memory
/// they are fed from. One thread at a time; what a plan computes stays until another one runs.
class Engine {
 public:
  enum class Kind : std::uint8_t {
    training,
    validation,  ///< an evaluation between two epochs: on weights as they are, which soon change
    evaluation,
    prediction
  };

  /// A plan with its feeds. Fill `inputs` and `targets`, then run.
  struct BoundPlan : std::enable_shared_from_this<BoundPlan> {
    std::unique_ptr<runtime::Plan> plan;
    std::vector<Tensor> inputs;
    std::vector<Tensor> targets;
    std::vector<Tensor>
        sample_weights;  ///< one for each output, ones at first; empty: not weighted
    /// The rows of a batch whose features are fed: those that the plan reads of the first input.
    runtime::RowRange features_read;
    bool in_place = false;  ///< the last run read them where the caller has them
    Tensor step = Tensor::scalar(1.0);
    Tensor learning_rate = Tensor::scalar(0.0);

    /// What regularisers add to the loss, in training and evaluation; nothing without any.
    std::optional<double> penalty() const;
  };
  /// Makes the graphs of all kinds but predictions. Named by those who train alone, so that a
  /// program that only predicts is linked without what differentiates and updates.
  using BuildGraph = void (*)(Graph& graph, Kind kind, const nn::Network& network,
                              const CompileOptions& options, const StepGraphOptions& step);
  static void build_trained(Graph& graph, Kind kind, const nn::Network& network,
                            const CompileOptions& options, const StepGraphOptions& step);

  /// `options` may be null when only predictions are wanted. The weights must outlive the engine.
  Engine(const nn::Network& network, const CompileOptions* options, Weights& weights)
      : Engine(network, options, weights, 0, nullptr, &build_trained) {}
  /// `threads`: how many work, instead of those of the options. `fixed`: what predictions compute
  /// from the weights alone, where others that use the same weights keep it; null: of its own.
  /// `build`: null where only predictions are wanted.
  Engine(const nn::Network& network, const CompileOptions* options, Weights& weights, int threads,
         std::shared_ptr<runtime::FixedValues> fixed, BuildGraph build);

  /// Good until as many others were asked for as CompileOptions::kept_plans says; a copy of the
  /// pointer, as long as it is held.
  const std::shared_ptr<BoundPlan>& prepare(Kind kind, std::int64_t batch_size, bool weighted);
  /// The same for a batch of at least so many rows: of just so many, but where as many plans are
  /// kept as may be and a larger one gives each row the same bits. Batches of any size then run
  /// without being compiled. What lies behind the rows that are fed is of no account.
  const std::shared_ptr<BoundPlan>& prepare_for(Kind kind, std::int64_t rows, bool weighted);
  /// Copies rows of a data set to the feeds. `features`: those of the first input where they were
  /// fetched already, else null.
  void feed(BoundPlan& prepared, const data::Dataset& data, std::span<const std::int64_t> rows,
            const void* features = nullptr) const;
  /// What changes rows of the first feed from epoch to epoch.
  struct Augment {
    const data::Augmentation& augmentation;
    std::uint64_t seed = 1;
    std::int64_t epoch = 1;
  };
  /// The same with rows as they are in an epoch, changed on all threads.
  void feed_changed(BoundPlan& prepared, const data::Dataset& data,
                    std::span<const std::int64_t> rows, const void* features,
                    const Augment& change);
  bool run(BoundPlan& prepared);
  /// After training steps, before anybody reads the optimizer's state: gives all ranks what each
  /// has computed of it (Plan::complete). Called by all of them; without ranks nothing happens.
  void complete();
  /// Feeds rows and runs. Neighbours that lie in memory as the plan takes them are read there.
  bool run_on(BoundPlan& prepared, const data::Dataset& data, std::span<const std::int64_t> rows,
              const void* features = nullptr);

  /// Computes the training graph node by node on what was fed last, and names the first node that
  /// is not finite: "dense_1/matmul: inf".
  std::string first_not_finite(const BoundPlan& prepared, bool weighted);

 private:
  using Key = std::tuple<Kind, bool, std::int64_t>;  ///< weighted; rows last, in their order
  void make_graph(Graph& graph, Kind kind, std::int64_t batch_size, bool weighted) const;
  std::shared_ptr<BoundPlan> make(Kind kind, std::int64_t batch_size, bool weighted);
  void bind(BoundPlan& prepared);
  /// What the features are copied to, which the plan reads from now on.
  Tensor& own_features(BoundPlan& prepared) const;
  bool rows_are_apart(Kind kind, bool weighted, std::int64_t rows, std::int64_t more);
  static void feed_others(BoundPlan& prepared, const data::Dataset& data,
                          std::span<const std::int64_t> rows);
  Workers& workers();

  const nn::Network& network_;
  const CompileOptions* options_;
  Weights& weights_;
  int threads_;
  BuildGraph build_;
  std::shared_ptr<runtime::FixedValues> fixed_;
  runtime::LastUsed<Key, std::shared_ptr<BoundPlan>> plans_;
  std::map<std::pair<Kind, bool>, bool> apart_;  ///< what rows_are_apart() has found
  std::shared_ptr<Tensor> arena_;                ///< the largest so far: one plan runs at a time
  std::unique_ptr<Workers> workers_;
  std::shared_ptr<BoundPlan> incomplete_;  ///< what ran last, if ranks keep parts of its updates
};

}  // namespace ganglion::train
