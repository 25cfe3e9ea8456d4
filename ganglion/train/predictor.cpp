#include "ganglion/train/predictor.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "ganglion/core/error.h"
#include "ganglion/io/model_file.h"
#include "ganglion/train/check_data.h"
#include "ganglion/train/idle_engines.h"
#include "ganglion/train/run_rows.h"
#include "ganglion/train/saved_options.h"

namespace ganglion::train {
namespace {

void check_one(const nn::Network& network, std::span<const float> features,
               std::span<float> prediction) {
  if (network.inputs().size() != 1 || network.inputs()[0].dtype != DType::f32 ||
      network.output_shapes().size() != 1) {
    throw Error("predict_one: the network must have one input of f32 and one output; use predict");
  }
  const auto check = [](std::int64_t wanted, std::size_t given, const char* what) {
    if (static_cast<std::size_t>(wanted) == given) return;
    throw Error(
        fmt::format("predict_one: the network has {} {}, but {} were given", wanted, what, given));
  };
  check(network.inputs()[0].shape.size(), features.size(), "features");
  check(network.output_shapes()[0].size(), prediction.size(), "outputs");
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (!std::isfinite(features[i])) {
      throw Error(fmt::format("predict_one: feature {} is {}", i + 1, features[i]));
    }
  }
}

}  // namespace

struct Predictor::Implementation {
  Implementation(nn::Network network_in, std::optional<CompileOptions> options_in,
                 Tensor parameters, Tensor state)
      : network(std::move(network_in)),
        options(std::move(options_in)),
        weights{.parameters = std::move(parameters), .state = std::move(state), .slots = {}} {}

  /// An engine for one call, which is computed on the thread that makes it.
  class Borrowed {
   public:
    explicit Borrowed(Implementation& from) : from_(from), engine_(from.idle.take()) {
      if (engine_) return;
      engine_ = std::make_unique<Engine>(from.network, from.options ? &*from.options : nullptr,
                                         from.weights, 1, from.fixed, nullptr);
    }
    ~Borrowed() { from_.idle.give(std::move(engine_)); }
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    Engine& operator*() const { return *engine_; }

   private:
    Implementation& from_;
    std::unique_ptr<Engine> engine_;
  };

  nn::Network network;
  std::optional<CompileOptions> options;
  Weights weights;  ///< plans bind them, and only read
  std::shared_ptr<runtime::FixedValues> fixed = std::make_shared<runtime::FixedValues>();
  IdleEngines idle;
};

Predictor::Predictor(const Model& model)
    : implementation_("predictor",
                      std::make_unique<Implementation>(
                          model.network(),
                          model.compiled() ? std::optional(model.compile_options()) : std::nullopt,
                          model.weights().parameters, model.weights().state)) {}
Predictor::Predictor(io::SavedModel saved)
    : implementation_("predictor",
                      std::make_unique<Implementation>(saved.network, loss_options(saved, true),
                                                       saved.parameters.cast(DType::f32),
                                                       saved.state.cast(DType::f32))) {}
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;
Predictor::~Predictor() = default;

std::vector<Tensor> Predictor::predict(const data::Dataset& data, std::int64_t batch_size) const {
  Implementation& self = *implementation_;
  check_features(self.network, data, "predict");
  const Implementation::Borrowed engine(self);
  return run_rows(*engine, self.network, Engine::Kind::prediction, data, batch_size);
}

Tensor Predictor::predict(const Tensor& features, std::int64_t batch_size) const {
  check_one_output(implementation_->network);
  data::Dataset data;
  data.features = features;
  return std::move(predict(data, batch_size)[0]);
}

void Predictor::predict_one(std::span<const float> features, std::span<float> prediction) const {
  Implementation& self = *implementation_;
  check_one(self.network, features, prediction);
  const Implementation::Borrowed engine(self);
  Engine::BoundPlan& prepared = *(*engine).prepare(Engine::Kind::prediction, 1, false);
  std::memcpy(prepared.inputs[0].data(), features.data(), features.size_bytes());
  (*engine).run(prepared);
  std::memcpy(prediction.data(), prepared.plan->output("prediction"), prediction.size_bytes());
}

}  // namespace ganglion::train
