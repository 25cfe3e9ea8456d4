#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/io/model_info.h"
#include "ganglion/io/safetensors.h"
#include "ganglion/nn/network.h"

namespace ganglion::io {

/// The version of the file format that is written; older ones are read, newer ones refused.
inline constexpr int kModelFormat = 1;

/// Everything a trained network needs to be used, and what a person wants to know of it.
struct SavedModel {
  nn::Network network;
  /// The flat buffers as network.layout() lays them out, f32 or f64; gaps are neither saved nor
  /// looked at, and are zero after loading.
  Tensor parameters = {};
  Tensor state = {};

  ModelInfo info = {};

  /// As their text forms: one loss for each output; may be empty.
  std::vector<std::string> losses = {};
  std::vector<std::string> metrics = {};
  std::string optimizer = {};

  /// The library that wrote the file; set by loading.
  std::string library_version = {};
  /// Of the file, as SafetensorsFile has it; set by loading.
  std::string checksum = {};
};

struct LoadOptions {
  /// Kinds of layers that the library doesn't know.
  std::span<const nn::LayerKind> custom_layers = {};
};

/// Writes a model as docs/formats/model.md describes it: a safetensors file with one tensor for
/// each weight ("dense_1/kernel", row-major) and the rest as JSON under the metadata key
/// "ganglion", with a checksum over all of it. Atomically; the same model always gives the same
/// bytes. Throws Error for buffers and info that don't fit the network, layers that can't be saved,
/// text that is not UTF-8, and what write_file_atomically throws.
void save_model(const std::string& path, const SavedModel& model);

/// Throws Error when a network with such info could not be saved once it is trained: what doesn't
/// fit it, names that are not UTF-8, and more columns than a file can describe.
void check_savable(const ModelInfo& info, const nn::Network& network);

/// Reads a model, or the model in a checkpoint. Nothing in the file is trusted: any bytes give a
/// model or an Error that begins with the path. Beside what read_safetensors finds: no model of
/// this library, a newer format, an unknown kind of layer (list your own in the options), weights
/// that are missing, superfluous, not finite or of another shape than the network's, weights that
/// are not those that were saved (the hash differs), and a task, classes, targets or columns that
/// don't fit the network.
SavedModel load_model(const std::string& path, const LoadOptions& options = {});

/// The same by way of memory; `name` stands for the path in errors.
SafetensorsFile to_file(const SavedModel& model);
SavedModel model_from_file(const SafetensorsFile& file, std::string_view name,
                           const LoadOptions& options = {});

/// The same for who predicts from arrays alone: preprocessing of tables is not looked at, nor is
/// what reads it linked.
SavedModel network_from_file(const SafetensorsFile& file, std::string_view name,
                             const LoadOptions& options = {});

/// What the network is and computes, as 32 hexadecimal digits: XXH3 (128 bits) over its
/// architecture and all weights and state in order of their paths. It doesn't depend on names of
/// files, dates, machines, the preprocessing, or how the buffers are laid out.
std::string model_hash(const nn::Network& network, const Tensor& parameters, const Tensor& state);
std::string model_hash(const SavedModel& model);

}  // namespace ganglion::io
