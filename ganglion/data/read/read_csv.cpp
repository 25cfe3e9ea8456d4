#include "ganglion/data/read/read_csv.h"

#include "ganglion/core/error.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/read/read_table.h"

namespace ganglion::data {

Dataset read_csv(const std::string& path, const ReadOptions& options) {
  if (!options.target.empty() && !options.targets.empty()) {
    throw Error(path + ": both target and targets are given; give one of them");
  }
  std::vector<std::string> targets = options.targets;
  if (!options.target.empty()) targets = {options.target};
  const Table table = read_table(path, options.csv);
  for (std::string& name : targets) name = table.column_name(name);
  const Task task = options.task ? *options.task : choose_task(table, targets).task;
  return Preprocessing::fit(table, targets, task,
                            {.scale = options.scale, .ignore = options.ignore})
      .apply(table, true);
}

}  // namespace ganglion::data
