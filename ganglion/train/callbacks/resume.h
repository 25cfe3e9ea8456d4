#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "ganglion/nn/layers/table.h"
#include "ganglion/train/model.h"

namespace ganglion::io {
struct Checkpoint;
}

namespace ganglion::train {

/// Writes all it takes to go on with a training to the very same bits: the model, the optimizer's
/// slots, how far it is, what the callbacks remember, and the history. To be called at the end of
/// an epoch; the Checkpoint callback does. load_model reads the model in it.
void save_checkpoint(const Model& model, const FitOptions& options, const History& history,
                     const std::string& path);

/// Goes back to a checkpoint. `model` is built and compiled, and `options` (with callbacks) are
/// filled in, as for the run that wrote it; model.fit(data, options) then does what was left of
/// that run: the weights, the history (but for "seconds") and the decisions of the callbacks are,
/// bit by bit, those of a run that was never interrupted. More epochs or another number of threads
/// may be asked for; a callback that is new starts from the beginning.
///
/// Throws Error, naming file and reason, for a file that is no whole checkpoint, and for another
/// network, loss, optimizer, seed, number of replicas, batch size, shuffle, validation_split or
/// class weights than the run had. `custom_layers` lists the kinds of layers that the library
/// doesn't know.
void restore_checkpoint(const std::string& path, Model& model, FitOptions& options,
                        std::span<const nn::LayerKind> custom_layers = {});

/// The same from the bytes of a checkpoint; `name` stands for the path in errors.
void restore_checkpoint(std::span<const std::byte> bytes, std::string_view name, Model& model,
                        FitOptions& options);

/// The parts of save_checkpoint. The history is still empty.
io::Checkpoint to_checkpoint(const Model& model, const FitOptions& options);
void set_history(io::Checkpoint& checkpoint, const History& history);

}  // namespace ganglion::train
