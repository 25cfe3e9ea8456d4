"""Layers one after another."""

import numpy as np

from ganglion._layer import Layer, Symbol
from ganglion._trainable import Model, checked_seed
from ganglion.layers import Input


class Sequential(Model):
    """Layers one after another. Without an `Input` at the start the first array tells its shape."""

    def __init__(self, layers=None, *, name=None, seed=1):
        self.name, self.seed = name or "sequential", checked_seed(seed)
        self.optimizer, self.stop_training, self.history, self._metrics = None, False, None, []
        self._core, self._start, self._waiting, self.layers = None, None, None, []
        for layer in layers or []:
            self.add(layer)

    def add(self, layer):
        if self._core is not None:
            raise ValueError("the model is built already; layers are added before it is used")
        if not isinstance(layer, (Layer, Symbol)):
            raise TypeError(f"a Sequential is made of layers, not of {type(layer).__name__}: ganglion.layers has them")
        if isinstance(layer, Symbol):
            if self._start is not None or self.layers:
                raise ValueError("an Input is the first entry of a Sequential")
            self._start = layer
        else:
            self.layers.append(layer)

    def build(self, input_shape):
        """input_shape: that of a batch, (None, …), as in Keras."""
        self._start = self._start or Input(input_shape[1:])
        self._built()

    def compile(self, *arguments, **settings):
        if self._core is None and self._start is None:
            self._waiting = (arguments, settings)
            return
        super().compile(*arguments, **settings)

    def fit(self, x, y, *arguments, **settings):
        self._built(x)
        return super().fit(x, y, *arguments, **settings)

    def evaluate(self, x, y, *arguments, **settings):
        self._built(x)
        return super().evaluate(x, y, *arguments, **settings)

    def _built(self, x=None):
        if self._core is None:
            if self._start is None and x is None:
                raise ValueError("the shape of the input isn't known: begin with Input(shape), or call fit")
            value = self._start or Input(np.shape(x)[1:])
            start = value
            for layer in self.layers:
                value = layer(value)
            self._build([start], [value])
            if self._waiting:
                (arguments, settings), self._waiting = self._waiting, None
                super().compile(*arguments, **settings)
        return self._core
