#include "ganglion/io/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "ganglion/core/error.h"
#include "ganglion/io/model_json.h"
#include "ganglion/io/table_json.h"
#include "ganglion/io/weights.h"

namespace ganglion::io {
namespace {

constexpr const char* kHash = "hash";

std::string slot_prefix(std::string_view slot) {
  return fmt::format("{}{}/", kSlotPrefix, slot);
}

/// All tensors of a checkpoint that are not the model's.
NamedTensors more_tensors(const Checkpoint& checkpoint) {
  const nn::ParameterLayout& layout = checkpoint.model.network.layout();
  NamedTensors tensors;
  for (const auto& [name, values] : checkpoint.slots) {
    if (name.empty() || name.find('/') != std::string::npos) {
      throw Error(fmt::format("a slot cannot be named {}", in_quotes(name)));
    }
    append_weights(tensors, slot_prefix(name), fmt::format("slot {}", name), layout.parameters,
                   values, layout.size);
  }
  if (const auto& best = checkpoint.best) {
    append_weights(tensors, kBestPrefix, "best parameters", layout.parameters, best->parameters,
                   layout.size);
    append_weights(tensors, kBestPrefix, "best state", layout.state, best->state,
                   layout.state_size);
  }
  return tensors;
}

Json::Object to_json_object(const Checkpoint& checkpoint) {
  Json::Array slots;
  for (const auto& slot : checkpoint.slots) slots.emplace_back(slot.first);
  Json::Array rows;
  for (const auto& row : checkpoint.history_rows) rows.push_back(Json::list(row));
  Json::Object json{{"epoch", checkpoint.epoch},
                    {"batch", checkpoint.batch},
                    {"step", checkpoint.step},
                    {"seed", checkpoint.seed},
                    {"slots", std::move(slots)},
                    {"schedule", checkpoint.schedule},
                    {"callbacks", checkpoint.callbacks},
                    {"history_columns", Json::list(checkpoint.history_columns)},
                    {"history_rows", std::move(rows)},
                    {"job", checkpoint.job}};
  if (!checkpoint.source.empty()) json.emplace_back("source", checkpoint.source);
  if (const auto& best = checkpoint.best) {
    json.emplace_back("best", Json::Object{{"monitor", best->monitor},
                                           {"value", best->value},
                                           {"epoch", best->epoch},
                                           {"epochs_since", best->epochs_since}});
  }
  return json;
}

/// More epochs or steps than anybody does; sums of such counts can still be counted.
constexpr std::int64_t kMaxCount = std::int64_t{1} << 53;

/// A count: never negative.
std::int64_t count(const Json& json, std::string_view key) {
  const std::int64_t value = json.integer(key);
  if (value < 0) throw Error(fmt::format("'{}' is negative: {}", key, value));
  if (value > kMaxCount) throw Error(fmt::format("'{}' is {}, more than 2^53", key, value));
  return value;
}

void check_epoch(double value) {
  if (value >= 0 && value <= static_cast<double>(kMaxCount)) return;
  throw Error(fmt::format("the history has an epoch {}", value));
}

void read_history(const Json& json, Checkpoint& checkpoint) {
  checkpoint.history_columns = texts_from_json(json.at("history_columns"));
  for (const Json& row : json.array("history_rows")) {
    std::vector<double> values;
    for (const Json& value : row.as_array()) values.push_back(value.as_number());
    if (values.size() != checkpoint.history_columns.size()) {
      throw Error(fmt::format("row {} of the history has {} values for {} columns",
                              checkpoint.history_rows.size() + 1, values.size(),
                              checkpoint.history_columns.size()));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (checkpoint.history_columns[i] == "epoch") check_epoch(values[i]);
    }
    checkpoint.history_rows.push_back(std::move(values));
  }
}

void read_json(const Json& json, Checkpoint& checkpoint) {
  checkpoint.epoch = count(json, "epoch");
  checkpoint.batch = count(json, "batch");
  checkpoint.step = count(json, "step");
  checkpoint.seed = json.unsigned_integer("seed");
  checkpoint.schedule = json.object("schedule");
  checkpoint.callbacks = json.object("callbacks");
  checkpoint.job = json.text("job");
  if (json.find("source") != nullptr) checkpoint.source = json.text("source");
  read_history(json, checkpoint);
  if (const Json* best = json.find("best")) {
    checkpoint.best = BestSoFar{.monitor = best->text("monitor"),
                                .value = best->number("value"),
                                .epoch = count(*best, "epoch"),
                                .epochs_since = count(*best, "epochs_since")};
  }
}

void take_tensors(const Json& json, const NamedTensors& tensors, Checkpoint& checkpoint) {
  const nn::ParameterLayout& layout = checkpoint.model.network.layout();
  TensorPool pool(tensors);
  pool.leave_out(layout.parameters);
  pool.leave_out(layout.state);
  for (const std::string& slot : texts_from_json(json.at("slots"))) {
    checkpoint.slots.emplace_back(slot,
                                  pool.take(slot_prefix(slot), layout.parameters, layout.size));
  }
  if (auto& best = checkpoint.best) {
    best->parameters = pool.take(kBestPrefix, layout.parameters, layout.size);
    best->state = pool.take(kBestPrefix, layout.state, layout.state_size);
  }
  pool.check_all_taken();
}

void check_checkpoint_hash(const Json& json, const nn::ParameterLayout& layout,
                           const NamedTensors& tensors) {
  Json::Object hashed = json.as_object();
  std::erase_if(hashed, [](const auto& member) { return member.first == kHash; });
  std::vector<const NamedTensor*> more;
  for (const NamedTensor& named : tensors) {
    if (layout.find(named.first) == nullptr) more.push_back(&named);
  }
  if (json.text(kHash) != hash_of(Json(std::move(hashed)).dump(), std::move(more))) {
    throw Error("what it holds beside the model is not what was saved: the checkpoint is damaged");
  }
}

}  // namespace

SafetensorsFile to_file(const Checkpoint& checkpoint) {
  SafetensorsFile file = to_file(checkpoint.model);
  NamedTensors more = more_tensors(checkpoint);
  Json::Object json = to_json_object(checkpoint);
  const std::string hash = hash_of(Json(json).dump(), more);
  json.emplace_back(kHash, hash);
  file.metadata.emplace(kCheckpointKey, Json(std::move(json)).dump());
  std::move(more.begin(), more.end(), std::back_inserter(file.tensors));
  return file;
}

Checkpoint checkpoint_from_file(const SafetensorsFile& file, std::string_view name,
                                const LoadOptions& options) {
  Checkpoint checkpoint{.model = model_from_file(file, name, options)};
  try {
    if (!is_checkpoint(file)) {
      throw Error(
          fmt::format("a model, but no checkpoint of a training: its metadata have no key "
                      "'{}'",
                      kCheckpointKey));
    }
    const Json json =
        parse_json(file.metadata.at(kCheckpointKey), fmt::format("metadata '{}'", kCheckpointKey));
    read_json(json, checkpoint);
    take_tensors(json, file.tensors, checkpoint);
    check_checkpoint_hash(json, checkpoint.model.network.layout(), file.tensors);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", name, error.what()));
  }
  return checkpoint;
}

void save_checkpoint(const std::string& path, const Checkpoint& checkpoint) {
  write_safetensors(path, to_file(checkpoint));
}

Checkpoint load_checkpoint(const std::string& path, const LoadOptions& options) {
  return checkpoint_from_file(read_safetensors(path), path, options);
}

}  // namespace ganglion::io
