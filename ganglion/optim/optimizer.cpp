#include "ganglion/optim/optimizer.h"

#include <fmt/format.h>

#include <array>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/ops/ops.h"
#include "ganglion/optim/adagrad.h"
#include "ganglion/optim/adam.h"
#include "ganglion/optim/adamw.h"
#include "ganglion/optim/common_settings.h"
#include "ganglion/optim/rmsprop.h"
#include "ganglion/optim/sgd.h"

namespace ganglion::optim {
namespace {

struct OptimizerEntry {
  std::string_view name;
  Optimizer (*make)(const Attributes& config);
};

template <class T>
constexpr OptimizerEntry entry() {
  return {T::kind, [](const Attributes& config) { return Optimizer(made_from<T>(config)); }};
}

constexpr std::array kOptimizers = {entry<Adagrad>(), entry<Adam>(), entry<AdamW>(),
                                    entry<RMSprop>(), entry<SGD>()};

}  // namespace

std::vector<SlotSpec> Optimizer::slots() const {
  // The update itself declares them: build it for one parameter and look.
  Graph graph;
  const TensorType one{DType::f32, Shape{1}};
  const TensorType scalar{DType::f32, Shape{}};
  UpdateContext context(graph.variable("parameters", one), graph.input("gradient", one, false),
                        graph.input("learning_rate", scalar, false),
                        graph.input("step", scalar, false));
  update(context);
  return context.slots();
}

void Optimizer::check() const {
  check_not_negative(name(), "learning_rate", learning_rate());
  check_not_negative(name(), "weight_decay", weight_decay());
  const Clip limits = clip();
  check_not_negative(name(), "clip_value", limits.value);
  check_not_negative(name(), "clip_norm", limits.norm);
  check_not_negative(name(), "global_clip_norm", limits.global_norm);
  if ((limits.value > 0) + (limits.norm > 0) + (limits.global_norm > 0) > 1) {
    throw Error(
        fmt::format("{}: clip_value = {}, clip_norm = {} and global_clip_norm = {} exclude "
                    "each other; set one of them",
                    name(), limits.value, limits.norm, limits.global_norm));
  }
  slots();  // each update checks its own settings
}

Optimizer optimizer_from_config(std::string_view name, const Attributes& config) {
  for (const OptimizerEntry& known : kOptimizers) {
    if (known.name == name) return known.make(config);
  }
  throw Error(fmt::format("optimizer: {} is unknown; {}", shown(name),
                          suggestion(name, optimizer_names())));
}

Optimizer parse_optimizer(std::string_view text) {
  const Settings settings = parse_settings(text, "optimizer");
  return optimizer_from_config(settings.kind, settings.attributes);
}

std::vector<std::string> optimizer_names() {
  std::vector<std::string> names;
  names.reserve(kOptimizers.size());
  for (const OptimizerEntry& known : kOptimizers) names.emplace_back(known.name);
  return names;
}

}  // namespace ganglion::optim
