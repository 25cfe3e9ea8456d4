#pragma once
#include <map>
#include <memory>
#include <string>
#include <variant>

#include "ganglion/data/dataset.h"

namespace ganglion::nn {
class Network;
}

namespace ganglion::train {

/// The rows of an input: in memory, or read when they are needed.
using InputRows = std::variant<Tensor, std::shared_ptr<const data::RowSource>>;

/// Rows for a network of several inputs or outputs, by their names, which are those of Input and of
/// the layers that outputs come from. `targets` may be empty, or has all outputs:
///     named_rows(model.network(), {{"area", area}, {"district", district}}, {{"price", price}})
/// Throws Error, listing the names there are, for one that is missing or unknown.
data::Dataset named_rows(const nn::Network& network, const std::map<std::string, InputRows>& inputs,
                         const std::map<std::string, Tensor>& targets = {});

}  // namespace ganglion::train
