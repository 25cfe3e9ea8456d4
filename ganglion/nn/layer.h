#pragma once
#include <concepts>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/graph/fields.h"
#include "ganglion/graph/own_kind.h"
#include "ganglion/nn/activation.h"
#include "ganglion/nn/graph_builder.h"
#include "ganglion/nn/quantization.h"

namespace ganglion::nn {

class Layer;

/// A layer with one input: any struct with `Value build(GraphBuilder&, Value x) const`.
template <class T>
concept SingleInputLayer = requires(const T& layer, GraphBuilder& builder, const Value& x) {
  { layer.build(builder, x) } -> std::convertible_to<Value>;
};

/// A layer with several: `Value build(GraphBuilder&, std::span<const Value> inputs) const`.
template <class T>
concept MultiInputLayer = !SingleInputLayer<T> && requires(const T& layer, GraphBuilder& builder,
                                                           std::span<const Value> inputs) {
  { layer.build(builder, inputs) } -> std::convertible_to<Value>;
};

/// A layer that can be saved and made again: it has a `kind`, and lists its settings by `fields`
/// (see graph/fields.h) or gives them by `config()`; nn/layers/table.h makes it from those.
template <class T>
concept SavableLayer = requires {
  { T::kind } -> std::convertible_to<std::string_view>;
}
&&(HasFields<T> || requires(const T& layer) { layer.config(); });

/// How an input is called, and of what type it is.
struct InputOptions {
  std::string name{};        ///< empty: input, input_1, …
  DType dtype = DType::f32;  ///< f32 (any floating type the network is built in) or i32
};

/// What a network is fed.
struct InputSpec {
  std::string name;
  Shape shape;  ///< of one example, without the batch axis
  DType dtype = DType::f32;
};

struct SymbolRecord;

/// A place where data enters. Copies are the same place.
class Input {
 public:
  /// The shape of one example, without the batch axis. Throws Error for an extent below 1.
  explicit Input(Shape shape, InputOptions options = {});
  Input(const Input&) = default;  // nor is it emptied by moving it; nor are Symbol and Layer
  Input& operator=(const Input&) = default;

 private:
  friend class Symbol;
  friend class Layer;
  std::shared_ptr<const SymbolRecord> record_;
};

/// A value of the functional API: an Input, or a layer called with other symbols. Cheap to copy;
/// nothing is built or checked before a Network is made of it.
class Symbol {
 public:
  Symbol(const Input& input)  // NOLINT(google-explicit-constructor): an Input is used as a symbol
      : record_(input.record_) {}
  Symbol(const Symbol&) = default;
  Symbol& operator=(const Symbol&) = default;

  const SymbolRecord& record() const { return *record_; }

 private:
  friend class Layer;
  explicit Symbol(std::shared_ptr<const SymbolRecord> record) : record_(std::move(record)) {}
  std::shared_ptr<const SymbolRecord> record_;
};

/// A handle to any layer, made from the layer's struct. It has identity: all calls of one Layer
/// (and of its copies) share weights.
///     Layer shared = Dense{8};
///     Symbol a = shared(x1), b = shared(x2);
class Layer {
 public:
  template <class T>
  requires(!std::same_as<T, Layer> && (SingleInputLayer<T> || MultiInputLayer<T>))
      Layer(T layer)  // NOLINT(google-explicit-constructor): layer structs are used as layers
      : model_(std::make_shared<const Model<T>>(std::move(layer))), type_(&type_mark<T>) {}
  /// The first entry of a sequential network.
  Layer(const Input& input);  // NOLINT(google-explicit-constructor): as above
  Layer(const Layer&) = default;
  Layer& operator=(const Layer&) = default;

  /// The same layer under a name of one's own, instead of dense, dense_1, …; weights are named
  /// after it. Throws Error for an empty name or one with '/', '@' or blanks.
  Layer named(std::string name) const;

  /// The same layer, which training leaves as it is: its parameters keep their values, its
  /// penalties don't count, and BatchNormalization uses its moving averages.
  Layer frozen() const;

  /// The same layer, computing on the grids of a quantization: with a kernel of 8 bits. Throws
  /// Error for a kind of layer that can't be quantised.
  Layer quantized(const Quantization& quantization) const;

  /// "dense"; "custom" for a struct without a kind.
  std::string_view kind() const;
  /// The settings, for saving; empty for a struct that doesn't tell them.
  Attributes config() const;
  bool savable() const;
  bool multi_input() const;
  /// What a struct says by a member `activation`: applied last, to all it gives.
  std::optional<Activation> activation() const;
  /// The axis of what it gives along which its units lie, the batch being axis 0: the channels, or
  /// what a struct says by a constant `unit_axis`; -1 for the last.
  int unit_axis() const;
  /// Whether it only moves, scales or drops what it reads, so that the activation of that is also
  /// its own: what a struct says by a constant `keeps_activation`.
  bool keeps_activation() const;
  const std::string& name() const { return name_; }  ///< empty unless named
  bool is_frozen() const { return frozen_; }
  const std::optional<Quantization>& quantization() const { return quantization_; }

  /// Appends the layer to the builder's graph. Throws Error when a layer with one input gets
  /// several.
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;

  Symbol operator()(const Symbol& x) const;
  Symbol operator()(std::vector<Symbol> inputs) const;

  /// The input, if this is one, as a symbol.
  bool is_input() const { return model_ == nullptr; }
  Symbol as_input() const { return Symbol(input_); }

  /// The struct, if it is a T; else null.
  template <class T>
  const T* as() const {
    return type_ == &type_mark<T> ? &static_cast<const Model<T>&>(*model_).layer : nullptr;
  }
  /// Whether both are of the same struct.
  bool same_type(const Layer& other) const { return type_ == other.type_; }
  /// Whether both share weights.
  bool same_as(const Layer& other) const { return model_ != nullptr && model_ == other.model_; }

 private:
  struct Concept {
    virtual ~Concept() = default;
    virtual std::string_view kind() const = 0;
    virtual Attributes config() const = 0;
    virtual bool savable() const = 0;
    virtual bool multi_input() const = 0;
    virtual std::optional<Activation> activation() const = 0;
    virtual int unit_axis() const = 0;
    virtual bool keeps_activation() const = 0;
    virtual Value build(GraphBuilder&, std::span<const Value>) const = 0;
  };

  template <class T>
  struct Model final : Concept {
    explicit Model(T given) : layer(std::move(given)) {}
    std::string_view kind() const override {
      if constexpr (requires { std::string_view(T::kind); }) {
        return T::kind;
      } else {
        return "custom";
      }
    }
    Attributes config() const override { return config_of(layer); }
    bool savable() const override { return SavableLayer<T>; }
    bool multi_input() const override { return MultiInputLayer<T>; }
    std::optional<Activation> activation() const override {
      if constexpr (requires {
                      { layer.activation } -> std::convertible_to<Activation>;
                    }) {
        return layer.activation;
      } else {
        return std::nullopt;
      }
    }
    int unit_axis() const override {
      if constexpr (requires { T::unit_axis; }) {
        return T::unit_axis;
      } else {
        return 1;
      }
    }
    bool keeps_activation() const override {
      if constexpr (requires { T::keeps_activation; }) {
        return T::keeps_activation;
      } else {
        return false;
      }
    }
    Value build(GraphBuilder& builder, std::span<const Value> inputs) const override {
      if constexpr (MultiInputLayer<T>) {
        return layer.build(builder, inputs);
      } else {
        return layer.build(builder, inputs.front());
      }
    }
    T layer;
  };

  std::shared_ptr<const Concept> model_;
  const char* type_ = nullptr;
  std::shared_ptr<const SymbolRecord> input_;  // for an Input
  std::string name_;
  bool frozen_ = false;
  std::optional<Quantization> quantization_;
};

/// What a symbol stands for: a layer called with other symbols or, without a layer, an input.
struct SymbolRecord {
  std::shared_ptr<const Layer> layer;
  std::vector<Symbol> inputs;
  InputSpec spec;  ///< of an input
};

}  // namespace ganglion::nn
