#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/task.h"
#include "ganglion/nn/metrics/metric.h"

namespace ganglion::nn {

using ganglion::Task;

/// A metric of one's own, for files that name it: metric_kind<Within>().
using MetricKind = OwnKind<AnyMetric>;
/// That of a struct T with `kind` and, if it has settings, `fields`.
template <class T>
constexpr MetricKind metric_kind() {
  return own_kind<AnyMetric, T>();
}

/// The metric that goes by a name:
///   accuracy, top_K_accuracy (any whole K), roc_auc, pr_auc, log_loss, ece, brier,
///   precision, recall, f1, each also with _macro, _micro or _weighted,
///   per_label_accuracy, subset_accuracy, mae, mse, rmse, r2.
/// precision, recall and f1 are those of the positive class when there are two classes, and the
/// macro mean (as scikit-learn's average="macro") when there are more.
/// For multilabel those that have the option get it, and accuracy is per_label_accuracy. `positive`
/// is the class index, 0 or 1, that those of a positive class are about, `threshold` the
/// probability of class 1 (of multilabel: of each label) above which it counts as predicted. Throws
/// Error with the nearest name, or the known ones, for any other.
AnyMetric make_metric(std::string_view name, Task task = Task::multiclass,
                      std::int64_t positive = 1, double threshold = 0.5);

/// Makes one of the library from its `kind` and settings. Throws Error for an unknown kind or
/// setting.
AnyMetric metric_from_config(std::string_view kind, const Attributes& config);

/// The names make_metric knows, with top_5_accuracy for the K ones.
std::vector<std::string> metric_names();

/// Those that say something of the task.
std::vector<std::string> metric_names(Task task);

/// What is reported when nothing was asked for; the first is the one people look at first.
/// `positive` is the class index, 0 or 1, that f1 and pr_auc of a binary task are about;
/// `threshold` the probability of class 1 above which accuracy and f1 take it as predicted.
std::vector<AnyMetric> default_metrics(Task task, std::int64_t positive = 1,
                                       double threshold = 0.5);
/// Whether a metric of a binary task is another for the other class: precision, recall, f1, pr_auc.
bool is_of_positive_class(std::string_view metric);

}  // namespace ganglion::nn
