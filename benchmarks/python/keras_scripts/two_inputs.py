"""The functional API: two inputs, a shared layer, a skip connection, two outputs with a loss each."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(1)
left, right = rng.normal(size=(2, 1500, 6)).astype("float32")
distance = np.sqrt(((left - right) ** 2).mean(1)).astype("float32")
same = (distance < np.median(distance)).astype("float32")

a, b = keras.Input((6,), name="left"), keras.Input((6,), name="right")
shared = layers.Dense(32, activation="tanh", name="shared")
both = layers.subtract([shared(a), shared(b)])
h = layers.Dense(32, activation="relu")(layers.multiply([both, both]))
h = layers.add([h, layers.Dense(32, activation="relu")(h)])
model = keras.Model(inputs=[a, b], outputs=[
    layers.Dense(1, name="distance")(h), layers.Dense(1, activation="sigmoid", name="same")(h),
])
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.005),
    loss={"distance": "mse", "same": "binary_crossentropy"}, loss_weights={"distance": 1.0, "same": 0.2},
)
model.fit([left[:1200], right[:1200]], [distance[:1200], same[:1200]], epochs=40, batch_size=32, verbose=0)
told = model.predict([left[1200:], right[1200:]], verbose=0)
score = "r2", 1 - ((told[0][:, 0] - distance[1200:]) ** 2).mean() / distance[1200:].var()
