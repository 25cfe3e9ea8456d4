#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/io/keras/conversion.h"
#include "ganglion/io/keras/layer_config.h"

namespace ganglion::io {

/// One call of a layer of Keras, on its way to layers of ours.
struct KerasStep {
  Conversion& to;
  LayerConfig config;
  std::vector<Placed> inputs;
  const Json::Array* arguments = nullptr;  ///< of the call, see KerasCall
  bool causal = false;                     ///< likewise

  const KerasLayer& layer() const { return config.layer(); }
  const Placed& x() const { return inputs.front(); }
  /// The first input as Keras has it.
  Placed plain() { return to.plain(x(), layer()); }
  /// Calls a layer of ours with one tensor; see Conversion::call().
  Placed call(std::string_view role, const nn::Layer& made, const Placed& on,
              const std::vector<Binding>& bindings = {}) {
    Placed result = on;
    result.symbol = to.call(layer(), role, made, {on.symbol}, bindings);
    return result;
  }
};

/// What becomes of the mask of a layer's input: whether its class in Keras supports masking.
enum class Masks : std::uint8_t {
  refused,  ///< not known to be right
  dropped,  ///< the layer computes all steps, and later layers see no mask
  kept,     ///< the same, and the mask goes along with the result
  used,     ///< the converter sees to it
  made,     ///< it is a part of a mask that is computed
};

/// Makes layers of ours of one call.
struct KerasConverter {
  std::string_view class_name;
  Placed (*convert)(KerasStep&);
  Masks masks = Masks::refused;
};

/// Those of each kind.
std::span<const KerasConverter> keras_core_converters();
std::span<const KerasConverter> keras_activation_converters();
std::span<const KerasConverter> keras_spatial_converters();
std::span<const KerasConverter> keras_shaping_converters();
std::span<const KerasConverter> keras_merging_converters();
std::span<const KerasConverter> keras_sequence_converters();
/// Functions of keras.ops that stand as layers in a model.
std::span<const KerasConverter> keras_op_converters();
std::span<const KerasConverter> keras_row_functions();
std::span<const KerasConverter> keras_mask_functions();

/// Which axis of a layer of ours holds the units: softmax can only be part of one with them last.
enum class UnitAxis : std::uint8_t { first, last };
/// What `activation` is set to, if the layer itself can do it; else linear, and apply_activation()
/// must follow.
nn::Activation built_in_activation(KerasStep& step, UnitAxis units);
/// Applies what built_in_activation() couldn't.
Placed apply_activation(KerasStep& step, UnitAxis units, const Placed& x);
/// Applies the activation of that name. Throws Error for one that isn't known.
Placed apply_named_activation(KerasStep& step, const std::string& name, const Placed& x);

}  // namespace ganglion::io
