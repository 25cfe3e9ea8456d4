#include <algorithm>
#include <cmath>
#include <limits>

#include "ganglion/core/arithmetic/strided_walk.h"
#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/typed.h"
#include "ganglion/ops/rules.h"

namespace ganglion::kernels::reference {
namespace {

/// What reduce_sum and reduce_max share: each input element goes to the output place of its row.
template <class T, class Start, class Step>
class Reduce : public Kernel {
 public:
  explicit Reduce(const Node& node)
      : shape_(node.inputs[0].shape()),
        kept_(ops::rules::reduced_shape(shape_, node.attributes.integers("axes"), true)) {}

  std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(kept_.size()) * sizeof(double);
  }

  void run(const KernelArguments& arguments) override {
    auto* sums = static_cast<double*>(arguments.scratch);
    const std::int64_t count = kept_.size();
    std::fill(sums, sums + count, Start{}());
    StridedWalk to(shape_, kept_);
    const T* src = input<T>(arguments, 0);
    for (std::int64_t i = 0; i < shape_.size(); ++i, to.next()) {
      sums[to.offset()] = Step{}(sums[to.offset()], static_cast<double>(src[i]));
    }
    T* dst = output<T>(arguments);
    for (std::int64_t i = 0; i < count; ++i) dst[i] = static_cast<T>(sums[i]);
  }

 private:
  Shape shape_;
  Shape kept_;
};

struct Zero {
  double operator()() const { return 0.0; }
};
struct Lowest {
  double operator()() const { return -std::numeric_limits<double>::infinity(); }
};
struct Add {
  double operator()(double sum, double x) const { return sum + x; }
};
struct Larger {
  /// A NaN, once met, stays.
  double operator()(double largest, double x) const {
    return x <= largest || std::isnan(largest) ? largest : x;
  }
};
template <class T>
using ReduceSum = Reduce<T, Zero, Add>;
template <class T>
using ReduceMax = Reduce<T, Lowest, Larger>;

/// Adds the replicas' summands in a fixed binary tree: ((0+1)+(2+3))+…
template <class T>
class AllReduce : public Kernel {
 public:
  explicit AllReduce(const Node& node)
      : size_(node.outputs[0].shape.size()), replicas_(node.attributes.integer("replicas")) {}

  void run(const KernelArguments& arguments) override {
    T* dst = output<T>(arguments);
    for (std::int64_t i = 0; i < size_; ++i) dst[i] = sum(arguments, 0, replicas_, i);
  }

 private:
  static T sum(const KernelArguments& arguments, std::int64_t first, std::int64_t count,
               std::int64_t i) {
    if (count == 1) return input<T>(arguments, static_cast<std::size_t>(first))[i];
    return sum(arguments, first, count / 2, i) + sum(arguments, first + count / 2, count / 2, i);
  }
  std::int64_t size_;
  std::int64_t replicas_;
};

}  // namespace

std::unique_ptr<Kernel> make_reduce_sum(const Node& node) {
  return make_typed<ReduceSum>(node);
}
std::unique_ptr<Kernel> make_reduce_max(const Node& node) {
  return make_typed<ReduceMax>(node);
}
std::unique_ptr<Kernel> make_all_reduce(const Node& node) {
  return make_typed<AllReduce>(node);
}

}  // namespace ganglion::kernels::reference
