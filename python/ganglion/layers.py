"""Layers, with the names, settings and defaults of Keras.

Images are [rows, height, width, channels] and signals [rows, length, channels], or, with
`data_format="channels_first"`, [rows, channels, …], as the engine computes them.
"""

import numpy as np

from ganglion._arrays import as_numbers
from ganglion._layer import Layer, Symbol
from ganglion._merging import Add, Average, Concatenate, Maximum, Minimum, Multiply, Subtract
from ganglion._merging import add, average, concatenate, maximum, minimum, multiply, subtract
from ganglion._windows import Permute, Weighted, Windowed, extents, text, whole

__all__ = [
    "Input", "Layer", "Dense", "Activation", "Dropout", "Flatten", "Reshape", "Embedding", "BatchNormalization",
    "LayerNormalization", "Rescaling", "ReLU", "LeakyReLU", "ELU", "Conv1D", "Conv2D", "MaxPooling1D",
    "MaxPooling2D", "AveragePooling1D", "AveragePooling2D", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
    "GlobalMaxPooling1D", "GlobalMaxPooling2D", "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum",
    "Concatenate", "Permute", "Normalization", "UpSampling1D", "UpSampling2D", "ZeroPadding1D", "ZeroPadding2D",
    "SpatialDropout1D", "SpatialDropout2D", "add", "average", "concatenate", "maximum", "minimum", "multiply",
    "subtract",
]  # fmt: skip


class _InputLayer(Layer):
    kind = "input"

    def __init__(self, shape, dtype, name):
        super().__init__(name)
        self.shape, self.dtype = shape, dtype


def Input(shape, dtype="float32", name=None):
    """Where data enters: `shape` is that of one row, `dtype` float32, or int32 of an Embedding."""
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    if not all(isinstance(extent, (int, np.integer)) and extent > 0 for extent in shape):
        raise ValueError(f"Input: shape {shape}: expected whole numbers above 0, the shape of one row")
    shape = tuple(int(extent) for extent in shape)
    if dtype not in ("float32", "int32"):
        raise ValueError(f"Input: dtype {dtype!r}: a network takes float32 and int32")
    return Symbol(_InputLayer(shape, dtype, name))


class Dense(Weighted):
    """Every unit sees every input: activation(x W + b), on the last axis."""

    kind = "dense"

    def __init__(
        self, units, activation=None, use_bias=True, kernel_initializer="glorot_uniform", bias_initializer="zeros",
        kernel_regularizer=None, name=None,
    ):  # fmt: skip
        super().__init__(name, activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, units=whole(units, "units"))


class Activation(Layer):
    """A function of each number, or of the last axis ("softmax"), by its name."""

    kind = "activation"

    def __init__(self, activation, name=None):
        super().__init__(name, activation=text(activation, "activation"))


class Dropout(Layer):
    """Sets a fraction `rate` of the inputs to 0 in training, and scales the others up."""

    kind = "dropout"

    def __init__(self, rate, name=None):
        super().__init__(name, rate=float(rate))


class Flatten(Layer):
    """All numbers of a row along one axis."""

    kind = "flatten"

    def __init__(self, name=None):
        super().__init__(name)


class Reshape(Layer):
    """`target_shape`: of one row."""

    kind = "reshape"

    def __init__(self, target_shape, name=None):
        super().__init__(name, target=[whole(extent, "target_shape") for extent in target_shape])


class Embedding(Layer):
    """A vector for each of `input_dim` categories; reads an Input of dtype int32."""

    kind = "embedding"

    def __init__(self, input_dim, output_dim, embeddings_initializer="uniform", name=None):
        super().__init__(
            name, input_dim=whole(input_dim, "input_dim"), output_dim=whole(output_dim, "output_dim"),
            embeddings_initializer=text(embeddings_initializer, "embeddings_initializer"),
        )  # fmt: skip


class BatchNormalization(Layer):
    """`axis`: that of the features; -1, the last one, as in Keras; 1 for channels of images."""

    kind = "batch_normalization"

    def __init__(self, axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, name=None):
        super().__init__(
            name, axis=whole(axis, "axis"), momentum=float(momentum), epsilon=float(epsilon), center=bool(center), scale=bool(scale)
        )


class Normalization(Layer):
    """(x - mean) / sqrt(variance), of each feature of the last axis; `adapt` finds both in data."""

    kind = "normalization"

    def __init__(self, axis=-1, mean=None, variance=None, name=None):
        if axis != -1:
            raise ValueError(f"Normalization: axis {axis}: features lie along the last one, -1")
        super().__init__(name)
        if mean is not None:
            self._settle(mean, variance)

    def adapt(self, data):
        rows = as_numbers(data, "adapt").astype(np.float64)
        over = tuple(range(rows.ndim - 1))
        variance = rows.var(axis=over)
        self._settle(rows.mean(axis=over), np.where(variance == 0, 1.0, variance))

    def _settle(self, mean, variance):
        self.settings = {name: [float(v) for v in np.ravel(of)] for name, of in (("mean", mean), ("variance", variance))}

    def __call__(self, inputs):
        if not self.settings:
            raise ValueError("Normalization: call adapt(data) first, or give mean and variance")
        return super().__call__(inputs)


class LayerNormalization(Layer):
    """Each row to mean 0 and variance 1 over its last axis, then scaled and moved as learned."""

    kind = "layer_normalization"

    def __init__(self, epsilon=0.001, center=True, scale=True, name=None):
        super().__init__(name, epsilon=float(epsilon), center=bool(center), scale=bool(scale))


class Rescaling(Layer):
    """scale * x + offset"""

    kind = "rescaling"

    def __init__(self, scale, offset=0.0, name=None):
        super().__init__(name, scale=float(scale), offset=float(offset))


class ReLU(Layer):
    """max(x, 0), with an upper limit, a slope below the threshold, and the threshold itself."""

    kind = "relu"

    def __init__(self, max_value=None, negative_slope=0.0, threshold=0.0, name=None):
        if max_value is not None and not max_value > 0:
            raise ValueError(f"ReLU: max_value {max_value}: expected a number above 0, or None for no limit")
        super().__init__(
            name, max_value=float(max_value or 0.0), negative_slope=float(negative_slope), threshold=float(threshold)
        )


class LeakyReLU(ReLU):
    """x for x > 0, else negative_slope * x."""

    def __init__(self, negative_slope=0.3, name=None):
        super().__init__(negative_slope=negative_slope, name=name)


class ELU(Layer):
    """x for x > 0, else alpha * (e^x - 1)."""

    kind = "elu"

    def __init__(self, alpha=1.0, name=None):
        super().__init__(name, alpha=float(alpha))


class _Conv(Windowed, Weighted):
    def __init__(
        self, filters, kernel_size, strides=1, padding="valid", data_format=None, dilation_rate=1, groups=1,
        activation=None, use_bias=True, kernel_initializer="glorot_uniform", bias_initializer="zeros",
        kernel_regularizer=None, name=None,
    ):  # fmt: skip
        self._lie(data_format)
        super().__init__(
            name, activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer,
            filters=whole(filters, "filters"), kernel_size=extents(kernel_size), strides=extents(strides), padding=str(padding),
            dilation=extents(dilation_rate), groups=whole(groups, "groups"),
        )  # fmt: skip


class Conv1D(_Conv):
    """Filters that step along a signal [rows, length, channels]."""

    kind, axes = "conv1d", 1


class Conv2D(_Conv):
    """Filters that step over an image [rows, height, width, channels]."""

    kind = "conv2d"


def _pooling(kind, name, text):
    class Pooling(Windowed):
        __doc__ = text
        axes = 1 if name.endswith("1D") else 2

        def __init__(self, pool_size=2, strides=None, padding="valid", data_format=None, name=None):
            self._lie(data_format)
            steps = [] if strides is None else extents(strides)
            super().__init__(name, pool_size=extents(pool_size), strides=steps, padding=str(padding))

    return _named(Pooling, kind, name)


def _global(kind, name, text):
    class Global(Windowed):
        __doc__ = text
        axes = 1 if name.endswith("1D") else 2
        gives_channels = True

        def __init__(self, data_format=None, name=None):
            self._lie(data_format)
            super().__init__(name)

    return _named(Global, kind, name)


def _named(made, kind, name):
    made.kind, made.__name__, made.__qualname__ = kind, name, name
    return made


MaxPooling1D = _pooling("max_pooling", "MaxPooling1D", "The largest number of each window.")
MaxPooling2D = _pooling("max_pooling", "MaxPooling2D", "The largest number of each window.")
AveragePooling1D = _pooling("average_pooling", "AveragePooling1D", "The mean of each window.")
AveragePooling2D = _pooling("average_pooling", "AveragePooling2D", "The mean of each window.")
GlobalAveragePooling1D = _global("global_average_pooling", "GlobalAveragePooling1D", "The mean of each channel.")
GlobalAveragePooling2D = _global("global_average_pooling", "GlobalAveragePooling2D", "The mean of each channel.")
GlobalMaxPooling1D = _global("global_max_pooling", "GlobalMaxPooling1D", "The largest number of each channel.")
GlobalMaxPooling2D = _global("global_max_pooling", "GlobalMaxPooling2D", "The largest number of each channel.")


def _spatial(kind, name, text, setting, default):
    class Spatial(Windowed):
        __doc__ = text
        axes = 1 if name.endswith("1D") else 2

        def __init__(self, size=default, data_format=None, name=None):
            self._lie(data_format)
            given = size if setting == "rate" else _both_sides(size) if setting == "padding" else extents(size)
            super().__init__(name, **{setting: given})

    return _named(Spatial, kind, name)


def _both_sides(size):
    """One number, one for each axis, or a pair (before, after) for each: as the engine takes them."""
    if isinstance(size, (tuple, list)) and any(isinstance(pair, (tuple, list)) for pair in size):
        before, after = zip(*size, strict=True)
        return extents([*before, *after], "padding")
    return extents(size, "padding")


UpSampling1D = _spatial("up_sampling", "UpSampling1D", "Each place several times.", "size", 2)
UpSampling2D = _spatial("up_sampling", "UpSampling2D", "Each place several times.", "size", 2)
ZeroPadding1D = _spatial("zero_padding", "ZeroPadding1D", "Zeros around.", "padding", 1)
ZeroPadding2D = _spatial("zero_padding", "ZeroPadding2D", "Zeros around.", "padding", 1)
SpatialDropout1D = _spatial("spatial_dropout", "SpatialDropout1D", "Dropout of whole channels.", "rate", 0.5)
SpatialDropout2D = _spatial("spatial_dropout", "SpatialDropout2D", "Dropout of whole channels.", "rate", 0.5)
