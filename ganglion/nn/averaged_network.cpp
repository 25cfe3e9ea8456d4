#include "ganglion/nn/averaged_network.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/mean.h"

namespace ganglion::nn {
namespace {

Attributes with_shared_penalties(Attributes config, int count) {
  for (const char* penalty : {"kernel_l1", "kernel_l2"}) {
    if (config.has(penalty)) config.set(penalty, config.number(penalty) / count);
  }
  return config;
}

}  // namespace

std::string name_in_copy(std::string_view name, int index) {
  return fmt::format("net{}_{}", index + 1, name);
}

int copies_in(const Network& network) {
  if (network.calls().empty() || network.outputs().size() != 1) return 1;
  const LayerCall& last = network.calls().back();
  if (last.handle.kind() != Mean::kind) return 1;
  const auto inputs = static_cast<int>(network.inputs().size());
  int copy = 0;
  for (const int read : last.inputs) {
    if (read < inputs) return 1;
    const LayerCall& call = network.calls()[static_cast<std::size_t>(read - inputs)];
    if (!call.name.starts_with(name_in_copy("", copy++))) return 1;
  }
  return copy;
}

Network averaged_network(const Network& member, int count) {
  if (count < 1) throw Error(fmt::format("a mean of {} networks; use 1 or more", count));
  if (count == 1) return member;
  const NetworkRecord one = member.record();
  if (one.outputs.size() != 1) {
    throw Error(fmt::format("a network of {} outputs can't be averaged; only those of one can",
                            one.outputs.size()));
  }
  const auto is_input = [&](const std::string& name) {
    return std::ranges::any_of(one.inputs,
                               [&](const InputSpec& spec) { return spec.name == name; });
  };
  NetworkRecord all;
  all.inputs = one.inputs;
  NetworkRecord::Call mean;
  mean.name = mean.layer = "mean";
  mean.kind = Mean::kind;
  for (int copy = 0; copy < count; ++copy) {
    const auto renamed = [&](const std::string& name) {
      return is_input(name) ? name : name_in_copy(name, copy);
    };
    for (NetworkRecord::Call call : one.calls) {
      call.name = renamed(call.name);
      call.layer = renamed(call.layer);
      call.config = with_shared_penalties(std::move(call.config), count);
      std::ranges::transform(call.inputs, call.inputs.begin(), renamed);
      all.calls.push_back(std::move(call));
    }
    mean.inputs.push_back(renamed(one.outputs[0]));
  }
  all.calls.push_back(std::move(mean));
  all.outputs = {"mean"};
  return Network(all);
}

}  // namespace ganglion::nn
