#include <benchmark/benchmark.h>

#include "ganglion/train/bench/speed.h"

/// Whole training steps and predictions, beside the machine's multiply-add peak measured in the
/// same run.
namespace ganglion::train {
namespace {

/// The networks that docs/performance.md speaks of.
const SpeedOptions kTiny = {.network = "dense 25 relu; dense 15 relu", .threads = 1};
const SpeedOptions kMlp = {
    .network = "dense 512 relu; dense 512 relu", .inputs = 784, .batch_size = 128, .threads = 2};
const SpeedOptions kDeep = {.network =
                                "dense 256 relu; dense 256 relu; dense 256 relu; dense 256 relu; "
                                "dense 256 relu; dense 256 relu; dense 256 relu; dense 256 relu",
                            .inputs = 256,
                            .batch_size = 64,
                            .threads = 2};

void show(benchmark::State& state, const Speed& speed, const SpeedReport& report) {
  state.SetIterationTime(speed.seconds);
  state.counters["GFLOP/s"] = speed.gflops;
  state.counters["peak"] = report.peak_gflops;
  state.counters["share"] = speed.share;
}

void training_step(benchmark::State& state, const SpeedOptions& options) {
  for (auto _ : state) {
    const SpeedReport report = measure_speed(options);
    show(state, report.step, report);
  }
}

void prediction(benchmark::State& state, const SpeedOptions& options) {
  for (auto _ : state) {
    const SpeedReport report = measure_speed(options);
    show(state, report.predict, report);
  }
}

// One iteration is itself the median of many steps, taken in turns with the peak.
BENCHMARK_CAPTURE(training_step, 64_25_15_10_batch_32, kTiny)->UseManualTime()->Iterations(1);
BENCHMARK_CAPTURE(training_step, 784_512_512_10_batch_128, kMlp)->UseManualTime()->Iterations(1);
BENCHMARK_CAPTURE(training_step, 8x256_batch_64, kDeep)->UseManualTime()->Iterations(1);
BENCHMARK_CAPTURE(prediction, 64_25_15_10_batch_32, kTiny)->UseManualTime()->Iterations(1);
BENCHMARK_CAPTURE(prediction, 784_512_512_10_batch_128, kMlp)->UseManualTime()->Iterations(1);

}  // namespace
}  // namespace ganglion::train
