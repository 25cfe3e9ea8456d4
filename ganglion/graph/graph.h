#pragma once
#include <deque>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/graph/attributes.h"
#include "ganglion/graph/op_def.h"

namespace ganglion {

class Graph;

/// One output of one node: a handle, cheap to copy, valid as long as its graph lives.
/// An empty Value (node < 0) stands for "none"; to ask it for anything throws Error.
struct Value {
  Graph* graph = nullptr;
  int node = -1;
  int output = 0;

  explicit operator bool() const { return node >= 0; }
  Graph& owner() const;  ///< the graph
  const Node& producer() const;
  const TensorType& type() const;
  const Shape& shape() const;
  DType dtype() const;
  friend bool operator==(const Value&, const Value&) = default;
};

/// An op applied to values.
struct Node {
  int id = 0;
  const OpDef* op = nullptr;
  std::vector<Value> inputs;
  Attributes attributes;
  std::vector<TensorType> outputs;
  std::string name;  ///< for people: "dense_1/kernel"; may be empty
  Graph* graph = nullptr;

  Value output(int index = 0) const { return {graph, id, index}; }
};

/// What to compute: nodes in an order where inputs come first, named outputs, and assignments to
/// variables. Holds no data but constants, and runs nothing. Append-only: passes make new graphs.
/// One writer at a time.
class Graph {
 public:
  Graph() = default;
  Graph(const Graph&) = delete;  // Values point to their graph
  Graph& operator=(const Graph&) = delete;

  /// Appends a node after checking it with op.infer. Throws Error, naming the current scope, on bad
  /// input, and for types that the kernel of an op of your own doesn't take.
  Value add(const OpDef& op, std::vector<Value> inputs, Attributes attributes = {},
            std::string name = {});
  /// Appends a node with several outputs and returns it.
  const Node& add_node(const OpDef& op, std::vector<Value> inputs, Attributes attributes = {},
                       std::string name = {});

  /// Data fed for each run. `batch`: axis 0 counts the rows of the batch. This and the next throw
  /// Error for a name that an input or variable has already.
  Value input(std::string name, TensorType type, bool batch = true);
  /// State that lives outside the graph and outlasts a run: parameters, optimizer slots, counters.
  Value variable(std::string name, TensorType type);
  /// A tensor that never changes; it becomes part of the graph.
  Value constant(Tensor tensor);

  /// Whether an input or variable has that name.
  bool declares(std::string_view name) const { return declared_.contains(name); }

  /// Names a value to be read after a run. This and the next two throw Error for a missing value or
  /// one of another graph.
  void set_output(std::string name, Value value);
  /// After a run the variable holds the value. Throws Error when types differ or it is assigned
  /// twice.
  void assign(Value variable, Value value);
  /// Assignments only happen when this scalar comes out finite.
  void set_guard(Value scalar);

  int size() const { return static_cast<int>(nodes_.size()); }
  const Node& node(int id) const { return nodes_[static_cast<std::size_t>(id)]; }
  const std::deque<Node>& nodes() const { return nodes_; }
  const std::vector<std::pair<std::string, Value>>& outputs() const { return outputs_; }
  const std::vector<std::pair<Value, Value>>& assignments() const { return assignments_; }
  Value guard() const { return guard_; }
  /// The output or input of that name. Throws Error listing the names there are.
  Value output(std::string_view name) const;
  bool has_output(std::string_view name) const { return output_names_.contains(name); }
  Value find_input(std::string_view name) const;

  /// Names for errors and nodes made while it lives: "dense_1" then "dense_1/kernel".
  class Scope {
   public:
    Scope(Graph& graph, std::string_view name);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Graph& graph_;
    std::size_t length_;
  };
  const std::string& scope() const { return scope_; }

 private:
  void check_own(Value value, std::string_view what) const;
  void check_inputs(const OpDef& op, const std::vector<Value>& inputs) const;
  Value declare(const OpDef& op, std::string name, Attributes attributes);

  std::deque<Node> nodes_;  // a deque: references to nodes stay valid while others are added
  std::vector<std::pair<std::string, Value>> outputs_;
  std::vector<std::pair<Value, Value>> assignments_;
  Value guard_;
  std::string scope_;
  std::set<std::string, std::less<>> declared_;
  std::set<std::string, std::less<>> output_names_;
};

/// The three ops without inputs. `input` and `variable` have the attribute "shape" and "dtype",
/// `input` also "batch"; `constant` has the attribute "value" (a tensor).
extern const OpDef kInput;
extern const OpDef kVariable;
extern const OpDef kConstant;

/// Values of a graph in terms of another graph: what passes use to copy and change.
class Rewriter {
 public:
  Rewriter(const Graph& from, Graph& to);
  /// The new value for an old one. Throws Error when its node has not been copied yet.
  Value operator()(Value old) const;
  /// Inputs of an old node in the new graph.
  std::vector<Value> inputs_of(const Node& old) const;
  /// The new value for an old one from now on.
  void map(Value old, Value replacement);
  /// Copies a node as it is.
  void copy(const Node& old);
  /// Copies outputs, assignments and guard, once all nodes are mapped.
  void finish();

 private:
  const Graph& from_;
  Graph& to_;
  std::vector<std::vector<Value>> mapped_;
};

}  // namespace ganglion
