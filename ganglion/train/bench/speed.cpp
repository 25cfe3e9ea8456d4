#include "ganglion/train/bench/speed.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>

#include "ganglion/core/numbers.h"
#include "ganglion/core/rng.h"
#include "ganglion/kernels/bandwidth.h"
#include "ganglion/kernels/peak.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/nn/network_writer.h"
#include "ganglion/optim/optimizer_table.h"
#include "ganglion/train/engine.h"
#include "ganglion/train/model.h"

namespace ganglion::train {
namespace {

using Clock = std::chrono::steady_clock;

nn::Network make_network(const SpeedOptions& options) {
  std::vector<nn::Layer> layers = {nn::Input(Shape{options.inputs})};
  for (nn::Layer& layer : nn::parse_network(options.network, "`network`")) {
    layers.push_back(std::move(layer));
  }
  layers = nn::with_flat_end(std::move(layers));
  layers.emplace_back(nn::Dense{.units = options.outputs});
  return nn::Network(std::move(layers));
}

data::Dataset make_rows(const SpeedOptions& options) {
  data::Dataset data;
  data.features = Tensor(Shape{options.batch_size, options.inputs});
  data.targets = Tensor(Shape{options.batch_size}, DType::i32);
  auto features = data.features.values<float>();
  for (std::size_t i = 0; i < features.size(); ++i) {
    features[i] = static_cast<float>(random_normal(1, 1, i));
  }
  auto labels = data.targets.values<std::int32_t>();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    labels[i] = static_cast<std::int32_t>(i % static_cast<std::size_t>(options.outputs));
  }
  return data;
}

/// Numbers for each input of a network; of a table that a layer looks up, its rows in turn.
data::Dataset make_rows(const nn::Network& network, std::int64_t batch_size) {
  data::Dataset data;
  for (std::size_t i = 0; i < network.inputs().size(); ++i) {
    const nn::InputSpec& spec = network.inputs()[i];
    const std::int64_t below = network.index_limits()[i].below;
    Tensor numbers(spec.shape.prepended(batch_size), DType::f64);
    const auto values = numbers.values<double>();
    for (std::size_t j = 0; j < values.size(); ++j) {
      values[j] = below > 0 ? static_cast<double>(j % static_cast<std::size_t>(below))
                            : random_normal(1, 1 + i, j);
    }
    Tensor input = numbers.cast(spec.dtype);
    i == 0 ? void(data.features = std::move(input))
           : data.more_features.push_back(std::move(input));
  }
  return data;
}

/// One kind of run, repeated.
class Subject {
 public:
  Subject(Engine& engine, Engine::Kind kind, const data::Dataset& rows)
      : engine_(engine),
        kind_(kind),
        rows_(rows),
        prepared_(engine.prepare(kind, rows.rows(), false)) {
    if (kind == Engine::Kind::training) prepared_->learning_rate.values<float>()[0] = 1e-6F;
    order_.resize(static_cast<std::size_t>(rows.rows()));
    std::iota(order_.begin(), order_.end(), std::int64_t{0});
    block(3);
  }

  /// Seconds for each run of `runs`.
  double block(int runs) {
    const auto begin = Clock::now();
    for (int i = 0; i < runs; ++i) {
      if (kind_ == Engine::Kind::prediction) {
        engine_.run_on(*prepared_, rows_, order_);
      } else {
        engine_.feed(*prepared_, rows_, order_);
        engine_.run(*prepared_);
      }
    }
    return std::chrono::duration<double>(Clock::now() - begin).count() / runs;
  }

  void measure() {
    constexpr double kBlock = 2e-3;
    const double once = block(1);
    times_.push_back(block(std::max(1, static_cast<int>(kBlock / once))));
  }

  /// `update_seconds`: what the update of the weights would take at the speed of memory.
  Speed result(double peak, double update_seconds, bool profile) {
    Speed speed{.seconds = lower_median(times_)};
    constexpr int kRuns = 50;
    for (const auto& call : prepared_->plan->profile(profile ? kRuns : 1)) {
      if (call.is_product) speed.flops += call.flops;
      if (profile) {
        speed.profile.push_back(call);
        speed.profile.back().seconds /= kRuns;
      }
    }
    speed.gflops = speed.flops / speed.seconds / 1e9;
    speed.share = speed.gflops / peak;
    speed.roofline_seconds = speed.flops / peak / 1e9 + update_seconds;
    return speed;
  }

  /// What the update of the weights reads and writes.
  double update_bytes() {
    double bytes = 0.0;
    for (const auto& call : prepared_->plan->profile(1)) {
      if (call.is_update) bytes += call.bytes;
    }
    return bytes;
  }

  std::int64_t replicas() const { return prepared_->plan->replicas(); }

 private:
  Engine& engine_;
  Engine::Kind kind_;
  const data::Dataset& rows_;
  std::shared_ptr<Engine::BoundPlan> prepared_;
  std::vector<std::int64_t> order_;
  std::vector<double> times_;
};

int threads_of(const SpeedOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// `step`: null where there is only a prediction.
SpeedReport measure_in_turns(Subject* step, Subject& predict, int threads,
                             const SpeedOptions& options) {
  SpeedReport report{.options = options, .threads = threads};
  const double update_bytes = step == nullptr ? 0.0 : step->update_bytes();
  kernels::Bandwidth memory(threads, static_cast<std::size_t>(update_bytes));
  std::vector<double> peaks;
  std::vector<double> bandwidths;
  const auto begin = Clock::now();
  do {
    if (step != nullptr) step->measure();
    predict.measure();
    peaks.push_back(kernels::measure_peak_gflops(threads));
    bandwidths.push_back(memory.measure());
  } while (std::chrono::duration<double>(Clock::now() - begin).count() < options.seconds);
  // More threads than shares of the batch have nothing to do.
  report.replicas = (step == nullptr ? predict : *step).replicas();
  report.peak_gflops = lower_median(peaks);
  report.bandwidth = lower_median(bandwidths);
  if (options.profile) {
    report.peak_gflops_of_one = kernels::measure_peak_gflops(1);
    report.bandwidth_of_one =
        kernels::Bandwidth(1, static_cast<std::size_t>(update_bytes)).measure();
  }
  const double update_seconds = update_bytes / report.bandwidth / 1e9;
  if (step != nullptr) {
    report.step = step->result(report.peak_gflops, update_seconds, options.profile);
  }
  report.predict = predict.result(report.peak_gflops, 0.0, options.profile);
  return report;
}

io::Json speed_json(const Speed& speed) {
  io::Json::Object object = {{"seconds", speed.seconds},
                             {"flops", speed.flops},
                             {"gflops", speed.gflops},
                             {"share_of_peak", speed.share},
                             {"roofline_seconds", speed.roofline_seconds}};
  if (speed.profile.empty()) return object;
  io::Json::Array calls;
  for (const auto& call : speed.profile) {
    calls.emplace_back(io::Json::Object{{"kernel", call.kernel},
                                        {"node", call.node},
                                        {"seconds", call.seconds},
                                        {"flops", call.flops},
                                        {"bytes", call.bytes}});
  }
  object.emplace_back("profile", std::move(calls));
  return object;
}

}  // namespace

SpeedReport measure_speed(const SpeedOptions& options) {
  const int threads = threads_of(options);
  Model model(make_network(options));
  CompileOptions compile = {.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                            .optimizer = optim::parse_optimizer(options.optimizer),
                            .replicas = options.replicas,
                            .precision = options.precision,
                            .threads = threads};
  model.compile(compile);
  Engine engine(model.network(), &compile, model.mutable_weights());
  const data::Dataset rows = make_rows(options);
  Subject step(engine, Engine::Kind::training, rows);
  Subject predict(engine, Engine::Kind::prediction, rows);
  SpeedReport report = measure_in_turns(&step, predict, threads, options);
  report.parameters = model.network().layout().parameter_count();
  return report;
}

SpeedReport measure_predictions(Model& model, const std::string& path,
                                const SpeedOptions& options) {
  const int threads = threads_of(options);
  CompileOptions compile = {.precision = options.precision, .threads = threads};
  Engine engine(model.network(), &compile, model.mutable_weights());
  const data::Dataset rows = make_rows(model.network(), options.batch_size);
  Subject predict(engine, Engine::Kind::prediction, rows);
  SpeedReport report = measure_in_turns(nullptr, predict, threads, options);
  report.parameters = model.network().layout().parameter_count();
  report.model = path;
  return report;
}

io::Json SpeedReport::to_json() const {
  io::Json::Object object;
  if (model.empty()) {
    object = {{"network", options.network},
              {"inputs", options.inputs},
              {"outputs", options.outputs},
              {"optimizer", options.optimizer}};
  } else {
    object = {{"model", model}};
  }
  object.insert(object.end(), {{"batch_size", options.batch_size},
                               {"threads", threads},
                               {"replicas", replicas},
                               {"parameters", parameters},
                               {"precision", std::string(name_of(options.precision))},
                               {"peak_gflops", peak_gflops}});
  if (model.empty()) {
    object.emplace_back("bandwidth_gb", bandwidth);
    object.emplace_back("step", speed_json(step));
  }
  object.emplace_back("predict", speed_json(predict));
  return object;
}

}  // namespace ganglion::train
