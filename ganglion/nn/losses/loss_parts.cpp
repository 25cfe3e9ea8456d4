#include "ganglion/nn/losses/loss_parts.h"

#include <fmt/format.h>

#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value mean_of_rows(Value x) {
  const std::int64_t rows = x.shape()[0];
  if (x.shape().size() == rows) return ops::reshape(x, Shape{rows});
  std::vector<int> axes(static_cast<std::size_t>(x.shape().rank() - 1));
  std::iota(axes.begin(), axes.end(), 1);
  return ops::reduce_mean(x, axes);
}

Value clipped_probabilities(Value p) {
  constexpr double kMargin = 1e-7;
  return ops::minimum(ops::maximum(p, ops::scalar_like(p, kMargin)),
                      ops::scalar_like(p, 1 - kMargin));
}

Value mean_of_classes(Value prediction, Value share, bool from_logits, double label_smoothing) {
  if (label_smoothing > 0) {
    const double classes = static_cast<double>(share.shape()[-1]);
    share = share * (1 - label_smoothing) + label_smoothing / classes;
  }
  const Value logarithm =
      from_logits ? ops::log_softmax(prediction) : ops::log(clipped_probabilities(prediction));
  return mean_of_rows(-ops::reduce_sum(share * logarithm, {-1}));
}

void check_smoothing(std::string_view loss, double label_smoothing) {
  if (label_smoothing >= 0 && label_smoothing < 1) return;
  throw Error(fmt::format("{}: label_smoothing = {} must be at least 0 and less than 1", loss,
                          label_smoothing));
}

void refuse_probabilities(std::string_view loss, Activation activation) {
  if (activation != Activation::softmax && activation != Activation::sigmoid) return;
  throw Error(
      fmt::format("{} with from_logits = true: the output layer already applies {}, which "
                  "would be applied twice; make the output layer linear (most accurate), "
                  "or set from_logits = false",
                  loss, name_of(activation)));
}

void require_classes(std::string_view loss, const Shape& prediction) {
  if (prediction.rank() >= 2 && prediction[-1] >= 2) return;
  throw Error(
      fmt::format("{}: predictions {} have no last axis with one output for each of two or "
                  "more classes; with one output use binary_crossentropy",
                  loss, prediction.to_string()));
}

void require_softmax(std::string_view loss, Activation activation) {
  if (activation == Activation::softmax) return;
  const char* remedy = activation == Activation::linear
                           ? "set from_logits = true, or end the network with softmax"
                       : activation == Activation::sigmoid
                           ? "with sigmoid outputs use binary_crossentropy; for one class of "
                             "several end the network with softmax"
                           : "end the network with softmax, or with a linear layer and set "
                             "from_logits = true";
  throw Error(fmt::format("{}: outputs of a {} layer are not probabilities of classes; {}", loss,
                          name_of(activation), remedy));
}

}  // namespace ganglion::nn
