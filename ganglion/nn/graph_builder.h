#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/nn/parameters.h"
#include "ganglion/nn/trained_range.h"

namespace ganglion::nn {

namespace graph_names {
/// Names that graphs of networks give to inputs and variables of their own. A training graph has
/// targets and weights of rows for each output of the network: see numbered(); for kTrained, see
/// GraphBuilder::Trained.
inline constexpr std::string_view kParameters = "parameters";
inline constexpr std::string_view kTrained = "parameters/trained";
inline constexpr std::string_view kState = "state";
inline constexpr std::string_view kStep = "step";
inline constexpr std::string_view kLearningRate = "learning_rate";
inline constexpr std::string_view kTargets = "targets";
inline constexpr std::string_view kSampleWeight = "sample_weight";
}  // namespace graph_names

/// "targets" for 0, else "targets_<index>"; likewise for other names.
std::string numbered(std::string_view name, std::size_t index);

/// Whether it is one of graph_names, numbered or not, so that no input of a network can have it.
bool is_reserved(std::string_view name);

/// Which form of the graph is built.
struct BuilderOptions {
  bool training = false;     ///< layers such as dropout build another graph for training
  DType dtype = DType::f32;  ///< of parameters and activations: f32 or f64
  std::uint64_t seed = 0;    ///< of everything random in the graph
  /// Where a graph has several networks, the name of this one, which its inputs and variables begin
  /// with: "generator/parameters".
  std::string network = {};
  /// Patterns of paths (path_pattern.h) of layers and parameters that training leaves as they are.
  std::vector<std::string> frozen = {};
};

/// The rows that a batch must have in training, and the layer that needs them.
struct RowsNeeded {
  std::int64_t rows = 1;
  std::string layer = {};
};

/// What layers see while they build a graph: the graph, their parameters, and whether it is for
/// training. In the graph, all parameters are views of one variable `parameters`, all state views
/// of one variable `state`. Without a layout, the builder collects one: every parameter becomes a
/// variable of its own, and collected() tells what was asked for. One thread at a time.
class GraphBuilder {
 public:
  /// Collects a layout.
  explicit GraphBuilder(Graph& graph, BuilderOptions options = {});
  /// Builds with a layout, which must outlive the builder.
  GraphBuilder(Graph& graph, const ParameterLayout& layout, BuilderOptions options = {});
  GraphBuilder(const GraphBuilder&) = delete;
  GraphBuilder& operator=(const GraphBuilder&) = delete;

  // --- For layers
  Graph& graph() { return graph_; }
  bool training() const { return options_.training; }
  DType dtype() const { return options_.dtype; }
  std::uint64_t seed() const { return options_.seed; }
  /// The name of an input or variable of this network: "input", "generator/input".
  std::string name_of(std::string_view name) const;
  /// The path of the layer being built: "dense_1".
  const std::string& path() const { return path_; }

  /// A trainable weight at path() + "/" + name. Asked for again (a shared layer), it is the same
  /// value. Throws Error when the layout has none of that name, or another shape.
  Value parameter(std::string_view name, const Shape& shape, const Initializer& initializer);
  /// Whether the layer being built is frozen as a whole: then it builds its form for inference.
  bool frozen() const;
  /// A number tensor that is kept but not trained; after update_state it is the updated one.
  Value state(std::string_view name, const Shape& shape, const Initializer& initializer);
  /// What the state will be after the run; that of a frozen layer stays. Training graphs only:
  /// otherwise it throws Error.
  void update_state(std::string_view name, Value value);
  /// The number of the training step, an f32 scalar from 1 on: input `step`.
  Value step();
  /// A stream of random numbers that no other layer, nor another call of a shared layer, uses.
  std::uint64_t random_stream();
  /// A scalar to be added to the loss: a regulariser. One of frozen parameters alone is left out.
  void add_loss(Value scalar);
  /// Whether it is the first time that this is asked of a parameter: penalties on the weights of a
  /// shared layer count once.
  bool first_penalty(Value parameter);
  /// Declares that batches of fewer rows are no use in training.
  void need_rows(std::int64_t rows);
  /// Throws Error "<path>: <what>".
  [[noreturn]] void refuse(std::string_view what) const;

  /// Names what is built while it lives: the path grows by "/" + name.
  class Scope {
   public:
    Scope(GraphBuilder& builder, std::string_view name);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    GraphBuilder& builder_;
    std::size_t length_;
    Graph::Scope graph_scope_;
  };

  /// While it lives, kernels are on their grids along an axis (quantization.h).
  class OnGrid {
   public:
    OnGrid(GraphBuilder& builder, int axis) : builder_(builder) { builder_.grid_axis_ = axis; }
    ~OnGrid() { builder_.grid_axis_ = -1; }
    OnGrid(const OnGrid&) = delete;
    OnGrid& operator=(const OnGrid&) = delete;

   private:
    GraphBuilder& builder_;
  };

  // --- For who runs the graph
  /// What has been asked for so far (collecting), or the layout given.
  const ParameterLayout& layout() const;
  /// The flat variable `parameters` [layout.size]; an empty Value when there are no parameters or
  /// while collecting.
  Value parameters() const { return flat_parameters_; }
  /// One value for each of layout().parameters, in that order: what to differentiate by.
  std::vector<Value> parameter_values();
  /// What a training step changes: the variable to assign to, and in it the parameters that aren't
  /// frozen. Of a training graph with a layout; the variable is empty where there are none.
  struct Trained {
    Value variable;  ///< `parameters`, or graph_names::kTrained: the elements of `range`
    TrainedRange range;
    std::vector<Value> values;          ///< what to differentiate by
    std::vector<std::int64_t> offsets;  ///< of each, in the variable
    std::vector<std::string> paths;
  };
  Trained trained();
  /// What add_loss was given: scalars.
  const std::vector<Value>& losses() const { return losses_; }
  /// The largest number that need_rows was given, at least 1, and the layer that gave it.
  const RowsNeeded& rows_needed() const { return rows_needed_; }
  /// Assigns the updated state to the variable `state`, if anything was updated. Call it once, when
  /// all layers are built.
  void assign_state();

 private:
  Value find_or_make(std::string_view name, const Shape& shape, const Initializer& initializer,
                     bool trainable);
  Value make(ParameterSpec wanted);
  Value view_of(const ParameterSpec& spec);
  bool is_frozen(std::string_view path) const;
  bool moves(Value scalar) const;
  std::string full_path(std::string_view name) const;
  Value flat(std::string_view name, std::int64_t size);

  Graph& graph_;
  BuilderOptions options_;
  const ParameterLayout* given_ = nullptr;
  ParameterLayout collected_;
  Value flat_parameters_;
  Value trained_;  ///< the part of them that is trained, if it isn't all
  TrainedRange range_;
  Value flat_state_;
  Value step_;
  std::string path_;
  int grid_axis_ = -1;
  std::map<std::string, Value, std::less<>> made_;
  std::map<std::string, Value, std::less<>> updated_;
  std::map<std::string, int, std::less<>> streams_;
  std::vector<Value> losses_;
  RowsNeeded rows_needed_;
  std::set<int> penalized_;  ///< nodes
};

/// A shape with its first axis, the batch, as None: "[None, 64]".
std::string batch_shape_text(const Shape& shape);

}  // namespace ganglion::nn
