#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/runtime/plan.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// What is measured: a network between inputs and logits, trained with a sparse cross-entropy.
struct SpeedOptions {
  std::string network = "dense 25 relu; dense 15 relu";  ///< hidden layers
  std::int64_t inputs = 64;
  std::int64_t outputs = 10;
  std::int64_t batch_size = 32;
  std::string optimizer = "adam";
  int threads = 0;            ///< 0: one for each processor
  std::int64_t replicas = 0;  ///< 0: chosen automatically
  Precision precision = Precision::f32;
  double seconds = 1.0;  ///< about how long to measure
  bool profile = false;
};

/// One kind of run.
struct Speed {
  double seconds = 0.0;  ///< of one run, the median over the repeats
  double flops = 0.0;    ///< of its matrix products
  double gflops = 0.0;   ///< those in a second, in thousand millions
  double share = 0.0;    ///< of the machine's peak
  /// The least that the machine would need: its products at the peak, and the update of the weights
  /// at the speed of memory, one after the other.
  double roofline_seconds = 0.0;
  std::vector<runtime::Plan::CallProfile> profile = {};  ///< for one run
};

/// Times of whole training steps (batch copied in, forward, derivatives, update) and predictions,
/// and the machine's peak, all measured alternately, so that what else runs on the machine hurts
/// them alike.
struct SpeedReport {
  SpeedOptions options = {};
  std::string model = {};  ///< the file, where one was measured: predictions alone
  int threads = 1;
  std::int64_t replicas = 1;
  std::int64_t parameters = 0;
  double peak_gflops = 0.0;  ///< of `threads` threads
  double bandwidth = 0.0;    ///< GB/s of them, on as much memory as the update goes through
  /// The same on one thread, as profiles are made; measured for these only.
  double peak_gflops_of_one = 0.0;
  double bandwidth_of_one = 0.0;
  Speed step = {};
  Speed predict = {};

  io::Json to_json() const;
};

SpeedReport measure_speed(const SpeedOptions& options);

/// The same of the predictions of a model that there is, read from `path`, on random numbers. Of
/// the options those count that name no part of a network or training.
SpeedReport measure_predictions(Model& model, const std::string& path, const SpeedOptions& options);

}  // namespace ganglion::train
