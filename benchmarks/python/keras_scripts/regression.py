"""Regression on a table, as of cars: a Normalization layer, weight decay, train_on_batch."""

import keras
import numpy as np
from keras import layers, regularizers
from sklearn.datasets import load_diabetes

x, y = load_diabetes(return_X_y=True, scaled=False)
order = np.random.default_rng(1).permutation(len(y))
x, y = x[order].astype("float32"), (y[order] / 100).astype("float32")

scale = layers.Normalization(axis=-1)
scale.adapt(x[:330])
model = keras.Sequential([
    keras.Input((10,)),
    scale,
    layers.Dense(64, activation="relu", kernel_regularizer=regularizers.L2(0.001)),
    layers.Dense(64, activation="relu", kernel_regularizer=regularizers.L2(0.001)),
    layers.Dense(1),
])
model.compile(loss="mean_absolute_error", optimizer=keras.optimizers.Adam(0.001))
for epoch in range(40):
    for start in range(0, 330, 33):
        model.train_on_batch(x[start : start + 33], y[start : start + 33])
score = "mae", float(np.abs(model.predict(x[330:], verbose=0)[:, 0] - y[330:]).mean())
