#include "ganglion/optim/optimizer_table.h"

#include <fmt/format.h>

#include <array>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/core/synonyms.h"
#include "ganglion/optim/adagrad.h"
#include "ganglion/optim/adam.h"
#include "ganglion/optim/adamw.h"
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

Optimizer optimizer_from_config(std::string_view name, const Attributes& config) {
  const std::string plain = plain_name(name);
  const bool descent = plain == "gradientdescent" || plain == "gd";
  for (const OptimizerEntry& known : kOptimizers) {
    if (plain == known.name || (descent && known.name == SGD::kind)) return known.make(config);
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
