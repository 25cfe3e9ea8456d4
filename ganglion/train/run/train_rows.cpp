#include "ganglion/train/run/train_rows.h"

#include <chrono>

#include "ganglion/train/run/ensemble.h"
#include "ganglion/train/run/fit_outputs.h"
#include "ganglion/train/run/run_training.h"

namespace ganglion::train {

TrainedJob train_rows(Job job, const JobData& data, const RunOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  const ResolvedJob resolved = resolve(std::move(job), data, options.listener);
  const Job& stated = resolved.stated;
  RunTraining training(resolved, data, {});
  training.limit_time(stated.time);
  training.share_by(options.ranks);
  std::vector<TrainedNetwork> networks = train_ensemble(
      {.network = resolved.network,
       .rows = [&](std::int64_t index) -> const data::Dataset& {
         return training.rows().train(index);
       },
       .count = resolved.ensemble,
       .seed = stated.seed,
       .threads = stated.threads,
       .compile = [&](std::uint64_t seed,
                      int threads) { return training.compile_options(seed, threads); },
       .fit =
           [&](std::int64_t index) { return training.fit_options(std::nullopt, index, options); },
       .start = [&](std::int64_t index, Model& model) { training.start(index, model); },
       .ranks = options.ranks});
  History history = std::move(networks[0].history);
  Model model = fold_ensemble(networks, training.compile_options(stated.seed, stated.threads));
  const HeldOut held_out(training.rows(), networks, model);
  const double threshold = fit_outputs(model, resolved, data, held_out, options.listener);
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
  return {.job = resolved,
          .model = std::move(model),
          .preprocessing = data.preprocessing.with_threshold(threshold),
          .history = std::move(history),
          .seconds = passed.count()};
}

}  // namespace ganglion::train
