#include "tests/support/random_graph.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/rng.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/passes/pass.h"

namespace ganglion::testing_support {
namespace {

constexpr std::int64_t kMaxElements = 600;
constexpr std::int64_t kParameters = 96;
constexpr int kClasses = 3;

class Builder {
 public:
  Builder(Graph& graph, DType dtype, const RandomGraphOptions& options)
      : graph_(graph), dtype_(dtype), options_(options) {}

  void run() {
    std::set<int> skipped;
    for (int i = 0; options_.divides && i < options_.ops; ++i) {
      Graph trial;
      Builder(trial, dtype_, options_).forward(i + 1, skipped);
      if (runtime::possible_replicas(trial, options_.batch) < options_.batch) skipped.insert(i);
    }
    forward(options_.ops, skipped);
    stream_ = draws_ = 0;
    finish();
  }

 private:
  void forward(int ops, const std::set<int>& skipped) {
    add_sources();
    for (int i = 0; i < ops; ++i) {
      stream_ = static_cast<std::uint64_t>(i) + 1;  // dropping the last op keeps those before
      draws_ = 0;
      if (!skipped.contains(i)) add_one();
    }
  }

  // Choices: the n-th of a stream is the same whatever the type of the graph.
  int below(int count) {
    return static_cast<int>(random_bits(options_.seed, stream_, draws_++) %
                            static_cast<std::uint32_t>(count));
  }
  bool maybe() { return below(2) == 0; }
  /// A number that nothing computed is equal to.
  double odd_number() { return 0.0137 + 0.1 * random_uniform(options_.seed, stream_, draws_++); }
  Value any() { return pool_[static_cast<std::size_t>(below(static_cast<int>(pool_.size())))]; }
  Value any_of_rank(int rank) {
    for (int tries = 0; tries < 20; ++tries) {
      if (const Value value = any(); value.shape().rank() == rank) return value;
    }
    return {};
  }
  Value any_with(Value other) {
    for (int tries = 0; tries < 20; ++tries) {
      const Value value = any();
      if (!can_broadcast(value.shape(), other.shape())) continue;
      if (broadcast(value.shape(), other.shape()).size() <= kMaxElements) return value;
    }
    return other;
  }
  void keep(Value value) {
    if (!value || value.dtype() != dtype_) return;
    const std::int64_t size = value.shape().size();
    if (size > 0 && size <= kMaxElements && value.shape().rank() <= 5) pool_.push_back(value);
  }

  void add_sources() {
    const std::int64_t b = options_.batch;
    pool_ = {graph_.input("x", {dtype_, Shape{b, 3}}),
             graph_.input("cube", {dtype_, Shape{b, 2, 3}}),
             graph_.input("column", {dtype_, Shape{b}})};
    // Whole, but with as many rows as the batch has.
    pool_.push_back(graph_.input("table", {dtype_, Shape{b, 3}}, false));
    labels_ = graph_.input("labels", {DType::i32, Shape{b}});
    indices_ = graph_.input("indices", {DType::i32, Shape{2, 2}}, false);
    step_ = graph_.input("step", {DType::f32, Shape{}}, false);
    parameters_ = graph_.variable("parameters", {dtype_, Shape{kParameters}});
    const Value kernel = ops::view(parameters_, 0, {3, 4}, "kernel");
    const Value bias = ops::view(parameters_, 16, {4}, "bias");
    weights_ = {kernel,
                bias,
                ops::view(parameters_, 32, {4, 3}),
                ops::view(parameters_, 48, {3}),
                ops::view(parameters_, 64, {1, 3}),
                ops::view(parameters_, 80, {})};
    pool_.insert(pool_.end(), weights_.begin(), weights_.end());
    keep(ops::tanh(ops::matmul(pool_[0], kernel) + bias));
  }

  void add_one() {
    const std::array<Value (Builder::*)(), 12> makers = {
        &Builder::unary,   &Builder::unary,    &Builder::binary,  &Builder::binary,
        &Builder::product, &Builder::product,  &Builder::reduced, &Builder::reshaped,
        &Builder::moved,   &Builder::combined, &Builder::indexed, &Builder::probability};
    keep((this->*makers[static_cast<std::size_t>(below(static_cast<int>(makers.size())))])());
  }

  Value unary() {
    const Value x = any();
    const Value t = ops::tanh(x);
    switch (below(20)) {
      case 0:
        return t;
      case 1:
        return ops::sigmoid(x);
      case 2:
        return ops::exp(t);
      case 3:
        return ops::expm1(t);
      case 4:
        return ops::log(ops::square(x) + 0.5);
      case 5:
        return ops::log1p(ops::square(x));
      case 6:
        return ops::sqrt(ops::square(x) + 0.5);
      case 7:
        return ops::erf(x);
      case 8:
        return ops::relu(x + odd_number());
      case 9:
        return ops::leaky_relu(x + odd_number(), 0.1);
      case 10:
        return ops::elu(x + odd_number(), 0.7);
      case 11:
        return ops::softplus(x);
      case 12:
        return ops::abs(x + odd_number());
      case 13:
        return ops::sign(x + odd_number());
      case 14:
        return -x;
      case 15:
        return ops::stop_gradient(x);
      case 16:
        return ops::gelu(x);
      case 17:
        return ops::silu(x);
      case 18:
        return x * 1.0;
      default:
        return ops::cast(ops::cast(x, DType::f64), dtype_);
    }
  }

  Value binary() {
    const Value a = any();
    const Value b = any_with(a);
    switch (below(11)) {
      case 0:
      case 1:
        return a + b;
      case 2:
        return a - b;
      case 3:
      case 4:
        return ops::tanh(a) * b;
      case 5:
        return a / (ops::square(b) + 0.5);
      case 6:
        return ops::pow(ops::sigmoid(a) + 0.5, ops::tanh(b));
      case 7:
        return ops::maximum(a, b * 0.7 + odd_number());
      case 8:
        return ops::minimum(a, b * 0.7 + odd_number());
      case 9:
        return ops::select(ops::greater(a, b * 0.7 + odd_number()), b, a * 0.5);
      default: {
        const Value t = ops::sigmoid(b);
        return a.shape() == b.shape() ? ops::sigmoid_cross_entropy(a, t) : a * t;
      }
    }
  }

  Value product() {
    const Value a = any_of_rank(2);
    if (!a) return {};
    const bool ta = maybe();
    const std::int64_t inner = a.shape()[ta ? 0 : 1];
    for (int tries = 0; tries < 20; ++tries) {
      const Value b = any_of_rank(2);
      const bool tb = maybe();
      if (!b || b.shape()[tb ? 1 : 0] != inner) continue;
      const Value c = ops::matmul(a, b, ta, tb) * 0.5;
      const Value flat = any_of_rank(1);
      if (maybe() || !flat || flat.shape()[0] != c.shape()[1]) return c;
      return ops::relu(ops::matmul(a, b, ta, tb) + flat);
    }
    return {};
  }

  Value reduced() {
    const Value x = any();
    std::vector<int> axes;
    for (int axis = 0; axis < x.shape().rank(); ++axis) {
      if (maybe()) axes.push_back(axis);
    }
    const bool kept = maybe();
    const int kind = below(3);
    if (kind == 0) return ops::reduce_max(x, axes, kept);
    return kind == 1 ? ops::reduce_mean(x, axes, kept) : ops::reduce_sum(x, axes, kept) * 0.3;
  }

  Value reshaped() {
    const Value x = any();
    const Shape& s = x.shape();
    const std::int64_t first = s.rank() > 0 ? s[0] : 1;
    switch (below(6)) {
      case 0:
        return ops::reshape(x, Shape{s.size()});
      case 1:
        return ops::reshape(x, Shape{first, s.size() / first});
      case 2:
        return ops::reshape(x, Shape{s.size() / first, first});
      case 3:
        return ops::reshape(x, Shape{first, 1, s.size() / first});
      case 4:
        return s.size() % 2 == 0 ? ops::reshape(x, Shape{2, s.size() / 2}) : x;
      default:
        return s.rank() > 1 ? ops::reshape(x, s.without(0).with(0, s[0] * s[1])) : x;
    }
  }

  Value moved() {
    const Value x = any();
    const Shape& s = x.shape();
    std::vector<std::int64_t> before, after, sizes;
    for (std::int64_t extent : s) {
      before.push_back(below(static_cast<int>(std::min<std::int64_t>(extent, 2))));
      after.push_back(below(2));
      sizes.push_back(extent - before.back());
    }
    const bool keep_rows = s.rank() > 0 && below(3) != 0;
    if (keep_rows) before[0] = after[0] = 0, sizes[0] = s[0];
    switch (below(5)) {
      case 0: {
        const auto order = random_permutation(s.rank(), options_.seed, 1000 + stream_);
        return ops::transpose(x, {order.begin(), order.end()});
      }
      case 1:
        return ops::slice(x, before, Shape(std::span<const std::int64_t>(sizes)));
      case 2:
        return ops::pad(x, before, after);
      case 3:
        return ops::broadcast_to(x, broadcast(s, any_with(x).shape()));
      default:
        return s.rank() > 0 ? ops::transpose(x, rotation(s.rank())) : x;
    }
  }

  static std::vector<int> rotation(int rank) {
    std::vector<int> axes;
    for (int i = 1; i <= rank; ++i) axes.push_back(i % rank);
    return axes;
  }

  Value combined() {
    const Value a = any();
    const Value b = any();
    const std::int64_t n = a.shape().size();
    const int kind = below(4);
    if (kind == 0) return ops::pack({a, b}, {1, n + 3}, n + b.shape().size() + 7);
    if (kind == 1) {
      return a.shape().rank() == 1 && n > 1 ? ops::view(a, 1, Shape{1, n - 1}) : Value{};
    }
    if (a.shape().rank() == 0) return {};
    const int axis = kind == 2 ? a.shape().rank() - 1 : below(a.shape().rank());
    const bool fits =
        b.shape().rank() == a.shape().rank() && b.shape().with(axis, 1) == a.shape().with(axis, 1);
    return ops::concat({a, fits ? b : ops::tanh(a), a}, axis);
  }

  Value indexed() {
    const Value x = any();
    const Value which = maybe() ? labels_ : indices_;
    const Shape& s = x.shape();
    switch (below(4)) {
      case 0:
        return s.rank() > 0 ? ops::gather(x, which) : x;
      case 1:
        return s.rank() > 0 && s[0] == options_.batch ? ops::scatter_add(labels_, x, 4) : x;
      case 2:
        return ops::one_hot(which, kClasses, dtype_);
      default:
        return x * ops::dropout_mask(x, step_, 0.4, 5, stream_);
    }
  }

  Value probability() {
    const Value x = any();
    if (x.shape().rank() == 0) return {};
    const int kind = below(3);
    const bool rows = x.shape().rank() == 2 && x.shape()[0] == options_.batch;
    if (kind == 0 && rows) return ops::softmax_cross_entropy(x, labels_);
    return kind == 1 ? ops::log_softmax(x) : ops::softmax(x);
  }

  void finish() {
    Value loss = ops::reduce_sum(ops::square(parameters_)) * 0.01;
    for (int i = 0; i < 3; ++i) {
      const Value term = i == 0 ? pool_.back() : any();
      loss = loss + ops::reduce_mean(ops::tanh(term) * (1.0 + odd_number()));
    }
    std::vector<Value> wrt = weights_;
    wrt.push_back(pool_[0]);
    std::vector<Value> d = gradients(loss, wrt);
    if (below(4) == 0) {
      const Value sum = ops::reduce_sum(ops::square(d[0])) + ops::reduce_sum(ops::square(d.back()));
      loss = loss + ops::tanh(sum);
      d = gradients(loss, wrt);
    }
    graph_.set_output("loss", loss);
    graph_.set_output("d x", d.back());
    for (int i = 0; i < 3; ++i) graph_.set_output("value " + std::to_string(i), any());
    d.pop_back();
    update(ops::pack(d, {0, 16, 32, 48, 64, 80}, kParameters));
    if (maybe()) graph_.set_guard(loss);
  }

  void update(Value gradient) {
    const TensorType type{dtype_, Shape{kParameters}};
    const Value velocity = graph_.variable("velocity", type);
    const Value previous = graph_.variable("previous", type);
    const Value other = graph_.variable("other", type);
    const Value next = velocity * 0.9 + gradient;
    const Value updated = parameters_ - next * 0.1;
    graph_.assign(velocity, next);
    graph_.assign(parameters_, updated);
    switch (below(4)) {
      case 0:
        graph_.assign(previous, parameters_);
        break;
      case 1:
        graph_.assign(previous, other), graph_.assign(other, previous);
        break;
      case 2:
        graph_.assign(previous, updated), graph_.set_output("updated", updated);
        break;
      default:
        graph_.assign(previous, gradient + ops::view(previous, 0, {kParameters}));
    }
    if (maybe()) graph_.set_output("old parameters", ops::reshape(parameters_, Shape{6, 16}));
    if (maybe()) graph_.set_output("rows", ops::reshape(pool_[0], Shape{options_.batch, 3, 1}));
  }

  Graph& graph_;
  DType dtype_;
  RandomGraphOptions options_;
  std::uint64_t stream_ = 0;
  std::uint64_t draws_ = 0;
  std::vector<Value> pool_, weights_;
  Value labels_, indices_, step_, parameters_;
};

}  // namespace

void build_random_step(Graph& graph, DType dtype, const RandomGraphOptions& options) {
  Builder(graph, dtype, options).run();
}

std::map<std::string, Tensor> random_feeds(const Graph& graph, std::uint64_t seed) {
  std::map<std::string, Tensor> feeds;
  for (const Node& node : graph.nodes()) {
    if (node.op != &kInput && node.op != &kVariable) continue;
    const TensorType& type = node.outputs[0];
    Tensor values(type.shape, DType::f64);
    for (std::size_t i = 0; i < static_cast<std::size_t>(values.size()); ++i) {
      const auto stream = stream_of(node.name);
      double x = 0.7 * random_normal(seed, stream, i);
      if (type.dtype == DType::i32) x = random_bits(seed, stream, i) % kClasses;
      if (node.name == "step") x = 3;
      values.values<double>()[i] = static_cast<double>(static_cast<float>(x));
    }
    feeds.emplace(node.name, values.cast(type.dtype));
  }
  return feeds;
}

}  // namespace ganglion::testing_support
