#include "ganglion/io/keras/convert_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>

#include "ganglion/core/error.h"
#include "ganglion/io/keras/convert_layer.h"
#include "ganglion/io/keras/masks.h"

namespace ganglion::io {
namespace {

bool has_embedding(const KerasModel& model) {
  return std::ranges::any_of(model.layers, [](const KerasLayer& layer) {
    return layer.class_name == "Embedding" ||
           (layer.model != nullptr && has_embedding(*layer.model));
  });
}

/// The shape and type of one example that an InputLayer, or the first layer, was made for.
/// Whole numbers, as of pixels, are computed with as floating ones, unless they may be `indices`.
Placed make_input(Conversion& to, const KerasLayer& layer, const Json* shape, bool indices) {
  LayerConfig config(layer);
  if (shape == nullptr) shape = config.find("batch_shape");
  if (shape == nullptr) shape = config.find("batch_input_shape");
  if (shape == nullptr || !shape->is_array() || shape->as_array().empty()) {
    config.refuse(
        "the file doesn't say what shape the input has; build the model with an Input, "
        "and save it again");
  }
  std::vector<std::int64_t> dims;
  for (const Json& extent : shape->as_array()) {
    if (&extent == &shape->as_array().front()) continue;  // the batch
    if (!extent.is_integer()) {
      config.refuse(
          "an extent of the input is open (None); make the model with a fixed one, and "
          "save it again");
    }
    dims.push_back(extent.as_integer());
  }
  if (dims.size() >= static_cast<std::size_t>(Shape::kMaxRank)) {
    config.refuse("its input has too many axes");
  }
  const Json* type = layer.class_name == "InputLayer" ? config.find("dtype") : nullptr;
  const bool integers =
      type != nullptr && type->is_string() && type->as_string().find("int") != std::string::npos;
  const Shape whole{std::span<const std::int64_t>(dims)};
  indices = (integers && indices) || layer.class_name == "Embedding";
  const std::string name = layer.class_name == "InputLayer" ? layer.name : layer.name + "_input";
  return to.input(name, whole, indices ? DType::i32 : DType::f32);
}

std::vector<Placed> run(Conversion& to, const KerasModel& model, std::vector<Placed> inputs);

/// A call of a layer, or of a model that stands as one.
std::vector<Placed> call(Conversion& to, const KerasLayer& layer, std::vector<Placed> inputs,
                         const KerasCall& how) {
  if (layer.model != nullptr) return run(to, *layer.model, std::move(inputs));
  return {convert_layer(to, layer, std::move(inputs), how)};
}

/// A functional model: each call once its inputs are there.
class FunctionalRun {
 public:
  FunctionalRun(Conversion& to, const KerasModel& model) : to_(to), model_(model) {}

  std::vector<Placed> run(const std::vector<Placed>& inputs) {
    if (inputs.size() != model_.inputs.size()) {
      throw Error(fmt::format("layer {}: a model with {} inputs is called with {}",
                              in_quotes(model_.name), model_.inputs.size(), inputs.size()));
    }
    find_first_nodes();
    for (std::size_t i = 0; i < inputs.size(); ++i) put(model_.inputs[i], inputs[i]);
    list_calls();
    while (!ready_.empty()) {
      const Waiting next = ready_.front();
      ready_.pop_front();
      make(next);
    }
    std::vector<Placed> outputs;
    for (const KerasRef& ref : model_.outputs) {
      const auto found = values_.find(key(ref));
      if (found == values_.end()) {
        throw Error(
            fmt::format("layer {}: nothing in the model gives this output", in_quotes(ref.layer)));
      }
      outputs.push_back(found->second);
    }
    return outputs;
  }

 private:
  using Key = std::tuple<std::string, std::int64_t, std::int64_t>;
  struct Waiting {
    const KerasLayer* layer;
    std::int64_t node;
  };

  static Key key(const KerasRef& ref) { return {ref.layer, ref.node, ref.tensor}; }

  /// Keras 2 counts the calls of a model that stands as a layer from 1, where it has an input of
  /// its own; the first that anything refers to is the first.
  void find_first_nodes() {
    const auto look_at = [this](const KerasRef& ref) {
      const auto [found, is_new] = first_nodes_.emplace(ref.layer, ref.node);
      if (!is_new) found->second = std::min(found->second, ref.node);
    };
    for (const KerasRef& ref : model_.outputs) look_at(ref);
    for (const KerasLayer& layer : model_.layers) {
      for (const KerasCall& call : layer.calls) {
        for (const KerasRef& ref : call.inputs) look_at(ref);
      }
    }
  }

  /// The number of a layer's call, as others refer to it.
  std::int64_t node_of(const KerasLayer& layer, std::int64_t call) const {
    const auto first = first_nodes_.find(layer.name);
    const bool counts_from_1 =
        layer.model != nullptr && first != first_nodes_.end() && first->second == 1;
    return counts_from_1 ? call + 1 : call;
  }

  /// A value is there: calls that waited for nothing else can be made.
  void put(const KerasRef& ref, const Placed& value) {
    values_.insert_or_assign(key(ref), value);
    const auto waiting = waiting_.find(key(ref));
    if (waiting == waiting_.end()) return;
    for (const std::size_t at : waiting->second) {
      if (--missing_[at] == 0) ready_.push_back(calls_[at]);
    }
    waiting_.erase(waiting);
  }

  void list_calls() {
    std::map<std::string_view, int> names;
    for (const KerasLayer& layer : model_.layers) {
      if (++names[layer.name] > 1) {
        throw Error(fmt::format("two layers are named {}", in_quotes(layer.name)));
      }
      for (const KerasCall& call : layer.calls) {
        calls_.push_back({&layer, &call - layer.calls.data()});
        missing_.push_back(0);
        for (const KerasRef& ref : call.inputs) wait_for(ref);
        if (call.mask) wait_for(*call.mask);
        if (missing_.back() == 0 && layer.class_name != "InputLayer")
          ready_.push_back(calls_.back());
      }
    }
  }

  /// The last call of the list needs a value.
  void wait_for(const KerasRef& ref) {
    if (values_.contains(key(ref))) return;
    waiting_[key(ref)].push_back(calls_.size() - 1);
    ++missing_.back();
  }

  void make(const Waiting& next) {
    const KerasCall& how = next.layer->calls[static_cast<std::size_t>(next.node)];
    std::vector<Placed> inputs;
    for (const KerasRef& ref : how.inputs) inputs.push_back(values_.at(key(ref)));
    if (how.mask) give_mask(to_, *next.layer, values_.at(key(*how.mask)), inputs);
    const std::vector<Placed> results = call(to_, *next.layer, std::move(inputs), how);
    for (std::size_t i = 0; i < results.size(); ++i) {
      put({next.layer->name, node_of(*next.layer, next.node), static_cast<std::int64_t>(i)},
          results[i]);
    }
  }

  Conversion& to_;
  const KerasModel& model_;
  std::map<std::string, std::int64_t, std::less<>> first_nodes_;
  std::map<Key, Placed> values_;
  std::vector<Waiting> calls_;
  std::vector<int> missing_;
  std::map<Key, std::vector<std::size_t>> waiting_;
  std::deque<Waiting> ready_;
};

std::vector<Placed> run(Conversion& to, const KerasModel& model, std::vector<Placed> inputs) {
  if (!model.sequential) return FunctionalRun(to, model).run(inputs);
  for (const KerasLayer& layer : model.layers) {
    if (layer.class_name != "InputLayer") inputs = call(to, layer, std::move(inputs), {});
  }
  return inputs;
}

const KerasLayer& layer_named(const KerasModel& model, const std::string& name) {
  for (const KerasLayer& layer : model.layers) {
    if (layer.name == name) return layer;
  }
  throw Error(fmt::format("the input {} is none of the layers", in_quotes(name)));
}

std::vector<Placed> make_inputs(Conversion& to, const KerasModel& model, bool indices) {
  std::vector<Placed> inputs;
  for (const KerasRef& ref : model.inputs) {
    inputs.push_back(make_input(to, layer_named(model, ref.layer), nullptr, indices));
  }
  if (!model.sequential) return inputs;
  if (model.layers.empty())
    throw Error(fmt::format("the model {} has no layers", in_quotes(model.name)));
  const KerasLayer& first = model.layers.front();
  if (first.model != nullptr) return make_inputs(to, *first.model, indices);
  const bool says = first.config.find("batch_shape") != nullptr ||
                    first.config.find("batch_input_shape") != nullptr;
  const Json* shape = says || model.build_shape.is_null() ? nullptr : &model.build_shape;
  return {make_input(to, first, shape, indices)};
}

}  // namespace

std::vector<Placed> convert_model(Conversion& to, const KerasModel& model) {
  std::vector<Placed> outputs = run(to, model, make_inputs(to, model, has_embedding(model)));
  const KerasLayer at_the_end{.name = "output", .class_name = "Output"};
  for (Placed& output : outputs) {
    check_numbers(at_the_end, {output});
    if (output.mask) to.note("steps that a mask hides count in the loss if the model is trained");
    output = to.plain(output, at_the_end);
  }
  return outputs;
}

}  // namespace ganglion::io
