#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/io/json.h"
#include "ganglion/io/tensors/torch_recurrences.h"
#include "ganglion/io/tensors/weight_files.h"

namespace ganglion::io {
namespace {

constexpr std::size_t kNamesShown = 6;

/// Tensors that belong to one layer: by the last part of their names.
using Module = std::map<std::string, std::string>;

/// A name with '/' between its parts, whatever the file has.
std::string comparable(std::string name) {
  std::ranges::replace(name, '.', '/');
  return name;
}

std::pair<std::string, std::string> module_and_weight(const std::string& name) {
  const std::size_t at = name.rfind('/');
  if (at == std::string::npos) return {"", name};
  return {name.substr(0, at), name.substr(at + 1)};
}

/// Which weight each tensor of a file is, both by their names.
class Matching {
 public:
  Matching(const nn::Network& network, const NamedTensors& tensors, const WeightNaming& naming,
           std::string_view source)
      : naming_(naming), source_(source) {
    const nn::ParameterLayout& layout = network.layout();
    for (const auto* specs : {&layout.parameters, &layout.state}) {
      for (const nn::ParameterSpec& spec : *specs) {
        specs_.push_back(&spec);
        by_name_.emplace(comparable(name_in_layout(spec, naming.layout)), &spec);
      }
    }
    for (const auto& [name, tensor] : tensors) {
      if (is_no_weight(name, naming.layout)) continue;
      const std::string key = comparable(renamed(name, naming.renames));
      if (const auto [at, is_new] = names_.emplace(key, name); !is_new) {
        fail(fmt::format("tensors {} and {} would be the same weight; rename one",
                         in_quotes(at->second), in_quotes(name)));
      }
      tensors_.emplace(key, &tensor);
    }
  }

  WeightsRead read(const nn::Network& network) {
    WeightsRead result;
    if (!any_name_fits()) result.matched_by_number = match_numbers();
    NamedTensors found;
    for (const nn::ParameterSpec* spec : specs_) found.emplace_back(spec->path, take(*spec));
    if (!tensors_.empty()) {
      fail(
          fmt::format("tensor {} belongs to no layer of the network, which has {}; rename it or "
                      "correct the network",
                      in_quotes(names_.at(tensors_.begin()->first)), weights_text()));
    }
    TensorPool pool(found);
    const nn::ParameterLayout& layout = network.layout();
    result.parameters = pool.take("", layout.parameters, layout.size);
    result.state = pool.take("", layout.state, layout.state_size);
    return result;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(fmt::format("{}: {}", source_, what));
  }

  bool any_name_fits() const {
    return std::ranges::any_of(by_name_,
                               [&](const auto& entry) { return tensors_.contains(entry.first); });
  }

  /// Names of the network's weights as a file of this layout would have them.
  std::string weights_text() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(specs_.size(), kNamesShown); ++i) {
      names.push_back(name_in_layout(*specs_[i], naming_.layout));
    }
    return fmt::format("{}{}", fmt::join(names, ", "), specs_.size() > kNamesShown ? ", …" : "");
  }
  std::string tensors_text() const {
    std::vector<std::string> names;
    for (const auto& [key, name] : names_) {
      if (names.size() < kNamesShown) names.push_back(name);
    }
    return fmt::format("{}{}", fmt::join(names, ", "), names_.size() > kNamesShown ? ", …" : "");
  }

  /// The values of a weight, which leave the file's tensors.
  Tensor take(const nn::ParameterSpec& spec) {
    const std::string key = comparable(name_in_layout(spec, naming_.layout));
    const auto at = tensors_.find(key);
    if (at == tensors_.end()) {
      fail(fmt::format(
          "no tensor for weight {} {} of the network; the file has {}; to say which "
          "it is: {}",
          name_in_layout(spec, naming_.layout), shape_in_layout(spec, naming_.layout).to_string(),
          tensors_text(), setting("rename", "NAME=" + name_in_layout(spec, naming_.layout))));
    }
    const Tensor& tensor = *at->second;
    check(spec, names_.at(key), tensor);
    tensors_.erase(at);
    return from_layout(spec, tensor.cast(DType::f32), naming_.layout);
  }

  void check(const nn::ParameterSpec& spec, const std::string& name, const Tensor& tensor) const {
    const Shape wanted = shape_in_layout(spec, naming_.layout);
    if (!is_floating(tensor.dtype())) {
      fail(fmt::format("tensor {} is {}, but weights are f32 or f64; convert it", in_quotes(name),
                       name_of(tensor.dtype())));
    }
    if (tensor.shape() == wanted) return;
    const auto other =
        naming_.layout == WeightLayout::torch ? WeightLayout::ganglion : WeightLayout::torch;
    const bool fits = tensor.shape() == shape_in_layout(spec, other);
    fail(fmt::format(
        "tensor {} is {}, but {} of the network is {}; {}", in_quotes(name),
        tensor.shape().to_string(), in_quotes(spec.path), wanted.to_string(),
        fits ? "it fits with " +
                   setting("layout", other == WeightLayout::torch ? "torch" : "ganglion")
             : "correct the network"));
  }

  // --- By number

  /// The layers in the order of the network, each with what its weights are called.
  std::vector<std::pair<std::string, Module>> layers() const {
    std::vector<std::pair<std::string, Module>> result;
    for (const nn::ParameterSpec* spec : specs_) {
      const std::string key = comparable(name_in_layout(*spec, naming_.layout));
      const auto [module, weight] = module_and_weight(key);
      auto at = std::ranges::find(result, module, [](const auto& entry) { return entry.first; });
      if (at == result.end()) at = result.insert(at, {module, {}});
      at->second.emplace(weight, key);
    }
    return result;
  }

  /// The modules of the file by their numbers; nothing unless all are called alike but for them.
  std::optional<std::map<std::int64_t, Module>> numbered_modules() const {
    std::map<std::int64_t, Module> result;
    std::optional<std::string> beginning;
    for (const auto& [key, tensor] : tensors_) {
      const auto [module, weight] = module_and_weight(key);
      std::size_t digits = module.size();
      while (digits > 0 && std::isdigit(static_cast<unsigned char>(module[digits - 1])) != 0)
        --digits;
      const std::size_t count = module.size() - digits;
      if (count == 0 || count > 9) return std::nullopt;
      const std::string before = module.substr(0, digits);
      if (beginning.value_or(before) != before) return std::nullopt;
      beginning = before;
      if (!result[std::stoll(module.substr(digits))].emplace(weight, key).second)
        return std::nullopt;  // "1" and "01"
    }
    return result;
  }

  /// Gives the tensors the names of the weights that they are.
  std::vector<std::string> match_numbers() {
    const auto modules = numbered_modules();
    const auto own = layers();
    if (!modules || modules->size() != own.size()) {
      fail(
          fmt::format("no tensor is called as a weight of the network: the file has {}, the "
                      "network {}; to say which is which: {}",
                      tensors_text(), weights_text(), setting("rename", "body.*=encoder/*")));
    }
    std::map<std::string, const Tensor*> tensors;
    std::map<std::string, std::string> names;
    std::vector<std::string> lines;
    std::size_t i = 0;
    for (const auto& [number, module] : *modules) {
      const auto& [layer, weights] = own[i++];
      for (const auto& [weight, key] : module) {
        const auto at = weights.find(weight);
        if (at == weights.end()) {
          fail(
              fmt::format("tensor {} is of layer {} by its number, which has no {}; correct the "
                          "network, or say which layer it is: {}",
                          in_quotes(names_.at(key)), in_quotes(layer), in_quotes(weight),
                          setting("rename", "body.*=encoder/*")));
        }
        tensors.emplace(at->second, tensors_.at(key));
        names.emplace(at->second, names_.at(key));
        lines.push_back(fmt::format("{}: {}", names_.at(key), by_name_.at(at->second)->path));
      }
    }
    tensors_ = std::move(tensors);
    names_ = std::move(names);
    return lines;
  }

  const WeightNaming& naming_;
  std::string_view source_;
  std::vector<const nn::ParameterSpec*> specs_;
  std::map<std::string, const nn::ParameterSpec*> by_name_;
  std::map<std::string, const Tensor*> tensors_;  ///< by comparable names
  std::map<std::string, std::string> names_;      ///< of the file, by the same
};

}  // namespace

WeightsRead weights_for(const nn::Network& network, const NamedTensors& tensors,
                        const WeightNaming& naming, std::string_view source) {
  if (naming.layout != WeightLayout::torch) {
    return Matching(network, tensors, naming, source).read(network);
  }
  const NamedTensors by_layer = from_torch_recurrences(tensors, source);
  return Matching(network, by_layer, naming, source).read(network);
}

}  // namespace ganglion::io
