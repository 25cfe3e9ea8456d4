"""Estimators for scikit-learn: the automatic choices of `ganglion train`, in its pipelines."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, ClassNamePrefixFeaturesOutMixin, RegressorMixin
from sklearn.base import TransformerMixin, clone
from sklearn.utils import check_array
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, column_or_1d

from ganglion import _tables
from ganglion._estimator import GanglionEstimator
from ganglion._weights import taken

__all__ = ["GanglionClassifier", "GanglionRegressor", "GanglionTransformer"]


def _refuse_masked(y):
    if isinstance(y, np.ma.MaskedArray) and np.ma.is_masked(y):
        raise ValueError("y: some of its values are masked; leave these rows out")


def _numbers(y):
    """As float64; what it can't hold is refused."""
    _refuse_masked(y)
    array = check_array(y, ensure_2d=False, allow_nd=False, dtype=np.float64, input_name="y")
    given = np.asarray(y)
    if given.dtype.kind == "O":
        _tables.refuse_lost_digits("y", given.flat)
    elif given.dtype.kind in "iuf":
        _tables.columns_of({"y": given.ravel()})
    return array


def _labels(y):
    """(y, whether it has several labels)"""
    if y is None:
        raise ValueError("requires y to be passed, but the target y is None")
    _refuse_masked(y)
    kind = type_of_target(y, input_name="y")
    if kind not in ("binary", "multiclass", "multilabel-indicator"):
        check_classification_targets(y)
    return y if hasattr(y, "shape") and len(getattr(y, "shape")) else np.asarray(y), kind == "multilabel-indicator"


class GanglionClassifier(ClassifierMixin, GanglionEstimator):
    """A network that predicts classes, or several labels of 0 and 1.

    What is None is chosen from the data, as `ganglion train` does. Tables may hold texts, dates and
    missing values. `network` is the text of `--network` ("dense 64 relu; dense 32 relu"), `settings` a dict of
    further settings of a job (`ganglion.settings()`).

    Attributes: classes_, n_features_in_, feature_names_in_, n_iter_ (epochs of the first network),
    loss_curve_, loss_, best_loss_, n_layers_, n_outputs_, history_, stopped_ (why training ended), model_ (a `ganglion.TrainedModel`), job_.
    """

    def __init__(
        self,
        network: str | None = None,
        *,
        epochs: int | None = None,
        batch_size: int | None = None,
        learning_rate: float | None = None,
        optimizer: str = "adam",
        l2: float | None = None,
        dropout: float = 0.0,
        ensemble: int | None = None,
        early_stopping: bool = True,
        validation_fraction: float = 0.2,
        n_iter_no_change: int | None = None,
        warm_start: bool = False,
        class_weight: dict[Any, float] | str | None = None,
        random_state: Any = None,
        n_jobs: int | None = None,
        verbose: bool = False,
        settings: dict[str, Any] | None = None,
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
            warm_start=warm_start,
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

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> GanglionClassifier:
        """X: [rows, columns], a table or an array. y: [rows] of any labels, or [rows, labels] of 0
        and 1. sample_weight: [rows], how much each counts: 2 is the row twice."""
        y, several = _labels(y)
        columns, y, weights = self._rows(X, y, sample_weight, reset=self._warm_epochs() is None)
        if several:
            return self._fit_labels(columns, y, weights)
        y = column_or_1d(y, warn=True)
        classes = np.unique(y)
        if len(classes) < 2:
            raise ValueError(f"y has one class only, {classes[0]}: there is nothing to tell apart")
        if self._warm_epochs() and not np.array_equal(classes, self.classes_):
            raise ValueError(f"warm_start: the model was fitted for the classes {self.classes_}, y has {classes}")
        self.classes_ = classes
        return self._fit_classes(columns, y, weights)

    def partial_fit(self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None) -> GanglionClassifier:
        """One epoch on these rows, from the weights as they are. `classes`: all there will be, with the first call.
        What the first rows are encoded and scaled by stays."""
        first = not hasattr(self, "model_")
        y, several = _labels(y)
        columns, y, weights = self._rows(X, y, sample_weight, reset=first)
        if several:
            return self._fit_labels(columns, y, weights, 1)
        y = column_or_1d(y, warn=True)
        if first and classes is None:
            raise ValueError("partial_fit: the first call needs classes, all that there will be")
        if first:
            self.classes_ = np.unique(classes)
        elif classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            raise ValueError(f"partial_fit: classes {np.unique(classes)} are not those of the first call, {self.classes_}")
        return self._fit_classes(columns, y, weights, 1)

    def _fit_labels(self, columns, y, weights, epochs=None):
        labels = check_array(y)
        self.classes_ = [np.array([0, 1])] * labels.shape[1]
        values = [(np.ascontiguousarray(column, dtype=np.float64),) for column in labels.T]
        return self._fit(columns, values, "multilabel", weights, epochs)

    def _fit_classes(self, columns, y, weights, epochs=None):
        codes = np.searchsorted(self.classes_, y)
        known = self.classes_[np.minimum(codes, len(self.classes_) - 1)] == y
        if not known.all():
            raise ValueError(f"y: {np.asarray(y)[~known][0]} is none of the classes {self.classes_}")
        if self.class_weight is not None:
            if epochs is not None and self.class_weight == "balanced":
                raise ValueError("partial_fit: class_weight='balanced' needs all rows; give a dict of weights")
            of_class = compute_sample_weight(self.class_weight, y)
            weights = of_class if weights is None else weights * of_class
        missing = np.setdiff1d(np.arange(len(self.classes_)), codes)
        if epochs is not None and not hasattr(self, "model_") and len(missing):
            # The classes of a table are those of its rows: some that weigh nothing name the others.
            columns = taken(columns, np.r_[np.arange(len(codes)), np.zeros(len(missing), dtype=int)])
            weights = np.r_[np.ones(len(codes)) if weights is None else weights, np.zeros(len(missing))]
            codes = np.r_[codes, missing]
        texts = [f"{i:06}" for i in range(len(self.classes_))]  # sorted as the classes are
        task = "binary" if len(texts) == 2 else "multiclass"
        return self._fit(columns, [(codes.astype(np.int32), texts)], task, weights, epochs)

    def predict_proba(self, X: Any) -> np.ndarray:
        """[rows, classes], in the order of classes_; [rows, labels]."""
        outputs = self._outputs(X).astype(np.float64)
        if self.model_.task == "binary":
            return np.column_stack([1.0 - outputs[:, 0], outputs[:, 0]])
        if self.model_.task == "multiclass":
            return outputs / outputs.sum(axis=1, keepdims=True)  # in double
        return outputs

    def predict_log_proba(self, X: Any) -> np.ndarray:
        """The logarithm of predict_proba; -inf where that is 0."""
        with np.errstate(divide="ignore"):
            return np.log(self.predict_proba(X))

    def predict(self, X: Any) -> np.ndarray:
        """The class of each row; [rows, labels] of 0 and 1."""
        probabilities = self.predict_proba(X)
        if self.model_.task == "multilabel":
            return (probabilities > 0.5).astype(int)
        return self.classes_[probabilities.argmax(axis=1)]


class GanglionRegressor(RegressorMixin, GanglionEstimator):
    """A network that predicts one number or several. Parameters and attributes as those of
    GanglionClassifier."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> GanglionRegressor:
        """X: [rows, columns], a table or an array. y: [rows] or [rows, targets] of numbers. sample_weight: [rows],
        how much each counts: 2 is the row twice."""
        return self._fit_numbers(X, y, sample_weight, None)

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> GanglionRegressor:
        """One epoch on these rows, from the weights as they are. What the first rows are encoded and scaled by
        stays."""
        return self._fit_numbers(X, y, sample_weight, 1)

    def _fit_numbers(self, X, y, sample_weight, epochs):
        if y is None:
            raise ValueError("requires y to be passed, but the target y is None")
        y = _numbers(y)
        first = self._warm_epochs() is None if epochs is None else not hasattr(self, "model_")
        columns, y, weights = self._rows(X, y, sample_weight, reset=first)
        if y.ndim == 2 and y.shape[1] == 1:
            y = column_or_1d(y, warn=True)
        self._several = y.ndim == 2
        columns_of_y = y.T if self._several else [y]
        values = [(np.ascontiguousarray(column),) for column in columns_of_y]
        return self._fit(columns, values, "regression", weights, epochs)

    def predict(self, X: Any) -> np.ndarray:
        """[rows] or [rows, targets], as y was."""
        outputs = self._outputs(X)
        return outputs if self._several else outputs[:, 0]


class GanglionTransformer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """What a layer of a fitted network gives for each row: features that were learned for the target.

    estimator: a GanglionClassifier or GanglionRegressor; None: the one that fits y, of one network.
    layer: the name of a layer, as in `model_.summary()`; None: the last one before the output layer.

    Attributes: estimator_ (fitted), layer_, n_features_in_, feature_names_in_.
    """

    def __init__(self, estimator: Any = None, layer: str | None = None):
        self.estimator = estimator
        self.layer = layer

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.target_tags.required = True
        tags.transformer_tags.preserves_dtype = []  # a network computes in float32
        return tags

    def fit(self, X: Any, y: Any, **fit_params: Any) -> GanglionTransformer:
        if self.estimator is not None:
            estimator = clone(self.estimator)
        else:
            numbers = y is not None and type_of_target(y).startswith("continuous")
            kind = GanglionRegressor if numbers else GanglionClassifier
            estimator = kind(ensemble=1, random_state=1, settings={"linear_path": "no"})
        self.estimator_ = estimator.fit(X, y, **fit_params)
        for name in ("n_features_in_", "feature_names_in_"):
            if hasattr(estimator, name):
                setattr(self, name, getattr(estimator, name))
        names = [name for name, *_ in estimator.model_._core.layers]
        if self.layer is not None and self.layer not in names:
            raise ValueError(f"there is no layer {self.layer!r}; there are {', '.join(names)}")
        if self.layer is None and estimator.model_._core.layers[-1][1] == "mean":
            raise ValueError("the estimator is several networks: give it ensemble=1, or name a layer of one of them")
        if self.layer is None and len(names) < 2:
            raise ValueError("the network has no hidden layer: name a layer, or give an estimator with a network")
        self.layer_ = self.layer or names[-2]
        shape = next(shape for name, _, _, shape, _ in estimator.model_._core.layers if name == self.layer_)
        self._n_features_out = int(np.prod(shape))
        return self

    def transform(self, X: Any) -> np.ndarray:
        """[rows, units of the layer]"""
        check_is_fitted(self)
        columns = self.estimator_._columns(X, reset=False)
        outputs = self.estimator_.model_._core.layer_outputs("X", columns, self.layer_)
        return outputs.reshape(len(outputs), -1)
