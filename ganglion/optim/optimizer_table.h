#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/optim/optimizer.h"

/// The optimizers of the library, by name.
namespace ganglion::optim {

/// An optimizer of one's own, for files that name it: optimizer_kind<Lion>().
using OptimizerKind = OwnKind<Optimizer>;
/// That of a struct T with `kind` and `fields`.
template <class T>
constexpr OptimizerKind optimizer_kind() {
  return own_kind<Optimizer, T>();
}

/// Makes one from its saved form; of the name, capitals, '-' and '_' don't count, and
/// gradient_descent is sgd. Throws Error for an unknown name (listing the known ones) or
/// setting, and for settings that cannot work.
Optimizer optimizer_from_config(std::string_view name, const Attributes& config);

/// Makes one from "adam", "adam learning_rate=0.01", "sgd momentum=0.9 nesterov". Settings that
/// aren't named have their defaults. Throws Error as optimizer_from_config does.
Optimizer parse_optimizer(std::string_view text);

/// "adagrad", "adam", "adamw", "rmsprop", "sgd".
std::vector<std::string> optimizer_names();

}  // namespace ganglion::optim
