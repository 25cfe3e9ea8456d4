"""What the estimators for scikit-learn have in common."""

from __future__ import annotations

import os
import re
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils import check_array, check_random_state
from sklearn.utils.validation import _check_feature_names, _check_n_features, _check_sample_weight
from sklearn.utils.validation import check_is_fitted, validate_data

from ganglion import _core, _tables, dist
from ganglion._model import TrainedModel
from ganglion._train import OF_TABLES, Result, print_told, to_words
from ganglion._weights import relative, taken, with_copies


class GanglionEstimator(BaseEstimator):
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
        random_state: Any = None,
        n_jobs: int | None = None,
        verbose: bool = False,
        settings: dict[str, Any] | None = None,
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
        self.warm_start = warm_start
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
        X = _tables.of_stream(X)
        if _tables.is_frame(X):
            _tables.refuse_twice(_tables.names_of(X))
            if len(_tables.names_of(X)) == 0:
                raise ValueError(f"Found array with 0 feature(s) (shape={X.shape}) while a minimum of 1 is required.")
        if isinstance(X, np.ma.MaskedArray):
            X = _tables.without_mask(X)
        if _tables.is_named(X):
            _check_feature_names(self, X, reset=reset)
            _check_n_features(self, X, reset=reset)
            if reset and X.shape[0] == 0:
                raise ValueError("Found array with 0 sample(s) while a minimum of 1 is required.")
            return _tables.columns_of(X)
        array = validate_data(self, X, reset=reset, dtype=None, ensure_all_finite="allow-nan")
        if array.dtype.kind not in "fiub":
            given = array
            array = check_array(given, dtype=np.float64, ensure_all_finite="allow-nan")
            _tables.refuse_lost_digits("X", given.flat)
        if array.dtype.kind == "b":
            array = array.astype(np.float64)
        return _tables.columns_of(array)

    def _rows(self, X, y, sample_weight, reset):
        """(columns, y, weights or None), without the rows of weight 0."""
        columns = self._columns(X, reset=reset)
        count = len(columns[0][1])
        if y.shape[0] != count:
            raise ValueError(f"X has {count} rows, y has {y.shape[0]}")
        if sample_weight is None:
            return columns, y, None
        weights = _check_sample_weight(sample_weight, np.empty((count, 1)), dtype=np.float64, ensure_non_negative=True)
        kept = weights > 0
        if not kept.any():
            raise ValueError("sample_weight is zero for every row: there is nothing to learn from")
        return taken(columns, kept), np.asarray(y)[kept], weights[kept]

    def _fit(self, columns, values, task, weights=None, epochs=None):
        """values: a target as an array, or codes and texts, each. `epochs`: of a call of partial_fit."""
        targets = list(zip(_unused_names(columns, len(values)), *zip(*values), strict=True))
        columns, weights = with_copies(columns + targets, weights)
        weights = relative(weights)
        further = self._warm_epochs() if epochs is None else epochs if hasattr(self, "model_") else None
        if further is not None:
            return self._fit_further(columns, weights, further, epochs is None)
        words = self._words(task, [name for name, *_ in targets], len(columns[0][1]))
        if self.warm_start or epochs is not None:
            words.update({"ensemble": 1, "calibration": "none"})
        if epochs is not None:  # the first rows are some of many
            words.update({"epochs": epochs, "validation": 0, "linear_path": "no", "clip_inputs": "no", "clip_output": "no"})
        words, tell = {**OF_TABLES, **to_words(words)}, print_told if self.verbose and dist.rank() == 0 else None
        core, history, self.job_, self.stopped_, self._batch_size = dist.shared(
            lambda: _core.fit_columns("X", columns, words, weights, tell), columns, words, weights
        )
        self._trainer = None
        return self._took(core, history)

    def _words(self, task, targets, rows):
        held_out = self._held_out(rows)
        return {
            "target": targets,
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
            "patience": self.n_iter_no_change if held_out else None,
            "test": 0,
            "seed": self._seed(),
            "threads": self._threads(),
            **(self.settings or {}),
        }

    def _threads(self):
        """n_jobs as everywhere: -1 is all processors, -2 all but one."""
        if self.n_jobs is None:
            return None
        if not isinstance(self.n_jobs, (int, np.integer)) or self.n_jobs == 0:
            raise ValueError(f"n_jobs {self.n_jobs!r}: expected a whole number, not 0")
        return int(self.n_jobs) if self.n_jobs > 0 else max(1, (os.cpu_count() or 1) + 1 + int(self.n_jobs))

    def _held_out(self, rows):
        share = self.validation_fraction if self.early_stopping else 0.0
        return 0.0 if rows * share < 1 or rows < 5 else share

    def _fit_further(self, columns, weights, epochs, warm):
        """Trains the fitted model on: rows are encoded and scaled as those of the first call were."""
        if self._trainer is None:
            self._trainer = self.model_._core.trainer()
        held_out = self._held_out(len(columns[0][1])) if warm else 0.0
        if held_out:  # the last rows end the training: they are drawn
            order = np.random.default_rng(self._seed()).permutation(len(columns[0][1]))
            columns = taken(columns, order)
            weights = None if weights is None else weights[order]
        patience = 10 if self.n_iter_no_change is None else self.n_iter_no_change
        options = {"epochs": epochs, "batch_size": self._batch_size, "validation": held_out, "patience": patience}
        core, history, self.stopped_ = self._trainer.fit("X", columns, weights, options)
        return self._took(core, history)

    def _warm_epochs(self):
        """How many epochs a fit goes on with, None where it begins anew."""
        if not self.warm_start or not hasattr(self, "model_"):
            return None
        return self.epochs or int(re.search(r"^epochs = (\d+)", self.job_, re.M)[1])

    def _took(self, core, history):
        self.model_ = TrainedModel(core)
        self.history_ = history
        self.loss_curve_ = history.get("loss", [])
        self.loss_ = self.loss_curve_[-1] if self.loss_curve_ else float("nan")
        self.best_loss_ = min(self.loss_curve_, default=float("nan"))
        self.n_iter_ = len(self.loss_curve_)
        self.n_outputs_ = self.model_._core.layers[-1][3][0]
        self.n_layers_ = len(self.model_._core.layers) + 1
        return self

    @property
    def report_(self) -> Result:
        """The training as a notebook shows it: curves, last values, layers."""
        check_is_fitted(self)
        return Result(self.model_, history=self.history_, job=self.job_, stopped=self.stopped_)

    def __getstate__(self):
        state = super().__getstate__()
        return {**state, "_trainer": None} if "_trainer" in state else state

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
