#pragma once
#include <map>
#include <string>
#include <vector>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/graph/graph.h"
#include "ganglion/train/explain/weighted_sum.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// Weights, inputs and targets in double precision, f64, by name ("dense/kernel", "input",
/// "targets"), where those of a model and its row are rounded to f32.
using ExactNumbers = std::map<std::string, Tensor>;

/// One number among those that a network puts out for a row.
struct OutputElement {
  std::size_t output = 0;    ///< of the network's outputs
  std::int64_t element = 0;  ///< of that output's numbers
};

/// A model's graph in inference form, in double precision, for a batch of one row: forward to the
/// loss (or, for rows without a target, to one number of the output) and, appended by gradients(),
/// back to every value on the way. The penalty of the weights, which no row changes, is beside the
/// way. Weights are variables of their own paths. Nothing in it knows what kinds of layers there
/// are. Lives where it was made: values point into it.
class ExplainGraph {
 public:
  /// A layer's call.
  struct Layer {
    std::string name;
    std::string kind;
    std::string activation;  ///< as the layer's settings name it; may be empty
    std::vector<std::string> inputs;
    std::vector<Value> parameters;
    WeightedSum sum;
    Value output;
  };
  /// The loss, or scale * element + offset.
  struct Goal {
    bool loss = true;
    OutputElement element = {};
    double scale = 1.0;
    double offset = 0.0;
  };

  /// Throws Error when a loss is asked for and the model isn't compiled, or when an op on the way
  /// has no derivative.
  ExplainGraph(const Model& model, const Goal& goal);
  ExplainGraph(const ExplainGraph&) = delete;
  ExplainGraph& operator=(const ExplainGraph&) = delete;

  /// What the graph has to be fed for a row: its inputs, the targets if it has a loss, the weights;
  /// those of `exact` take precedence.
  std::map<std::string, Tensor> feeds(const Model& model, const data::Dataset& row,
                                      const ExactNumbers& exact = {}) const;

  /// d goal / d value; empty for a value that the goal doesn't depend on, for integers, and where
  /// no derivative is taken at all, see varies().
  Value derivative(Value value) const;
  /// Whether a weight or an input changes the value. Others, such as a mean of the training rows or
  /// a moving average, are constants here, by which nothing is differentiated.
  bool varies(Value value) const;
  const Graph& graph() const { return graph_; }
  /// Nodes before this one are forward, the others derivatives.
  int forward_size() const { return forward_size_; }
  const std::vector<Value>& inputs() const { return inputs_; }
  const std::vector<Layer>& layers() const { return layers_; }
  const std::vector<Value>& outputs() const { return outputs_; }
  const std::vector<Value>& predictions() const { return predictions_; }
  /// Weights that training changes.
  const std::vector<Value>& parameters() const { return parameters_; }
  Value row_loss() const { return row_loss_; }              ///< scalar; empty without a loss
  Value regularization() const { return regularization_; }  ///< scalar; empty where there is none
  Value goal() const { return goal_; }                      ///< scalar
  /// Nodes that lie on a way from a weight or an input to the goal, counted from the graph alone.
  int nodes_between() const { return nodes_between_; }
  /// The numbers that they compute.
  std::int64_t numbers_between() const { return numbers_between_; }
  /// What the walk back did; `reached` is that of parameters().
  const WalkCount& walk() const { return walk_; }

 private:
  void build_network(nn::GraphBuilder& builder, const Model& model);
  void build_loss(nn::GraphBuilder& builder, const Model& model);
  void build_element(const Goal& goal);
  void differentiate();

  Graph graph_;
  int forward_size_ = 0;
  int nodes_between_ = 0;
  std::int64_t numbers_between_ = 0;
  std::vector<bool> varies_;  // by node
  std::vector<Value> inputs_;
  std::vector<Layer> layers_;
  std::vector<Value> outputs_;
  std::vector<Value> predictions_;
  std::vector<Value> parameters_;
  Value row_loss_;
  Value regularization_;
  Value goal_;
  std::map<std::pair<int, int>, Value> derivatives_;
  WalkCount walk_;
};

/// The weights and kept numbers of a model in double precision, by path.
std::map<std::string, Tensor> weight_feeds(const Model& model);

/// The sum over the batch of one number of the output: a scalar whose derivative to a row's inputs
/// is that of the row's own number. `of_rows` receives the numbers, [rows].
Value sum_of_element(Value output, std::int64_t element, Value& of_rows);

}  // namespace ganglion::train
