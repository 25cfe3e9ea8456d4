#include "ganglion/train/step/step_plans.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <thread>

#include "ganglion/core/error.h"
#include "ganglion/kernels/simd/all_finite.h"
#include "ganglion/runtime/first_not_finite.h"
#include "ganglion/train/step_graph.h"

namespace ganglion::train {
namespace {

void require_finite(const Feed& feed) {
  if (feed.tensor.dtype() != DType::f32) return;
  if (kernels::simd::all_finite(feed.tensor.values<float>())) return;
  throw Error(fmt::format("step: '{}' has a number that is not finite", feed.name));
}

void require_indices(const Feed& feed, const nn::IndexLimit& limit) {
  if (limit.below == 0 || feed.tensor.dtype() != DType::i32) return;
  for (const std::int32_t index : feed.tensor.values<std::int32_t>()) {
    if (index >= 0 && index < limit.below) continue;
    throw Error(fmt::format("step: '{}' has the index {}, but {} knows 0 to {}", feed.name, index,
                            limit.layer, limit.below - 1));
  }
}

std::string input_names(const std::vector<StepInput>& inputs) {
  std::vector<std::string> names;
  names.reserve(inputs.size());
  for (const StepInput& input : inputs) names.push_back(input.name);
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

StepPlans::StepPlans(std::vector<StepNetwork> networks, StepFunction function, StepOptions options)
    : learning_rate(options.optimizer.learning_rate()),
      networks_(std::move(networks)),
      function_(std::move(function)),
      options_(std::move(options)),
      plans_(static_cast<std::size_t>(options_.kept_plans)) {}

std::shared_ptr<StepPlans::Compiled> StepPlans::prepare(std::int64_t rows) {
  if (rows < 1) {
    throw Error(fmt::format("step: a batch has {} rows; it must have at least 1", rows));
  }
  const std::pair key(rows, updates_now());
  if (const auto* kept = plans_.find(key)) return *kept;
  return plans_.add(key, compile(rows));
}

std::shared_ptr<StepPlans::Compiled> StepPlans::compile(std::int64_t rows) {
  auto compiled = std::make_shared<Compiled>();
  Graph graph;
  compiled->inputs = build_step(graph, networks_, function_, options_, rows, updates_now());
  compiled->zeros = Tensor(Shape{rows});
  compiled->rows = rows;
  for (const StepInput& input : compiled->inputs) {
    compiled->fed.emplace_back(input.type.shape, input.type.dtype);
  }
  const std::int64_t replicas =
      options_.replicas > 0 ? options_.replicas : default_replicas(graph, rows, true);
  compiled->plan = std::make_unique<runtime::Plan>(
      graph,
      runtime::PlanOptions{.replicas = replicas, .precision = options_.precision, .arena = arena_});
  arena_ = compiled->plan->arena();
  for (const Binding& binding : bindings(*compiled)) {
    if (!compiled->plan->has(binding.name)) continue;  // passes may have found that nobody needs it
    if (binding.size < 0) {
      compiled->plan->bind(binding.name, *binding.tensor);
    } else {
      compiled->plan->bind_part(binding.name, *binding.tensor, binding.first);
    }
  }
  return compiled;
}

std::vector<StepPlans::Binding> StepPlans::bindings(Compiled& compiled) {
  std::vector<Binding> all = {{std::string(nn::graph_names::kStep), &step_},
                              {std::string(step_names::kUpdate), &update_},
                              {std::string(step_names::kGoesOn), &goes_on_},
                              {std::string(nn::graph_names::kLearningRate), &rate_},
                              {std::string(step_names::kZeros), &compiled.zeros}};
  for (std::size_t i = 0; i < compiled.inputs.size(); ++i) {
    all.push_back({std::string(step_names::kInputs) + compiled.inputs[i].name, &compiled.fed[i]});
  }
  for (StepNetwork& one : networks_) {
    all.push_back({one.name_of(nn::graph_names::kParameters), &one.parameters()});
    all.push_back({one.name_of(nn::graph_names::kTrained), &one.parameters(), one.range().offset,
                   one.range().size});
    all.push_back({one.name_of(nn::graph_names::kState), &one.state()});
    for (auto& [name, slot] : one.slots()) all.push_back({name, &slot});
  }
  return all;
}

void StepPlans::feed(Compiled& compiled, std::span<const Feed> feeds) const {
  for (std::size_t i = 0; i < compiled.inputs.size(); ++i) {
    const StepInput& input = compiled.inputs[i];
    const auto found = std::ranges::find(feeds, std::string_view(input.name), &Feed::name);
    if (found == feeds.end()) {
      throw Error(fmt::format("step: '{}' {} is not fed; inputs: {}", input.name,
                              input.type.to_string(), input_names(compiled.inputs)));
    }
    const Tensor& tensor = found->tensor;
    if (tensor.shape() != input.type.shape || tensor.dtype() != input.type.dtype) {
      throw Error(fmt::format("step: '{}' is {} for {} rows, but {} was fed", input.name,
                              input.type.to_string(), compiled.rows,
                              TensorType{tensor.dtype(), tensor.shape()}.to_string()));
    }
    require_finite(*found);
    require_indices(*found, input.limit);
    if (tensor.bytes() > 0) std::memcpy(compiled.fed[i].data(), tensor.data(), tensor.bytes());
  }
  if (feeds.size() == compiled.inputs.size()) return;
  for (const Feed& feed : feeds) {
    if (std::ranges::find(compiled.inputs, feed.name, &StepInput::name) != compiled.inputs.end())
      continue;
    throw Error(fmt::format("step: it has no input '{}'; inputs: {}", feed.name,
                            input_names(compiled.inputs)));
  }
}

void StepPlans::begin() {
  step_.values<float>()[0] = static_cast<float>(runs_ + 1);
  update_.values<float>()[0] = static_cast<float>(updates() + 1);
  goes_on_.values<float>()[0] = runs_ % options_.accumulate == 0 ? 0.0F : 1.0F;
  rate_.values<float>()[0] = static_cast<float>(learning_rate);
  for (StepNetwork& one : networks_) {
    if (one.role().training) one.weights_change();
    const auto average = one.slots().find(one.name_of(kAverageSlot));
    if (updates() > 0 || average == one.slots().end()) continue;
    average->second = one.parameters().rows(one.range().offset, one.range().size);
  }
}

double StepPlans::run(Compiled& compiled, std::span<const Feed> feeds) {
  feed(compiled, feeds);
  begin();
  Workers* workers = nullptr;
  if (compiled.plan->shares_work()) {
    if (!workers_) {
      const int threads = options_.threads > 0
                              ? options_.threads
                              : static_cast<int>(std::thread::hardware_concurrency());
      workers_ = std::make_unique<Workers>(std::max(1, threads));
    }
    workers = workers_.get();
  }
  if (!compiled.plan->run(workers)) diverged(compiled);
  ++runs_;
  return static_cast<double>(*static_cast<const float*>(compiled.plan->output("loss")));
}

void StepPlans::diverged(Compiled& compiled) {
  Graph graph;
  build_step(graph, networks_, function_, options_, compiled.rows, updates_now());
  std::map<std::string, Tensor> values;
  for (const Binding& binding : bindings(compiled)) {
    values[binding.name] =
        binding.size < 0 ? *binding.tensor : binding.tensor->rows(binding.first, binding.size);
  }
  throw Error(
      fmt::format("step: training diverged in run {}: first non-finite value in {}; try a lower "
                  "learning rate (now {:.4g}), gradient clipping, or scaled data",
                  runs_ + 1, runtime::first_not_finite(graph, values), learning_rate));
}

}  // namespace ganglion::train
