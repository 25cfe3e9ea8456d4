#include <benchmark/benchmark.h>

#include <chrono>
#include <utility>
#include <vector>

#include "ganglion/core/numbers.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/quantize/quantize.h"

/// Predictions of a dense network in f32 and with weights of 8 bits, one thread: a round of each in
/// turn. The time is that of 8 bits; `f32_by_8_bits` is the median ratio of the rounds.
namespace ganglion {
namespace {

using Units = std::vector<std::int64_t>;

train::Sequential network(std::int64_t inputs, const Units& units) {
  std::vector<nn::Layer> layers = {nn::Input({inputs})};
  for (std::size_t i = 0; i + 1 < units.size(); ++i) {
    layers.push_back(nn::Dense{units[i], nn::Activation::relu});
  }
  layers.push_back(nn::Dense{units.back()});
  train::Sequential model(std::move(layers));
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}, .threads = 1});
  return model;
}

data::Dataset made_rows(std::int64_t count, std::int64_t inputs) {
  data::Dataset rows;
  rows.features = Tensor({count, inputs});
  auto values = rows.features.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(i * 7919 % 1000) / 1000.0F;
  }
  std::vector<std::int32_t> classes(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = static_cast<std::int32_t>(i % 10);
  rows.targets = Tensor::of<std::int32_t>({count}, classes);
  return rows;
}

/// Seconds of a prediction.
double timed(train::Model& model, const Tensor& rows) {
  const auto begin = std::chrono::steady_clock::now();
  benchmark::DoNotOptimize(model.predict(rows, rows.shape()[0]).data());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void quantized(benchmark::State& state, std::int64_t inputs, const Units& units) {
  train::Sequential exact = network(inputs, units);
  train::Model bytes = train::quantize(exact, made_rows(256, inputs), {.max_loss = 1.0}).model;
  const Tensor rows = made_rows(state.range(0), inputs).features;
  timed(exact, rows);
  timed(bytes, rows);
  std::vector<double> ratios;
  for (auto _ : state) {
    const double f32 = timed(exact, rows);
    const double small = timed(bytes, rows);
    state.SetIterationTime(small);
    ratios.push_back(f32 / small);
  }
  state.counters["f32_by_8_bits"] = lower_median(std::move(ratios));
}

BENCHMARK_CAPTURE(quantized, 784_512_512_10, 784, Units{512, 512, 10})
    ->Arg(1)
    ->Arg(64)
    ->Arg(1024)
    ->UseManualTime();
BENCHMARK_CAPTURE(quantized, 1024_4096_4096_1000, 1024, Units{4096, 4096, 1000})
    ->Arg(1)
    ->Arg(64)
    ->Arg(1024)
    ->UseManualTime();
BENCHMARK_CAPTURE(quantized, 64_512_256_10, 64, Units{512, 256, 10})
    ->Arg(1)
    ->Arg(64)
    ->Arg(1024)
    ->UseManualTime();

}  // namespace
}  // namespace ganglion
