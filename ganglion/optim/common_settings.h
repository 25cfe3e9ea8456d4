#pragma once
#include <string>
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/optim/update.h"

/// The settings that all optimizers share, for their `config` and `from_config`.
namespace ganglion::optim {

/// Commas for blanks, so that a list stays one word in an optimizer's text form.
std::string one_word(std::string list);

/// `config` with weight decay and clipping of the optimizer.
template <class T>
Attributes with_common(Attributes config, const T& options) {
  config.set("weight_decay", options.weight_decay);
  config.set("exclude_from_weight_decay", one_word(options.exclude_from_weight_decay));
  config.set("clip_value", options.clip.value);
  config.set("clip_norm", options.clip.norm);
  config.set("global_clip_norm", options.clip.global_norm);
  return config;
}

Clip clip_from(const Attributes& config);

/// Throws Error naming optimizer and setting for a value outside [0, 1), or below 0.
void check_rate(std::string_view kind, std::string_view setting, double value);
void check_not_negative(std::string_view kind, std::string_view setting, double value);

}  // namespace ganglion::optim
