"""Twin of examples/teacher_and_student.cpp."""

import keras
import numpy as np
import tensorflow as tf

TEMPERATURE = 3.0  # logits divided by it: softer probabilities
BATCH = 32


def network(units):
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(units, activation="relu"),
        keras.layers.Dense(10),
    ])
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                  optimizer=keras.optimizers.Adam(3e-3), metrics=["accuracy"])
    return model


rows = np.loadtxt("data/digits.csv", delimiter=",", skiprows=1)
order = np.random.default_rng(1).permutation(len(rows))
x, y = rows[order, :-1].astype("float32") / 16, rows[order, -1].astype(int)
train, test = slice(539, None), slice(0, 539)

teacher = network(128)
teacher.fit(x[train], y[train], epochs=30, verbose=0)
taught = teacher.evaluate(x[test], y[test], verbose=0)[1]
print(f"teacher, 128 units: test accuracy {taught:.3f}")

student = network(12)
optimizer = keras.optimizers.Adam(5e-3)


@tf.function
def step(images):
    soft = tf.nn.softmax(teacher(images, training=False) / TEMPERATURE)
    with tf.GradientTape() as tape:
        answer = tf.nn.softmax(student(images, training=True) / TEMPERATURE)
        loss = tf.reduce_mean(keras.losses.kl_divergence(soft, answer))
    weights = student.trainable_weights
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return loss


images = x[train]  # only the rows' features, no labels
for epoch in range(1, 61):
    for first in range(0, len(images) - BATCH + 1, BATCH):
        loss = step(images[first:first + BATCH])
    if epoch % 20 == 0:
        print(f"epoch {epoch}  divergence from the teacher {float(loss):.4f}")
learned = student.evaluate(x[test], y[test], verbose=0)[1]
print(f"student, 12 units:  test accuracy {learned:.3f}, without having seen a label")
assert taught > 0.95 and learned > taught - 0.04
