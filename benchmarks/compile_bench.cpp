#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>
#include <dnnl.hpp>
#include <string>
#include <vector>

#include "ganglion/core/numbers.h"
#include "ganglion/core/rng.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/nn/network_writer.h"
#include "ganglion/train/engine.h"
#include "ganglion/train/model.h"

/// From a network to a plan that runs, on one thread, in processor time: its graph, passes, memory
/// and kernels (`compile_ms`), and what the first run takes longer than the next ones, which packs
/// weights and touches memory (`first_run_ms`). The time is the sum of both. `first_compile_ms` is
/// the first time, which in a process's first plan includes what oneDNN does once.
namespace ganglion::train {
namespace {

/// As benchmarks/peers/works.py has them.
struct Work {
  std::string network;
  Shape inputs;
  std::int64_t batch;
};

Work mlp() {
  return {.network = "dense 512 relu; dense 512 relu", .inputs = {784}, .batch = 128};
}

Work deep() {
  Work work{.network = "dense 256 relu", .inputs = {256}, .batch = 64};
  for (int i = 1; i < 64; ++i) work.network += "; dense 256 relu";
  return work;
}

Work resnet20() {
  return {.network = "resnet20", .inputs = {3, 32, 32}, .batch = 128};
}

Sequential model_of(const Work& work) {
  std::vector<nn::Layer> layers = {nn::Input(work.inputs)};
  for (nn::Layer& layer : nn::parse_network(work.network, "`network`")) {
    layers.push_back(std::move(layer));
  }
  layers = nn::with_flat_end(std::move(layers));
  layers.emplace_back(nn::Dense{10});
  return Sequential(std::move(layers));
}

void fill(Engine::BoundPlan& plan) {
  std::uint64_t i = 0;
  for (float& x : plan.inputs[0].values<float>()) {
    x = static_cast<float>(random_normal(1, 1, i++));
  }
  for (Tensor& targets : plan.targets) {
    std::ranges::fill(targets.values<std::int32_t>(), 0);
  }
  if (plan.learning_rate.dtype() == DType::f32) plan.learning_rate.values<float>()[0] = 1e-6F;
}

/// Of this thread, which other work on the machine changes little.
double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double seconds(const auto& work) {
  const double begin = cpu_seconds();
  work();
  return cpu_seconds() - begin;
}

/// Primitives that were made before would be there already.
void forget_primitives() {
  const int capacity = dnnl::get_primitive_cache_capacity();
  dnnl::set_primitive_cache_capacity(0);
  dnnl::set_primitive_cache_capacity(capacity);
}

void compile(benchmark::State& state, const Work& work, Engine::Kind kind) {
  Sequential model = model_of(work);
  CompileOptions options{.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                         .optimizer = optim::Adam{},
                         .threads = 1};
  model.compile(options);
  std::vector<double> compiled, run;
  for (auto _ : state) {
    forget_primitives();
    Engine engine(model.network(), &options, model.mutable_weights());
    Engine::BoundPlan* plan = nullptr;
    compiled.push_back(seconds([&] { plan = engine.prepare(kind, work.batch, false).get(); }));
    fill(*plan);
    const double first = seconds([&] { engine.run(*plan); });
    std::vector<double> next;
    for (int i = 0; i < 5; ++i) next.push_back(seconds([&] { engine.run(*plan); }));
    run.push_back(std::max(0.0, first - lower_median(next)));
    state.SetIterationTime(compiled.back() + run.back());
  }
  state.counters["first_compile_ms"] = compiled[0] * 1e3;
  state.counters["compile_ms"] = lower_median(compiled) * 1e3;
  state.counters["first_run_ms"] = lower_median(run) * 1e3;
}

void both(const std::string& name, const Work& work) {
  for (const auto& [kind, what] : {std::pair(Engine::Kind::training, "training"),
                                   std::pair(Engine::Kind::prediction, "prediction")}) {
    benchmark::RegisterBenchmark(("compile/" + name + "/" + what).c_str(), compile, work, kind)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond)
        ->Iterations(5);
  }
}

const bool kRegistered = [] {
  both("mlp", mlp());
  both("deep", deep());
  both("resnet20", resnet20());
  return true;
}();

}  // namespace
}  // namespace ganglion::train
