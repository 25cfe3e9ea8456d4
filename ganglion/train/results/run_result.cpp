#include "ganglion/train/results/run_result.h"

#include "ganglion/train/evaluate/layer_health.h"

namespace ganglion::train {

io::Json RunResult::to_json() const {
  const auto part = [](const std::optional<Evaluation>& evaluation) {
    return evaluation ? evaluation->metrics_json() : io::Json();
  };
  const auto rows = [](const std::optional<Evaluation>& evaluation) {
    return evaluation ? evaluation->rows : 0;
  };
  const std::vector<std::string>& targets = job.stated.targets;
  io::Json target = targets.size() == 1 ? io::Json(targets[0]) : io::Json::list(targets);
  io::Json::Object object = {
      {"model", model},
      {"task", std::string(name_of(job.task))},
      {"target", std::move(target)},
      {"network", job.stated.network->text()},
      {"epochs_run", epochs_run},
      {"best_epoch", best_epoch > 0 ? io::Json(best_epoch) : io::Json()},
      {"stopped", stopped},
      {"train", train.metrics_json()},
      {"validation", part(validation)},
      {"test", part(test)},
      {"rows",
       io::Json::Object{
           {"train", train.rows}, {"validation", rows(validation)}, {"test", rows(test)}}},
      {"seconds", seconds},
      {"parameters", parameters},
      {"seed", job.stated.seed},
      {"model_hash", model_hash},
      {"temperature", temperature},
  };
  if (!train.positive.empty()) object.emplace_back("positive", train.positive);
  if (cross_validation) object.emplace_back("cross_validation", cross_validation->to_json());
  if (assessment) {
    object.emplace_back("intervals", assessment->intervals_json());
    object.emplace_back("baselines", assessment->baselines_json());
    object.emplace_back("importance", assessment->importance_json());
    object.emplace_back("layers", health_json(assessment->layers));
  }
  return object;
}

}  // namespace ganglion::train
