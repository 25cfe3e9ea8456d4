"""Reviews as word numbers: an embedding, the mean over the words, a yes or no."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(1)
words, length = 500, 40
good = rng.integers(0, 2, 2000)
x = rng.integers(0, words, (2000, length)).astype("int32")
telling = rng.integers(0, 20, (2000, length)) + 20 * good[:, None]
x = np.where(rng.random((2000, length)) < 0.12, telling, x).astype("int32")

model = keras.Sequential([
    keras.Input(shape=(length,), dtype="int32"),
    layers.Embedding(words, 16),
    layers.GlobalAveragePooling1D(),
    layers.Dense(16, activation="relu"),
    layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy", keras.metrics.AUC(name="auc")])
model.fit(x[:1500], good[:1500], batch_size=32, epochs=25, verbose=0)
score = "auc", model.evaluate(x[1500:], good[1500:], verbose=0, return_dict=True)["auc"]
