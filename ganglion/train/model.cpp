#include "ganglion/train/model.h"

#include <fmt/format.h>

#include <cstring>

#include "ganglion/core/error.h"
#include "ganglion/core/numbers.h"
#include "ganglion/data/row_source.h"
#include "ganglion/train/check_data.h"
#include "ganglion/train/frozen.h"
#include "ganglion/train/model_state.h"
#include "ganglion/train/named_outputs.h"
#include "ganglion/train/report_metrics.h"
#include "ganglion/train/run_rows.h"
#include "ganglion/train/unknown_kinds.h"

namespace ganglion::train {
namespace {

void check_options(const CompileOptions& options) {
  const std::int64_t replicas = options.replicas;
  if (replicas != 0 && !is_power_of_two(replicas)) {
    throw Error(fmt::format(
        "compile: replicas is {}; use a power of two, or 0 to choose automatically", replicas));
  }
  if (options.kept_plans < 1) {
    throw Error(fmt::format("compile: kept_plans is {}; at least 1 is needed", options.kept_plans));
  }
  if (options.threads < 0)
    throw Error(fmt::format("compile: threads is {}; use 0 for all processors", options.threads));
}

}  // namespace

Model::Implementation::Implementation(nn::Network network_in, std::uint64_t seed)
    : network(std::move(network_in)), fixed(std::make_shared<runtime::FixedValues>()) {
  weights.parameters = nn::initial_parameters(network.layout(), seed);
  weights.state = nn::initial_state(network.layout(), seed);
}

Model::Implementation::Implementation(nn::Network network_in)
    : network(std::move(network_in)), fixed(std::make_shared<runtime::FixedValues>()) {
  weights.parameters = Tensor(Shape{network.layout().size});
  weights.state = Tensor(Shape{network.layout().state_size});
}

const CompileOptions& Model::Implementation::require_compiled(const char* what) const {
  if (!options)
    throw Error(fmt::format("{}: the model isn't compiled; call compile() first", what));
  return *options;
}

Engine& Model::Implementation::engine() {
  if (!active)
    active = std::make_unique<Engine>(network, options ? &*options : nullptr, weights, 0, fixed,
                                      &Engine::build_trained);
  return *active;
}

Weights& Model::Implementation::changed_weights() {
  fixed->weights_changed();
  untouched = false;
  return weights;
}

Model::Model(nn::Network network, std::uint64_t seed)
    : implementation_("model", std::make_unique<Implementation>(std::move(network), seed)) {}
Model::Model(const std::vector<nn::Symbol>& inputs, const std::vector<nn::Symbol>& outputs)
    : Model(nn::Network(inputs, outputs)) {}
Model::Model(nn::Network network, const Tensor& parameters, const Tensor& state)
    : implementation_("model", std::make_unique<Implementation>(std::move(network))) {
  set_weights(parameters, state);
}
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

void Model::compile(CompileOptions options) {
  Implementation& self = *implementation_;
  check_options(options);
  order_outputs(self.network, options);
  check_losses(self.network, options);
  check_frozen(self.network, options);
  self.active.reset();
  if (self.untouched) {
    self.fixed->weights_changed();
    self.weights.parameters = nn::initial_parameters(self.network.layout(), options.seed);
    self.weights.state = nn::initial_state(self.network.layout(), options.seed);
  }
  self.weights.slots.clear();
  for (const optim::SlotSpec& slot : options.optimizer.slots()) {
    Tensor tensor(self.weights.parameters.shape());
    for (float& value : tensor.values<float>()) value = static_cast<float>(slot.initial);
    self.weights.slots.emplace("slot/" + slot.name, std::move(tensor));
  }
  self.progress = {};
  self.options = std::move(options);
}

bool Model::compiled() const {
  return implementation_->options.has_value();
}
const CompileOptions& Model::compile_options() const {
  return implementation_->require_compiled("compile_options");
}

std::vector<Tensor> Model::predict(const data::Dataset& data, std::int64_t batch_size) {
  Implementation& self = *implementation_;
  check_features(self.network, data, "predict");
  return run_rows(self.engine(), self.network, Engine::Kind::prediction, data, batch_size);
}

Tensor Model::predict(const Tensor& features, std::int64_t batch_size) {
  check_one_output(network());
  data::Dataset data;
  data.features = features;
  return std::move(predict(data, batch_size)[0]);
}

Scores Model::evaluate(const data::Dataset& data, std::int64_t batch_size) {
  return evaluate_until(data, batch_size, nullptr);
}

Scores Model::evaluate_until(const data::Dataset& raw, std::int64_t batch_size,
                             const std::atomic<bool>* stop) {
  Implementation& self = *implementation_;
  const CompileOptions& options = self.require_compiled("evaluate");
  check_known(options, "evaluate");
  check_features(self.network, raw, "evaluate");
  const data::Dataset data = with_fitting_targets(self.network, options, raw);
  check_targets(self.network, options, data, "evaluate");

  const auto kind = self.validating ? Engine::Kind::validation : Engine::Kind::evaluation;
  double loss = 0.0;
  std::vector<double> losses(options.outputs.size());
  Scores scores;
  const auto add_loss = [&](const Engine::BoundPlan& prepared, std::int64_t rows) {
    if (stop != nullptr && stop->load()) throw EvaluationStopped{};
    const auto* row_loss = static_cast<const float*>(prepared.plan->output("row_loss"));
    for (std::int64_t i = 0; i < rows; ++i) loss += static_cast<double>(row_loss[i]);
    for (std::size_t output = 0; output < losses.size(); ++output) {
      const auto* one =
          static_cast<const float*>(prepared.plan->output(loss_name(options, output)));
      for (std::int64_t i = 0; i < rows; ++i) losses[output] += static_cast<double>(one[i]);
    }
    if (const auto penalty = prepared.penalty()) scores.penalty = *penalty;
  };
  scores.predictions = run_rows(self.engine(), self.network, kind, data, batch_size, add_loss);
  scores.values = {{"loss", loss / static_cast<double>(data.rows())}};
  for (std::size_t i = 0; i < losses.size(); ++i) {
    scores.values.emplace_back(value_name(options, "loss", i),
                               losses[i] / static_cast<double>(data.rows()));
  }
  add_metrics(scores.values, options, data, scores.predictions, "");
  return scores;
}

double Model::train_on_batch(const data::Dataset& raw) {
  constexpr const char* kWhat = "train_on_batch";
  Implementation& self = *implementation_;
  const CompileOptions& options = self.require_compiled(kWhat);
  check_known_to_train(options, kWhat);
  check_features(self.network, raw, kWhat);
  const data::Dataset data = with_fitting_targets(self.network, options, raw);
  check_targets(self.network, options, data, kWhat);
  check_batch_size(self.network, data.rows(), data.rows(), kWhat);

  Engine& engine = self.engine();
  const auto prepared = engine.prepare(Engine::Kind::training, data.rows(), data.weighted());
  const std::vector<std::int64_t> rows = data::row_range(0, data.rows());
  engine.feed(*prepared, data, rows);
  const double learning_rate = options.optimizer.learning_rate();
  prepared->step.values<float>()[0] = static_cast<float>(self.progress.steps + 1);
  prepared->learning_rate.values<float>()[0] = static_cast<float>(learning_rate);
  self.untouched = false;
  if (!engine.run(*prepared)) {
    prepared->features_read = {.begin = 0, .end = data.rows()};  // also those of other ranks
    engine.feed(*prepared, data, rows);
    throw Error(
        fmt::format("train_on_batch: training diverged in step {}: first non-finite value in {}; "
                    "try a lower learning rate (now {:.4g}), gradient clipping, or scaled features",
                    self.progress.steps + 1, engine.first_not_finite(*prepared, data.weighted()),
                    learning_rate));
  }
  engine.complete();
  ++self.progress.steps;
  return static_cast<double>(*static_cast<const float*>(prepared->plan->output("loss")));
}

double Model::train_on_batch(const Tensor& features, const Tensor& targets) {
  data::Dataset rows;
  rows.features = features;
  rows.targets = targets;
  return train_on_batch(rows);
}

const nn::Network& Model::network() const {
  return implementation_->network;
}
std::string Model::summary() const {
  if (!compiled()) return network().summary();
  return network().summary(compile_options().frozen);
}
const Weights& Model::weights() const {
  return implementation_->weights;
}
Weights& Model::mutable_weights() {
  implementation_->fixed->recompute_always();  // the caller may write as long as it likes
  return implementation_->changed_weights();
}
const Model::Progress& Model::progress() const {
  return implementation_->progress;
}
Model::Progress& Model::mutable_progress() {
  return implementation_->progress;
}
const ModelInfo& Model::info() const {
  return implementation_->info;
}
ModelInfo& Model::mutable_info() {
  return implementation_->info;
}

namespace {

void copy(const Tensor& from, Tensor& to, const char* what) {
  if (from.dtype() != to.dtype() || from.shape() != to.shape()) {
    throw Error(fmt::format("set_weights: the {} are {}, but the model's are {}", what,
                            TensorType{from.dtype(), from.shape()}.to_string(),
                            TensorType{to.dtype(), to.shape()}.to_string()));
  }
  if (to.bytes() > 0) std::memcpy(to.data(), from.data(), to.bytes());
}

/// The spec of a path, and in which buffer it lies.
const nn::ParameterSpec& find_weight(const nn::ParameterLayout& layout, std::string_view path) {
  if (const nn::ParameterSpec* spec = layout.find(path)) return *spec;
  std::string known;
  for (const auto* list : {&layout.parameters, &layout.state}) {
    for (const nn::ParameterSpec& spec : *list) known += (known.empty() ? "" : ", ") + spec.path;
  }
  throw Error(fmt::format("weight: no '{}'; available: {}", path, known));
}

}  // namespace

Tensor Model::weight(std::string_view path) const {
  const nn::ParameterSpec& spec = find_weight(network().layout(), path);
  return nn::parameter_of(
      spec.trainable ? implementation_->weights.parameters : implementation_->weights.state, spec);
}

void Model::set_weight(std::string_view path, const Tensor& value) {
  const nn::ParameterSpec& spec = find_weight(network().layout(), path);
  Weights& weights = implementation_->changed_weights();
  nn::set_parameter(spec.trainable ? weights.parameters : weights.state, spec, value);
}

void Model::set_weights(const Tensor& parameters, const Tensor& state) {
  copy(parameters, implementation_->changed_weights().parameters, "parameters");
  copy(state, implementation_->changed_weights().state, "state");
}

}  // namespace ganglion::train
