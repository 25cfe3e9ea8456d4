#include <benchmark/benchmark.h>

#include <vector>

#include "benchmarks/bench.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"

/// Single kernels on one thread. Bytes per second count each input read and each output written
/// once.
namespace {

using namespace ganglion;

/// p, m, v and the gradient; m += s (g - m), v += t (g^2 - v), p -= l m / (sqrt(v) + e).
Value adam(Graph& graph, std::int64_t n) {
  std::vector<Value> x;
  for (const char* name : {"p", "m", "v", "g"}) x.push_back(graph.input(name, {DType::f32, {n}}));
  for (const char* name : {"s", "t", "l", "e"}) x.push_back(graph.input(name, {DType::f32, {}}));
  return ops::fused_elementwise(graph, x,
                                {{&ops::kSub, {3, 1}, 0},
                                 {&ops::kMul, {8, 4}, 0},
                                 {&ops::kAdd, {1, 9}, 0},
                                 {&ops::kMul, {3, 3}, 0},
                                 {&ops::kSub, {11, 2}, 0},
                                 {&ops::kMul, {12, 5}, 0},
                                 {&ops::kAdd, {2, 13}, 0},
                                 {&ops::kMul, {10, 6}, 0},
                                 {&ops::kSqrt, {14}, 0},
                                 {&ops::kAdd, {16, 7}, 0},
                                 {&ops::kDiv, {15, 17}, 0},
                                 {&ops::kSub, {0, 18}, 0}},
                                {19, 10, 14}, {}, Shape{n}, "adam")
      .output();
}

void adam_update(benchmark::State& state) {
  Bench bench([&](Graph& graph) { return adam(graph, state.range(0)); });
  bench.in_place(3);
  bench.run(state);
}
BENCHMARK(adam_update)->Arg(2000)->Arg(20000)->Arg(670000)->Arg(4000000);

/// The three products of a layer, per 64 rows: rows · kernel, rows' · dy, dy · kernel'. Lengths
/// that are powers of two are where rows meet in the cache (onednn/product.h).
void product(benchmark::State& state, bool transpose_a, bool transpose_b) {
  const std::int64_t m = state.range(0);
  const std::int64_t n = state.range(1);
  const std::int64_t k = state.range(2);
  Bench bench([&](Graph& graph) {
    return ops::matmul(graph.input("a", {DType::f32, transpose_a ? Shape{k, m} : Shape{m, k}}),
                       graph.input("b", {DType::f32, transpose_b ? Shape{n, k} : Shape{k, n}}),
                       transpose_a, transpose_b);
  });
  bench.run(state);
  state.counters["GFLOP/s"] = benchmark::Counter(
      2e-9 * static_cast<double>(m * n * k * state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(product, forward, false, false)->Args({32, 25, 64})->Args({64, 512, 784});
BENCHMARK_CAPTURE(product, forward, false, false)->Args({64, 500, 784})->Args({256, 4096, 1024});
BENCHMARK_CAPTURE(product, kernel_gradient, true, false)
    ->Args({512, 512, 64})
    ->Args({500, 500, 64});
BENCHMARK_CAPTURE(product, input_gradient, false, true)->Args({64, 512, 512})->Args({64, 500, 500});

using Unary = Value (*)(Value);
void unary(benchmark::State& state, Unary op) {
  Bench bench([&](Graph& graph) { return op(graph.input("x", {DType::f32, {state.range(0)}})); });
  bench.run(state);
}
BENCHMARK_CAPTURE(unary, relu, ops::relu)->Arg(2000);
BENCHMARK_CAPTURE(unary, exp, ops::exp)->Arg(2000);
BENCHMARK_CAPTURE(unary, log, ops::log)->Arg(2000);
BENCHMARK_CAPTURE(unary, tanh, ops::tanh)->Arg(2000);
BENCHMARK_CAPTURE(unary, sigmoid, ops::sigmoid)->Arg(2000);
BENCHMARK_CAPTURE(unary, softplus, ops::softplus)->Arg(2000);
BENCHMARK_CAPTURE(unary, erf, ops::erf)->Arg(2000);

void add_row(benchmark::State& state) {
  Bench bench([&](Graph& graph) {
    return ops::add(graph.input("x", {DType::f32, {state.range(0), state.range(1)}}),
                    graph.input("row", {DType::f32, {state.range(1)}}));
  });
  bench.run(state);
}
BENCHMARK(add_row)->Args({32, 10})->Args({128, 1000});

void mul_column(benchmark::State& state) {
  Bench bench([&](Graph& graph) {
    return ops::mul(graph.input("x", {DType::f32, {state.range(0), state.range(1)}}),
                    graph.input("column", {DType::f32, {state.range(0), 1}}));
  });
  bench.run(state);
}
BENCHMARK(mul_column)->Args({32, 10})->Args({128, 1000});

void rows(benchmark::State& state, Unary op) {
  Bench bench([&](Graph& graph) {
    return op(graph.input("x", {DType::f32, {state.range(0), state.range(1)}}));
  });
  bench.run(state);
}
BENCHMARK_CAPTURE(rows, softmax, ops::softmax)->Args({32, 10})->Args({128, 1000});
BENCHMARK_CAPTURE(rows, log_softmax, ops::log_softmax)->Args({32, 10})->Args({128, 1000});

Value bias_gradient(Value x) {
  return ops::reduce_sum(x, {0});
}
Value row_sum(Value x) {
  return ops::reduce_sum(x, {1});
}
Value whole_sum(Value x) {
  return ops::reduce_sum(x);
}
Value row_max(Value x) {
  return ops::reduce_max(x, {1});
}
Value transposed(Value x) {
  return ops::transpose(x, {1, 0});
}
BENCHMARK_CAPTURE(rows, bias_gradient, bias_gradient)->Args({32, 10})->Args({128, 1000});
BENCHMARK_CAPTURE(rows, row_sum, row_sum)->Args({32, 10})->Args({128, 1000});
BENCHMARK_CAPTURE(rows, whole_sum, whole_sum)->Args({32, 10})->Args({128, 1000});
BENCHMARK_CAPTURE(rows, row_max, row_max)->Args({32, 10})->Args({128, 1000});
BENCHMARK_CAPTURE(rows, transpose, transposed)->Args({32, 10})->Args({128, 1000});

void softmax_cross_entropy(benchmark::State& state) {
  Bench bench([&](Graph& graph) {
    return ops::softmax_cross_entropy(
        graph.input("x", {DType::f32, {state.range(0), state.range(1)}}),
        graph.input("labels", {DType::i32, {state.range(0)}}));
  });
  bench.run(state);
}
BENCHMARK(softmax_cross_entropy)->Args({32, 10})->Args({128, 1000});

void dropout_mask(benchmark::State& state) {
  Bench bench([&](Graph& graph) {
    return ops::dropout_mask(graph.input("x", {DType::f32, {state.range(0)}}),
                             graph.input("step", {DType::f32, {}}), 0.3, 1, 2);
  });
  bench.run(state);
}
BENCHMARK(dropout_mask)->Arg(2000);

}  // namespace
