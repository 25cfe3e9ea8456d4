#include "ganglion/train/evaluate/importance.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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

class Measure {
 public:
  Measure(Model& model, const data::Preprocessing& preprocessing, const data::Dataset& rows)
      : model_(model),
        preprocessing_(preprocessing),
        task_(preprocessing.state().task),
        targets_(preprocessing.own_targets(rows)) {}

  double loss(const data::Dataset& rows) {
    const Tensor kept = preprocessing_.clip_predictions(model_.predict(rows)[0]);
    const Tensor predictions = preprocessing_.own_predictions(kept, rows);
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

/// The features of a group, [rows, width of the group], taken out of rows and put into them.
class GroupValues {
 public:
  GroupValues(const Tensor& features, const Group& group)
      : group_(group), width_(features.shape()[1]) {
    const auto from = features.values<float>();
    for (std::int64_t row = 0; row < features.shape()[0]; ++row) {
      const auto first = from.begin() + row * width_ + group.first;
      values_.insert(values_.end(), first, first + group.width);
    }
  }
  /// Row i gets those of row order[i].
  void put(const std::vector<std::int64_t>& order, Tensor& features) const {
    auto to = features.values<float>().begin() + group_.first;
    for (const std::int64_t row : order) {
      std::copy_n(values_.begin() + row * group_.width, group_.width, to);
      to += width_;
    }
  }

 private:
  const Group& group_;
  std::int64_t width_;
  std::vector<float> values_;
};

std::vector<std::int64_t> shuffled(std::int64_t rows, const Group& group, std::uint64_t seed,
                                   int repeat) {
  const std::uint64_t stream =
      stream_of("importance/" + group.column) + static_cast<std::uint64_t>(repeat);
  return random_permutation(rows, seed, stream);
}

Importance importance_of(const std::string& column, const std::vector<double>& rises) {
  const auto count = static_cast<double>(rises.size());
  Importance result{.column = column};
  for (const double rise : rises) result.rise += rise / count;
  double squares = 0.0;
  for (const double rise : rises) squares += (rise - result.rise) * (rise - result.rise);
  result.deviation = std::sqrt(squares / (count - 1.0));
  return result;
}

}  // namespace

std::vector<Importance> permutation_importance(Model& model,
                                               const data::Preprocessing& preprocessing,
                                               const data::Dataset& rows,
                                               const ImportanceOptions& options) {
  const std::vector<Group> groups = groups_of(preprocessing.state());
  if (groups.empty() || rows.rows() < 2 || rows.feature_shape().rank() != 2) return {};
  // To bring a feature to the network takes as long as so many multiply-adds.
  constexpr double kFeature = 20.0;
  const double row_work = (static_cast<double>(model.network().layout().parameter_count()) +
                           kFeature * static_cast<double>(preprocessing.width())) *
                          static_cast<double>(groups.size());
  const double affordable = options.work / std::max(row_work, 1.0);
  std::int64_t count = std::min(rows.rows(), options.rows);
  const double repeats = std::clamp(affordable / static_cast<double>(count), 1.0,
                                    static_cast<double>(options.repeats));
  count = std::min(count, static_cast<std::int64_t>(std::min(affordable, 1e9)));
  if (count < std::min<std::int64_t>(100, rows.rows())) return {};

  data::Dataset used = rows.drawn(count, options.seed, stream_of("importance/rows"));
  Measure measure(model, preprocessing, used);
  const double before = measure.loss(used);
  std::vector<std::int64_t> as_they_were(static_cast<std::size_t>(count));
  std::iota(as_they_were.begin(), as_they_were.end(), std::int64_t{0});
  std::vector<Importance> result;
  for (const Group& group : groups) {
    const GroupValues values(used.features, group);
    std::vector<double> rises;
    rises.reserve(static_cast<std::size_t>(repeats));
    for (int repeat = 0; repeat < static_cast<int>(repeats); ++repeat) {
      values.put(shuffled(count, group, options.seed, repeat), used.features);
      rises.push_back(measure.loss(used) - before);
    }
    values.put(as_they_were, used.features);
    result.push_back(importance_of(group.column, rises));
  }
  std::ranges::stable_sort(
      result, [](const Importance& a, const Importance& b) { return a.rise > b.rise; });
  return result;
}

}  // namespace ganglion::train
