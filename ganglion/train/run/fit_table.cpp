#include "ganglion/train/run/fit_table.h"

#include <utility>

#include "ganglion/train/job/rows/read_job_data.h"

namespace ganglion::train {

TrainedJob fit_table(Job job, data::Table table, const std::optional<Tensor>& weights,
                     const RunOptions& options) {
  job.data = table.source();
  const JobData rows = read_job_data(job, std::move(table), weights, options.listener);
  TrainedJob trained = train_rows(std::move(job), rows, options);
  const data::PreprocessingState& state = trained.preprocessing.state();
  ModelInfo& info = trained.model.mutable_info();
  info.preprocessing = state;
  info.task = std::string(name_of(state.task));
  info.target_names = trained.job.stated.targets;
  info.class_names = state.class_names;
  return trained;
}

}  // namespace ganglion::train
