"""Handwritten digits by dense layers: Sequential, dropout, one-hot labels."""

import keras
import numpy as np

rows = np.loadtxt("data/digits.csv", delimiter=",", skiprows=1)
order = np.random.default_rng(1).permutation(len(rows))
x, labels = rows[order, :-1].astype("float32") / 16, rows[order, -1].astype(int)
y = keras.utils.to_categorical(labels, 10)

model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dropout(0.3),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:1400], y[:1400], batch_size=32, epochs=20, validation_split=0.1, verbose=0)
score = "accuracy", model.evaluate(x[1400:], y[1400:], verbose=0)[1]
