#!/usr/bin/env python3
"""Makes models with Keras 1.2 on TensorFlow 1.x (Python 3.7), as make_keras_models.py does with
newer ones: make_keras_1_models.py FOLDER
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
from keras.layers import (Activation, AtrousConvolution2D, AveragePooling1D, BatchNormalization,
                          Convolution1D, Convolution2D, Cropping2D, Dense, Dropout, ELU, Flatten,
                          GlobalAveragePooling2D, Input, LeakyReLU, MaxPooling1D, MaxPooling2D,
                          PReLU, SeparableConvolution2D, UpSampling2D, ZeroPadding2D, merge)
from keras.models import Model, Sequential

TF = {"dim_ordering": "tf"}


def save(folder, name, model, shapes):
    target = os.path.join(folder, name + ".h5")
    if not os.path.isdir(target):
        os.makedirs(target)
    random = np.random.RandomState(1)
    model.set_weights([np.abs(random.normal(0, 0.5, old.shape)) + 0.1
                       for old in model.get_weights()])
    inputs = [random.normal(0, 1, (3,) + shape).astype("float32") for shape in shapes]
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0])
    outputs = outputs if isinstance(outputs, list) else [outputs]
    model.save(os.path.join(target, "model.h5"))
    for kind, arrays in (("input", inputs), ("expected", outputs)):
        for number, array in enumerate(arrays):
            np.save(os.path.join(target, "%s_%d.npy" % (kind, number)), array.astype("float32"))


def main(folder):
    save(folder, "mlp", Sequential([
        Dense(8, input_dim=5, activation="relu"), BatchNormalization(), Dropout(0.3), Dense(3),
        Activation("softmax")]), [(5,)])
    save(folder, "cnn", Sequential([
        Convolution2D(4, 3, 2, input_shape=(9, 8, 3), activation="relu", **TF),
        MaxPooling2D((2, 2), **TF), ZeroPadding2D((1, 2), **TF),
        Convolution2D(3, 3, 3, border_mode="same", subsample=(2, 2), bias=False, **TF),
        LeakyReLU(), Flatten(), Dense(2, activation="hard_sigmoid")]), [(9, 8, 3)])
    save(folder, "cnn1d", Sequential([
        Convolution1D(4, 3, input_shape=(12, 3), border_mode="same"), ELU(0.5), MaxPooling1D(2),
        AveragePooling1D(2), Flatten(), Dense(2)]), [(12, 3)])
    a, b = Input((4,)), Input((4,))
    shared = Dense(4, activation="tanh")
    both = merge([shared(a), shared(b)], mode="concat")
    total = merge([shared(a), shared(b)], mode="sum")
    save(folder, "merged", Model([a, b], [Dense(2)(both), total]), [(4,), (4,)])
    a = Input((8, 8, 2))
    x = PReLU()(AtrousConvolution2D(3, 3, 3, atrous_rate=(2, 2), **TF)(a))
    save(folder, "atrous", Model(a, GlobalAveragePooling2D(**TF)(x)), [(8, 8, 2)])
    a = Input((8, 8, 2))
    x = UpSampling2D(**TF)(SeparableConvolution2D(3, 3, 3, depth_multiplier=2, **TF)(a))
    save(folder, "separable", Model(a, Cropping2D(((1, 0), (2, 1)), **TF)(x)), [(8, 8, 2)])
    inner = Sequential([Dense(4, input_dim=5), BatchNormalization(), Dense(3)])
    save(folder, "nested", Sequential([Dense(5, input_dim=4), inner, Dense(2)]), [(4,)])
    a = Input((4,))
    save(folder, "nested_functional", Model(a, inner(Dense(5)(a))), [(4,)])


if __name__ == "__main__":
    main(sys.argv[1])
