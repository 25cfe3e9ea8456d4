"""What is minimised, by the names of Keras. compile() takes these, their names ("mse", "huber"), or a function
(y_true, y_pred) of `ganglion.ops` that gives a number for each row."""

from ganglion._graph import core_function


class Loss:
    """A loss of the library by its name, with its settings. One of your own derives from it, and has a function
    `call(self, y_true, y_pred)` of `ganglion.ops`, which gives a number for each row."""

    kind = None

    def __init__(self, **settings):
        self.settings = settings

    @property
    def name(self):
        return self.kind

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in self.settings.items())})"


class _Crossentropy(Loss):
    def __init__(self, from_logits=False, label_smoothing=0.0):
        super().__init__(from_logits=bool(from_logits), label_smoothing=float(label_smoothing))


class BinaryCrossentropy(_Crossentropy):
    """Of yes and no: targets 0 or 1, predictions of a sigmoid, or logits."""

    kind = "binary_crossentropy"


class CategoricalCrossentropy(_Crossentropy):
    """Of one-hot targets."""

    kind = "categorical_crossentropy"


class SparseCategoricalCrossentropy(Loss):
    """Of class labels 0, 1, 2, …"""

    kind = "sparse_categorical_crossentropy"

    def __init__(self, from_logits=False):
        super().__init__(from_logits=bool(from_logits))


class MeanSquaredError(Loss):
    """The mean of (y_true - y_pred)^2."""

    kind = "mean_squared_error"


class MeanAbsoluteError(Loss):
    """The mean of |y_true - y_pred|."""

    kind = "mean_absolute_error"


class Huber(Loss):
    """Squared up to `delta`, straight beyond: outliers weigh less."""

    kind = "huber"

    def __init__(self, delta=1.0):
        super().__init__(delta=float(delta))


class Hinge(Loss):
    """max(1 - y_true * y_pred, 0), of targets -1 and 1."""

    kind = "hinge"


class Poisson(Loss):
    """y_pred - y_true * log(y_pred), of counts."""

    kind = "poisson"


def get(loss):
    """(name, settings) of an object of this module, or of a name; what the core calls of a function."""
    if isinstance(loss, type) and issubclass(loss, Loss):
        loss = loss()
    if isinstance(loss, Loss) and loss.kind is None:
        return core_function(loss.call)
    if isinstance(loss, Loss):
        return loss.name, loss.settings
    if isinstance(loss, str):
        return loss, {}
    if callable(loss):
        return core_function(loss)
    raise TypeError(f"loss {loss!r}: expected a name, a function (y_true, y_pred), or one of ganglion.losses")
