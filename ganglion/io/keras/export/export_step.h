#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/io/keras/export/keras_builder.h"
#include "ganglion/io/keras/export/keras_json.h"
#include "ganglion/io/model_file.h"

namespace ganglion::io {

/// One call of a layer of ours, on its way to layers of Keras.
struct ExportStep {
  KerasBuilder& to;
  const SavedModel& model;
  const nn::LayerCall& call;
  KerasDialect dialect;
  std::vector<Exported> inputs;
  Shape result;  ///< of an example

  const Exported& x() const { return inputs.front(); }
  Exported as_is() { return to.as_is(call, x()); }
  Exported channels_last() { return to.channels_last(call, x()); }
  /// Calls a layer of Keras that gives the result of the call.
  Exported made(KerasPart part, const Exported& on) {
    return to.call(call, "", std::move(part), {on}, result);
  }
  /// A parameter of the layer ("kernel"), its axes in another order if one is given.
  KerasWeight weight(std::string_view parameter, const std::vector<int>& axes = {}) const;
  /// Throws Error: Keras has no such thing.
  [[noreturn]] void refuse(std::string_view why) const;
};

/// Makes layers of Keras of one call of a kind of layer.
struct KerasWriter {
  std::string_view kind;
  Exported (*write)(ExportStep&);
};

/// Those of each kind.
std::span<const KerasWriter> core_keras_writers();
std::span<const KerasWriter> convolution_keras_writers();
std::span<const KerasWriter> spatial_keras_writers();
std::span<const KerasWriter> merging_keras_writers();
std::span<const KerasWriter> sequence_keras_writers();

/// What Keras calls an activation; "linear" where it has no function for it, and activated() must
/// follow.
std::string keras_activation(nn::Activation activation);
/// Applies what keras_activation() couldn't.
Exported activated(ExportStep& step, nn::Activation activation, const Exported& x);

}  // namespace ganglion::io
