"""Layers that normalise what others gave."""

from .registry import model, sequential


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
