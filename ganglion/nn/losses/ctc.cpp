#include "ganglion/nn/losses/ctc.h"

#include <fmt/format.h>

#include <limits>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/nn/losses/loss_parts.h"
#include "ganglion/ops/ops.h"

// The names are those of the article: l' is the labels with blanks around each, alpha(t, s) the
// probability of its first s at time t (eq. 6 to 8), here as logarithms. Their derivative follows
// by itself, and is eq. 16.
namespace ganglion::nn {
namespace {

constexpr double kLogZero = -1e30;  // far below any sum of logarithms, far above -infinity

/// What follows of the labels of a row, [batch, …].
struct Labels {
  Value extended;   ///< l' as one-hot vectors, [batch, 2 * labels + 1, classes]
  Value skip;       ///< 0 where s may follow s - 2, else log 0: [batch, 2 * labels + 1]
  Value end;        ///< 0 where a path may end, else log 0: likewise
  Value misplaced;  ///< how many labels stand behind a blank: [batch]
};

/// The part of an axis; all of the others.
Value cut(Value x, int axis, std::int64_t begin, std::int64_t size) {
  std::vector<std::int64_t> starts(static_cast<std::size_t>(x.shape().rank()));
  starts[static_cast<std::size_t>(axis)] = begin;
  return ops::slice(x, std::move(starts), x.shape().with(axis, size));
}

Value constant_like(Value x, Shape shape, double value) {
  return ops::broadcast_to(ops::scalar_like(x, value), std::move(shape));
}

/// a_1, b_1, a_2, b_2, … of two [batch, n, …].
Value interleaved(Value a, Value b) {
  const Shape pairs = a.shape();
  const std::int64_t n = pairs[1];
  std::vector<std::int64_t> extents = {pairs[0], n, 1};
  for (int i = 2; i < pairs.rank(); ++i) extents.push_back(pairs[i]);
  const Shape apart{std::span<const std::int64_t>(extents)};
  const Value both = ops::concat({ops::reshape(a, apart), ops::reshape(b, apart)}, 2);
  return ops::reshape(both, pairs.with(1, 2 * n));
}

Labels labels_of(Value target, Value like, std::int64_t blank) {
  const std::int64_t batch = target.shape()[0], n = target.shape()[1];
  const std::int64_t classes = like.shape()[-1];
  const Value one_hot = ops::one_hot(target, classes, like.dtype());  // [batch, n, classes]
  const Value valid = 1.0 - ops::reshape(cut(one_hot, 2, blank, 1), {batch, n});
  const Value no_label = constant_like(like, {batch, 1}, 0.0);
  const Value next_valid = n == 1 ? no_label : ops::concat({cut(valid, 1, 1, n - 1), no_label}, 1);
  const Value last = ops::relu(valid - next_valid);  // 1 for the last label

  const Value blank_hot =
      ops::pad(constant_like(like, {batch, 1, 1}, 1.0), {0, 0, blank}, {0, 0, classes - 1 - blank});
  const Value blanks = ops::broadcast_to(blank_hot, {batch, n, classes});

  // A label may follow the one before it without a blank between them, unless they are the same.
  Value same = constant_like(like, {batch, 1}, 0.0);
  if (n > 1) {
    const Value pairs = cut(one_hot, 1, 1, n - 1) * cut(one_hot, 1, 0, n - 1);
    same = ops::concat({same, ops::reduce_sum(pairs, {2})}, 1);
  }
  const Value never = constant_like(like, {batch, 1}, kLogZero);
  const Value between = constant_like(like, {batch, n}, kLogZero);
  const Value none = 1.0 - cut(valid, 1, 0, 1);
  return {.extended = ops::concat({blank_hot, interleaved(one_hot, blanks)}, 1),
          .skip = ops::concat({never, interleaved(same * kLogZero, between)}, 1),
          .end = (1.0 - ops::concat({none, interleaved(last, last)}, 1)) * kLogZero,
          .misplaced = ops::reduce_sum(ops::relu(next_valid - valid), {1})};
}

/// `by` places to the right, with log 0 in front.
Value shifted(Value alpha, std::int64_t by) {
  const std::int64_t batch = alpha.shape()[0], size = alpha.shape()[1];
  return ops::concat({constant_like(alpha, {batch, by}, kLogZero), cut(alpha, 1, 0, size - by)}, 1);
}

/// log(e^a + e^b + e^c).
Value log_sum(Value a, Value b, Value c) {
  const Value most = ops::stop_gradient(ops::maximum(ops::maximum(a, b), c));
  return most + ops::log(ops::exp(a - most) + ops::exp(b - most) + ops::exp(c - most));
}

}  // namespace

TensorType CTC::target_type(const TensorType& prediction) const {
  return {DType::i32, {prediction.shape[0], labels}};
}

Value CTC::per_sample(Value prediction, Value target) const {
  const std::int64_t batch = prediction.shape()[0], steps = prediction.shape()[1];
  const std::int64_t size = 2 * labels + 1;
  const Labels l = labels_of(target, prediction, blank);
  // log y of each place of l', [batch, steps, size].
  const Value log_y = ops::batched_matmul(ops::log_softmax(prediction), l.extended, false, true);
  const auto at = [&](std::int64_t t) { return ops::reshape(cut(log_y, 1, t, 1), {batch, size}); };
  // Paths begin with a blank or the first label.
  Value alpha =
      ops::concat({cut(at(0), 1, 0, 2), constant_like(log_y, {batch, size - 2}, kLogZero)}, 1);
  for (std::int64_t t = 1; t < steps; ++t)
    alpha = log_sum(alpha, shifted(alpha, 1), shifted(alpha, 2) + l.skip) + at(t);

  const Value ends = alpha + l.end;
  const Value most = ops::stop_gradient(ops::reduce_max(ends, {1}, true));
  const Value log_p =
      ops::reshape(most, {batch}) + ops::log(ops::reduce_sum(ops::exp(ends - most), {1}));
  const Value possible =
      ops::greater(log_p - l.misplaced * -kLogZero, ops::scalar_like(log_p, kLogZero / 2));
  return ops::select(possible, -log_p,
                     constant_like(log_p, {batch}, std::numeric_limits<double>::infinity()));
}

void CTC::check_output(Activation activation) const {
  refuse_probabilities(kind, activation);
}

void CTC::check_shape(const Shape& prediction) const {
  if (prediction.rank() != 3) {
    throw Error(
        fmt::format("ctc: predictions are [batch, steps, classes], not {}; let a recurrent "
                    "layer give all steps",
                    prediction.to_string()));
  }
  if (labels < 1) {
    throw Error(fmt::format("ctc: labels is {}; set it to the width of the targets", labels));
  }
  if (labels > prediction[1]) {
    throw Error(fmt::format("ctc: labels is {}, but a sequence has {} steps; each label needs one",
                            labels, prediction[1]));
  }
  if (blank < 0 || blank >= prediction[2]) {
    throw Error(fmt::format("ctc: blank is {}; of {} classes it is one from 0 to {}", blank,
                            prediction[2], prediction[2] - 1));
  }
}

std::string CTC::target_remedy(const Shape&, const Shape&) const {
  return "give the labels of each row, filled up with the blank";
}

}  // namespace ganglion::nn
