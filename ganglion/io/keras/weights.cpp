#include "ganglion/io/keras/weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/io/keras/variables.h"

namespace ganglion::io {
namespace {

bool is(int (*kind)(int), char c) {
  return kind(static_cast<unsigned char>(c)) != 0;
}

/// Weights that lie in groups counted by class within their model.
class CountedGroups {
 public:
  explicit CountedGroups(KerasArchive& archive)
      : file_(archive.weights),
        container_(archive.store == KerasStore::layers ? "layers"
                                                       : "_layer_checkpoint_dependencies"),
        twice_(archive.version.starts_with("2.12") || archive.version.starts_with("2.13")) {}

  /// Names of the groups that have weights, or layers of their own.
  std::vector<std::string> names_with_weights() const {
    std::vector<std::string> names;
    const Hdf5Node* container = file_.root().find(container_);
    if (container == nullptr) return names;
    for (const auto& [name, group] : container->children) {
      if (holds_weights(group)) names.push_back(name);
    }
    return names;
  }

  void load(const Hdf5Node* group, KerasModel& model) const {
    const Hdf5Node* container = group == nullptr ? nullptr : group->find(container_);
    std::map<std::string, int> counts;
    for (KerasLayer& layer : model.layers) {
      if (layer.is_op) continue;
      std::string name = snake_case(!layer.wrapper.empty()     ? layer.wrapper
                                    : !layer.own_class.empty() ? layer.own_class
                                                               : layer.class_name);
      const int count = counts[name];
      counts[name] += twice_ && has_weights(layer) ? 2 : 1;
      if (count > 0) name += fmt::format("_{}", count);
      const Hdf5Node* own = container == nullptr ? nullptr : container->find(name);
      if (layer.model != nullptr) {
        load(own, *layer.model);
      } else {
        load_layer(own, name, layer);
      }
    }
  }

 private:
  /// Also deeper, as a recurrent layer has those of its cell.
  static bool holds_weights(const Hdf5Node& group) {
    return std::ranges::any_of(group.children, [](const auto& child) {
      return child.first == "vars" ? !child.second.children.empty() : holds_weights(child.second);
    });
  }

  static bool has_weights(const KerasLayer& layer) {
    if (layer.model == nullptr) return !keras_variables(layer).empty();
    return std::ranges::any_of(layer.model->layers, has_weights);
  }

  void load_layer(const Hdf5Node* group, const std::string& name, KerasLayer& layer) const {
    const std::vector<KerasVariable> variables = keras_variables(layer);
    std::map<std::string, int> counts;  // weights by place
    for (const KerasVariable& variable : variables) {
      if (!variable.only_listed) ++counts[variable.place];
    }
    for (const auto& [place, count] : counts) {
      const Hdf5Node* vars = vars_of(group, place);
      const std::size_t there = vars == nullptr ? 0 : vars->children.size();
      if (std::cmp_equal(there, count)) continue;
      throw Error(fmt::format("{}: layer {} has {} weights, but the group {}/{}{}{} has {}",
                              file_.source(), in_quotes(layer.name), count, container_, name,
                              place.empty() ? "" : "/", place, there));
    }
    counts.clear();
    for (const KerasVariable& variable : variables) {
      if (variable.only_listed) continue;
      const int index = counts[variable.place]++;
      const Hdf5Node* array = vars_of(group, variable.place)->find(std::to_string(index));
      if (array == nullptr) {
        throw Error(fmt::format("{}: layer {}: its weight {} ({}) is missing", file_.source(),
                                in_quotes(layer.name), index, variable.name));
      }
      layer.weights.push_back(file_.tensor(*array));
    }
  }

  /// The group `vars` at a place within a layer's group, or null.
  static const Hdf5Node* vars_of(const Hdf5Node* group, const std::string& place) {
    if (group == nullptr) return nullptr;
    if (place.empty()) return group->find("vars");
    const Hdf5Node* found = group->find(place + "/vars");
    return found != nullptr ? found : group->find("_" + place + "/vars");  // before Keras 3
  }

  Hdf5File& file_;
  std::string container_;
  bool twice_;  ///< layers that have weights are listed twice, the second time without them
};

/// Weights that lie in groups named as the layers, each with a list of them.
class NamedGroups {
 public:
  explicit NamedGroups(KerasArchive& archive) : file_(archive.weights) {
    const Hdf5Node* weights = file_.root().find("model_weights");
    groups_ = weights == nullptr ? &file_.root() : weights;
  }

  void load(KerasModel& model) {
    name_models(model);
    for (KerasLayer& layer : model.layers) {
      if (layer.model != nullptr && groups_->find(layer.name) == nullptr) {
        load(*layer.model);  // Keras 1 lists the layers of a model within a Sequential themselves
        continue;
      }
      std::vector<Slot> slots;
      collect(layer, true, slots);
      if (slots.empty()) continue;
      // Keras lists what can be trained first, of a whole model that stands as a layer, too.
      std::stable_partition(slots.begin(), slots.end(),
                            [](const Slot& slot) { return slot.trainable; });
      fill(layer, slots);
    }
  }

  /// Names of the groups that have weights, in the order of the layers.
  std::vector<std::string> names_with_weights() {
    std::vector<std::string> names;
    for (std::string& name : list(*groups_, "layer_names")) {
      const Hdf5Node* group = groups_->find(name);
      if (group != nullptr && !list(*group, "weight_names").empty()) {
        names.push_back(std::move(name));
      }
    }
    return names;
  }

 private:
  /// Keras 1 doesn't tell the name of a model within a Sequential, but lists its group.
  void name_models(KerasModel& model) {
    const auto names = groups_->attributes.find("layer_names");
    if (names == groups_->attributes.end()) return;
    const std::vector<std::string> listed = file_.texts(names->second);
    if (listed.size() != model.layers.size()) return;
    for (std::size_t i = 0; i < listed.size(); ++i) {
      if (model.layers[i].name.empty()) model.layers[i].name = listed[i];
    }
  }

  struct Slot {
    KerasLayer* layer;
    std::size_t index;
    KerasVariable variable;
    bool trainable;
  };

  static void collect(KerasLayer& layer, bool trainable, std::vector<Slot>& slots) {
    const Json* own = layer.config.find("trainable");
    trainable = trainable && (own == nullptr || *own != Json(false));
    if (layer.model != nullptr) {
      for (KerasLayer& inner : layer.model->layers) collect(inner, trainable, slots);
      return;
    }
    const std::vector<KerasVariable> variables = keras_variables(layer);
    layer.weights.resize(variables.size());
    for (std::size_t i = 0; i < variables.size(); ++i) {
      slots.push_back({&layer, i, variables[i], trainable && variables[i].trainable});
    }
  }

  void fill(const KerasLayer& layer, const std::vector<Slot>& slots) {
    const Hdf5Node* group = groups_->find(layer.name);  // "conv1/conv" is a group in a group
    if (group == nullptr) {
      throw Error(fmt::format("{}: there is no group of weights for layer {}", file_.source(),
                              in_quotes(layer.name)));
    }
    const std::vector<std::string> names = list(*group, "weight_names");
    if (names.size() != slots.size()) {
      throw Error(fmt::format("{}: layer {} has {} weights, but the file has {}", file_.source(),
                              in_quotes(layer.name), slots.size(), names.size()));
    }
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const Hdf5Node* array = group->find(names[i]);
      if (array == nullptr) {
        throw Error(fmt::format("{}: layer {}: its weight {} is missing", file_.source(),
                                in_quotes(layer.name), in_quotes(names[i])));
      }
      // A class of one's own may call them anything; their order and shapes are Keras'.
      const bool own = !slots[i].layer->own_class.empty();
      if (!own) check_name(*slots[i].layer, slots[i].variable, names[i]);
      slots[i].layer->weights[slots[i].index] = file_.tensor(*array);
    }
  }

  /// A list of texts: those of more than 64 KB are in pieces, weight_names0, weight_names1, …
  std::vector<std::string> list(const Hdf5Node& group, const std::string& name) {
    const auto whole = group.attributes.find(name);
    if (whole != group.attributes.end()) return file_.texts(whole->second);
    std::vector<std::string> all;
    for (int piece = 0;; ++piece) {
      const auto found = group.attributes.find(fmt::format("{}{}", name, piece));
      if (found == group.attributes.end()) return all;
      for (std::string& text : file_.texts(found->second)) all.push_back(std::move(text));
    }
  }

  /// A name ends with that of the weight: "dense/kernel:0", "dense_1_W".
  void check_name(const KerasLayer& layer, const KerasVariable& variable,
                  const std::string& name) const {
    constexpr std::pair<std::string_view, std::string_view> kOld[] = {
        {"kernel", "W"},
        {"bias", "b"},
        {"embeddings", "W"},
        {"moving_mean", "running_mean"},
        {"moving_variance", "running_std"},  // which was the variance all the time
        {"depthwise_kernel", "kernel"},
        {"alpha", "alphas"}};
    const std::string plain = name.substr(0, name.rfind(':'));
    bool fits = plain.ends_with(variable.name);
    for (const auto& [now, before] : kOld) {
      fits = fits || (now == variable.name && plain.ends_with(before));
    }
    if (fits) return;
    throw Error(fmt::format("{}: layer {}: the file has {} where its {} should be", file_.source(),
                            in_quotes(layer.name), in_quotes(name), variable.name));
  }

  Hdf5File& file_;
  const Hdf5Node* groups_;
};

}  // namespace

std::string snake_case(const std::string& class_name) {
  std::string result;
  for (std::size_t i = 0; i < class_name.size(); ++i) {
    const char c = class_name[i];
    const bool before = i > 0;
    const bool lower_follows = i + 1 < class_name.size() && is(std::islower, class_name[i + 1]);
    const bool word =
        is(std::isupper, c) && before && (lower_follows || is(std::islower, class_name[i - 1]));
    if (word) result += '_';
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return result;
}

std::vector<std::string> keras_layers_with_weights(KerasArchive& archive) {
  return archive.store == KerasStore::by_name ? NamedGroups(archive).names_with_weights()
                                              : CountedGroups(archive).names_with_weights();
}

void load_keras_weights(KerasArchive& archive, KerasModel& model) {
  if (archive.store == KerasStore::by_name) {
    NamedGroups(archive).load(model);
  } else {
    CountedGroups(archive).load(&archive.weights.root(), model);
  }
}

}  // namespace ganglion::io
