"""Convolutions of every kind, and blocks of them."""

from .registry import model, sequential


@model
def relu6_conv(k):
    return sequential(k, (6, 6, 2), k.layers.Conv2D(3, 3, activation="relu6"))


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
