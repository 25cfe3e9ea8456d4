"""Networks that are defined layer by layer and trained on arrays, as in Keras."""

import os

from ganglion._sequential import Sequential
from ganglion._trainable import Model

__all__ = ["Model", "Sequential", "load_model"]


def load_model(filepath: "str | os.PathLike[str]") -> Model:
    """A model of a file, to be trained further: `Model.load`."""
    return Model.load(filepath)
