"""A trained model: predictions of tables and arrays, and its file."""

from __future__ import annotations

import operator
import os

import numpy as np

from ganglion import _core, _tables
from ganglion._arrays import as_floats
from ganglion._explained import Explanation

TYPE_CHECKING = False  # `typing` takes longer to import than this
if TYPE_CHECKING:
    from typing import Any


def load_model(path: str | os.PathLike[str]) -> TrainedModel:
    """The model in a file, or of the folder of a run."""
    path = os.fspath(path)
    if os.path.isdir(path):
        path = os.path.join(path, "model.ganglion")
    if not os.path.exists(path):
        raise FileNotFoundError(f"{path}: there is no such file")
    return TrainedModel(_core.Model.load(path))


class TrainedModel:
    """Made by `load_model` and `train`; pickled as the bytes of its file. It never changes, and any
    number of threads may use it at once."""

    def __init__(self, core):
        self._core, self._takes_tables = core, core.takes_tables

    def predict(self, rows: Any) -> np.ndarray:
        """What the model says of each row: class names as the training table wrote them, the
        numbers of a regression in their own unit, or 0 and 1 of several labels. Of a network that
        takes arrays, its outputs. `rows`: a table (pandas, polars, pyarrow, a dict of columns), or
        an array."""
        outputs = self.outputs(rows)
        if not self._takes_tables:
            return outputs
        if self.task == "binary":
            return np.asarray(self.class_names)[(outputs[:, 0] > self._core.threshold).astype(int)]
        if self.task == "multiclass":
            return np.asarray(self.class_names)[outputs.argmax(axis=1)]
        if self.task == "multilabel":
            return (outputs > 0.5).astype(int)
        return outputs[:, 0] if outputs.shape[1] == 1 else outputs

    def predict_proba(self, rows: Any) -> np.ndarray:
        """[rows, classes], in the order of `class_names`; [rows, labels] for several labels."""
        if self.task not in ("binary", "multiclass", "multilabel"):
            raise ValueError("this model predicts numbers, not classes: use predict")
        outputs = self.outputs(rows)
        if self.task == "binary":
            return np.column_stack([1.0 - outputs[:, 0], outputs[:, 0]])
        return outputs

    def outputs(self, rows: Any) -> np.ndarray:
        """The numbers themselves: [rows, 1] (the probability of the second class), [rows, classes],
        [rows, labels] or [rows, targets]."""
        if self._takes_tables:
            columns = _tables.columns_of(rows, self.column_names)
            return self._core.predict_columns("rows", columns, False)
        return self._core.predict_array(as_floats(rows, "rows"))

    def explain(self, rows: Any, row: int = 0) -> Explanation:
        """What happens to a row, forward and back: an `Explanation`. rows: a table or an array, row: which of them, from
        0, or from the end as -1, -2, …. With the target among the columns derivatives are those of the loss, else of the
        prediction."""
        if self._takes_tables:
            columns = _tables.columns_of(rows, None if _tables.is_frame(rows) else self.column_names)
            return Explanation(self._core.explain_columns("rows", columns, _place(row, len(columns[0][1])) + 1))
        rows = as_floats(rows, "rows")
        place = _place(row, len(rows))
        return Explanation(self._core.explain_arrays(([rows[place : place + 1]], [], None)))

    def export(self, path: str | os.PathLike[str], format: str | None = None, layout: str = "ganglion") -> None:
        """Writes a file of another system, by the ending of its name or by format: "onnx"; "npz" or "safetensors", the
        weights, by the names of `layout` ("ganglion", "torch")."""
        self._core.save_as(os.fspath(path), format or os.path.splitext(path)[1][1:], layout)

    @property
    def task(self) -> str:
        """'regression', 'binary', 'multiclass', 'multilabel'; empty where it isn't known."""
        return self._core.task

    @property
    def class_names(self) -> list[str]:
        return self._core.class_names

    @property
    def target_names(self) -> list[str]:
        return self._core.target_names

    @property
    def column_names(self) -> list[str]:
        """The columns that it looks at."""
        return self._core.column_names

    @property
    def hash(self) -> str:
        """What the network is and computes, as 32 hexadecimal digits; `model_hash` elsewhere."""
        return self._core.hash

    def summary(self) -> str:
        """The table of its layers."""
        return self._core.summary()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model file that the program `ganglion` takes, too."""
        self._core.save(os.fspath(path))

    def __reduce__(self):
        return _from_bytes, (self._core.to_bytes(),)

    def __repr__(self):
        return f"<ganglion.TrainedModel {self.task or 'network'} {self.hash}>"

    def _repr_html_(self):
        from ganglion._html import layer_table

        return layer_table(self._core.layers)


def _place(row, count):
    """Where a row is, from 0, as Python counts places."""
    place = operator.index(row)
    if not -count <= place < count:
        raise ValueError(f"row {row}: there are {count} rows, the first is 0")
    return place % count


def _from_bytes(data):
    return TrainedModel(_core.Model.from_bytes(data))
