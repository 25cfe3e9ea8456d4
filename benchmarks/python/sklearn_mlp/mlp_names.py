"""GanglionClassifier and GanglionRegressor by the names of scikit-learn's MLPClassifier and MLPRegressor.

Names only: each parameter as the one of ganglion that means the same, each attribute from what a fitted estimator
has. What ganglion hasn't is refused or missing, so that a test which needs it fails.
"""

import os
import tempfile

import numpy as np
from sklearn.base import is_classifier

import ganglion
from ganglion.sklearn import GanglionClassifier, GanglionRegressor

ACTIVATIONS = {"identity": "linear", "logistic": "sigmoid", "tanh": "tanh", "relu": "relu"}


class _Names:
    def __init__(
        self, hidden_layer_sizes=(100,), activation="relu", *, solver="adam", alpha=0.0001, batch_size="auto",
        learning_rate="constant", learning_rate_init=0.001, power_t=0.5, max_iter=200, shuffle=True, random_state=None,
        tol=1e-4, verbose=False, warm_start=False, momentum=0.9, nesterovs_momentum=True, early_stopping=False,
        validation_fraction=0.1, beta_1=0.9, beta_2=0.999, epsilon=1e-8, n_iter_no_change=10, max_fun=15000,
    ):  # fmt: skip
        given = dict(locals())
        for name in self._get_param_names():
            setattr(self, name, given[name])

    epochs = property(lambda self: self.max_iter)
    class_weight = n_jobs = settings = None

    def _words(self, task, targets, rows):
        sizes = np.atleast_1d(self.hidden_layer_sizes)
        optimizer = {"adam": "adam", "sgd": f"sgd momentum={self.momentum}", "lbfgs": "adam"}[self.solver]
        held_out = self._held_out(rows)
        batch = {"auto": min(200, rows)}.get(self.batch_size, self.batch_size)
        return {
            "target": targets, "task": task, "test": 0, "seed": self._seed(),
            "network": "; ".join(f"dense {size} {ACTIVATIONS[self.activation]}" for size in sizes),
            "optimizer": optimizer, "learning_rate": self.learning_rate_init, "epochs": self.max_iter,
            "batch_size": rows if self.solver == "lbfgs" else batch, "l2": self.alpha / 2,
            "validation": held_out, "patience": self.n_iter_no_change if held_out else None, "ensemble": 1, "linear_path": "no",
            "calibration": "none", "clip_inputs": "no", "clip_output": "no",
        }  # fmt: skip

    def _weights(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model.ganglion")
            self.model_.save(path)
            return ganglion.Model.load(path).get_weights()

    coefs_ = property(lambda self: [array for array in self._weights() if array.ndim == 2])
    intercepts_ = property(lambda self: [array for array in self._weights() if array.ndim == 1])
    validation_scores_ = property(lambda self: self.history_["val_accuracy" if is_classifier(self) else "val_r2"])
    best_validation_score_ = property(lambda self: max(self.validation_scores_))
    out_activation_ = property(
        lambda self: {"multiclass": "softmax", "regression": "identity"}.get(self.model_.task, "logistic")
    )


class MLPClassifier(_Names, GanglionClassifier):
    pass


class MLPRegressor(_Names, GanglionRegressor):
    def __init__(
        self, loss="squared_error", hidden_layer_sizes=(100,), activation="relu", *, solver="adam", alpha=0.0001,
        batch_size="auto", learning_rate="constant", learning_rate_init=0.001, power_t=0.5, max_iter=200, shuffle=True,
        random_state=None, tol=1e-4, verbose=False, warm_start=False, momentum=0.9, nesterovs_momentum=True,
        early_stopping=False, validation_fraction=0.1, beta_1=0.9, beta_2=0.999, epsilon=1e-8, n_iter_no_change=10,
        max_fun=15000,
    ):  # fmt: skip
        given = dict(locals())
        for name in self._get_param_names():
            setattr(self, name, given[name])

    def _words(self, task, targets, rows):
        words = super()._words(task, targets, rows)
        return words if self.loss == "squared_error" else {**words, "loss": self.loss}
