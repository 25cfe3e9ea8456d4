#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/io/keras/keras_model.h"
#include "ganglion/nn/network.h"

namespace ganglion::io {

/// A tensor of a Keras model in the network made of it. Layers for images and signals want
/// channels first here and have them last in Keras: between such layers a tensor stays with
/// channels first, and is put in order again for all others.
struct Placed {
  nn::Symbol symbol;
  int rank = 0;                 ///< axes of an example
  bool channels_first = false;  ///< though Keras has them last
  /// Which steps count, as an nn::StepMask says: what Keras carries along with a tensor.
  std::optional<nn::Symbol> mask = {};
  /// The tensor holds whether `symbol`, of rank 2 any feature of it, differs from this number:
  /// nothing but a mask can be made of it.
  std::optional<double> differs_from = {};
};

/// How the axes of a weight of Keras become those of ours: their order, and then the shape that the
/// network has (two axes may become one).
struct Binding {
  std::string variable;        ///< "kernel"
  std::string parameter;       ///< of our layer: "kernel"
  std::vector<int> axes = {};  ///< empty: as they are
};

/// Makes the layers of a network of those of a Keras model, and remembers the weights of each.
class Conversion {
 public:
  explicit Conversion(std::string version) : version_(std::move(version)) {}

  /// An input of the whole model.
  Placed input(const std::string& name, const Shape& shape, DType dtype);
  /// The tensor as Keras has it, and with channels first. `of`: the layer that needs it.
  Placed plain(const Placed& x, const KerasLayer& of);
  Placed channels_first(const Placed& x, const KerasLayer& of);

  /// Calls a layer made for a layer of Keras: `role` tells it from others for the same one ("" for
  /// the layer itself). Called again, it is the first one, with the same weights.
  nn::Symbol call(const KerasLayer& of, std::string_view role, const nn::Layer& layer,
                  std::vector<nn::Symbol> inputs, const std::vector<Binding>& bindings = {});
  /// Gives a parameter of the layer made with role "" its values, where they are no weight as it
  /// is.
  void set(const KerasLayer& of, const std::string& parameter, const Tensor& values);
  /// The shape of an example of the tensor.
  Shape shape_of(const Placed& x);

  /// Throws Error after 100,000 calls: models that call each other twice grow without end.
  void count_call();
  /// Adds what the import doesn't keep.
  void note(std::string text) { notes_.insert(std::move(text)); }
  const std::string& version() const { return version_; }
  const std::set<std::string>& notes() const { return notes_; }

  /// The network between the inputs and these outputs, and its weights in the buffers of
  /// network.layout().
  nn::Network network(const std::vector<Placed>& outputs) const;
  Tensor buffer(const nn::Network& network, bool state) const;

 private:
  /// What a symbol has for an example; the symbol, so that no other takes its place in memory.
  struct KnownShape {
    nn::Symbol symbol;
    Shape shape;
  };

  std::string free_name(std::string_view wanted);
  Shape shape_from_inputs(const nn::SymbolRecord& record) const;

  std::string version_;
  int calls_ = 0;
  std::vector<nn::Symbol> inputs_;
  std::map<const nn::SymbolRecord*, KnownShape> shapes_;
  std::map<std::pair<const KerasLayer*, std::string>, nn::Layer> layers_;
  std::map<std::string, Tensor, std::less<>> weights_;  // by path in the network
  std::set<std::string, std::less<>> names_;
  std::set<std::string> notes_;
};

/// A tensor with its axes in another order.
Tensor with_axes(const Tensor& tensor, const std::vector<int>& axes);

}  // namespace ganglion::io
