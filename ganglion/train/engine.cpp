#include "ganglion/train/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <thread>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/batches.h"
#include "ganglion/graph/same_but_for_rows.h"
#include "ganglion/kernels/kernel.h"
#include "ganglion/runtime/first_not_finite.h"
#include "ganglion/train/frozen.h"

namespace ganglion::train {
namespace {

int thread_count(const CompileOptions* options) {
  if (options != nullptr && options->threads > 0) return options->threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Tensor feed_tensor(const Graph& graph, std::string_view name) {
  const TensorType& type = graph.find_input(name).type();
  return Tensor(type.shape, type.dtype);
}

/// Of the sizes that are used for batches of any size: four in each doubling, so that at most a
/// quarter of the rows is computed for nothing, and there are 28 up to 256.
std::int64_t rounded_rows(std::int64_t rows) {
  const auto step = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(rows)) / 4);
  return step < 2 ? rows : (rows + step - 1) / step * step;
}

/// Do the rows follow one another?
bool neighbours(std::span<const std::int64_t> rows) {
  return !rows.empty() &&
         std::ranges::adjacent_find(rows, [](auto a, auto b) { return b != a + 1; }) == rows.end();
}

/// Stored rows, as they were read, to what the network takes.
void feed_stored(const data::Dataset& data, const void* read, std::size_t rows, void* to) {
  const std::size_t row = data.stored->row_bytes();
  const std::size_t bytes = row * rows;
  if (!data.scaling) {
    std::memcpy(to, read, bytes);
    return;
  }
  data::scale_bytes({static_cast<const std::uint8_t*>(read), bytes}, row, *data.scaling,
                    static_cast<float*>(to));
}

/// Of as many rows as there are.
std::pair<std::size_t, std::size_t> clipped(runtime::RowRange range, std::size_t rows) {
  return {std::min(static_cast<std::size_t>(range.begin), rows),
          std::min(static_cast<std::size_t>(range.end), rows)};
}

}  // namespace

Engine::Engine(const nn::Network& network, const CompileOptions* options, Weights& weights,
               int threads, std::shared_ptr<runtime::FixedValues> fixed, BuildGraph build)
    : network_(network),
      options_(options),
      weights_(weights),
      threads_(threads > 0 ? threads : thread_count(options)),
      build_(build),
      fixed_(fixed ? std::move(fixed) : std::make_shared<runtime::FixedValues>()),
      plans_(static_cast<std::size_t>(options != nullptr ? options->kept_plans
                                                         : CompileOptions{}.kept_plans)) {}

void Engine::build_trained(Graph& graph, Kind kind, const nn::Network& network,
                           const CompileOptions& options, const StepGraphOptions& step) {
  if (kind == Kind::training) return build_training_graph(graph, network, options, step);
  build_evaluation_graph(graph, network, options, step);
}

void Engine::make_graph(Graph& graph, Kind kind, std::int64_t batch_size, bool weighted) const {
  if (kind == Kind::prediction) {
    return build_prediction_graph(graph, network_, options_, batch_size);
  }
  build_(graph, kind, network_, *options_, {.batch_size = batch_size, .weighted = weighted});
}

const std::shared_ptr<Engine::BoundPlan>& Engine::prepare(Kind kind, std::int64_t batch_size,
                                                          bool weighted) {
  if (batch_size < 1) {
    throw Error(fmt::format("a batch has {} rows; it must have at least 1", batch_size));
  }
  if (kind != Kind::prediction && (options_ == nullptr || build_ == nullptr)) {
    throw Error("the engine has no options: only predictions can be made without a loss");
  }
  const Key key{kind, weighted, batch_size};
  if (const auto* kept = plans_.find(key)) return *kept;
  return plans_.add(key, make(kind, batch_size, weighted));
}

const std::shared_ptr<Engine::BoundPlan>& Engine::prepare_for(Kind kind, std::int64_t rows,
                                                              bool weighted) {
  if (!plans_.full() || rows < 1) return prepare(kind, rows, weighted);
  const std::int64_t most = rounded_rows(rows);
  if (most == rows || !rows_are_apart(kind, weighted, rows, most)) {
    return prepare(kind, rows, weighted);
  }
  // Others than of rounded sizes, made when there was room, serve as long as nobody takes theirs.
  const auto apart = [](const auto& kept) { return kept->plan->rows_are_apart(); };
  const Key from{kind, weighted, rows}, to{kind, weighted, most};
  if (const auto* kept = plans_.peek(from, to, apart)) return *kept;
  return prepare(kind, most, weighted);
}

/// Once for each kind of run: both graphs must be the same, as a layer may take the number of rows
/// for its number.
bool Engine::rows_are_apart(Kind kind, bool weighted, std::int64_t rows, std::int64_t more) {
  const auto [entry, added] = apart_.emplace(std::pair(kind, weighted), false);
  if (!added) return entry->second;
  Graph graph, larger;
  make_graph(graph, kind, rows, weighted);
  make_graph(larger, kind, more, weighted);
  entry->second = same_but_for_rows(graph, rows, larger, more) &&
                  prepare(kind, more, weighted)->plan->rows_are_apart();
  return entry->second;
}

std::shared_ptr<Engine::BoundPlan> Engine::make(Kind kind, std::int64_t batch_size, bool weighted) {
  auto made = std::make_shared<BoundPlan>();
  BoundPlan& prepared = *made;
  Graph graph;
  make_graph(graph, kind, batch_size, weighted);
  const std::int64_t wanted = options_ == nullptr ? 0 : options_->replicas;
  const std::int64_t replicas =
      wanted > 0 ? wanted : default_replicas(graph, batch_size, kind == Kind::training);
  const Precision precision = options_ == nullptr ? Precision::f32 : options_->precision;
  const bool for_long = kind == Kind::evaluation || kind == Kind::prediction;
  dist::Communicator* ranks = for_long ? nullptr : options_->ranks;
  prepared.plan = std::make_unique<runtime::Plan>(
      graph, runtime::PlanOptions{.replicas = replicas,
                                  .precision = precision,
                                  .arena = arena_,
                                  .fixed = for_long ? fixed_ : nullptr,
                                  .ranks = ranks});
  arena_ = prepared.plan->arena();
  for (const nn::InputSpec& input : network_.inputs()) {
    prepared.inputs.push_back(feed_tensor(graph, input.name));
  }
  const std::string& first = network_.inputs()[0].name;
  prepared.features_read = prepared.plan->has(first) ? prepared.plan->rows_read(first)
                                                     : runtime::RowRange{0, batch_size};
  if (kind != Kind::prediction) {
    for (std::size_t i = 0; i < network_.outputs().size(); ++i) {
      prepared.targets.push_back(feed_tensor(graph, numbered("targets", i)));
      if (!weighted) continue;
      prepared.sample_weights.push_back(feed_tensor(graph, numbered("sample_weight", i)));
      std::ranges::fill(prepared.sample_weights.back().values<float>(), 1.0F);
    }
  }
  bind(prepared);
  return made;
}

void Engine::bind(BoundPlan& prepared) {
  runtime::Plan& plan = *prepared.plan;
  const auto bind = [&](const std::string& name, Tensor& tensor) {
    if (plan.has(name)) plan.bind(name, tensor);  // passes may have found that it isn't needed
  };
  for (std::size_t i = 0; i < prepared.inputs.size(); ++i) {
    bind(network_.inputs()[i].name, prepared.inputs[i]);
  }
  for (std::size_t i = 0; i < prepared.targets.size(); ++i) {
    bind(numbered("targets", i), prepared.targets[i]);
  }
  for (std::size_t i = 0; i < prepared.sample_weights.size(); ++i) {
    bind(numbered("sample_weight", i), prepared.sample_weights[i]);
  }
  bind("step", prepared.step);
  bind("learning_rate", prepared.learning_rate);
  bind("parameters", weights_.parameters);
  bind("state", weights_.state);
  if (options_ == nullptr) return;  // predictions change nothing
  const std::int64_t first = trained_range(network_, *options_).offset;
  const auto bind_part = [&](std::string_view name, Tensor& tensor) {
    if (plan.has(name)) plan.bind_part(name, tensor, first);
  };
  bind_part(nn::graph_names::kTrained, weights_.parameters);
  for (auto& [name, slot] : weights_.slots) bind_part(name, slot);
}

Tensor& Engine::own_features(BoundPlan& prepared) const {
  Tensor& first = prepared.inputs.at(0);
  if (std::exchange(prepared.in_place, false)) {
    prepared.plan->bind(network_.inputs()[0].name, first);
  }
  return first;
}

void Engine::feed(BoundPlan& prepared, const data::Dataset& data,
                  std::span<const std::int64_t> rows, const void* features) const {
  Tensor& first = own_features(prepared);
  const auto [begin, end] = clipped(prepared.features_read, rows.size());
  const auto read = rows.subspan(begin, end - begin);
  const std::size_t row = first.bytes() / static_cast<std::size_t>(first.shape()[0]);
  void* to = static_cast<std::byte*>(first.data()) + begin * row;
  if (features != nullptr) {
    const auto* stored = static_cast<const std::byte*>(features);
    feed_stored(data, stored + begin * data.stored->row_bytes(), read.size(), to);
  } else if (data.stored && data.scaling) {
    feed_stored(data, data.stored->rows(read).data(), read.size(), to);
  } else if (data.stored) {
    data.stored->read(read, to);
  } else if (data.scaling) {
    data::gather_scaled(data.features, read, *data.scaling, static_cast<float*>(to));
  } else {
    data::gather(data.features, read, to);
  }
  feed_others(prepared, data, rows);
}

/// All but the features of the first input.
void Engine::feed_others(BoundPlan& prepared, const data::Dataset& data,
                         std::span<const std::int64_t> rows) {
  const auto gather = [&](const Tensor& from, Tensor& to) { data::gather(from, rows, to.data()); };
  for (std::size_t i = 1; i < prepared.inputs.size(); ++i) {
    const data::RowSource* source = data.stored_input(i);
    if (source != nullptr) {
      source->read(rows, prepared.inputs[i].data());
    } else {
      gather(data.more_features[i - 1], prepared.inputs[i]);
    }
  }
  if (!prepared.targets.empty()) gather(data.targets, prepared.targets[0]);
  for (std::size_t i = 1; i < prepared.targets.size(); ++i)
    gather(data.more_targets[i - 1], prepared.targets[i]);
  for (std::size_t i = 0; i < prepared.sample_weights.size(); ++i) {
    if (const Tensor* weights = data.weights_of(i)) gather(*weights, prepared.sample_weights[i]);
  }
}

void Engine::feed_changed(BoundPlan& prepared, const data::Dataset& data,
                          std::span<const std::int64_t> rows, const void* features,
                          const Augment& change) {
  const std::span<float> all = own_features(prepared).values<float>();
  const std::size_t size = all.size() / rows.size();
  const auto* read = static_cast<const std::byte*>(features);
  const auto [begin, end] = clipped(prepared.features_read, rows.size());
  std::atomic<std::size_t> next = begin;
  auto work = [&, last = end](int) {
    for (std::size_t i = next++; i < last; i = next++) {
      const data::RowDraw draw = {.seed = change.seed, .epoch = change.epoch, .row = rows[i]};
      const void* own = read == nullptr ? nullptr : read + i * data.stored->row_bytes();
      data::augmented_row(data, change.augmentation, draw, all.subspan(i * size, size), own);
    }
  };
  workers().run([](void* context, int worker) { (*static_cast<decltype(work)*>(context))(worker); },
                &work);
  feed_others(prepared, data, rows);
}

Workers& Engine::workers() {
  if (!workers_) workers_ = std::make_unique<Workers>(threads_);
  return *workers_;
}

std::optional<double> Engine::BoundPlan::penalty() const {
  if (!plan->graph().has_output("penalty")) return std::nullopt;
  return static_cast<double>(*static_cast<const float*>(plan->output("penalty")));
}

void Engine::complete() {
  if (const auto kept = std::exchange(incomplete_, nullptr)) kept->plan->complete();
}

bool Engine::run(BoundPlan& prepared) {
  if (!prepared.plan->graph().assignments().empty()) {
    fixed_->weights_changed();
    if (incomplete_.get() != &prepared) complete();
    if (prepared.plan->keeps_parts()) incomplete_ = prepared.shared_from_this();
  }
  if (!prepared.plan->shares_work()) return prepared.plan->run();
  return prepared.plan->run(&workers());
}

bool Engine::run_on(BoundPlan& prepared, const data::Dataset& data,
                    std::span<const std::int64_t> rows, const void* features) {
  const std::string& name = network_.inputs()[0].name;
  const bool all = rows.size() == static_cast<std::size_t>(prepared.inputs.at(0).shape()[0]);
  const bool plain =
      all && features == nullptr && !data.stored && !data.scaling && neighbours(rows);
  if (!plain || !prepared.plan->has(name)) {
    feed(prepared, data, rows, features);
    return run(prepared);
  }
  feed_others(prepared, data, rows);
  const std::size_t row =
      static_cast<std::size_t>(network_.inputs()[0].shape.size()) * size_of(data.features.dtype());
  const auto* begin = static_cast<const std::byte*>(data.features.data());
  prepared.plan->bind(name, begin + static_cast<std::size_t>(rows[0]) * row);
  prepared.in_place = true;  // until others are fed: an output may be nothing but these rows
  return run(prepared);
}

std::string Engine::first_not_finite(const BoundPlan& prepared, bool weighted) {
  Graph graph;
  make_graph(graph, Kind::training, prepared.inputs.at(0).shape()[0], weighted);
  std::map<std::string, Tensor> feeds;
  const nn::TrainedRange range = trained_range(network_, *options_);
  for (const auto& [name, slot] : weights_.slots) feeds[name] = slot.rows(range.offset, range.size);
  feeds[std::string(nn::graph_names::kTrained)] =
      weights_.parameters.rows(range.offset, range.size);
  for (std::size_t i = 0; i < prepared.inputs.size(); ++i) {
    feeds[network_.inputs()[i].name] = prepared.inputs[i];
  }
  for (std::size_t i = 0; i < prepared.targets.size(); ++i) {
    feeds[numbered("targets", i)] = prepared.targets[i];
  }
  for (std::size_t i = 0; i < prepared.sample_weights.size(); ++i) {
    feeds[numbered("sample_weight", i)] = prepared.sample_weights[i];
  }
  feeds["step"] = prepared.step;
  feeds["learning_rate"] = prepared.learning_rate;
  feeds["parameters"] = weights_.parameters;
  feeds["state"] = weights_.state;
  return runtime::first_not_finite(graph, feeds);
}

}  // namespace ganglion::train
