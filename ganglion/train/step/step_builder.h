#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/nn/graph_builder.h"
#include "ganglion/nn/losses/loss.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

class StepNetwork;

/// What the function of a Step sees: it says what is computed for a batch, in terms of its models
/// and of all ops (ops/ops.h). Nothing is computed yet: values are nodes of a graph.
class StepBuilder {
 public:
  StepBuilder(Graph& graph, std::span<const StepNetwork> networks, std::int64_t rows,
              std::uint64_t seed);
  ~StepBuilder();
  StepBuilder(const StepBuilder&) = delete;
  StepBuilder& operator=(const StepBuilder&) = delete;

  Graph& graph() { return graph_; }
  std::int64_t rows() const { return rows_; }  ///< of the batch

  /// Data that is fed to each run under that name: [rows, shape…]. Throws Error for a name that
  /// another input has.
  Value input(const std::string& name, const Shape& shape = {}, DType dtype = DType::f32);
  /// The same for data that all rows share: [shape…]; a scalar by default.
  Value shared_input(const std::string& name, const Shape& shape = {}, DType dtype = DType::f32);

  /// What a model of the step gives for rows x [rows, …]. Called again it is the same model, with
  /// the same weights. Throws Error for a model that isn't one of the step's, and for one with
  /// several inputs or outputs.
  Value operator()(const Model& model, Value x);
  /// The same for several inputs and outputs.
  std::vector<Value> outputs(const Model& model, const std::vector<Value>& inputs);

  /// The mean loss over the rows, a scalar; `target` may be one number for all.
  Value loss(const nn::Loss& loss, Value prediction, Value target);
  Value loss(const nn::Loss& loss, Value prediction, double target);

  /// Numbers that are drawn anew in each run, by the step's seed: [rows, shape…], standard normal
  /// or uniform in [0, 1).
  Value normal(const Shape& shape = {});
  Value uniform(const Shape& shape = {});
  /// The number of the run, an f32 scalar from 1 on.
  Value step();

  /// Names a value that Step::read gives after a run.
  void output(const std::string& name, Value value);

  // --- For the step
  struct Input {
    std::string name;
    Value value;
  };
  const std::vector<Input>& inputs() const { return inputs_; }
  nn::GraphBuilder& builder_of(std::size_t network) { return *builders_[network]; }

 private:
  Value declare(const std::string& name, const Shape& shape, DType dtype, bool batch);
  std::size_t index_of(const Model& model) const;
  Value rows_like(const Shape& shape);
  std::uint64_t next_stream();

  Graph& graph_;
  std::span<const StepNetwork> networks_;
  std::vector<std::unique_ptr<nn::GraphBuilder>> builders_;  ///< of each network
  std::int64_t rows_;
  std::uint64_t seed_;
  std::vector<Input> inputs_;
  Value zeros_;  ///< [rows], an input: what is drawn is divided among replicas as it is
  int streams_ = 0;
};

/// Names of the inputs that a step feeds itself, and what those of its function begin with.
namespace step_names {
/// Beginnings and names, each of one kind.
inline constexpr std::string_view kInputs = "input/";
inline constexpr std::string_view kOutputs = "output/";
inline constexpr std::string_view kZeros = "step/zeros";
inline constexpr std::string_view kUpdate = "step/update";
inline constexpr std::string_view kGoesOn = "step/goes_on";
}  // namespace step_names

}  // namespace ganglion::train
