#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/io/model_file.h"
#include "ganglion/io/tensors/rename.h"
#include "ganglion/io/tensors/weight_layout.h"
#include "ganglion/io/weights.h"

namespace ganglion::io {

/// Weights of networks in files of other systems: named tensors without an architecture.

/// How a file names and lays out weights.
struct WeightNaming {
  WeightLayout layout = WeightLayout::ganglion;
  /// Of tensors: on the way out from the names of the layout to those of the file, on the way in
  /// from those of the file.
  std::vector<RenameRule> renames = {};
};

/// All weights of a model as they go into a file. Throws Error where two get the same name.
NamedTensors named_weights(const SavedModel& model, const WeightNaming& naming);

/// The same as the bytes of a file in the safetensors layout, and of an .npz file.
std::string weights_as_safetensors(const SavedModel& model, const WeightNaming& naming);
std::string weights_as_npz(const SavedModel& model, const WeightNaming& naming);

/// The tensors of a safetensors or .npz file, told apart by its content. Throws Error, beginning
/// with `source`, as parse_safetensors and data::parse_npz do.
NamedTensors parse_tensors(std::string_view bytes, const std::string& source);
/// The same from a file.
NamedTensors read_tensors(const std::string& path);

/// A network with the weights of a file.
struct WeightsRead {
  Tensor parameters = {};  ///< f32, flat, as the network's layout says
  Tensor state = {};
  /// Which tensor became which weight, a line each, where names didn't say it: "0.weight:
  /// dense/kernel".
  std::vector<std::string> matched_by_number = {};
};

/// Finds a tensor for each weight of the network: by its name, '.' and '/' being the same. Where no
/// name fits and the modules of a PyTorch state dict are numbered ("0.weight", "layers.2.bias"),
/// in order of their numbers, each with weights of the same names and shapes as the layer.
/// `source` begins messages. Throws Error naming tensor, weight and shapes for what is missing,
/// superfluous, of another shape, not finite or no floating type.
WeightsRead weights_for(const nn::Network& network, const NamedTensors& tensors,
                        const WeightNaming& naming, std::string_view source);

}  // namespace ganglion::io
