"""Layers with windows, and where their channels lie."""

import numpy as np

from ganglion import regularizers
from ganglion._layer import Layer, Symbol


def whole(value, what):
    """A whole number, also one of numpy, or a float without a fraction, as quotients are."""
    if hasattr(value, "__index__"):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise TypeError(f"{what} {value!r}: expected a whole number")


def text(value, what):
    if value is None or isinstance(value, str):
        return value or "linear"
    raise TypeError(f"{what} {value!r}: expected a name, such as 'relu'")


class Weighted(Layer):
    """A layer with kernel, bias and activation."""

    def __init__(self, name, activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, **settings):
        penalty = regularizers.get(kernel_regularizer)
        super().__init__(
            name,
            activation=text(activation, "activation"),
            use_bias=bool(use_bias),
            kernel_initializer=text(kernel_initializer, "kernel_initializer"),
            bias_initializer=text(bias_initializer, "bias_initializer"),
            kernel_l1=penalty.l1,
            kernel_l2=penalty.l2,
            **settings,
        )


class Permute(Layer):
    """The axes of each row in another order, counted from 1: axis i becomes axis dims[i]."""

    kind = "permute"

    def __init__(self, dims, name=None):
        super().__init__(name, dims=[whole(d, "dims") for d in (dims if isinstance(dims, (tuple, list)) else [dims])])


class _Moved(Permute):
    """Puts channels to the end, or to the front, where a layer wants them. Made by such layers; no part of
    `model.layers`."""

    automatic = True

    def __init__(self, axes, to_end):
        self.axes, self.to_end = axes, to_end
        super().__init__([*range(2, axes + 2), 1] if to_end else [axes + 1, *range(1, axes + 1)])


def channels_first(symbol, axes):
    """What lies channels last, the other way."""
    back = isinstance(symbol.layer, _Moved) and symbol.layer.to_end
    return symbol.inputs[0] if back else Symbol(_Moved(axes, False), [symbol])


def channels_last(symbol, axes):
    return Symbol(_Moved(axes, True), [symbol])


class Windowed(Layer):
    """Of `axes` spatial axes. The engine computes channels first: images whose channels come last are moved before
    and after, and not between two such layers."""

    axes = 2
    gives_channels = False  # alone, without spatial axes

    def _lie(self, data_format):
        if data_format not in (None, "channels_last", "channels_first"):
            raise ValueError(f"data_format {data_format!r}: expected 'channels_last' or 'channels_first'")
        self.channels_last = data_format != "channels_first"

    def _as_given(self, array):
        """What it gives, with the channels where they lie in its inputs."""
        return np.moveaxis(array, 1, -1) if self.channels_last and not self.gives_channels else array

    @property
    def output_shape(self):
        shape = super().output_shape
        return (None, *shape[2:], shape[1]) if self.channels_last and not self.gives_channels else shape

    def __call__(self, inputs):
        if not self.channels_last or not isinstance(inputs, Symbol):
            return super().__call__(inputs)
        result = super().__call__(channels_first(inputs, self.axes))
        return result if self.gives_channels else channels_last(result, self.axes)


def extents(value, what="window"):
    return [whole(v, what) for v in (value if isinstance(value, (tuple, list)) else [value])]
