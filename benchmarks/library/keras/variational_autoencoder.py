"""Twin of examples/variational_autoencoder.cpp."""

import keras
import numpy as np
import tensorflow as tf
from keras import ops

CODE, BATCH = 4, 64


class Autoencoder(keras.Model):
    def __init__(self):
        super().__init__()
        self.encoder = keras.Sequential([
            keras.Input((64,)),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(2 * CODE),
        ])
        self.decoder = keras.Sequential([
            keras.Input((CODE,)),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(64),
        ])
        self.noise = keras.random.SeedGenerator(1)

    def train_step(self, x):
        with tf.GradientTape() as tape:
            mean, log_variance = ops.split(self.encoder(x), 2, axis=1)
            noise = keras.random.normal(ops.shape(mean), seed=self.noise)
            again = self.decoder(mean + ops.exp(0.5 * log_variance) * noise)
            error = 64 * ops.mean(ops.binary_crossentropy(x, again, from_logits=True))
            spread = 0.5 * (ops.square(mean) + ops.exp(log_variance) - log_variance - 1)
            divergence = ops.mean(ops.sum(spread, axis=1))
            loss = error + divergence
        weights = self.trainable_weights
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return {"loss": loss, "divergence": divergence}


rows = np.loadtxt("data/digits.csv", delimiter=",", skiprows=1)
x = rows[:, :-1].astype("float32") / 16
model = Autoencoder()
model.compile(optimizer=keras.optimizers.Adam(2e-3))
history = model.fit(x, epochs=60, batch_size=BATCH, verbose=0).history
for epoch in (20, 40, 60):
    print(f"epoch {epoch}  loss {history['loss'][epoch - 1]:.2f}  "
          f"of it divergence {history['divergence'][epoch - 1]:.2f}")

image = model.decoder.predict(np.random.default_rng(3).normal(size=(1, CODE)), verbose=0)
for row in image.reshape(8, 8):
    print("".join("##" if logit > 0.4 else "--" if logit > -0.8 else "  " for logit in row))
assert history["loss"][-1] < 26
