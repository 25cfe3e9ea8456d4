#!/usr/bin/env python3
"""Makes models with the Keras that is installed, and what they predict, for tests of the importer.

    make_keras_models.py FOLDER [--keras tensorflow]

For each model of MODELS and each format, FOLDER/NAME.FORMAT/ holds the file `model.keras` or
`model.h5`, inputs `input_0.npy`, … and what Keras predicts for them, `expected_0.npy`, …. Weights
are random, so that none is 0 or 1 by chance. With --keras tensorflow it is TensorFlow's own Keras
(2.x), else the package `keras` (3.x).
"""

import argparse
import os
import sys
from pathlib import Path

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "jax")

MODELS = {}


def model(function):
    MODELS[function.__name__] = function
    return function


def sequential(k, shape, *layers):
    return k.Sequential([k.layers.Input(shape), *layers])


@model
def dense_activations(k):
    L = k.layers
    x = i = L.Input((7,))
    for name in ["relu", "sigmoid", "tanh", "elu", "gelu", "swish", "softplus", "selu",
                 "hard_sigmoid", "linear", "mish", "softmax"]:
        x = L.Dense(6, activation=name)(x)
    return k.Model(i, x)


@model
def each_activation(k):
    L = k.layers
    i = L.Input((5,))
    names = ["relu", "sigmoid", "tanh", "elu", "gelu", "swish", "softplus", "selu", "hard_sigmoid",
             "mish", "softmax"]
    return k.Model(i, [L.Activation(name)(i) for name in names])


@model
def leaky_layers(k):
    L = k.layers
    i = L.Input((5,))
    return k.Model(i, [L.LeakyReLU()(i), L.ELU(0.3)(i), L.PReLU()(i), L.ReLU()(i),
                       L.ReLU(max_value=0.7, negative_slope=0.1, threshold=0.2)(i),
                       L.ReLU(max_value=6.0)(i), L.ReLU(threshold=0.3)(i), L.Softmax()(i)])


@model
def leaky_function(k):
    return sequential(k, (4,), k.layers.Dense(5, activation="leaky_relu"),
                      k.layers.Dense(3, activation="relu6"))


@model
def relu6_conv(k):
    return sequential(k, (6, 6, 2), k.layers.Conv2D(3, 3, activation="relu6"))


@model
def dense_on_images(k):
    return sequential(k, (3, 4, 5), k.layers.Dense(6, activation="relu"),
                      k.layers.Dense(2, use_bias=False))


@model
def conv_flatten(k):
    L = k.layers
    return sequential(k, (9, 7, 3), L.Conv2D(4, (3, 2), activation="relu"), L.MaxPooling2D(2),
                      L.Flatten(), L.Dense(5, activation="softmax"))


@model
def conv_same_strides(k):
    L = k.layers
    return sequential(k, (10, 9, 2), L.Conv2D(3, 3, strides=2, padding="same"),
                      L.Conv2D(4, (2, 4), strides=(1, 2), padding="same", use_bias=False),
                      L.AveragePooling2D(2, padding="same"), L.Flatten())


@model
def conv_dilated_grouped(k):
    L = k.layers
    return sequential(k, (12, 11, 4), L.Conv2D(6, 3, dilation_rate=(2, 1), padding="same"),
                      L.Conv2D(8, 3, groups=2, activation="elu"))


@model
def conv_softmax(k):
    return sequential(k, (5, 6, 2), k.layers.Conv2D(4, 3, activation="softmax"))


@model
def conv_ends_as_image(k):
    return sequential(k, (5, 6, 2), k.layers.Conv2D(4, 3, padding="same"))


@model
def conv1d(k):
    L = k.layers
    return sequential(k, (20, 3), L.Conv1D(4, 5, strides=2, padding="same", activation="relu"),
                      L.Conv1D(6, 3, padding="causal", dilation_rate=2), L.MaxPooling1D(3),
                      L.Flatten(), L.Dense(3))


@model
def conv1d_transpose(k):
    L = k.layers
    return sequential(k, (6, 3), L.Conv1DTranspose(4, 3, strides=2, padding="same"),
                      L.Conv1DTranspose(2, 4, strides=3))


@model
def conv2d_transpose(k):
    L = k.layers
    return sequential(k, (5, 4, 3), L.Conv2DTranspose(4, 3, strides=2, padding="same"),
                      L.Conv2DTranspose(2, (2, 3), strides=(3, 2)))


@model
def depthwise(k):
    L = k.layers
    return sequential(k, (9, 8, 3), L.DepthwiseConv2D(3, depth_multiplier=2, activation="relu"),
                      L.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False))


@model
def depthwise1d(k):
    return sequential(k, (11, 3), k.layers.DepthwiseConv1D(3, strides=2, depth_multiplier=2,
                                                           padding="same"))


@model
def separable(k):
    L = k.layers
    return sequential(k, (9, 8, 3), L.SeparableConv2D(5, 3, depth_multiplier=2, activation="tanh"),
                      L.SeparableConv2D(4, (2, 3), padding="same", strides=2, use_bias=False))


@model
def separable1d(k):
    return sequential(k, (12, 3), k.layers.SeparableConv1D(5, 3, depth_multiplier=2,
                                                           padding="same", activation="relu"))


@model
def batch_norm_dense(k):
    L = k.layers
    return sequential(k, (6,), L.Dense(5), L.BatchNormalization(), L.ReLU(),
                      L.BatchNormalization(scale=False, epsilon=0.01),
                      L.BatchNormalization(center=False), L.Dense(2))


@model
def batch_norm_images(k):
    L = k.layers
    return sequential(k, (6, 5, 3), L.BatchNormalization(), L.Conv2D(4, 3, use_bias=False),
                      L.BatchNormalization(), L.Activation("relu"), L.GlobalAveragePooling2D(),
                      L.Dense(2, activation="sigmoid"))


@model
def batch_norm_other_axis(k):
    L = k.layers
    return sequential(k, (6, 5, 3), L.Conv2D(3, 3, padding="same"), L.BatchNormalization(axis=1),
                      L.BatchNormalization(axis=2))


@model
def layer_norm(k):
    L = k.layers
    return sequential(k, (4, 6), L.LayerNormalization(), L.Dense(5),
                      L.LayerNormalization(epsilon=0.1, center=False), L.Flatten(), L.Dense(2))


@model
def layer_norm_of_conv(k):
    L = k.layers
    return sequential(k, (6, 6, 3), L.Conv2D(4, 3), L.LayerNormalization(), L.Conv2D(2, 2))


@model
def group_norm(k):
    L = k.layers
    return sequential(k, (6, 5, 4), L.Conv2D(6, 3), L.GroupNormalization(3),
                      L.GroupNormalization(-1))


@model
def normalization(k):
    layer = k.layers.Normalization()
    layer.adapt(np.random.default_rng(5).normal(3, 2, (50, 4)).astype("float32"))
    return sequential(k, (4,), layer, k.layers.Dense(3))


@model
def normalization_constants(k):
    return sequential(k, (4,), k.layers.Normalization(mean=[1., 2., 3., 4.],
                                                      variance=[4., 1., 0.5, 2.]),
                      k.layers.Dense(3))


@model
def normalization_scalar(k):
    return sequential(k, (3, 4), k.layers.Normalization(axis=None, mean=1.5, variance=4.0))


@model
def rescaling_and_noise(k):
    L = k.layers
    return sequential(k, (8, 8, 3), L.Rescaling(1 / 127.5, offset=-1), L.GaussianNoise(0.1),
                      L.Conv2D(4, 3), L.SpatialDropout2D(0.2), L.Dropout(0.3), L.Flatten(),
                      L.GaussianDropout(0.2), L.Dense(3))


@model
def embedding(k):
    L = k.layers
    i = L.Input((6,), dtype="int32")
    x = L.Embedding(20, 5)(i)
    x = L.GlobalAveragePooling1D()(x)
    return k.Model(i, L.Dense(2, activation="sigmoid")(x))


@model
def embedding_conv(k):
    L = k.layers
    return k.Sequential([L.Input((9,)), L.Embedding(20, 5), L.Conv1D(4, 3, activation="relu"),
                         L.GlobalMaxPooling1D(), L.Dense(3, activation="softmax")])


@model
def poolings(k):
    L = k.layers
    i = L.Input((9, 10, 3))
    return k.Model(i, [L.MaxPooling2D((2, 3), strides=2)(i),
                       L.MaxPooling2D(3, strides=2, padding="same")(i),
                       L.AveragePooling2D(3, strides=2, padding="same")(i),
                       L.AveragePooling2D(2)(i), L.GlobalMaxPooling2D()(i),
                       L.GlobalAveragePooling2D(keepdims=True)(i)])


@model
def poolings1d(k):
    L = k.layers
    i = L.Input((11, 3))
    return k.Model(i, [L.MaxPooling1D(2, strides=3)(i), L.AveragePooling1D(3, padding="same")(i),
                       L.GlobalMaxPooling1D(keepdims=True)(i), L.GlobalAveragePooling1D()(i)])


@model
def padding_cropping(k):
    L = k.layers
    return sequential(k, (7, 6, 2), L.ZeroPadding2D(((0, 1), (2, 3))), L.Conv2D(3, 3, strides=2),
                      L.Cropping2D(((1, 0), (0, 1))), L.UpSampling2D((2, 3)),
                      L.ZeroPadding2D((1, 2)), L.Flatten())


@model
def padding_cropping1d(k):
    L = k.layers
    return sequential(k, (7, 2), L.ZeroPadding1D((1, 3)), L.Conv1D(3, 3), L.Cropping1D((2, 1)),
                      L.UpSampling1D(3), L.ZeroPadding1D(2))


@model
def reshape_permute(k):
    L = k.layers
    return sequential(k, (24,), L.Reshape((2, 3, 4)), L.Permute((3, 1, 2)), L.Conv2D(5, 2),
                      L.Permute((2, 3, 1)), L.Reshape((-1, 5)), L.Dense(3))


@model
def repeat_vector(k):
    L = k.layers
    return sequential(k, (4,), L.RepeatVector(3), L.Conv1D(2, 2), L.Flatten())


@model
def residual(k):
    L = k.layers
    i = L.Input((8, 8, 3))
    x = L.Conv2D(6, 3, padding="same", activation="relu")(i)
    y = L.Conv2D(6, 3, padding="same")(x)
    y = L.BatchNormalization()(y)
    x = L.Add()([x, y])
    x = L.Activation("relu")(x)
    y = L.Conv2D(4, 1)(x)
    x = L.Concatenate()([x, y])
    z = L.Concatenate(axis=1)([x, x])
    z = L.Concatenate(axis=-2)([z, z])
    return k.Model(i, L.GlobalAveragePooling2D()(z))


@model
def merges(k):
    L = k.layers
    a, b = L.Input((5,), name="first"), L.Input((5,), name="second")
    return k.Model([a, b], [L.Add()([a, b]), L.Subtract()([a, b]), L.Multiply()([a, b]),
                            L.Average()([a, b]), L.Maximum()([a, b]), L.Minimum()([a, b]),
                            L.Concatenate()([b, a]), L.Add()([a, b, a])])


@model
def merge_mixed_orders(k):
    L = k.layers
    i = L.Input((6, 5, 3))
    x = L.Conv2D(3, 3, padding="same")(i)
    gate = L.GlobalAveragePooling2D()(x)
    gate = L.Dense(3, activation="sigmoid")(gate)
    gate = L.Reshape((1, 1, 3))(gate)
    return k.Model(i, [L.Multiply()([x, gate]), L.Add()([i, x])])


@model
def two_inputs(k):
    L = k.layers
    image, row = L.Input((8, 8, 1), name="image"), L.Input((4,), name="row")
    x = L.Flatten()(L.Conv2D(3, 3, activation="relu")(image))
    x = L.Concatenate()([x, L.Dense(5, activation="relu")(row)])
    return k.Model([row, image], [L.Dense(3, activation="softmax", name="kind")(x),
                                  L.Dense(1, name="amount")(x)])


@model
def shared(k):
    L = k.layers
    a, b = L.Input((5,)), L.Input((5,))
    layer = L.Dense(4, activation="relu")
    norm = L.BatchNormalization()
    return k.Model([a, b], L.Dense(2)(L.Concatenate()([norm(layer(a)), norm(layer(b))])))


@model
def nested(k):
    L = k.layers
    inner = k.Sequential([L.Input((6,)), L.Dense(4, activation="relu"), L.BatchNormalization(),
                          L.Dense(4)], name="inner")
    i = L.Input((5,))
    x = inner(L.Dense(6)(i))
    x = L.BatchNormalization()(x)
    return k.Model(i, L.Dense(3)(x))


@model
def nested_frozen(k):
    L = k.layers
    base_in = L.Input((8, 8, 3))
    x = L.Conv2D(4, 3, use_bias=False)(base_in)
    x = L.BatchNormalization()(x)
    x = L.ReLU(6.0)(x)
    base = k.Model(base_in, L.DepthwiseConv2D(3, strides=2, padding="same")(x), name="base")
    base.trainable = False
    return k.Sequential([L.Input((8, 8, 3)), base, L.GlobalAveragePooling2D(), L.Dense(2)])


@model
def nested_partly_frozen(k):
    L = k.layers
    inner = k.Sequential([L.Input((6,)), L.Dense(6), L.BatchNormalization(), L.Dense(6),
                          L.BatchNormalization()], name="inner")
    inner.layers[0].trainable = False
    inner.layers[3].trainable = False
    return k.Sequential([L.Input((6,)), inner, L.Dense(2)])


@model
def nested_shared(k):
    L = k.layers
    tower_in = L.Input((6, 6, 2))
    tower = k.Model(tower_in, L.Flatten()(L.Conv2D(3, 3)(tower_in)), name="tower")
    a, b = L.Input((6, 6, 2)), L.Input((6, 6, 2))
    return k.Model([a, b], L.Dense(2)(L.Subtract()([tower(a), tower(b)])))


@model
def odd_names(k):
    L = k.layers
    x = i = L.Input((5,), name="the_input")
    for name in ["conv2d", "dense_7", "z", "a"]:
        x = L.Dense(5, activation="tanh", name=name)(x)
    return k.Model(i, x, name="named")


@model
def channels_first(k):
    L = k.layers
    order = {"data_format": "channels_first"}
    return sequential(k, (3, 6, 7), L.ZeroPadding2D(1, **order), L.UpSampling2D(2, **order),
                      L.Cropping2D(1, **order), L.Flatten(**order), L.Dense(3))


@model
def prelu_images(k):
    L = k.layers
    return sequential(k, (6, 6, 2), L.Conv2D(3, 3), L.PReLU(shared_axes=[1, 2]), L.Conv2D(2, 2),
                      L.PReLU())


@model
def mobile_block(k):
    L = k.layers
    i = L.Input((9, 9, 3))
    x = L.ZeroPadding2D(((0, 1), (0, 1)))(i)
    x = L.Conv2D(8, 3, strides=2, use_bias=False)(x)
    x = L.BatchNormalization(epsilon=1e-3)(x)
    x = L.ReLU(6.0)(x)
    y = L.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
    y = L.BatchNormalization()(y)
    s = L.GlobalAveragePooling2D(keepdims=True)(y)
    s = L.Conv2D(2, 1, activation="relu")(s)
    s = L.Conv2D(8, 1, activation="hard_sigmoid")(s)
    x = L.Add()([x, L.Multiply()([y, s])])
    return k.Model(i, L.Dense(3, activation="softmax")(L.Flatten()(x)))


@model
def arithmetic(k):
    """Keras 3 keeps these as layers; Keras 2 as operations of TensorFlow, which are refused."""
    L = k.layers
    i = L.Input((4,))
    x, y = L.Dense(4)(i), L.Dense(4)(i)
    return k.Model(i, [x + y, x - y, x * y, 2.0 * x, x * 0.5, x - 1.0, 1.0 - x, x / 4.0])


# What can't be imported exactly: refused, never wrong.

@model
def refused_lstm(k):
    return sequential(k, (5, 3), k.layers.LSTM(4))


@model
def refused_lambda(k):
    return sequential(k, (5,), k.layers.Lambda(lambda x: x * 2))


@model
def refused_mask(k):
    L = k.layers
    return k.Sequential([L.Input((6,)), L.Embedding(20, 5, mask_zero=True),
                         L.GlobalAveragePooling1D()])


@model
def refused_attention(k):
    i = k.layers.Input((5, 4))
    return k.Model(i, k.layers.MultiHeadAttention(2, 3)(i, i))


@model
def refused_conv3d(k):
    return sequential(k, (5, 5, 5, 2), k.layers.Conv3D(2, 3))


@model
def refused_bilinear(k):
    return sequential(k, (5, 5, 2), k.layers.UpSampling2D(2, interpolation="bilinear"))


@model
def refused_softmax_axis(k):
    return sequential(k, (5, 5, 2), k.layers.Softmax(axis=1))


@model
def refused_open_extent(k):
    return sequential(k, (None, None, 3), k.layers.Conv2D(2, 3))


def randomise(made, random):
    for layer in made._flatten_layers(include_self=False):
        if getattr(layer, "_layers", None):
            continue
        values = []
        for old in layer.get_weights():
            new = random.normal(0, 0.5, np.shape(old)).astype(np.asarray(old).dtype)
            positive = "Normalization" in type(layer).__name__ and len(np.shape(old)) == 1
            values.append(np.abs(new) + 0.2 if positive else new)
        if type(layer).__name__ != "Normalization" and values:
            layer.set_weights(values)


def inputs_for(made, random):
    inputs = []
    for tensor in made.inputs:
        shape = [3, *[d or 8 for d in tensor.shape[1:]]]
        embeds = any("Embedding" in type(layer).__name__
                     for layer in made._flatten_layers(include_self=False))
        if embeds:
            inputs.append(random.integers(0, 20, shape).astype("float32"))
        else:
            inputs.append(random.normal(0, 1, shape).astype("float32"))
    return inputs


def make(k, name, suffix, folder):
    k.utils.set_random_seed(1)
    k.backend.clear_session()
    random = np.random.default_rng(7)
    made = MODELS[name](k)
    randomise(made, random)
    inputs = inputs_for(made, random)
    outputs = made.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    target = folder / f"{name}.{suffix}"
    target.mkdir(parents=True, exist_ok=True)
    made.save(target / f"model.{suffix}")
    for kind, arrays in (("input", inputs), ("expected", outputs)):
        for number, array in enumerate(arrays):
            np.save(target / f"{kind}_{number}.npy", np.asarray(array))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keras", choices=["keras", "tensorflow"], default="keras")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    if options.keras == "tensorflow":
        from tensorflow import keras as k
    else:
        import keras as k
    for name in MODELS:
        for suffix in ("keras", "h5"):
            if options.only and options.only not in name:
                continue
            try:
                make(k, name, suffix, options.folder)
            except Exception as error:  # not every version has every layer
                print(f"{name}.{suffix}: not made: {str(error)[:150]}", file=sys.stderr)


if __name__ == "__main__":
    main()
