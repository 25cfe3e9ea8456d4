#include "ganglion/train/callback_memory.h"

#include <algorithm>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/io/attributes_json.h"
#include "ganglion/train/callback.h"

namespace ganglion::train {
namespace {

constexpr const char* kMemory = "memory";
constexpr const char* kParameters = "parameters";
constexpr const char* kState = "state";

/// Whether a memory has the form of the best weights so far, which a checkpoint keeps as tensors
/// with names of their own.
bool is_best(const CallbackMemory& memory) {
  return memory.tensors.size() == 2 && memory.tensors.contains(kParameters) &&
         memory.tensors.contains(kState) && memory.texts.contains("monitor") &&
         memory.numbers.contains("best") && memory.numbers.contains("best_epoch") &&
         memory.numbers.contains("waited");
}

io::Json::Object memory_json(const std::string& name, const CallbackMemory& memory) {
  io::Json::Object numbers;
  io::Json::Object texts;
  for (const auto& [key, value] : memory.numbers) numbers.emplace_back(key, value);
  for (const auto& [key, value] : memory.texts) texts.emplace_back(key, value);
  return {{"name", name}, {"numbers", std::move(numbers)}, {"texts", std::move(texts)}};
}

CallbackMemory memory_of(const io::Json& json, const io::Checkpoint& checkpoint) {
  CallbackMemory memory;
  for (const auto& [key, value] : json.object("numbers")) memory.numbers[key] = value.as_number();
  for (const auto& [key, value] : json.object("texts")) memory.texts[key] = value.as_string();
  for (const auto& [key, value] : json.object("tensors")) {
    memory.tensors[key] = io::tensor_from_json(value);
  }
  if (json.flag("best")) {
    if (!checkpoint.best) throw Error("the best weights are missing");
    memory.tensors[kParameters] = checkpoint.best->parameters;
    memory.tensors[kState] = checkpoint.best->state;
  }
  return memory;
}

}  // namespace

void save_memories(std::span<const AnyCallback> callbacks, io::Checkpoint& checkpoint,
                   io::Json::Object& json) {
  io::Json::Array memories;
  for (const AnyCallback& callback : callbacks) {
    if (callback->name().empty()) continue;
    const CallbackMemory memory = callback->memory();
    io::Json::Object entry = memory_json(callback->name(), memory);
    const bool best = !checkpoint.best && is_best(memory);
    io::Json::Object tensors;
    if (best) {
      checkpoint.best = io::BestSoFar{.monitor = memory.text("monitor"),
                                      .value = memory.number("best"),
                                      .epoch = memory.count("best_epoch"),
                                      .epochs_since = memory.count("waited"),
                                      .parameters = memory.tensor(kParameters),
                                      .state = memory.tensor(kState)};
    } else {
      for (const auto& [key, value] : memory.tensors) tensors.emplace_back(key, io::to_json(value));
    }
    entry.emplace_back("best", best);
    entry.emplace_back("tensors", std::move(tensors));
    memories.emplace_back(std::move(entry));
  }
  json.emplace_back(kMemory, std::move(memories));
}

void restore_memories(const io::Checkpoint& checkpoint, std::span<const AnyCallback> callbacks) {
  std::vector<const io::Json*> left;
  for (const io::Json& entry : checkpoint.callbacks.array(kMemory)) left.push_back(&entry);
  for (const AnyCallback& callback : callbacks) {
    const auto found = std::find_if(left.begin(), left.end(), [&](const io::Json* entry) {
      return entry->text("name") == callback->name();
    });
    if (found == left.end()) continue;
    callback->restore(memory_of(**found, checkpoint));
    left.erase(found);
  }
}

}  // namespace ganglion::train
