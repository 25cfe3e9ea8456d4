#include "ganglion/train/job/rows/name_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "ganglion/core/setting.h"
#include "ganglion/train/evaluate/row_losses.h"
#include "ganglion/train/job/rows/fit_rows.h"
#include "ganglion/train/linear/linear_model.h"

namespace ganglion::train {
namespace {

std::vector<std::string> name_columns(JobSource& source, const RowSplits& splits,
                                      const data::ColumnTypes& types, const Job& job) {
  std::vector<std::string> names;
  for (const auto& [name, type] : types) {
    if (type != data::ColumnType::text || job.columns.contains(name)) continue;
    source.look(splits, [&, &name = name](data::ColumnSource& columns) {
      if (data::is_name(columns.with(name).column(name))) names.push_back(name);
    });
  }
  return names;
}

/// The losses of a linear model on the validation rows; empty if there are none.
std::vector<double> validation_losses(Job job, data::Task task, const data::ColumnTypes& types,
                                      JobSource& source, const RowSplits& splits,
                                      const HoldoutFiles& files) {
  job.bins = 0;
  const std::unique_ptr<DividedRows> rows = source.divide(splits, true);
  const JobData data = fit_rows(job, task, types, *rows, files, {});
  const LinearModel::Options options = {.threads = job.threads};
  if (!data.validation || LinearModel::is_out_of_reach(task, data.train, options)) return {};
  const LinearModel linear(task, data.train, options);
  return row_losses(task, linear.predict(*data.validation), data.validation->targets);
}

}  // namespace

void leave_out_names(JobSource& source, const RowSplits& splits, Job& job, data::Task task,
                     const HoldoutFiles& files, const Listener& listener,
                     data::ColumnTypes& types) {
  const std::vector<std::string> names = name_columns(source, splits, types, job);
  if (names.empty()) return;
  data::ColumnTypes without = types;
  for (const std::string& name : names) without[name] = data::ColumnType::identifier;
  const bool others = std::ranges::any_of(without, [](const auto& entry) {
    using enum data::ColumnType;
    return entry.second != identifier && entry.second != ignore && entry.second != label;
  });
  if (!others) return;  // there is nothing else to learn from
  const std::vector<double> own = validation_losses(job, task, types, source, splits, files);
  const std::vector<double> rest = validation_losses(job, task, without, source, splits, files);
  const RowMean gain = mean_difference(rest, own);
  const bool earned = gain.mean > gain.standard_error;
  if (!own.empty()) {
    listener.tell_choice(
        {"words", fmt::format("{} {}", fmt::join(names, ", "), earned ? "used" : "left out"),
         fmt::format(
             "val_loss of a linear model {:.4g} with their words, {:.4g} without; to {}: {}",
             mean_of_rows(own).mean, mean_of_rows(rest).mean,
             earned ? "leave them out" : "use them",
             earned ? setting("ignore", names[0]) : setting("columns", names[0] + "=text"))});
  }
  if (!earned) types = without;
  for (const std::string& name : names) job.columns[name] = types.at(name);
}

}  // namespace ganglion::train
