"""Handwritten digits by a convolutional network, channels last."""

import keras
import numpy as np
from keras import layers

rows = np.loadtxt("data/digits.csv", delimiter=",", skiprows=1)
order = np.random.default_rng(1).permutation(len(rows))
x = rows[order, :-1].reshape(-1, 8, 8, 1).astype("float32") / 16
y = rows[order, -1].astype(int)

model = keras.Sequential([
    keras.Input(shape=(8, 8, 1)),
    layers.Conv2D(16, kernel_size=(3, 3), activation="relu", padding="same"),
    layers.BatchNormalization(),
    layers.MaxPooling2D(pool_size=(2, 2)),
    layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
    layers.Flatten(),
    layers.Dropout(0.3),
    layers.Dense(10, activation="softmax"),
])
model.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(0.002), metrics=["accuracy"])
model.fit(x[:1400], y[:1400], batch_size=32, epochs=12, verbose=0)
score = "accuracy", model.evaluate(x[1400:], y[1400:], verbose=0)[1]
