"""Estimators for scikit-learn: the automatic choices of `ganglion train`, in its pipelines."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils import check_array, check_random_state
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import _check_feature_names, _check_n_features, check_is_fitted
from sklearn.utils.validation import column_or_1d, validate_data

from ganglion import _core, _tables
from ganglion._model import Model
from ganglion._train import print_told, to_words



class _GanglionEstimator(BaseEstimator):
    def __init__(
        self,
        network=None,
        *,
        epochs=None,
        batch_size=None,
        learning_rate=None,
        optimizer="adam",
        l2=None,
        dropout=0.0,
        ensemble=None,
        early_stopping=True,
        validation_fraction=0.2,
        n_iter_no_change=None,
        random_state=None,
        n_jobs=None,
        verbose=False,
        settings=None,
    ):
        self.network = network
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.optimizer = optimizer
        self.l2 = l2
        self.dropout = dropout
        self.ensemble = ensemble
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.verbose = verbose
        self.settings = settings

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        return tags

    def _columns(self, X, reset):
        """A table keeps its columns as they are; anything else is an array of numbers."""
        if _tables.is_named(X):
            _check_feature_names(self, X, reset=reset)
            _check_n_features(self, X, reset=reset)
            if reset and X.shape[0] == 0:
                raise ValueError("Found array with 0 sample(s) while a minimum of 1 is required.")
            return _tables.columns_of(X)
        array = validate_data(
            self, X, reset=reset, dtype=None, ensure_all_finite="allow-nan"
        )
        if array.dtype.kind not in "fiub":
            array = check_array(array, dtype=np.float64, ensure_all_finite="allow-nan")
        if array.dtype.kind == "b":
            array = array.astype(np.float64)
        return _tables.columns_of(array)

    def _train(self, columns, values, task, weights=None):
        """values: a target as an array, or codes and texts, each."""
        targets = list(zip(_unused_names(columns, len(values)), *zip(*values), strict=True))
        held_out = self.validation_fraction if self.early_stopping else 0.0
        rows = len(columns[0][1])
        if rows * held_out < 1 or rows < 5:
            held_out = 0.0
        words = {
            "target": [name for name, *_ in targets],
            "task": task,
            "network": self.network,
            "epochs": self.epochs,
            "batch_size": self.batch_size,
            "learning_rate": self.learning_rate,
            "optimizer": self.optimizer,
            "l2": self.l2,
            "dropout": self.dropout,
            "ensemble": self.ensemble,
            "validation": held_out,
            "patience": self.n_iter_no_change,
            "test": 0,
            "seed": self._seed(),
            "threads": self.n_jobs if (self.n_jobs or 0) > 0 else None,
            **(self.settings or {}),
        }
        if weights is not None:
            words["calibration"] = "none"  # the classes are to be predicted by these weights
        core, history, self.job_, self.stopped_ = _core.fit_columns(
            "X", columns + targets, to_words(words), weights, print_told if self.verbose else None
        )
        self.model_ = Model(core)
        self.history_ = history
        self.loss_curve_ = history.get("loss", [])
        self.n_iter_ = len(self.loss_curve_)
        return self

    def _seed(self):
        if self.random_state is None or not isinstance(self.random_state, (int, np.integer)):
            return int(check_random_state(self.random_state).randint(1, 2**31 - 1))
        return int(self.random_state)

    def _outputs(self, X):
        check_is_fitted(self)
        return self.model_._core.predict_columns("X", self._columns(X, reset=False), True)


def _unused_names(columns, count):
    """y1, y2, … for targets, or what is not the name of a column yet."""
    taken = {name for name, *_ in columns}
    prefix = "y"
    while any(f"{prefix}{i + 1}" in taken for i in range(count)):
        prefix += "_"
    return [f"{prefix}{i + 1}" for i in range(count)]


class GanglionClassifier(ClassifierMixin, _GanglionEstimator):
    """A network that predicts classes, or several labels of 0 and 1.

    What is None is chosen from the data, as `ganglion train` does. Tables may hold texts, dates and
    missing values. `network` is the text of `--network` ("dense 64 relu; dense 32 relu"), `settings` a dict of
    further settings of a job (`ganglion.settings()`).

    Attributes: classes_, n_features_in_, feature_names_in_, n_iter_ (epochs of the first network),
    loss_curve_, history_, stopped_ (why training ended), model_ (a `ganglion.Model`), job_.
    """

    def __init__(
        self,
        network=None,
        *,
        epochs=None,
        batch_size=None,
        learning_rate=None,
        optimizer="adam",
        l2=None,
        dropout=0.0,
        ensemble=None,
        early_stopping=True,
        validation_fraction=0.2,
        n_iter_no_change=None,
        class_weight=None,
        random_state=None,
        n_jobs=None,
        verbose=False,
        settings=None,
    ):
        super().__init__(
            network,
            epochs=epochs,
            batch_size=batch_size,
            learning_rate=learning_rate,
            optimizer=optimizer,
            l2=l2,
            dropout=dropout,
            ensemble=ensemble,
            early_stopping=early_stopping,
            validation_fraction=validation_fraction,
            n_iter_no_change=n_iter_no_change,
            random_state=random_state,
            n_jobs=n_jobs,
            verbose=verbose,
            settings=settings,
        )
        self.class_weight = class_weight

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags

    def fit(self, X, y):
        """X: [rows, columns], a table or an array. y: [rows] of any labels, or [rows, labels] of 0
        and 1."""
        if y is None:
            raise ValueError("requires y to be passed, but the target y is None")
        columns = self._columns(X, reset=True)
        check_classification_targets(y)
        y = y if hasattr(y, "shape") and len(getattr(y, "shape")) else np.asarray(y)
        if y.shape[0] != len(columns[0][1]):
            raise ValueError(f"X has {len(columns[0][1])} rows, y has {y.shape[0]}")
        if type_of_target(y) == "multilabel-indicator":
            labels = check_array(y)
            self.classes_ = [np.array([0, 1])] * labels.shape[1]
            values = [(np.ascontiguousarray(column, dtype=np.float64),) for column in labels.T]
            return self._train(columns, values, "multilabel")
        y = column_or_1d(y, warn=True)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"y has one class only, {self.classes_[0]!r}: there is nothing to tell apart"
            )
        texts = [f"{i:06}" for i in range(len(self.classes_))]  # sorted as the classes are
        values = [(codes.astype(np.int32), texts)]
        weights = None
        if self.class_weight is not None:
            weights = compute_sample_weight(self.class_weight, y).astype(np.float32)
        task = "binary" if len(texts) == 2 else "multiclass"
        return self._train(columns, values, task, weights)

    def predict_proba(self, X):
        """[rows, classes], in the order of classes_; [rows, labels]."""
        outputs = self._outputs(X).astype(np.float64)
        if self.model_.task == "binary":
            return np.column_stack([1.0 - outputs[:, 0], outputs[:, 0]])
        if self.model_.task == "multiclass":
            return outputs / outputs.sum(axis=1, keepdims=True)  # in double
        return outputs

    def predict(self, X):
        """The class of each row; [rows, labels] of 0 and 1."""
        probabilities = self.predict_proba(X)
        if self.model_.task == "multilabel":
            return (probabilities > 0.5).astype(int)
        return self.classes_[probabilities.argmax(axis=1)]


class GanglionRegressor(RegressorMixin, _GanglionEstimator):
    """A network that predicts one number or several. Parameters and attributes as those of
    GanglionClassifier."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def fit(self, X, y):
        """X: [rows, columns], a table or an array. y: [rows] or [rows, targets] of numbers."""
        if y is None:
            raise ValueError("requires y to be passed, but the target y is None")
        columns = self._columns(X, reset=True)
        y = check_array(y, ensure_2d=False, allow_nd=False, dtype=np.float64, input_name="y")
        if y.ndim == 2 and y.shape[1] == 1:
            y = column_or_1d(y, warn=True)
        if len(y) != len(columns[0][1]):
            raise ValueError(f"X has {len(columns[0][1])} rows, y has {len(y)}")
        self._several = y.ndim == 2
        columns_of_y = y.T if self._several else [y]
        values = [(np.ascontiguousarray(column),) for column in columns_of_y]
        return self._train(columns, values, "regression")

    def predict(self, X):
        """[rows] or [rows, targets], as y was."""
        outputs = self._outputs(X)
        return outputs if self._several else outputs[:, 0]
