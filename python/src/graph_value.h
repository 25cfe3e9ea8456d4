#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/runtime/plan.h"

namespace ganglion::python {

/// A graph as values of Python hold it: one of their own, or one that C++ lends for a call and
/// takes back. Nodes are added under the interpreter's lock.
class GraphHandle {
 public:
  GraphHandle() : own_(std::make_unique<Graph>()), graph_(own_.get()) {}
  /// Lends a graph until the end of its life.
  class Lent;

  /// Throws Error once a lent graph was taken back.
  Graph& graph() const;

  /// With the interpreter's lock: what `outputs` are for `feeds`, a tensor for each input by its
  /// name. Compiles the part of the graph that they need, once for each choice of outputs. Any
  /// number of threads; they wait for each other, and leave the interpreter's lock to others.
  /// Throws Error for a missing or unfitting feed.
  std::vector<Tensor> run(const std::vector<Value>& outputs,
                          const std::map<std::string, Tensor>& feeds);

 private:
  explicit GraphHandle(Graph* graph) : graph_(graph) {}
  runtime::Plan& compiled(const std::vector<Value>& outputs,
                          const std::map<std::string, Tensor>& feeds);
  runtime::Plan& plan_of(const std::vector<Value>& outputs);

  std::unique_ptr<Graph> own_;
  Graph* graph_;
  std::mutex held_;
  std::map<std::vector<std::pair<int, int>>, runtime::Plan> plans_;
};

class GraphHandle::Lent {
 public:
  explicit Lent(Graph& graph) : handle_(new GraphHandle(&graph)) {}
  ~Lent() { handle_->graph_ = nullptr; }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;
  const std::shared_ptr<GraphHandle>& handle() const { return handle_; }

 private:
  std::shared_ptr<GraphHandle> handle_;
};

/// A value of a graph that Python may keep for as long as it likes.
struct GraphValue {
  std::shared_ptr<GraphHandle> handle;
  int node = -1;
  int output = 0;

  /// Throws Error once the graph is gone.
  Value value() const { return {&handle->graph(), node, output}; }
  /// Another value of the same graph.
  GraphValue other(Value made) const { return {handle, made.node, made.output}; }
};

}  // namespace ganglion::python
