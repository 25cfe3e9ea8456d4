#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

/// Attention of opset 23 and 24: scaled dot products of heads, with what a step may see as numbers
/// that are added to the scores, 0 or -infinity.
namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;
using Extents = std::vector<std::int64_t>;

constexpr double kNever = -std::numeric_limits<double>::infinity();

/// The node's inputs, as ONNX numbers them.
enum Input { kQuery, kKey, kValue, kMask, kPastKey, kPastValue, kLengths };

/// [batch, steps, heads * width] as [batch, heads, steps, width]; what has four axes is so already.
Value by_head(const Call& call, int input, const char* heads) {
  const Value x = call.value(input);
  if (x.shape().rank() == 4) return x;
  const std::int64_t count = call.integer(heads, 0);
  if (x.shape().rank() != 3) call.refuse("query, key and value must have three or four axes");
  if (count < 1 || x.shape()[2] % count != 0) {
    call.refuse(fmt::format("{} = {} doesn't divide {}", heads, count, x.shape().to_string()));
  }
  const Shape split{x.shape()[0], x.shape()[1], count, x.shape()[2] / count};
  return ops::transpose(ops::reshape(x, split), {0, 2, 1, 3});
}

/// Heads of key or value, each repeated for the heads of the query that share it.
Value shared_by(const Call& call, Value x, std::int64_t heads) {
  const Shape& shape = x.shape();
  if (shape[1] == heads) return x;
  if (shape[1] < 1 || heads % shape[1] != 0) {
    call.refuse(fmt::format("{} heads of the query can't share {} of the key", heads, shape[1]));
  }
  const std::int64_t times = heads / shape[1];
  const Value apart = ops::reshape(x, {shape[0], shape[1], 1, shape[2], shape[3]});
  const Value repeated = ops::broadcast_to(apart, {shape[0], shape[1], times, shape[2], shape[3]});
  return ops::reshape(repeated, {shape[0], heads, shape[2], shape[3]});
}

/// What is added to the scores [batch, heads, steps, keys] of a query.
class ScoreBias {
 public:
  ScoreBias(const Call& call, Value query, std::int64_t keys, std::int64_t past)
      : call_(call), query_(query), steps_(query.shape()[2]), keys_(keys) {
    if (call.has(kMask)) add(mask());
    if (call.has(kLengths)) lengths_ = call.integers(kLengths, "nonpad_kv_seqlen");
    const std::int64_t before = call.integer("left_window_size", -1);
    const std::int64_t behind = call.integer("right_window_size", -1);
    const bool causal = call.flag("is_causal", false);
    if (causal || before >= 0 || behind >= 0) add(seen(past, causal, before, behind));
    if (!lengths_.empty()) add(not_padded());
  }

  const std::optional<Value>& value() const { return bias_; }

 private:
  void add(Value more) { bias_ = bias_ ? *bias_ + more : more; }

  /// Truths, or numbers to be added; what is shorter than the keys hides those behind.
  Value mask() const {
    Value mask = call_.value_like(kMask, query_);
    if (call_.type(kMask) == ElementType::boolean) {
      const Value never = ops::full(*mask.graph, mask.shape(), kNever, mask.dtype());
      mask = ops::select(mask, ops::full(*mask.graph, mask.shape(), 0.0, mask.dtype()), never);
    }
    if (mask.shape().rank() < 1) call_.refuse("a mask must have axes");
    const std::int64_t missing = keys_ - mask.shape()[-1];
    if (missing <= 0) return mask;
    const Shape hidden = mask.shape().with(-1, missing);
    return ops::concat({mask, ops::full(*mask.graph, hidden, kNever, mask.dtype())}, -1);
  }

  /// The step i of the query stands at place i + offset among the keys: behind the past ones or,
  /// where each row has its own number of keys, at their end.
  Value seen(std::int64_t past, bool causal, std::int64_t before, std::int64_t behind) const {
    Extents offsets{past};
    if (!lengths_.empty()) {
      offsets = lengths_;
      for (std::int64_t& offset : offsets) offset -= steps_;
    }
    std::vector<double> numbers;
    for (const std::int64_t offset : offsets) {
      for (std::int64_t i = 0; i < steps_; ++i) {
        for (std::int64_t j = 0; j < keys_; ++j) {
          const std::int64_t ahead = j - (i + offset);
          const bool sees = !(causal && ahead > 0) && !(before >= 0 && -ahead > before) &&
                            !(behind >= 0 && ahead > behind);
          numbers.push_back(sees ? 0.0 : kNever);
        }
      }
    }
    const auto rows = std::ssize(offsets);
    return constant_like(query_, rows == 1 ? Shape{steps_, keys_} : Shape{rows, 1, steps_, keys_},
                         numbers);
  }

  Value not_padded() const {
    std::vector<double> numbers;
    for (const std::int64_t length : lengths_) {
      for (std::int64_t j = 0; j < keys_; ++j) numbers.push_back(j < length ? 0.0 : kNever);
    }
    return constant_like(query_, {std::ssize(lengths_), 1, 1, keys_}, numbers);
  }

  const Call& call_;
  Value query_;
  std::int64_t steps_, keys_;
  Extents lengths_;
  std::optional<Value> bias_;
};

/// Shares of the keys; all 0 in rows that see none, where e^x / sum of e^x is no number.
Value shares(Value scores, const std::optional<Value>& bias) {
  if (!bias) return ops::softmax(scores);
  const Value none = ops::equal(ops::reduce_max(*bias, {bias->shape().rank() - 1}, true),
                                ops::scalar_like(*bias, kNever));
  const Value hidden = ops::broadcast_to(none, scores.shape());
  const Value zeros = ops::full(*scores.graph, scores.shape(), 0.0, scores.dtype());
  const Value seen = ops::softmax(ops::select(hidden, zeros, scores));
  return ops::select(hidden, zeros, seen);
}

/// The scores that the node gives out, too: its mode says at which point.
enum Point { kProducts, kCapped, kBiased, kShares };
using Scores = std::array<Value, 4>;

Scores scores_of(const Call& call, Value query, Value key, const std::optional<Value>& bias) {
  const double head = static_cast<double>(query.shape()[3]);
  const double part = std::sqrt(call.number("scale", 1.0 / std::sqrt(head)));
  const double cap = call.number("softcap", 0.0);
  Scores scores;
  scores[kProducts] = ops::batched_matmul(query * part, key * part, false, true);
  scores[kCapped] =
      cap > 0.0 ? ops::tanh(scores[kProducts] * (1.0 / cap)) * cap : scores[kProducts];
  scores[kBiased] = bias ? scores[kCapped] + *bias : scores[kCapped];
  if (scores[kBiased].shape() != scores[kCapped].shape()) call.refuse("the mask doesn't fit");
  scores[kShares] = shares(scores[kBiased], bias);
  return scores;
}

/// Which of them is wanted. ONNX' words and its reference differ on the products of capped scores.
Point point_of(const Call& call) {
  const std::int64_t mode = call.integer("qk_matmul_output_mode", 0);
  const bool unclear = mode == kProducts && call.number("softcap", 0.0) > 0.0 && call.wants(3);
  if (mode < kProducts || mode > kShares || unclear) {
    call.refuse(fmt::format("qk_matmul_output_mode = {} is not supported here", mode));
  }
  return static_cast<Point>(mode);
}

/// [batch, heads, steps, width] as [batch, steps, heads * width].
Value heads_joined(Value x) {
  const Shape& shape = x.shape();
  return ops::reshape(ops::transpose(x, {0, 2, 1, 3}), {shape[0], shape[2], shape[1] * shape[3]});
}

Operands attention(const Call& call) {
  const std::int64_t precision = call.integer("softmax_precision", 1);
  if (precision != 1) call.refuse("softmax_precision other than float is not supported");
  if (call.has(kPastKey) != call.has(kPastValue)) call.refuse("past key and value go together");
  const Value query = by_head(call, kQuery, "q_num_heads");
  Value key = by_head(call, kKey, "kv_num_heads");
  Value value = by_head(call, kValue, "kv_num_heads");
  call.ignore("q_num_heads"), call.ignore("kv_num_heads");
  const std::int64_t past = call.has(kPastKey) ? call.shape(kPastKey)[2] : 0;
  if (call.has(kPastKey)) {
    key = ops::concat({call.value(kPastKey), key}, 2);
    value = ops::concat({call.value(kPastValue), value}, 2);
  }
  const std::int64_t heads = query.shape()[1];
  const std::optional<Value> bias = ScoreBias(call, query, key.shape()[2], past).value();
  const Scores scores = scores_of(call, query, shared_by(call, key, heads), bias);
  const Value seen = ops::batched_matmul(scores[kShares], shared_by(call, value, heads));
  const ElementType type = call.type(kQuery);
  return {result(type, call.shape(kQuery).rank() == 3 ? heads_joined(seen) : seen),
          result(type, key), result(type, value), result(type, scores[point_of(call)])};
}

}  // namespace

std::span<const OpEntry> attention_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({{"Attention", 23, attention}});
  return kOps;
}

}  // namespace ganglion::io::onnx
