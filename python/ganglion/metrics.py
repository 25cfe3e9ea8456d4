"""What is reported beside the loss, by the names of Keras. compile() takes these, names ("accuracy", "mae"), or a
function (y_true, y_pred) of `ganglion.ops` that gives a number for each row: reported is their mean, computed in double."""

from ganglion._graph import core_function

# The library's name of each of Keras'; any other is taken as one of the library's ("r2", "f1_macro").
_NAMES = {
    "acc": "accuracy",
    "binary_accuracy": "accuracy",
    "categorical_accuracy": "accuracy",
    "sparse_categorical_accuracy": "accuracy",
    "mean_squared_error": "mse",
    "mean_absolute_error": "mae",
    "root_mean_squared_error": "rmse",
    "auc": "roc_auc",
    "f1_score": "f1",
    "r2_score": "r2",
}


class Metric:
    """A metric of the library, and what it is called in histories."""

    def __init__(self, kind, name=None):
        self.kind = _NAMES.get(kind.lower(), kind)
        self.name = name or kind

    @property
    def core(self):
        return self.kind


def _metric(kind, text):
    class Named(Metric):
        __doc__ = text

        def __init__(self, name=kind):
            super().__init__(kind, name)

    Named.__name__ = Named.__qualname__ = kind.title().replace("_", "")
    return Named


Accuracy = _metric("accuracy", "The fraction of right predictions: of the class, or of yes and no at 0.5.")
BinaryAccuracy = _metric("binary_accuracy", Accuracy.__doc__)
CategoricalAccuracy = _metric("categorical_accuracy", Accuracy.__doc__)
SparseCategoricalAccuracy = _metric("sparse_categorical_accuracy", Accuracy.__doc__)
MeanSquaredError = _metric("mean_squared_error", "The mean of squared errors.")
MeanAbsoluteError = _metric("mean_absolute_error", "The mean of absolute errors.")
RootMeanSquaredError = _metric("root_mean_squared_error", "The square root of the mean squared error.")
AUC = _metric("auc", "The area under the ROC curve, exact: from all thresholds, not from 200 of them.")
Precision = _metric("precision", "Right predictions of the positive class among all predictions of it.")
Recall = _metric("recall", "Right predictions of the positive class among all rows of it.")
F1Score = _metric("f1_score", "The harmonic mean of precision and recall.")
R2Score = _metric("r2_score", "The fraction of the targets' variance that is explained.")


class TopKCategoricalAccuracy(Metric):
    """How often the right class is among the k most probable ones."""

    def __init__(self, k=5, name="top_k_categorical_accuracy"):
        super().__init__(f"top_{int(k)}_accuracy", name)


class _OfFunction(Metric):
    def __init__(self, function, name=None):
        super().__init__("", name or getattr(function, "__name__", "metric"))
        self.kind, self.function = self.name, function

    @property
    def core(self):
        return self.kind, core_function(self.function)


class MeanMetricWrapper(_OfFunction):
    """The mean over the rows of a function (y_true, y_pred), under a name."""

    def __init__(self, fn, name=None):
        super().__init__(fn, name)


def get(metric):
    """A Metric, of an object or of a name."""
    if isinstance(metric, type) and issubclass(metric, Metric):
        metric = metric()
    if isinstance(metric, Metric):
        return metric
    if isinstance(metric, str):
        return Metric(metric)
    if callable(metric):
        return _OfFunction(metric)
    raise TypeError(f"metric {metric!r}: expected a name, a function (y_true, y_pred), or one of ganglion.metrics")


def renamed(values, metrics):
    """Loss and metrics as their metrics call them; without what isn't of them."""
    result = {}
    for key, value in values.items():
        prefix, base = ("val_", key[4:]) if key.startswith("val_") else ("", key)
        if base in ("learning_rate", "seconds"):
            continue
        for metric in metrics:
            if base == metric.kind or base.endswith("_" + metric.kind):
                base = base[: len(base) - len(metric.kind)] + metric.name
                break
        result[prefix + base] = value
    return result
