#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/export.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/core/file.h"
#include "ganglion/core/numbers.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/io/keras/export/keras_weights.h"
#include "ganglion/nn/network_text.h"

namespace ganglion::cli {
namespace {

void tell_weights_written(const ExportOptions& typed, const io::SavedModel& model) {
  const nn::ParameterLayout& layout = model.network.layout();
  print_err("{} weights in {} tensors saved to {}\n",
            ganglion::grouped(layout.parameter_count() + layout.state_count()),
            layout.parameters.size() + layout.state.size(), typed.out);
}

/// "64" or "1x28x28".
Shape shape_of(const std::string& text) {
  std::vector<std::int64_t> extents;
  std::string_view rest = text;
  while (extents.size() < static_cast<std::size_t>(Shape::kMaxRank)) {
    std::int64_t extent = 0;
    const auto [stop, code] = std::from_chars(rest.data(), rest.data() + rest.size(), extent);
    if (code != std::errc() || extent < 1) break;
    extents.push_back(extent);
    rest.remove_prefix(static_cast<std::size_t>(stop - rest.data()));
    if (rest.empty()) return Shape(std::span<const std::int64_t>(extents));
    if (rest[0] != 'x') break;
    rest.remove_prefix(1);
  }
  throw UsageError(fmt::format(
      "--input-shape {}: expected the shape of one row, such as 64 or 1x28x28", shown(text)));
}

nn::Network network_of(const ImportOptions& typed) {
  if (typed.network.empty() || typed.input_shape.empty()) {
    throw UsageError(
        "a file of weights holds no architecture: give --network and --input-shape, or --model "
        "with a model of the same network");
  }
  std::vector<nn::Layer> layers = nn::parse_network(typed.network);
  layers.insert(layers.begin(), nn::Input(shape_of(typed.input_shape)));
  return nn::Network(std::move(layers));
}

/// The model that takes the weights.
io::SavedModel model_for(const ImportOptions& typed) {
  if (typed.model.empty()) return {.network = network_of(typed)};
  if (!typed.network.empty() || !typed.input_shape.empty()) {
    throw UsageError("--model gives the network: leave out --network and --input-shape");
  }
  return io::load_model(model_path(typed.model));
}

/// A message with the settings of these commands as their flags.
std::string in_flags(const Error& error) {
  const std::vector<std::string> settings = {"layout", "rename"};
  return settings_as_flags(error.what(), settings);
}

io::WeightsRead read_weights(const nn::Network& network, const std::string& file,
                             const io::WeightNaming& naming) {
  const io::NamedTensors tensors = io::read_tensors(file);
  try {
    return io::weights_for(network, tensors, naming, file);
  } catch (const Error& error) {
    throw Error(in_flags(error));
  }
}

/// What was measured of other weights says nothing of these.
void forget_training(io::ModelInfo& info) {
  const io::Json* compile = info.training.find("compile");
  info.training = compile == nullptr ? io::Json::Object{} : io::Json::Object{{"compile", *compile}};
  info.temperature = 1.0;
}

/// The model with the weights that were read into it; what was measured of others is forgotten.
io::SavedModel with_weights(io::SavedModel model, Tensor parameters, Tensor state) {
  const bool had_others =
      model.parameters.size() == parameters.size() && model.state.size() == state.size();
  const bool same =
      had_others && io::model_hash(model) == io::model_hash(model.network, parameters, state);
  model.parameters = std::move(parameters);
  model.state = std::move(state);
  if (!same) forget_training(model.info);
  return model;
}

}  // namespace

io::WeightNaming weight_naming(const std::string& layout, const std::vector<std::string>& renames) {
  try {
    io::WeightNaming naming{.layout = io::weight_layout_named(layout)};
    for (const std::string& text : renames) naming.renames.push_back(io::parse_rename(text));
    return naming;
  } catch (const Error& error) {
    throw UsageError(in_flags(error));
  }
}

void export_safetensors(const ExportOptions& typed, const io::SavedModel& model) {
  write_file_atomically(
      typed.out, io::weights_as_safetensors(model, weight_naming(typed.layout, typed.renames)));
  tell_weights_written(typed, model);
}

void export_npz(const ExportOptions& typed, const io::SavedModel& model) {
  write_file_atomically(typed.out,
                        io::weights_as_npz(model, weight_naming(typed.layout, typed.renames)));
  tell_weights_written(typed, model);
}

io::SavedModel import_weights(const ImportOptions& typed) {
  const io::WeightNaming naming = weight_naming(typed.layout, typed.renames);
  io::SavedModel model = model_for(typed);
  io::WeightsRead read = read_weights(model.network, typed.file, naming);
  for (const std::string& line : read.matched_by_number) print_err("note: {}\n", line);
  return with_weights(std::move(model), std::move(read.parameters), std::move(read.state));
}

io::SavedModel import_h5(const ImportOptions& typed) {
  const std::string bytes = read_regular_file(typed.file);
  const bool layers_named = !(typed.network + typed.input_shape + typed.model).empty();
  if (!io::holds_keras_weights_only(bytes, typed.file)) {
    if (!layers_named) return import_keras(typed);
    throw UsageError(
        fmt::format("{}: it holds a whole model: leave out --network, --input-shape "
                    "and --model",
                    shown(typed.file)));
  }
  io::SavedModel model = model_for(typed);
  io::KerasWeights read = io::keras_weights_for(model.network, bytes, typed.file);
  return with_weights(std::move(model), std::move(read.parameters), std::move(read.state));
}

}  // namespace ganglion::cli
