#include "ganglion/io/tensors/torch_recurrences.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string>

#include "ganglion/core/error.h"

namespace ganglion::io {
namespace {

constexpr std::string_view kReverse = "_reverse";

/// "rnn.weight_ih_l1_reverse": the recurrence "rnn", its layer 1, backwards; `what` is "weight_ih".
struct TorchName {
  std::string module, what;
  int layer = 0;
  bool reverse = false;
};

bool read_name(std::string name, TorchName& to) {
  to.reverse = name.ends_with(kReverse);
  if (to.reverse) name.resize(name.size() - kReverse.size());
  const std::size_t at = name.rfind("_l");
  const std::string digits = at == std::string::npos ? "" : name.substr(at + 2);
  const bool number = !digits.empty() && digits.size() < 4 &&
                      std::ranges::all_of(digits, [](unsigned char c) { return std::isdigit(c); });
  if (!number) return false;
  to.layer = std::stoi(digits);
  const std::size_t dot = name.rfind('.', at);
  to.module = dot == std::string::npos ? "" : name.substr(0, dot);
  to.what = name.substr(dot == std::string::npos ? 0 : dot + 1, at - (dot + 1));
  return to.what == "weight_ih" || to.what == "weight_hh" || to.what == "bias_ih" ||
         to.what == "bias_hh";
}

/// A matrix with its axes exchanged.
Tensor exchanged(const Tensor& matrix) {
  const std::int64_t rows = matrix.shape()[0];
  const std::int64_t columns = matrix.shape()[1];
  Tensor result(Shape{columns, rows});
  for (std::int64_t i = 0; i < rows * columns; ++i) {
    result.values<float>()[static_cast<std::size_t>(i % columns * rows + i / columns)] =
        matrix.values<float>()[static_cast<std::size_t>(i)];
  }
  return result;
}

/// The first two of three blocks of rows exchanged: of a GRU, there and back; else as they are.
Tensor in_gate_order(const Tensor& rows, std::int64_t units) {
  const std::int64_t all = rows.shape()[0];
  if (units == 0 || all != 3 * units) return rows;
  Tensor result(rows.shape());
  const auto from = rows.values<float>();
  const auto to = result.values<float>();
  const auto block = static_cast<std::ptrdiff_t>(rows.size() / 3);
  std::copy(from.begin() + block, from.begin() + 2 * block, to.begin());
  std::copy(from.begin(), from.begin() + block, to.begin() + block);
  std::copy(from.begin() + 2 * block, from.end(), to.begin() + 2 * block);
  return result;
}

Tensor sum_of(const Tensor& a, const Tensor& b) {
  Tensor sum(a.shape());
  for (std::size_t i = 0; i < static_cast<std::size_t>(a.size()); ++i) {
    sum.values<float>()[i] = a.values<float>()[i] + b.values<float>()[i];
  }
  return sum;
}

Tensor stacked(const Tensor& a, const Tensor& b) {
  Tensor both(Shape{2, a.size()});
  std::ranges::copy(a.values<float>(), both.values<float>().begin());
  std::ranges::copy(b.values<float>(), both.values<float>().begin() + a.size());
  return both;
}

/// "rnn.weight"; either part may be empty.
std::string in_module(const std::string& module, const std::string& name) {
  return module.empty() || name.empty() ? module + name : module + "." + name;
}

/// The tensors of one direction of one layer, by what they are.
using Parts = std::map<std::string, const Tensor*>;

void add_layer(const std::string& name, const Parts& parts, NamedTensors& to) {
  const bool biased = parts.contains("bias_ih");
  if (!parts.contains("weight_ih") || !parts.contains("weight_hh") ||
      biased != parts.contains("bias_hh")) {
    throw Error(
        fmt::format("the recurrence '{}' lacks one of weight_ih, weight_hh, bias_ih and "
                    "bias_hh",
                    name));
  }
  const Shape& shape = parts.at("weight_hh")->shape();
  const std::int64_t units = shape.rank() == 2 ? shape[1] : 0;
  const bool fits = units > 0 && shape[0] % units == 0 &&
                    parts.at("weight_ih")->shape().rank() == 2 &&
                    parts.at("weight_ih")->shape()[0] == shape[0];
  if (!fits) {
    throw Error(
        fmt::format("the weights of the recurrence '{}' don't fit each other; one with a "
                    "projection (proj_size) can't be read",
                    name));
  }
  to.emplace_back(in_module(name, "weight"),
                  in_gate_order(parts.at("weight_ih")->cast(DType::f32), units));
  to.emplace_back(in_module(name, "recurrent_kernel"),
                  exchanged(in_gate_order(parts.at("weight_hh")->cast(DType::f32), units)));
  if (!biased) return;
  for (const char* bias : {"bias_ih", "bias_hh"}) {
    if (parts.at(bias)->shape() == Shape{shape[0]}) continue;
    throw Error(fmt::format("{} of the recurrence '{}' doesn't fit its weights", bias, name));
  }
  const Tensor input = in_gate_order(parts.at("bias_ih")->cast(DType::f32), units);
  const Tensor state = in_gate_order(parts.at("bias_hh")->cast(DType::f32), units);
  const bool apart = shape[0] == 3 * units;
  to.emplace_back(in_module(name, "bias"), apart ? stacked(input, state) : sum_of(input, state));
}

/// "lstm" of "lstm.recurrent_kernel", and of "both.forward.recurrent_kernel" "both" and a
/// direction.
struct OurName {
  std::string layer, suffix;
};
OurName layer_of(std::string module) {
  for (const auto& [part, suffix] :
       {std::pair(".forward", ""), std::pair(".backward", "_reverse")}) {
    if (!module.ends_with(part)) continue;
    module.resize(module.size() - std::string_view(part).size());
    return {module, suffix};
  }
  return {module, ""};
}

void add_parts(const std::string& module, const Parts& own, NamedTensors& to) {
  const OurName place = layer_of(module);
  const auto name = [&](const char* what) {
    return in_module(place.layer, what) + "_l0" + place.suffix;
  };
  const Tensor& recurrent = *own.at("recurrent_kernel");
  const std::int64_t units = recurrent.shape()[0];
  to.emplace_back(name("weight_ih"), in_gate_order(own.at("weight")->cast(DType::f32), units));
  to.emplace_back(name("weight_hh"), in_gate_order(exchanged(recurrent.cast(DType::f32)), units));
  if (!own.contains("bias")) return;
  const Tensor bias = own.at("bias")->cast(DType::f32);
  const std::int64_t width = recurrent.shape()[1];
  const bool apart = bias.shape().rank() == 2;
  if (!apart && width == 3 * units) {
    throw Error(
        fmt::format("layer {} is a gru with reset_after = no, which PyTorch hasn't; its "
                    "weights can be written in the layout of this library",
                    place.layer));
  }
  Tensor input(Shape{width});
  Tensor state(Shape{width});
  std::ranges::copy_n(bias.values<float>().begin(), width, input.values<float>().begin());
  if (apart) {
    std::ranges::copy_n(bias.values<float>().begin() + width, width, state.values<float>().begin());
  }
  to.emplace_back(name("bias_ih"), in_gate_order(input, units));
  to.emplace_back(name("bias_hh"), in_gate_order(state, units));
}

}  // namespace

NamedTensors from_torch_recurrences(const NamedTensors& tensors, std::string_view source) {
  std::map<std::string, std::map<std::pair<int, bool>, Parts>> recurrences;
  NamedTensors result;
  for (const auto& [name, tensor] : tensors) {
    TorchName read;
    if (!read_name(name, read)) {
      result.emplace_back(name, tensor);
    } else {
      recurrences[read.module][{read.layer, read.reverse}].emplace(read.what, &tensor);
    }
  }
  for (const auto& [module, layers] : recurrences) {
    for (const auto& [place, parts] : layers) {
      const auto [layer, reverse] = place;
      const std::string own = layer == 0 ? module : fmt::format("{}_{}", module, layer);
      const bool both = layers.contains({layer, true});
      try {
        add_layer(in_module(own, reverse ? "backward" : both ? "forward" : ""), parts, result);
      } catch (const Error& error) {
        throw Error(fmt::format("{}: {}", source, error.what()));
      }
    }
  }
  return result;
}

NamedTensors to_torch_recurrences(const NamedTensors& tensors) {
  constexpr std::string_view kRecurrent = ".recurrent_kernel";
  std::map<std::string, Parts> recurrences;
  for (const auto& [name, tensor] : tensors) {
    if (name.ends_with(kRecurrent)) {
      recurrences.emplace(name.substr(0, name.size() - kRecurrent.size()), Parts{});
    }
  }
  NamedTensors result;
  for (const auto& [name, tensor] : tensors) {
    const std::size_t dot = name.rfind('.');
    const auto found = recurrences.find(name.substr(0, std::min(dot, name.size())));
    if (dot == std::string::npos || found == recurrences.end()) {
      result.emplace_back(name, tensor);
    } else {
      found->second.emplace(name.substr(dot + 1), &tensor);
    }
  }
  for (const auto& [module, parts] : recurrences) add_parts(module, parts, result);
  return result;
}

}  // namespace ganglion::io
