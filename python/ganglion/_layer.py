"""What all layers have, and the symbols that calls of them make."""

import numpy as np


class Symbol:
    """A value of a network that is being described: an input, or a layer called with other symbols."""

    def __init__(self, layer, inputs=()):
        self.layer = layer
        self.inputs = tuple(inputs)

    def __add__(self, other):
        return _joined("Add", self, other, 1.0)

    def __sub__(self, other):
        return _joined("Subtract", self, other, -1.0)

    def __mul__(self, other):
        if isinstance(other, Symbol):
            return _layers().Multiply()([self, other])
        return _layers().Rescaling(float(other))(self)

    def __truediv__(self, other):
        return self * (1.0 / float(other))

    def __neg__(self):
        return self * -1.0

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return -self + other


def _layers():
    from ganglion import layers

    return layers


def _joined(layer, symbol, other, sign):
    if isinstance(other, Symbol):
        return getattr(_layers(), layer)()([symbol, other])
    return _layers().Rescaling(1.0, sign * float(other))(symbol)


class Layer:
    """A layer of a network. It belongs to one model, which makes its weights.

    `trainable`: False leaves its weights as they are; takes effect with the model's next compile().
    """

    kind = None
    several = False  # whether it takes a list of inputs
    automatic = False  # whether another layer made it

    def __init__(self, name=None, trainable=True, **settings):
        self.name = name
        self.trainable = trainable
        self.settings = settings
        self._network = None
        self._weights = []
        self._output_shape = None

    def __call__(self, inputs):
        inputs = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
        for value in inputs:
            if not isinstance(value, Symbol):
                raise TypeError(
                    f"{type(self).__name__}: called with {type(value).__name__}; layers are called with "
                    "ganglion.Input(shape) or what other layers gave"
                )
        return Symbol(self, inputs)

    def _as_given(self, array):
        return array

    def _attach(self, network, shape, weights):
        self._network, self._output_shape, self._weights = network, shape, weights

    def _attached(self):
        if self._network is None:
            raise ValueError("the layer has no weights yet: they are made with its model")
        return self._network

    @property
    def output_shape(self):
        """Of a batch: (None, …)."""
        self._attached()
        return (None, *self._output_shape)

    @property
    def weight_names(self):
        """"dense/kernel", "dense/bias": the order of get_weights."""
        return [path for path, *_ in self._weights]

    def count_params(self):
        return sum(int(np.prod(shape)) for *_, shape in self._weights)

    def get_weights(self):
        """Arrays in the order and shapes of Keras."""
        network = self._attached()
        return [self._to_keras(network.weight(path)) for path in self.weight_names]

    def set_weights(self, weights):
        network = self._attached()
        if len(weights) != len(self._weights):
            raise ValueError(f"{self.name} has {len(self._weights)} weights ({', '.join(self.weight_names)}), not {len(weights)}")
        from ganglion._arrays import as_floats

        arrays = []
        for (path, _, shape), value in zip(self._weights, weights, strict=True):
            array = as_floats(value, path)
            expected = self._to_keras(np.empty(shape, dtype=bool)).shape
            if array.shape != expected:
                raise ValueError(f"{path} has the shape {expected}, not {array.shape}")
            arrays.append(np.ascontiguousarray(self._from_keras(array)))
        for path, array in zip(self.weight_names, arrays, strict=True):
            network.set_weight(path, array)

    def _to_keras(self, array):
        """Kernels of convolutions are [filters, channels, window…] here, [window…, channels, filters] there."""
        if self.kind in ("conv1d", "conv2d") and array.ndim > 1:
            return array.transpose(*range(2, array.ndim), 1, 0)
        return array

    def _from_keras(self, array):
        if self.kind in ("conv1d", "conv2d") and array.ndim > 1:
            return array.transpose(array.ndim - 1, array.ndim - 2, *range(array.ndim - 2))
        return array

    def __repr__(self):
        return f"<{type(self).__name__} {self.name or 'without a name yet'}>"


def loaded_layer(kind, name, settings):
    """A layer of a model that was read from a file."""
    layer = Layer(name, **settings)
    layer.kind = kind
    return layer
