"""Twin of examples/contrastive_pairs.cpp."""

import keras
import numpy as np
import tensorflow as tf

BATCH, TEMPERATURE = 128, 0.5


def linear_accuracy(x, y, test_x, test_y):
    head = keras.Sequential([keras.Input((x.shape[1],)), keras.layers.Dense(10)])
    head.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                 optimizer=keras.optimizers.Adam(0.02), metrics=["accuracy"])
    head.fit(x, y, epochs=200, verbose=0)
    return head.evaluate(test_x, test_y, verbose=0)[1]


rows = np.loadtxt("data/digits.csv", delimiter=",", skiprows=1)
order = np.random.default_rng(1).permutation(len(rows))
x, y = rows[order, :-1].astype("float32") / 16, rows[order, -1].astype(int)
few, rest = slice(0, 36), slice(36, None)

encoder = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(32),
])
optimizer = keras.optimizers.Adam(2e-3)


def view(images):
    noise = 0.3 * tf.random.normal(images.shape)
    codes = encoder(images * tf.random.uniform(images.shape, 0.6, 1.4) + noise)
    return codes / tf.sqrt(tf.reduce_sum(tf.square(codes), axis=1, keepdims=True) + 1e-6)


@tf.function
def step(images):
    with tf.GradientTape() as tape:
        similar = tf.matmul(view(images), view(images), transpose_b=True) / TEMPERATURE
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(tf.range(BATCH), similar))
    weights = encoder.trainable_weights
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return loss


for epoch in range(1, 61):
    for first in range(36, len(x) - BATCH + 1, BATCH):
        loss = step(x[first:first + BATCH])
    if epoch % 20 == 0:
        print(f"epoch {epoch}  loss {float(loss):.3f}")

of_pixels = linear_accuracy(x[few], y[few], x[rest], y[rest])
codes = encoder.predict(x, verbose=0)
of_codes = linear_accuracy(codes[few], y[few], codes[rest], y[rest])
print(f"a linear layer on 36 labelled images: test accuracy {of_pixels:.3f} on pixels, {of_codes:.3f} on codes")
assert of_codes > of_pixels + 0.04
