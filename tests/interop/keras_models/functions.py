"""Functions of keras.ops and x[…] between layers; layers that only images in training have."""

from .registry import model, sequential


@model
def row_functions(k):
    """Only Keras 3 has keras.ops."""
    L, ops = k.layers, k.ops
    i = L.Input((6, 5))
    reduced = ops.concatenate([ops.mean(i, axis=1), ops.max(i, axis=1), ops.sum(i, axis=-1)], axis=-1)
    turned = ops.squeeze(ops.expand_dims(ops.reshape(ops.transpose(i, (0, 2, 1)), (-1, 30)), 1), 1)
    bent = ops.abs(-turned) - ops.square(turned) + ops.leaky_relu(turned)
    return k.Model(i, [L.Dense(3)(reduced), L.Dense(2)(bent), ops.softmax(i, axis=1),
                       ops.mean(i, axis=(1, 2), keepdims=True)])


@model
def activation_functions(k):
    i, ops = k.layers.Input((5,)), k.ops
    return k.Model(i, [ops.selu(i), ops.hard_sigmoid(i), ops.softsign(i), ops.exp(i), ops.log_sigmoid(i),
                       ops.log_softmax(i), ops.relu6(i), ops.hard_tanh(i), ops.hard_silu(i), ops.tanh_shrink(i)])


@model
def picked(k):
    i = k.layers.Input((6, 5))
    return k.Model(i, [k.layers.Dense(2)(i[:, -1]), k.layers.Dense(2)(i[:, 1:3, 2]),
                       k.layers.Dense(2)(i[:, :-2])])


@model
def softmax_axis(k):
    return sequential(k, (5, 4, 2), k.layers.Conv2D(3, 2), k.layers.Softmax(axis=1))


@model
def augmented(k):
    L = k.layers
    return sequential(k, (8, 8, 3), L.RandomFlip("horizontal"), L.RandomRotation(0.1),
                      L.RandomZoom(0.1), L.RandomContrast(0.2), L.RandomTranslation(0.1, 0.1),
                      L.Rescaling([0.5, 0.25, 2.0], offset=[-1.0, 0.5, 0.0]), L.Conv2D(4, 3),
                      L.Flatten(), L.Dense(2))


@model
def spectral(k):
    L = k.layers
    return sequential(k, (6, 6, 2), L.SpectralNormalization(L.Conv2D(3, 2)), L.Flatten(),
                      L.SpectralNormalization(L.Dense(4, activation="relu")), L.Dense(2))
