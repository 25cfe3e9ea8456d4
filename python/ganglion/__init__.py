"""Neural networks from a table to a report, as the program `ganglion` makes them.

    import ganglion
    result = ganglion.train("penguins.csv", target="species")
    result.model.predict(pandas.read_csv("more_penguins.csv"))

`ganglion.Sequential` and `ganglion.Model` are networks of `ganglion.layers`, trained on arrays as in Keras;
`ganglion.sklearn` has estimators for scikit-learn.
"""

from ganglion import _interpreter  # first: before the extension module is loaded
from ganglion import callbacks, dist, layers, losses, metrics, models, ops, optimizers, regularizers, utils
from ganglion._core import version as __version__
from ganglion._graph import Graph
from ganglion._model import TrainedModel, load_model
from ganglion._studio import Studio, studio
from ganglion._train import Result, settings, train
from ganglion.layers import Input
from ganglion.models import Model, Sequential

__all__ = [
    "Graph", "Input", "Model", "Result", "Sequential", "Studio", "TrainedModel", "callbacks", "dist", "layers", "load_model", "losses",
    "metrics", "models", "ops", "optimizers", "regularizers", "settings", "studio", "train", "utils", "__version__",
]  # fmt: skip
