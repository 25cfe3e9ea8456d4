#include <algorithm>
#include <cmath>

#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/typed.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::kernels::reference {
namespace {

/// max and log-sum-exp of a row. Subtracting the largest logit first keeps every exponent at or
/// below 0.
template <class T>
std::pair<double, double> log_sum_exp(const T* row, std::int64_t n) {
  const double largest = static_cast<double>(*std::max_element(row, row + n));
  double sum = 0.0;
  for (std::int64_t j = 0; j < n; ++j) sum += std::exp(static_cast<double>(row[j]) - largest);
  return {largest, std::log(sum)};
}

template <class T>
class Softmax : public Kernel {
 public:
  explicit Softmax(const Node& node)
      : columns_(node.inputs[0].shape()[-1]),
        rows_(columns_ == 0 ? 0 : node.inputs[0].shape().size() / columns_),
        logarithm_(node.op == &ops::kLogSoftmax) {}

  void run(const KernelArguments& arguments) override {
    const T* src = input<T>(arguments, 0);
    T* dst = output<T>(arguments);
    for (std::int64_t i = 0; i < rows_; ++i, src += columns_, dst += columns_) {
      const auto [largest, log_sum] = log_sum_exp(src, columns_);
      for (std::int64_t j = 0; j < columns_; ++j) {
        const double log_p = static_cast<double>(src[j]) - largest - log_sum;
        dst[j] = static_cast<T>(logarithm_ ? log_p : std::exp(log_p));
      }
    }
  }

 private:
  std::int64_t columns_, rows_;
  bool logarithm_;
};

template <class T>
class SoftmaxCrossEntropy : public Kernel {
 public:
  explicit SoftmaxCrossEntropy(const Node& node)
      : columns_(node.inputs[0].shape()[-1]), rows_(node.inputs[1].shape().size()) {}

  void run(const KernelArguments& arguments) override {
    const T* src = input<T>(arguments, 0);
    const auto* labels = input<std::int32_t>(arguments, 1);
    T* dst = output<T>(arguments);
    for (std::int64_t i = 0; i < rows_; ++i, src += columns_) {
      const auto [largest, log_sum] = log_sum_exp(src, columns_);
      const bool known = labels[i] >= 0 && labels[i] < columns_;
      // A label that isn't there has probability 0: the loss becomes infinite, not undefined.
      const double logit = known ? static_cast<double>(src[labels[i]]) : -INFINITY;
      dst[i] = static_cast<T>(largest - logit + log_sum);
    }
  }

 private:
  std::int64_t columns_, rows_;
};

}  // namespace

std::unique_ptr<Kernel> make_softmax(const Node& node) {
  return make_typed<Softmax>(node);
}
std::unique_ptr<Kernel> make_softmax_cross_entropy(const Node& node) {
  return make_typed<SoftmaxCrossEntropy>(node);
}

}  // namespace ganglion::kernels::reference
