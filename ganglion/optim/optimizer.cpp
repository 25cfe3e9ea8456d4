#include "ganglion/optim/optimizer.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"
#include "ganglion/optim/common_settings.h"

namespace ganglion::optim {

std::string Optimizer::to_string() const {
  constexpr std::string_view kWords = "exclude_from_weight_decay";
  Attributes settings = config();
  if (settings.has(kWords)) {  // a text of settings has a setting a word
    std::string words = settings.text(kWords);
    std::ranges::replace(words, ' ', ',');
    settings.set(std::string(kWords), std::move(words));
  }
  return settings_text(name(), settings);
}

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

}  // namespace ganglion::optim
