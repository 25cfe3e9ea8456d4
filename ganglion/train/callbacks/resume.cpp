#include "ganglion/train/callbacks/resume.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/utf8.h"
#include "ganglion/io/checkpoint.h"
#include "ganglion/io/model_json.h"
#include "ganglion/train/callback_memory.h"
#include "ganglion/train/save.h"

namespace ganglion::train {
namespace {

constexpr std::string_view kSlot = "slot/";

io::Json fit_json(const FitOptions& options) {
  io::Json::Array class_weights = {io::Json::list(options.class_weights)};
  for (const auto& more : options.more_class_weights) class_weights.push_back(io::Json::list(more));
  return io::Json::Object{{"batch_size", options.batch_size},
                          {"shuffle", options.shuffle},
                          {"validation_split", options.validation_split},
                          {"class_weights", std::move(class_weights)}};
}

/// Throws Error when something that the bits depend on isn't what it was.
void require_same(const char* what, const io::Json& before, const io::Json& now) {
  if (before == now) return;
  constexpr std::size_t kMaxShown = 300;  // weights of a thousand classes
  throw Error(
      fmt::format("it was saved with {} {}, but this run has {}; use the same, or start a new run",
                  what, shortened(before.dump(), kMaxShown), shortened(now.dump(), kMaxShown)));
}

void check_same_run(const io::Checkpoint& checkpoint, const Model& model,
                    const FitOptions& options) {
  const io::SavedModel now = to_saved(model);
  const io::SavedModel& before = checkpoint.model;
  if (io::to_json(before.network.record()) != io::to_json(now.network.record())) {
    throw Error(fmt::format(
        "its network differs from this run's; start a new run.\nCheckpoint:\n{}\nThis run:\n{}",
        before.network.summary(), now.network.summary()));
  }
  require_same("the loss", io::Json::list(before.losses), io::Json::list(now.losses));
  require_same("the optimizer", before.optimizer, now.optimizer);
  require_same("the settings", before.info.training.at("compile"), now.info.training.at("compile"));
  require_same("the settings", checkpoint.callbacks.at("fit"), fit_json(options));
}

History history_of(const io::Checkpoint& checkpoint) {
  History history;
  for (const std::vector<double>& row : checkpoint.history_rows) {
    History::Epoch epoch;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string& column = checkpoint.history_columns[i];
      if (column == "epoch") {
        epoch.epoch = static_cast<std::int64_t>(row[i]);
      } else {
        epoch.values.emplace_back(column, row[i]);
      }
    }
    history.epochs.push_back(std::move(epoch));
  }
  return history;
}

void restore_slots(const io::Checkpoint& checkpoint, const nn::ParameterLayout& layout,
                   Weights& weights) {
  for (auto& [name, slot] : weights.slots) {
    const std::string own_name = name.substr(kSlot.size());
    const auto found = std::find_if(checkpoint.slots.begin(), checkpoint.slots.end(),
                                    [&](const auto& saved) { return saved.first == own_name; });
    if (found == checkpoint.slots.end() || found->second.bytes() != slot.bytes()) {
      throw Error(fmt::format("the optimizer's {} is missing", name));
    }
    // Piece by piece: the gaps between them aren't saved, and some slots don't begin with zeros.
    for (const nn::ParameterSpec& spec : layout.parameters) {
      nn::set_parameter(slot, spec, nn::parameter_of(found->second, spec));
    }
  }
}

void restore(const io::Checkpoint& checkpoint, Model& model, FitOptions& options) {
  check_same_run(checkpoint, model, options);
  model.set_weights(checkpoint.model.parameters, checkpoint.model.state);
  restore_slots(checkpoint, model.network().layout(), model.mutable_weights());
  model.mutable_progress() = {.steps = checkpoint.step, .epochs = checkpoint.epoch};
  restore_memories(checkpoint, options.callbacks);
  options.resumed = history_of(checkpoint);
  const auto done = static_cast<std::int64_t>(options.resumed.epochs.size());
  options.epochs = std::max<std::int64_t>(0, options.epochs - done);
}

void restore_named(const io::Checkpoint& checkpoint, std::string_view name, Model& model,
                   FitOptions& options) {
  try {
    restore(checkpoint, model, options);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", name, error.what()));
  }
}

}  // namespace

io::Checkpoint to_checkpoint(const Model& model, const FitOptions& options) {
  io::Checkpoint checkpoint{.model = to_saved(model),
                            .epoch = model.progress().epochs,
                            .step = model.progress().steps,
                            .seed = model.compile_options().seed};
  for (const auto& [name, slot] : model.weights().slots) {
    checkpoint.slots.emplace_back(name.substr(kSlot.size()), slot);
  }
  io::Json::Object callbacks{{"fit", fit_json(options)}};
  save_memories(options.callbacks, checkpoint, callbacks);
  checkpoint.callbacks = std::move(callbacks);
  return checkpoint;
}

void set_history(io::Checkpoint& checkpoint, const History& history) {
  std::vector<std::string>& columns = checkpoint.history_columns;
  columns = {"epoch"};
  for (const History::Epoch& epoch : history.epochs) {
    for (const auto& [name, value] : epoch.values) {
      if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
    }
  }
  checkpoint.history_rows.clear();
  for (const History::Epoch& epoch : history.epochs) {
    std::vector<double> row{static_cast<double>(epoch.epoch)};
    for (std::size_t i = 1; i < columns.size(); ++i) row.push_back(epoch.at(columns[i]));
    checkpoint.history_rows.push_back(std::move(row));
  }
}

void save_checkpoint(const Model& model, const FitOptions& options, const History& history,
                     const std::string& path) {
  io::Checkpoint checkpoint = to_checkpoint(model, options);
  set_history(checkpoint, history);
  io::save_checkpoint(path, checkpoint);
}

void restore_checkpoint(const std::string& path, Model& model, FitOptions& options,
                        std::span<const nn::LayerKind> custom_layers) {
  restore_named(io::load_checkpoint(path, {.custom_layers = custom_layers}), path, model, options);
}

void restore_checkpoint(std::span<const std::byte> bytes, std::string_view name, Model& model,
                        FitOptions& options) {
  restore_named(io::checkpoint_from_file(io::parse_safetensors(bytes, name), name), name, model,
                options);
}

}  // namespace ganglion::train
