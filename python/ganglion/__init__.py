"""Neural networks from a table to a report, as the program `ganglion` makes them.

    import ganglion
    result = ganglion.train("penguins.csv", target="species")
    result.model.predict(pandas.read_csv("more_penguins.csv"))

`ganglion.sklearn` has estimators for scikit-learn.
"""

from ganglion._core import version as __version__
from ganglion._model import Model, load_model
from ganglion._train import Result, settings, train

__all__ = ["Model", "Result", "load_model", "settings", "train", "__version__"]
