"""A loss and a metric of one's own: the 0.9 quantile, and how often it holds."""

import keras
import numpy as np
from keras import layers, ops

rng = np.random.default_rng(1)
x = rng.uniform(-1, 1, (3000, 1)).astype("float32")
y = (x[:, 0] + (0.2 + 0.5 * np.abs(x[:, 0])) * rng.normal(size=3000)).astype("float32")[:, None]


def quantile_loss(y_true, y_pred):
    error = y_true - y_pred
    return ops.mean(ops.maximum(0.9 * error, -0.1 * error), axis=-1)


def share_below(y_true, y_pred):
    return ops.mean(ops.where(ops.less(y_true, y_pred), 1.0, 0.0), axis=-1)


model = keras.Sequential([keras.Input((1,)), layers.Dense(32, activation="relu"), layers.Dense(32, activation="relu"), layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(0.005), loss=quantile_loss, metrics=[share_below])
model.fit(x[:2000], y[:2000], epochs=30, batch_size=64, verbose=0)
score = "share below", model.evaluate(x[2000:], y[2000:], verbose=0)[1]
