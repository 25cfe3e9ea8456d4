"""Twin of examples/autoencoder.cpp."""

import keras
import numpy as np


def draw(image):
    for row in image.reshape(8, 8):
        print("".join("##" if grey > 0.6 else "--" if grey > 0.3 else "  " for grey in row))


rows = np.loadtxt("data/digits.csv", delimiter=",", skiprows=1)
order = np.random.default_rng(1).permutation(len(rows))
x = rows[order, :-1].astype("float32") / 16
train, test = x[359:], x[:359]

model = keras.Sequential([
    keras.Input((64,), name="image"),
    keras.layers.Dense(48, activation="relu"),
    keras.layers.Dense(8, name="code"),
    keras.layers.Dense(48, activation="relu"),
    keras.layers.Dense(64, activation="sigmoid", name="again"),
])
model.compile(loss="mean_squared_error", optimizer=keras.optimizers.Adam(3e-3),
              metrics=[keras.metrics.R2Score(class_aggregation="variance_weighted_average")])
model.fit(train, train, epochs=60, verbose=0)
explained = model.evaluate(test, test, verbose=0)[1]
print(f"8 numbers for 64: {100 * explained:.0f} % of the variance of images that it hasn't seen")

# Both halves are models that share its weights.
encoder = keras.Model(model.inputs, model.get_layer("code").output)
code = keras.Input((8,))
value = code
for layer in model.layers[2:]:
    value = layer(value)
decoder = keras.Model(code, value)
codes = encoder.predict(test[:2], verbose=0)
again = decoder.predict(codes, verbose=0)
draw(test[0])
print("as a code:", *(f"{number:.1f}" for number in codes[0]))
print("and again:")
draw(again[0])

# Halfway between two codes lies an image that looks like both.
print("halfway to the next one:")
draw(decoder.predict(codes.mean(axis=0, keepdims=True), verbose=0)[0])
assert explained > 0.8
