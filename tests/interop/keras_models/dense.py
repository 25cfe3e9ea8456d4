"""Dense layers, activations, embeddings and what prepares numbers."""

import numpy as np

from .registry import model, sequential


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
def rarer_activations(k):
    """Those of all versions, and of Keras 3 alone."""
    L = k.layers
    i = L.Input((5,))
    names = ["relu6", "softsign", "exponential", "log_softmax"]
    if hasattr(k.activations, "tanh_shrink"):
        names += ["hard_silu", "log_sigmoid", "celu", "hard_tanh", "hard_shrink", "soft_shrink", "tanh_shrink"]
    outputs = [L.Activation(name)(i) for name in names]
    outputs += [L.Dense(4, activation=name)(i) for name in names]
    return k.Model(i, outputs)


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
def dense_on_images(k):
    return sequential(k, (3, 4, 5), k.layers.Dense(6, activation="relu"),
                      k.layers.Dense(2, use_bias=False))


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
def odd_names(k):
    L = k.layers
    x = i = L.Input((5,), name="the_input")
    for name in ["conv2d", "dense_7", "z", "a"]:
        x = L.Dense(5, activation="tanh", name=name)(x)
    return k.Model(i, x, name="named")


@model
def arithmetic(k):
    """Keras 3 keeps these as layers; Keras 2 as operations of TensorFlow, which are refused."""
    L = k.layers
    i = L.Input((4,))
    x, y = L.Dense(4)(i), L.Dense(4)(i)
    return k.Model(i, [x + y, x - y, x * y, 2.0 * x, x * 0.5, x - 1.0, 1.0 - x, x / 4.0])
