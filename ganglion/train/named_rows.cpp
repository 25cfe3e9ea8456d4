#include "ganglion/train/named_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/nn/network.h"

namespace ganglion::train {
namespace {

/// Throws Error unless the names given are those of the network.
template <class Rows>
void check_names(const std::map<std::string, Rows>& given, const std::vector<std::string>& names,
                 const char* what) {
  for (const auto& [name, rows] : given) {
    if (std::ranges::find(names, name) != names.end()) continue;
    throw Error(fmt::format("named_rows: the network has no {} {}; {}", what, shown(name),
                            suggestion(name, names)));
  }
  for (const std::string& name : names) {
    if (std::ranges::count(names, name) > 1) {
      throw Error(fmt::format("named_rows: two {}s are called {}; give their layers names", what,
                              shown(name)));
    }
    if (given.contains(name)) continue;
    throw Error(fmt::format("named_rows: nothing is given for {} {}; the network has {}", what,
                            shown(name), fmt::join(names, ", ")));
  }
}

}  // namespace

data::Dataset named_rows(const nn::Network& network, const std::map<std::string, InputRows>& inputs,
                         const std::map<std::string, Tensor>& targets) {
  std::vector<std::string> names;
  for (const nn::InputSpec& input : network.inputs()) names.push_back(input.name);
  check_names(inputs, names, "input");
  data::Dataset result;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const InputRows& rows = inputs.at(names[i]);
    const auto* stored = std::get_if<std::shared_ptr<const data::RowSource>>(&rows);
    if (stored != nullptr && *stored == nullptr)
      throw Error(fmt::format("named_rows: the rows of input {} are null", shown(names[i])));
    Tensor here = stored == nullptr ? std::get<Tensor>(rows) : (*stored)->stand_in();
    auto source = stored == nullptr ? nullptr : *stored;
    if (i == 0) {
      result.features = std::move(here);
      result.stored = std::move(source);
    } else {
      result.more_features.push_back(std::move(here));
      result.more_stored.push_back(std::move(source));
    }
  }
  if (targets.empty()) return result;
  const std::vector<std::string> outputs = network.output_names();
  check_names(targets, outputs, "output");
  result.targets = targets.at(outputs[0]);
  for (std::size_t i = 1; i < outputs.size(); ++i)
    result.more_targets.push_back(targets.at(outputs[i]));
  return result;
}

}  // namespace ganglion::train
