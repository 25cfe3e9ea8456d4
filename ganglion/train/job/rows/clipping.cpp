#include "ganglion/train/job/rows/clipping.h"

#include "ganglion/core/rng.h"
#include "ganglion/train/job/typed_output.h"
#include "ganglion/train/linear/linear_fit.h"

namespace ganglion::train {

void choose_clipping(Job& job, const data::PreprocessingState& state) {
  const bool clipped = !job.recipe && !(job.network && hidden_layers(job, state).empty());
  if (!job.clip_inputs) job.clip_inputs = clipped;
  if (!job.clip_output) job.clip_output = clipped;
}

data::Preprocessing with_clipping(const Job& job, const data::Preprocessing& fitted) {
  data::PreprocessingState state = fitted.state();
  for (data::FeatureColumn& column : state.features) column.clip = column.range && *job.clip_inputs;
  for (data::TargetColumn& target : state.targets) target.clip = target.range && *job.clip_output;
  return data::Preprocessing(std::move(state), fitted.notes());
}

bool may_go_on_as_line(const Job& job, const data::PreprocessingState& state) {
  return state.task == data::Task::regression && !state.samples && !job.recipe &&
         job.linear_path.value_or(!job.network) && job.output &&
         (*job.output == nn::Activation::linear || *job.output == nn::Activation::relu);
}

bool is_all_but_linear(const data::Preprocessing& preprocessing, const data::Dataset& train,
                       const data::Dataset& rows, const Job& job) {
  constexpr std::int64_t kEnoughRows = 2000;  // to see a line
  constexpr double kAllButExact = 0.99;
  const auto few = [&](const data::Dataset& all) {
    return all.drawn(kEnoughRows, job.seed, stream_of("clipping: rows"));
  };
  const data::Dataset drawn = few(train);
  const LinearModel::Options options = {.threads = job.threads,
                                        .left_out = preprocessing.bin_features()};
  const LinearModel model(data::Task::regression, drawn, options);
  return linear_fit(model, data::Task::regression, drawn, few(rows)).r2() >= kAllButExact;
}

}  // namespace ganglion::train
