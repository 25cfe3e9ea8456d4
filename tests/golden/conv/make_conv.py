"""Convolution, pooling and normalisation of channels: outputs, and gradients of sum(upstream * output).

Layers are given in Ganglion's terms (kind, settings); weights are turned into Ganglion's layout: a convolution kernel
is [filters, channels / groups, window...], that of a transposed one [channels, filters, window...]. Data are
[batch, channels, spatial...].
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
from keras_double import SOURCE, jax, keras
import jax.numpy as jnp
import numpy as np

D = keras.layers
FIRST = {"data_format": "channels_first"}


def turned(layer, variable, value):
    """A Keras kernel in Ganglion's layout: the last two axes come first, outputs in front."""
    value = np.asarray(value)
    if value.ndim < 3:
        return value
    axes = tuple(range(value.ndim - 2))
    first, second = value.ndim - 2, value.ndim - 1
    if "depthwise" in type(layer).__name__.lower() or "depthwise" in variable:
        window = value.shape[:-2]  # [window, channels, multiplier]
        return value.transpose(first, second, *axes).reshape(-1, 1, *window)
    return value.transpose(second, first, *axes)  # of a transposed convolution this is [channels, filters, ...]


def case(name, layer, kind, config, shape, seed, training=True):
    rng = np.random.default_rng(seed)
    # Values of two decimals keep the file small.
    x = jnp.asarray(rng.integers(-200, 200, size=shape) / 100)
    layer.build(x.shape)
    for v in layer.variables:
        if v.name == "seed_generator_state":
            continue
        low = 50 if v.name in ("moving_variance", "gamma") else -100
        v.assign(rng.integers(low, 150, size=v.shape) / 100)
    trainable = [v.value for v in layer.trainable_variables]
    fixed = [v.value for v in layer.non_trainable_variables]
    extra = {"training": training} if "normalization" in kind and kind.startswith("batch") else {}
    y, _ = layer.stateless_call(trainable, fixed, x, **extra)
    upstream = jnp.asarray(rng.integers(-100, 100, size=y.shape) / 100)

    def value(parameters, data):
        output, updated = layer.stateless_call(parameters, fixed, data, **extra)
        return jnp.sum(output * upstream), (output, updated)

    (_, (y, updated)), (by_parameters, by_x) = jax.value_and_grad(value, argnums=(0, 1), has_aux=True)(trainable, x)
    names = {"moving_mean", "moving_variance"}

    def named(values):
        result = {}
        for v, item in zip(layer.trainable_variables, values):
            own = "kernel" if kind == "depthwise_conv2d" and v.name == "kernel" else v.name
            result[own] = turned(layer, v.name, item)
        return result

    row = {"name": name, "kind": kind, "config": config, "training": training, "input": x, "weights": named(trainable),
           "output": y, "upstream": upstream, "gradients": named(by_parameters), "input_gradient": by_x}
    state = [(v.name, old, new) for v, old, new in zip(layer.non_trainable_variables, fixed, updated)
             if v.name in names]
    if state:
        row["state"] = {n: old for n, old, _ in state}
        row["state_after"] = {n: new for n, _, new in state}
    return row


cases = [
    case("conv2d", D.Conv2D(2, 3, activation="tanh", **FIRST), "conv2d",
         {"filters": 2, "activation": "tanh"}, (2, 2, 5, 4), 1),
    case("conv2d same strided", D.Conv2D(2, (2, 3), strides=(2, 2), padding="same", **FIRST), "conv2d",
         {"filters": 2, "kernel_size": [2, 3], "strides": [2, 2], "padding": "same"}, (1, 2, 5, 6), 2),
    case("conv2d dilated", D.Conv2D(2, 2, dilation_rate=(2, 3), **FIRST), "conv2d",
         {"filters": 2, "kernel_size": [2], "dilation": [2, 3]}, (1, 1, 4, 5), 3),
    case("conv2d groups", D.Conv2D(4, 2, groups=2, padding="same", **FIRST), "conv2d",
         {"filters": 4, "kernel_size": [2], "groups": 2, "padding": "same"}, (1, 4, 3, 3), 4),
    case("conv1d", D.Conv1D(3, 3, strides=2, activation="elu", **FIRST), "conv1d",
         {"filters": 3, "strides": [2], "activation": "elu"}, (2, 2, 8), 5),
    case("depthwise", D.DepthwiseConv2D(2, depth_multiplier=2, **FIRST), "depthwise_conv2d",
         {"kernel_size": [2], "depth_multiplier": 2}, (1, 2, 3, 4), 7),
    case("separable", D.SeparableConv2D(3, 2, padding="same", **FIRST), "separable_conv2d",
         {"filters": 3, "kernel_size": [2], "padding": "same"}, (1, 2, 3, 3), 8),
    case("conv2d transpose", D.Conv2DTranspose(2, 3, strides=2, **FIRST), "conv2d_transpose",
         {"filters": 2, "strides": [2]}, (1, 3, 2, 3), 9),
    case("conv2d transpose same", D.Conv2DTranspose(1, 3, strides=2, padding="same", **FIRST), "conv2d_transpose",
         {"filters": 1, "strides": [2], "padding": "same"}, (1, 2, 3, 2), 10),
    case("conv1d transpose", D.Conv1DTranspose(2, 4, strides=3, padding="same", **FIRST), "conv1d_transpose",
         {"filters": 2, "kernel_size": [4], "strides": [3], "padding": "same"}, (1, 2, 4), 11),
    case("max pool", D.MaxPooling2D(2, **FIRST), "max_pooling", {}, (1, 2, 5, 4), 12),
    case("max pool same", D.MaxPooling2D(3, strides=2, padding="same", **FIRST), "max_pooling",
         {"pool_size": [3], "strides": [2], "padding": "same"}, (1, 1, 5, 6), 13),
    case("average pool same", D.AveragePooling2D((2, 3), strides=2, padding="same", **FIRST), "average_pooling",
         {"pool_size": [2, 3], "strides": [2], "padding": "same"}, (1, 1, 5, 6), 14),
    case("average pool 1d", D.AveragePooling1D(3, strides=1, **FIRST), "average_pooling",
         {"pool_size": [3], "strides": [1]}, (1, 2, 6), 15),
    case("global average", D.GlobalAveragePooling2D(**FIRST), "global_average_pooling", {}, (2, 2, 2, 3), 16),
    case("global max", D.GlobalMaxPooling1D(**FIRST), "global_max_pooling", {}, (2, 2, 4), 17),
    case("batch norm", D.BatchNormalization(axis=1, momentum=0.9), "batch_normalization", {"momentum": 0.9},
         (2, 2, 2, 3), 18),
    case("batch norm inference", D.BatchNormalization(axis=1), "batch_normalization", {}, (1, 2, 2, 2), 19, False),
    case("group norm", D.GroupNormalization(groups=2, axis=1), "group_normalization", {"groups": 2}, (2, 4, 2, 2), 20),
    case("up sampling", D.UpSampling2D((2, 3), **FIRST), "up_sampling", {"size": [2, 3]}, (1, 2, 2, 2), 21),
    case("zero padding", D.ZeroPadding2D((1, 2), **FIRST), "zero_padding", {"padding": [1, 2]}, (1, 1, 2, 2), 22),
    case("cropping", D.Cropping2D((1, 2), **FIRST), "cropping", {"cropping": [1, 2]}, (1, 1, 4, 5), 23),
]

golden.write(__file__, "conv.json", {"source": SOURCE, "cases": cases})
