#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/nn/network.h"

/// Networks that are cut out of others.
namespace ganglion::nn {

bool Network::has(const ParameterSpec& spec) const {
  return std::ranges::any_of(calls_, [&](const LayerCall& call) { return spec.is_of(call.layer); });
}

int Network::number_of(const std::string& name) const {
  const auto inputs = static_cast<int>(inputs_.size());
  std::vector<std::string> known;
  for (int i = 0; i < inputs + static_cast<int>(calls_.size()); ++i) {
    known.push_back(value_name(i));
    if (known.back() == name) return i;
  }
  throw Error(
      fmt::format("part: the network has no '{}'; it has {}", name, fmt::join(known, ", ")));
}

std::vector<int> Network::values_between(const std::vector<int>& inputs,
                                         std::vector<int> needed) const {
  const auto first_call = static_cast<int>(inputs_.size());
  for (std::size_t i = 0; i < needed.size(); ++i) {  // grows while it is walked
    if (std::ranges::find(inputs, needed[i]) != inputs.end()) continue;
    if (needed[i] < first_call) {
      throw Error(fmt::format("part: its outputs depend on the input '{}', too; list it",
                              value_name(needed[i])));
    }
    for (const int value : calls_[static_cast<std::size_t>(needed[i] - first_call)].inputs) {
      if (std::ranges::find(needed, value) == needed.end()) needed.push_back(value);
    }
  }
  std::erase_if(needed,
                [&](int value) { return std::ranges::find(inputs, value) != inputs.end(); });
  std::ranges::sort(needed);
  return needed;
}

Network Network::part(const std::vector<std::string>& inputs,
                      const std::vector<std::string>& outputs) const {
  if (inputs.empty() || outputs.empty()) {
    throw Error("part: it needs at least one input and one output");
  }
  std::vector<int> from;
  std::vector<int> to;
  for (const std::string& name : inputs) from.push_back(number_of(name));
  for (const std::string& name : outputs) to.push_back(number_of(name));
  Network result;
  std::map<int, int> numbers;  // of values here, and there
  const std::size_t first_call = inputs_.size();
  for (const int number : from) {
    const auto value = static_cast<std::size_t>(number);
    numbers[number] = result.add_input(
        value < first_call ? inputs_[value]
                           : InputSpec{value_name(number), call_shapes_[value - first_call]});
  }
  for (const int number : values_between(from, to)) {
    LayerCall call = calls_[static_cast<std::size_t>(number) - first_call];
    for (int& read : call.inputs) read = numbers.at(read);
    numbers[number] = static_cast<int>(result.inputs_.size() + result.calls_.size());
    result.calls_.push_back(std::move(call));
  }
  for (const int number : to) result.outputs_.push_back(numbers.at(number));
  result.layout_ = layout_;
  result.is_part_ = true;
  Graph graph;
  GraphBuilder builder(graph, result.layout_, {.training = true});
  result.build_trial(builder);
  return result;
}

Network Network::whole() const {
  Network result = *this;
  if (!is_part_) return result;
  result.is_part_ = false;
  result.call_shapes_.clear();
  result.output_shapes_.clear();
  result.check();
  return result;
}

}  // namespace ganglion::nn
