#include "ganglion/train/results/run_result.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "ganglion/train/evaluate/layer_health.h"
#include "ganglion/train/evaluate/threshold_table.h"

namespace ganglion::train {
namespace {

void add_threshold(const RunResult& result, io::Json::Object& object) {
  object.emplace_back("positive", result.train.positive);
  object.emplace_back("threshold", result.train.threshold);
  if (result.validation) {
    object.emplace_back("validation_thresholds", points_json(result.validation->curve));
  }
  if (result.train.costs) object.emplace_back("cost", costs_json(*result.train.costs));
}

io::Json findings_json(const std::vector<Finding>& findings) {
  io::Json::Array list;
  for (const Finding& finding : findings) list.push_back(finding.to_json());
  return list;
}

}  // namespace

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
      {"ended", ended},
      {"train", train.metrics_json()},
      {"validation", part(validation)},
      {"test", part(test)},
      {"rows",
       io::Json::Object{
           {"train", train.rows}, {"validation", validation_rows}, {"test", rows(test)}}},
      {"seconds", seconds},
      {"parameters", parameters},
      {"seed", job.stated.seed},
      {"model_hash", model_hash},
      {"temperature", temperature},
  };
  if (!train.positive.empty()) add_threshold(*this, object);
  if (cross_validation) object.emplace_back("cross_validation", cross_validation->to_json());
  if (assessment) {
    object.emplace_back("intervals", assessment->intervals_json());
    object.emplace_back("baselines", assessment->baselines_json());
    object.emplace_back("importance", assessment->importance_json());
    object.emplace_back("layers", health_json(assessment->layers));
    object.emplace_back("diagnosis", findings_json(diagnosis));
  }
  if (learning_curve) object.emplace_back("learning_curve", learning_curve->to_json());
  object.emplace_back("notes", io::Json::list(notes));
  return object;
}

std::string ending(const ResolvedJob& job, const History& history) {
  if (!history.stopped.empty()) return history.stopped;
  if (job.stated.schedule->ends_at_zero()) return "the learning rate has decayed to 0";
  const std::string limit = fmt::format("limit of {} epochs", job.epochs);
  if (history.epochs.empty() || std::isnan(history.epochs.front().at("val_loss"))) return limit;
  const std::int64_t best = history.argmin_epoch("val_loss");
  const auto epochs = std::ssize(history.epochs);
  // A loss that falls has its least in the last epochs, though not just in the last one.
  if (best == 0 || 20 * (epochs - best) > epochs) return limit;
  return limit + fmt::format(", the validation loss was still falling; `epochs = {}` for more",
                             3 * job.epochs);
}

const Evaluation& assessed(const RunResult& result) {
  if (result.test) return *result.test;
  return result.validation ? *result.validation : result.train;
}

}  // namespace ganglion::train
