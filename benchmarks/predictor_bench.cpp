#include <benchmark/benchmark.h>

#include <vector>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/predictor.h"

/// One example predicted at a time, by one thread and by several that share a Predictor.
namespace ganglion {
namespace {

train::Sequential network(std::int64_t inputs, const std::vector<std::int64_t>& hidden) {
  std::vector<nn::Layer> layers = {nn::Input({inputs})};
  for (const std::int64_t units : hidden) layers.push_back(nn::Dense{units, nn::Activation::relu});
  layers.push_back(nn::Dense{10});
  train::Sequential model(std::move(layers));
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  return model;
}

void predict_one(benchmark::State& state, std::int64_t inputs,
                 const std::vector<std::int64_t>& hidden) {
  static const train::Predictor* shared = nullptr;
  if (state.thread_index() == 0) shared = new train::Predictor(network(inputs, hidden));
  std::vector<float> features(static_cast<std::size_t>(inputs), 0.5F);
  std::vector<float> prediction(10);
  for (auto _ : state) {  // all threads begin together, after the first line above
    shared->predict_one(features, prediction);
    benchmark::DoNotOptimize(prediction.data());
  }
  if (state.thread_index() == 0) delete shared;
}

BENCHMARK_CAPTURE(predict_one, 64_25_15_10, 64, {25, 15})->ThreadRange(1, 2)->UseRealTime();
BENCHMARK_CAPTURE(predict_one, 784_128_10, 784, {128})->ThreadRange(1, 2)->UseRealTime();
BENCHMARK_CAPTURE(predict_one, 784_512_512_10, 784, {512, 512})->ThreadRange(1, 2)->UseRealTime();

}  // namespace
}  // namespace ganglion
