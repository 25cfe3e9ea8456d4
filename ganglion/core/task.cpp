#include "ganglion/core/task.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"

namespace ganglion {
namespace {

constexpr std::array<std::pair<Task, std::string_view>, 4> kTasks = {{
    {Task::regression, "regression"},
    {Task::binary, "binary"},
    {Task::multiclass, "multiclass"},
    {Task::multilabel, "multilabel"},
}};

}  // namespace

std::string_view name_of(Task task) {
  for (const auto& [entry, name] : kTasks) {
    if (entry == task) return name;
  }
  return "unknown";
}

Task task_named(std::string_view name) {
  for (const auto& [task, entry] : kTasks) {
    if (entry == name) return task;
  }
  throw Error(fmt::format("unknown task {}; use regression, binary, multiclass or multilabel",
                          shown(name)));
}

}  // namespace ganglion
