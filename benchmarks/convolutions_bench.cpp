#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>

#include "benchmarks/bench.h"
#include "ganglion/kernels/onednn/tiled_conv.h"
#include "ganglion/kernels/scope.h"
#include "ganglion/kernels/simd/packed_product.h"
#include "ganglion/kernels/simd/winograd_tiles.h"
#include "ganglion/ops/blocked.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/tiled_conv.h"
#include "ganglion/ops/winograd.h"

/// Each kernel for convolutions of channels in blocks, on one thread: which is the fastest for
/// which windows (kernels/simd/blocked_conv.cpp, winograd_conv.cpp). And those of training, whose
/// values lie row-major (kernels/onednn/tiled_conv.cpp).
namespace {

using namespace ganglion;

/// The first kernel for `op` by this family, whatever it would leave to others.
const kernels::Entry& entry_of(const OpDef& op, kernels::Family family) {
  for (const kernels::Entry& entry : kernels::table()) {
    if (entry.op == &op && entry.family == family) return entry;
  }
  std::abort();
}

/// batch, channels, filters, places of a side, places of a window's side, stride.
void convolution(benchmark::State& state, const OpDef& op, kernels::Family family) {
  const std::int64_t batch = state.range(0), channels = state.range(1), filters = state.range(2);
  const std::int64_t side = state.range(3), window = state.range(4), stride = state.range(5);
  const std::int64_t block = kernels::simd::winograd_tiles().block;
  Bench bench(
      [&](Graph& graph) {
        const bool plain = channels % block != 0;
        const Value x = graph.input(
            "x", {DType::f32, plain ? Shape{batch, channels, side, side}
                                    : Shape{batch, channels / block, side, side, block}});
        const Value kernel =
            graph.input("k", {DType::f32, Shape{filters, channels, window, window}});
        const std::int64_t pad = window / 2;
        const Value conv = ops::conv(
            plain ? x : ops::from_blocks(x), kernel,
            {.strides = {stride, stride}, .pads_before = {pad, pad}, .pads_after = {pad, pad}});
        const std::int64_t width = kernels::simd::packed_width();
        return &op == &ops::kWinogradConv
                   ? ops::winograd_conv(conv.producer(), {x, kernel}, block, width)
                   : ops::blocked_conv(conv.producer(), {x, kernel}, block);
      },
      entry_of(op, family));
  if (!bench.accepted()) {
    state.SkipWithError("left to other kernels");
    return;
  }
  bench.run(state);
  const std::int64_t out = (side - 1) / stride + 1;
  state.counters["GFLOP/s"] =
      benchmark::Counter(2e-9 * static_cast<double>(batch * channels * filters * out * out *
                                                    window * window * state.iterations()),
                         benchmark::Counter::kIsRate);
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->Args({64, 1, 32, 28, 3, 1})->Args({8, 3, 64, 224, 7, 2})->Args({64, 3, 16, 32, 3, 1});
  bench->Args({64, 16, 16, 32, 3, 1})->Args({64, 16, 32, 32, 3, 2})->Args({64, 32, 32, 28, 3, 1});
  bench->Args({64, 32, 64, 14, 3, 1})->Args({64, 64, 64, 8, 3, 1})->Args({64, 16, 32, 32, 1, 2});
  bench->Args({1, 16, 16, 32, 3, 1})->Args({1, 32, 32, 16, 3, 1})->Args({1, 64, 64, 8, 3, 1});
  bench->Args({8, 64, 64, 56, 1, 1})->Args({8, 64, 64, 56, 3, 1})->Args({8, 128, 128, 28, 3, 1});
  bench->Args({8, 256, 256, 14, 3, 1})->Args({64, 16, 16, 32, 5, 1});
}

void winograd_sizes(benchmark::internal::Benchmark* bench) {
  bench->Args({64, 16, 16, 32, 3, 1})->Args({64, 32, 32, 28, 3, 1})->Args({64, 32, 64, 14, 3, 1});
  bench->Args({64, 64, 64, 8, 3, 1})->Args({1, 16, 16, 32, 3, 1})->Args({1, 32, 32, 16, 3, 1});
  bench->Args({1, 64, 64, 8, 3, 1})->Args({8, 64, 64, 56, 3, 1})->Args({8, 128, 128, 28, 3, 1});
  bench->Args({8, 256, 256, 14, 3, 1});
}

/// The same as above, of 3x3 windows: the convolution or its derivative by the input.
void row_major(benchmark::State& state, bool tiled, bool gradient) {
  const std::int64_t batch = state.range(0), channels = state.range(1), filters = state.range(2);
  const std::int64_t side = state.range(3), pad = state.range(4), out = side + 2 * pad - 2;
  const kernels::Scope scope;
  Bench bench([&](Graph& graph) {
    const ops::ConvOptions options{.pads_before = {pad, pad}, .pads_after = {pad, pad}};
    const Value kernel = graph.input("k", {DType::f32, Shape{filters, channels, 3, 3}});
    const Value x = graph.input("x", {DType::f32, gradient ? Shape{batch, filters, out, out}
                                                           : Shape{batch, channels, side, side}});
    const Value plain = gradient ? ops::conv_input_gradient(x, kernel, {side, side}, options)
                                 : ops::conv(x, kernel, options);
    const std::int64_t block = kernels::onednn::tiled_block(plain.producer());
    return !tiled || block == 0 ? plain
                                : ops::tiled_conv(plain.producer(), {x, kernel}, block,
                                                  kernels::simd::packed_width());
  });
  bench.run(state);
  state.counters["GFLOP/s"] = benchmark::Counter(
      18e-9 * static_cast<double>(batch * channels * filters * out * out * state.iterations()),
      benchmark::Counter::kIsRate);
}

void training_sizes(benchmark::internal::Benchmark* bench) {
  bench->Args({16, 32, 64, 13, 0})->Args({16, 32, 32, 16, 1})->Args({16, 64, 64, 8, 1});
  bench->Args({16, 32, 32, 28, 1})->Args({16, 64, 64, 14, 1})->Args({16, 128, 128, 14, 1});
  bench->Args({4, 64, 64, 56, 1})->Args({4, 256, 256, 14, 1});
}

BENCHMARK_CAPTURE(row_major, plain, false, false)->Apply(training_sizes);
BENCHMARK_CAPTURE(row_major, tiles, true, false)->Apply(training_sizes);
BENCHMARK_CAPTURE(row_major, plain_derivative, false, true)->Apply(training_sizes);
BENCHMARK_CAPTURE(row_major, tiles_derivative, true, true)->Apply(training_sizes);
BENCHMARK_CAPTURE(convolution, onednn, ops::kBlockedConv, kernels::Family::onednn)->Apply(sizes);
BENCHMARK_CAPTURE(convolution, own, ops::kBlockedConv, kernels::Family::simd)->Apply(sizes);
BENCHMARK_CAPTURE(convolution, winograd, ops::kWinogradConv, kernels::Family::simd)
    ->Apply(winograd_sizes);

}  // namespace
