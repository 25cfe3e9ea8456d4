#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/train/check_data.h"
#include "ganglion/train/model_state.h"
#include "ganglion/train/run_rows.h"

/// Parts and copies of a model, and values inside it.
namespace ganglion::train {
namespace {

constexpr std::int64_t kRowsAtOnce = 256;

/// The layer of another network that stands for a layer: the same object, or one of the same name.
const nn::LayerCall* counterpart(const nn::Network& from, const nn::LayerCall& layer) {
  const auto& calls = from.calls();
  const auto same = std::ranges::find_if(
      calls, [&](const nn::LayerCall& call) { return call.handle.same_as(layer.handle); });
  if (same != calls.end()) return &*same;
  const auto named = std::ranges::find(calls, layer.layer, &nn::LayerCall::layer);
  return named == calls.end() ? nullptr : &*named;
}

/// Where a parameter of `to` is found in `from`: null where it isn't.
const nn::ParameterSpec* source_of(const nn::Network& from, const nn::Network& to,
                                   const nn::ParameterSpec& spec) {
  for (const nn::LayerCall& call : to.calls()) {
    if (!spec.is_of(call.layer)) continue;
    const nn::LayerCall* other = counterpart(from, call);
    if (other == nullptr) return nullptr;
    return from.layout().find(other->layer + spec.path.substr(call.layer.size()));
  }
  return nullptr;
}

std::vector<std::string> names_of(const std::vector<nn::InputSpec>& inputs) {
  std::vector<std::string> names;
  for (const nn::InputSpec& input : inputs) names.push_back(input.name);
  return names;
}

}  // namespace

Model Model::part(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs) {
  Implementation& self = *implementation_;
  Model result(self.network.part(inputs, outputs));
  Implementation& own = *result.implementation_;
  own.weights.parameters = self.weights.parameters.view();
  own.weights.state = self.weights.state.view();
  own.fixed = self.fixed;
  own.untouched = self.untouched = false;
  return result;
}

Model Model::clone() const {
  const Implementation& self = *implementation_;
  Model copy(self.network.whole());
  copy.copy_weights(*this);
  if (self.options) copy.compile(*self.options);
  copy.mutable_info() = self.info;
  return copy;
}

CopiedWeights Model::copy_weights(const Model& from, const CopyOptions& options) {
  const nn::ParameterLayout& layout = network().layout();
  CopiedWeights result;
  std::vector<std::pair<const nn::ParameterSpec*, const nn::ParameterSpec*>> pairs;
  for (const auto* list : {&layout.parameters, &layout.state}) {
    for (const nn::ParameterSpec& spec : *list) {
      const nn::ParameterSpec* source = source_of(from.network(), network(), spec);
      const bool fits = source != nullptr && source->shape == spec.shape;
      (fits ? result.copied : result.skipped).push_back(spec.path);
      if (fits) pairs.emplace_back(&spec, source);
    }
  }
  if (!result.skipped.empty() && !options.skip_mismatched) {
    throw Error(
        fmt::format("copy_weights: the other model has no {} of these shapes; to leave "
                    "them as they are, {{.skip_mismatched = true}}",
                    fmt::join(result.skipped, ", ")));
  }
  Weights& to = implementation_->changed_weights();
  for (const auto& [spec, source] : pairs) {
    nn::set_parameter(spec->trainable ? to.parameters : to.state, *spec, from.weight(source->path));
  }
  return result;
}

std::vector<Tensor> Model::outputs_of(const std::vector<std::string>& layers,
                                      const data::Dataset& data) {
  check_features(network(), data, "outputs_of");
  const nn::Network part = network().part(names_of(network().inputs()), layers);
  Engine engine(part, nullptr, implementation_->weights);
  return run_rows(engine, part, Engine::Kind::prediction, data, kRowsAtOnce);
}

}  // namespace ganglion::train
