#include "ganglion/train/importance.h"

#include <algorithm>
#include <cmath>

#include "ganglion/core/rng.h"
#include "ganglion/nn/metrics/probability.h"
#include "ganglion/nn/metrics/regression.h"

namespace ganglion::train {
namespace {

using data::Task;

/// The features of one column.
struct Group {
  std::string column;
  std::int64_t first = 0;
  std::int64_t width = 0;
};

std::vector<Group> groups_of(const data::PreprocessingState& state) {
  std::vector<Group> groups;
  std::int64_t first = 0;
  for (const data::FeatureColumn& column : state.features) {
    groups.push_back({column.name, first, column.width()});
    first += column.width();
  }
  return groups;
}

/// The first rows of a random order.
data::Dataset sample(const data::Dataset& rows, std::int64_t count, std::uint64_t seed) {
  if (rows.rows() <= count) return rows.in_memory();
  std::vector<std::int64_t> chosen =
      random_permutation(rows.rows(), seed, stream_of("importance/rows"));
  chosen.resize(static_cast<std::size_t>(count));
  return rows.rows(chosen);
}

class Measure {
 public:
  Measure(Model& model, const data::Preprocessing& preprocessing, const data::Dataset& rows)
      : model_(model),
        preprocessing_(preprocessing),
        task_(preprocessing.state().task),
        targets_(preprocessing.unscale_targets(rows.targets)) {}

  double loss(const Tensor& features) {
    const Tensor predictions = preprocessing_.unscale_targets(model_.predict(features));
    const Tensor targets =
        targets_.size() == predictions.size() ? targets_.reshaped(predictions.shape()) : targets_;
    if (task_ == Task::regression) return nn::evaluate(nn::Rmse{}, predictions, targets);
    return nn::evaluate(nn::LogLoss{.multilabel = task_ == Task::multilabel}, predictions, targets);
  }

 private:
  Model& model_;
  const data::Preprocessing& preprocessing_;
  Task task_;
  Tensor targets_;
};

/// The features of the group taken from other rows.
Tensor shuffled(const Tensor& features, const Group& group, std::uint64_t seed, int repeat) {
  Tensor result = features;
  const std::int64_t rows = features.shape()[0];
  const std::int64_t width = features.shape()[1];
  const std::uint64_t stream =
      stream_of("importance/" + group.column) + static_cast<std::uint64_t>(repeat);
  const auto order = random_permutation(rows, seed, stream);
  const auto from = features.values<float>();
  const auto to = result.values<float>();
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t other = order[static_cast<std::size_t>(row)];
    std::copy_n(from.begin() + other * width + group.first, group.width,
                to.begin() + row * width + group.first);
  }
  return result;
}

Importance measured(const std::string& column, const std::vector<double>& rises) {
  const auto count = static_cast<double>(rises.size());
  Importance result{.column = column};
  for (const double rise : rises) result.rise += rise / count;
  double squares = 0.0;
  for (const double rise : rises) squares += (rise - result.rise) * (rise - result.rise);
  result.deviation = rises.size() < 2 ? 0.0 : std::sqrt(squares / (count - 1.0));
  return result;
}

}  // namespace

std::vector<Importance> permutation_importance(Model& model,
                                               const data::Preprocessing& preprocessing,
                                               const data::Dataset& rows,
                                               const ImportanceOptions& options) {
  const std::vector<Group> groups = groups_of(preprocessing.state());
  if (groups.empty() || rows.rows() < 2 || rows.feature_shape().rank() != 2) return {};
  const double row_work = static_cast<double>(model.network().layout().parameter_count()) *
                          static_cast<double>(groups.size());
  const double affordable = options.work / std::max(row_work, 1.0);
  std::int64_t count = std::min(rows.rows(), options.rows);
  const double repeats = std::clamp(affordable / static_cast<double>(count), 1.0,
                                    static_cast<double>(options.repeats));
  count = std::min(count, static_cast<std::int64_t>(std::min(affordable, 1e9)));
  if (count < std::min<std::int64_t>(100, rows.rows())) return {};

  const data::Dataset used = sample(rows, count, options.seed);
  Measure measure(model, preprocessing, used);
  const double before = measure.loss(used.features);
  std::vector<Importance> result;
  for (const Group& group : groups) {
    std::vector<double> rises;
    rises.reserve(static_cast<std::size_t>(repeats));
    for (int repeat = 0; repeat < static_cast<int>(repeats); ++repeat) {
      rises.push_back(measure.loss(shuffled(used.features, group, options.seed, repeat)) - before);
    }
    result.push_back(measured(group.column, rises));
  }
  std::ranges::stable_sort(
      result, [](const Importance& a, const Importance& b) { return a.rise > b.rise; });
  return result;
}

}  // namespace ganglion::train
