"""Between the core, which trains, and the callbacks of a model."""

import numpy as np

from ganglion import metrics
from ganglion._live import LiveCurves, in_notebook
from ganglion.callbacks import Callback


def count(value, what):
    """A whole number from 1 on."""
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{what} {value!r}: expected a whole number >= 1")
    if value >= 2**62:
        raise ValueError(f"{what} {value}: that is more than any computer counts to")
    return int(value)


class _OfEpoch(Callback):
    """A plain function as a callback."""

    def __init__(self, function):
        self.function = function

    def on_epoch_end(self, epoch, logs=None):
        self.function(epoch, logs)


def progress(epochs):
    """Curves in a notebook, elsewhere a line for each epoch."""
    if in_notebook():
        return LiveCurves()

    def tell(epoch, logs):
        values = " - ".join(f"{name}: {value:.4g}" for name, value in logs.items())
        print(f"Epoch {epoch + 1}/{epochs} - {values}")

    return tell


class Listener:
    """Hands what the core tells to callbacks, in their order."""

    def __init__(self, model, callbacks=(), params=()):
        self.model, self.callbacks, self.params = model, [], dict(params)
        for callback in callbacks:
            if not isinstance(callback, Callback) and not callable(callback):
                raise TypeError(f"callback {callback!r}: expected a Callback, or a function (epoch, logs)")
            self.callbacks.append(callback if isinstance(callback, Callback) else _OfEpoch(callback))
        plain = Callback.on_train_batch_end
        self.has_steps = any(
            type(c).on_train_batch_end is not plain or getattr(c, "every_step", False) for c in self.callbacks
        )
        begins = any(type(c).on_train_batch_begin is not Callback.on_train_batch_begin for c in self.callbacks)
        self.has_rates = begins or model.optimizer.schedule is not None
        self._step, self._rate = 0, model._core.learning_rate  # that of compile()

    def train_begin(self):
        for callback in self.callbacks:
            callback.set_model(self.model)
            callback.set_params(self.params)
            callback.on_train_begin({})

    def train_end(self):
        for callback in self.callbacks:
            callback.on_train_end({})

    def epoch_begin(self, epoch):
        """The learning rate, where it was set since compile()."""
        self._step = 0
        for callback in self.callbacks:
            callback.on_epoch_begin(epoch, {})
        rate = self.model.optimizer.learning_rate
        return rate if rate != self._rate else None

    def step_begin(self):
        """The learning rate of the step."""
        for callback in self.callbacks:
            callback.on_train_batch_begin(self._step, {})
        self._step += 1
        return self.model.optimizer.next_rate()

    def step_end(self, step, loss):
        for callback in self.callbacks:
            callback.on_train_batch_end(step, {"loss": loss})
        return self.model.stop_training

    def epoch_end(self, epoch, values):
        logs = metrics.renamed(values, self.model._metrics)
        for callback in self.callbacks:
            callback.on_epoch_end(epoch, logs)
        return self.model.stop_training
