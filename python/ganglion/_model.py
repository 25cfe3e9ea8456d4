"""A trained model: predictions of tables and arrays, and its file."""

import os

import numpy as np

from ganglion import _core, _tables


def load_model(path):
    """The model in a file, or of the folder of a run."""
    path = os.fspath(path)
    if os.path.isdir(path):
        path = os.path.join(path, "model.ganglion")
    if not os.path.exists(path):
        raise FileNotFoundError(f"{path}: there is no such file")
    return Model(_core.Model.load(path))


class Model:
    """Made by `load_model` and `train`; pickled as the bytes of its file. It never changes, and any
    number of threads may use it at once."""

    def __init__(self, core):
        self._core = core

    def predict(self, rows):
        """What the model says of each row: class names as the training table wrote them, the
        numbers of a regression in their own unit, or 0 and 1 of several labels. Of a network that
        takes arrays, its outputs. `rows`: a table (pandas, polars, pyarrow, a dict of columns), or
        an array."""
        outputs = self.outputs(rows)
        if not self._core.takes_tables:
            return outputs
        if self.task == "binary":
            return np.asarray(self.class_names)[(outputs[:, 0] > self._core.threshold).astype(int)]
        if self.task == "multiclass":
            return np.asarray(self.class_names)[outputs.argmax(axis=1)]
        if self.task == "multilabel":
            return (outputs > 0.5).astype(int)
        return outputs[:, 0] if outputs.shape[1] == 1 else outputs

    def predict_proba(self, rows):
        """[rows, classes], in the order of `class_names`; [rows, labels] for several labels."""
        if self.task not in ("binary", "multiclass", "multilabel"):
            raise ValueError("this model predicts numbers, not classes: use predict")
        outputs = self.outputs(rows)
        if self.task == "binary":
            return np.column_stack([1.0 - outputs[:, 0], outputs[:, 0]])
        return outputs

    def outputs(self, rows):
        """The numbers themselves: [rows, 1] (the probability of the second class), [rows, classes],
        [rows, labels] or [rows, targets]."""
        if self._core.takes_tables:
            columns = _tables.columns_of(rows, self.column_names)
            return self._core.predict_columns("rows", columns, False)
        return self._core.predict_array(np.ascontiguousarray(rows, dtype=np.float32))

    @property
    def task(self):
        """'regression', 'binary', 'multiclass', 'multilabel'; empty where it isn't known."""
        return self._core.task

    @property
    def class_names(self):
        return self._core.class_names

    @property
    def target_names(self):
        return self._core.target_names

    @property
    def column_names(self):
        """The columns that it looks at."""
        return self._core.column_names

    @property
    def hash(self):
        """What the network is and computes, as 32 hexadecimal digits; `model_hash` elsewhere."""
        return self._core.hash

    def summary(self):
        """The table of its layers."""
        return self._core.summary()

    def save(self, path):
        """Writes the model file that the program `ganglion` takes, too."""
        self._core.save(os.fspath(path))

    def __reduce__(self):
        return _from_bytes, (self._core.to_bytes(),)

    def __repr__(self):
        return f"<ganglion.Model {self.task or 'network'} {self.hash}>"

    def _repr_html_(self):
        from html import escape

        return f"<pre>{escape(self.summary())}</pre>"


def _from_bytes(data):
    return Model(_core.Model.from_bytes(data))
