"""An autoencoder of digits: convolutions down, and up again."""

import keras
import numpy as np
from keras import layers

rows = np.loadtxt("data/digits.csv", delimiter=",", skiprows=1)
x = rows[np.random.default_rng(1).permutation(len(rows)), :-1].reshape(-1, 8, 8, 1).astype("float32") / 16

image = keras.Input(shape=(8, 8, 1))
h = layers.Conv2D(16, (3, 3), activation="relu", padding="same")(image)
h = layers.MaxPooling2D((2, 2), padding="same")(h)
h = layers.Conv2D(4, (3, 3), activation="relu", padding="same")(h)
code = layers.MaxPooling2D((2, 2), padding="same", name="code")(h)
h = layers.Conv2D(16, (3, 3), activation="relu", padding="same")(code)
h = layers.UpSampling2D((2, 2))(h)
h = layers.Conv2D(16, (3, 3), activation="relu", padding="same")(h)
h = layers.UpSampling2D((2, 2))(h)
decoded = layers.Conv2D(1, (3, 3), activation="sigmoid", padding="same")(h)
model = keras.Model(image, decoded)
model.compile(optimizer="adam", loss="binary_crossentropy")
model.fit(x[:1400], x[:1400], epochs=15, batch_size=32, shuffle=True, verbose=0)
score = "mse", ((model.predict(x[1400:], verbose=0) - x[1400:]) ** 2).mean()
