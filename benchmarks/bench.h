#pragma once
#include <benchmark/benchmark.h>

#include <functional>
#include <utility>
#include <vector>

#include "ganglion/core/rng.h"
#include "ganglion/graph/graph.h"
#include "ganglion/kernels/kernel.h"

namespace ganglion {

/// A node with its kernel and memory for its inputs, outputs and scratch.
class Bench {
 public:
  explicit Bench(const std::function<Value(Graph&)>& build)
      : node_(build(graph_).producer()), made_(kernels::make(node_)) {
    prepare();
  }
  /// With the kernel of this entry of the table.
  Bench(const std::function<Value(Graph&)>& build, const kernels::Entry& entry)
      : node_(build(graph_).producer()), made_{entry.make(node_), entry.name()} {
    if (accepted()) prepare();
  }

  /// Whether the kernel asked for takes this node.
  bool accepted() const { return made_.kernel != nullptr; }

  /// Output i goes where input i is, for i < count.
  void in_place(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) out_[i] = inputs_[i].data();
  }

  void run(benchmark::State& state) {
    const KernelArguments arguments{.inputs = in_.data(),
                                    .outputs = out_.data(),
                                    .scratch = scratch_.data(),
                                    .end = made_.kernel->extent()};
    for (auto _ : state) {
      made_.kernel->run(arguments);
      benchmark::ClobberMemory();
    }
    state.SetLabel(std::string(made_.name));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes_));
  }

 private:
  void prepare() {
    for (std::size_t i = 0; i < node_.inputs.size(); ++i) {
      const TensorType& type = node_.inputs[i].type();
      inputs_.emplace_back(type.shape, type.dtype);
      if (type.dtype == DType::f32) fill(inputs_.back(), i);
      in_.push_back(inputs_.back().data());
      bytes_ += inputs_.back().bytes();
    }
    for (const TensorType& type : node_.outputs) {
      outputs_.emplace_back(type.shape, type.dtype);
      out_.push_back(outputs_.back().data());
      bytes_ += outputs_.back().bytes();
    }
    scratch_ = Tensor(Shape{static_cast<std::int64_t>(made_.kernel->scratch_bytes())}, DType::u8);
  }

  static void fill(Tensor& tensor, std::uint64_t stream) {
    std::uint64_t i = 0;
    for (float& x : tensor.values<float>()) {
      x = static_cast<float>(random_uniform(1, stream, i++)) + 0.01F;
    }
  }

  Graph graph_;
  const Node& node_;
  kernels::Made made_;
  std::vector<Tensor> inputs_, outputs_;
  std::vector<const void*> in_;
  std::vector<void*> out_;
  Tensor scratch_;
  std::size_t bytes_ = 0;
};

}  // namespace ganglion
