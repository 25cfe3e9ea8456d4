"""Pooling, padding and other shapes."""

from .registry import model, sequential


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
