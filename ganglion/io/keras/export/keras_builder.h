#pragma once
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/io/keras/keras_model.h"
#include "ganglion/nn/network.h"

namespace ganglion::io {

/// A tensor of our network in the model of Keras that is made of it. Keras' layers for images and
/// signals want channels last: between such layers a tensor stays so, though the network has its
/// channels first.
struct Exported {
  KerasRef ref;
  Shape shape;                 ///< of an example, as the network has it
  bool channels_last = false;  ///< it is in the other order in Keras
};

/// Which parameter of the network a weight of Keras is, "conv2d/kernel", and the order of its axes
/// in Keras (empty: the same). Extents may have been split; the elements are as many.
struct KerasWeightSource {
  std::string path;
  std::vector<int> axes = {};
};

/// A weight as Keras has it.
struct KerasWeight {
  Tensor values;
  KerasWeightSource source;
};

/// A layer of Keras that stands for one of ours, or for a part of it.
struct KerasPart {
  std::string class_name;
  Json::Object config = {};
  std::vector<KerasWeight> weights = {};  ///< in Keras' order
};

/// A network as a model of Keras, and for each of its layers, by name, what its weights are.
struct KerasNetwork {
  KerasModel model;
  std::map<std::string, std::vector<KerasWeightSource>> sources = {};
};

/// Makes the layers of a model of Keras, call by call, of those of a network.
class KerasBuilder {
 public:
  Exported input(const nn::InputSpec& spec);
  /// Calls a layer made for a call of ours; `role` tells it from others for the same one ("" for
  /// the layer itself). A layer with weights that is called again is the first one. `result` is the
  /// shape of what it gives, as the network has it, in the order of axes of the first input.
  Exported call(const nn::LayerCall& of, std::string_view role, KerasPart part,
                const std::vector<Exported>& inputs, const Shape& result);
  /// The call that gave a tensor lets a step attend only to those up to its own place.
  void set_causal(const Exported& result);
  /// The tensor with its channels last, and in the order that the network has.
  Exported channels_last(const nn::LayerCall& of, const Exported& x);
  Exported as_is(const nn::LayerCall& of, const Exported& x);

  /// The model between the inputs and these outputs.
  KerasNetwork network(const std::vector<Exported>& outputs) &&;

 private:
  std::string free_name(std::string_view wanted);
  KerasLayer& layer_for(const nn::LayerCall& of, std::string_view role, KerasPart part);

  std::deque<KerasLayer> layers_;
  std::map<std::pair<std::string, std::string>, KerasLayer*> made_;
  std::set<std::string, std::less<>> names_;
  std::vector<KerasRef> inputs_;
  std::map<std::string, std::vector<KerasWeightSource>> sources_;
};

/// A shape with its channels, the first axis, last.
Shape with_channels_last(const Shape& shape);

}  // namespace ganglion::io
