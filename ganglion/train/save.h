#pragma once
#include <cstddef>
#include <span>
#include <string>

#include "ganglion/train/model.h"
#include "ganglion/train/own_kinds.h"

namespace ganglion::io {
struct SavedModel;
}

namespace ganglion::train {

/// Writes network, weights, info() and how it was compiled to a file, as docs/formats/model.md
/// describes it. Atomically; the same model gives the same bytes. Losses, metrics and an optimizer
/// of your own are named with their settings. Throws Error for layers that can't be saved, and when
/// the file can't be written.
void save_model(const Model& model, const std::string& path);

/// A model from a file, the model in a checkpoint, or a file of another system that can be made a
/// network (see io/read/read_model_file.h): ready to predict and evaluate, and compiled
/// to be trained further from the optimizer's start. Not compiled, and predicting the plain outputs
/// of the network, when it was saved so. `custom` has the layers, losses, metrics and optimizers
/// that the library doesn't know. Without a layer there is no model. Without one of the others the
/// model predicts, unless it is a loss that makes something else of the outputs, and evaluate() or
/// fit() throw Error that names what is missing.
/// Throws Error beginning with the path for anything that is not a whole, undamaged model.
Model load_model(const std::string& path, const CustomKinds& custom);
Model load_model(const std::string& path, std::span<const nn::LayerKind> custom_layers = {});

/// The same of the bytes of a file of this library; `name` stands for the path in errors. The bytes
/// aren't needed after the call.
Model load_model(std::span<const std::byte> bytes, const std::string& name,
                 const CustomKinds& custom);
Model load_model(std::span<const std::byte> bytes, const std::string& name,
                 std::span<const nn::LayerKind> custom_layers = {});

/// What the model is and computes, as 32 hexadecimal digits: equal for equal networks with equal
/// weights, to the last bit.
std::string model_hash(const Model& model);

/// Between a model and what the file module knows.
io::SavedModel to_saved(const Model& model);
/// The same the other way. Throws Error where weights and network don't fit.
Model from_saved(io::SavedModel saved, const CustomKinds& kinds = {});
/// The same of what was read from `path`, which errors begin with.
Model from_saved(io::SavedModel saved, const std::string& path, const CustomKinds& kinds = {});

}  // namespace ganglion::train
