"""Twin of examples/transfer_learning.cpp."""

import keras
import numpy as np


def network(head, classes):
    return keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu", name="body_1"),
        keras.layers.Dense(32, activation="relu", name="body_2"),
        keras.layers.Dense(classes, name=head),
    ])


def learn(model, train, test):
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                  optimizer=keras.optimizers.Adam(3e-3), metrics=["accuracy"])
    model.fit(*train, epochs=300, verbose=0)
    return model.evaluate(*test, verbose=0)[1]


rows = np.loadtxt("data/digits.csv", delimiter=",", skiprows=1)
order = np.random.default_rng(1).permutation(len(rows))
x, y = rows[order, :-1].astype("float32") / 16, rows[order, -1].astype(int)
base = network("digit", 10)
told = learn(base, (x[719:], y[719:]), (x[:719], y[:719]))
print(f"ten digits, {len(x) - 719} images: test accuracy {told:.3f}")

few, test = (x[:20], y[:20] % 2), (x[20:719], y[20:719] % 2)
without = learn(network("odd", 2), few, test)
model = network("odd", 2)
for mine, theirs in zip(model.layers[:-1], base.layers[:-1]):  # all but the head
    mine.set_weights(theirs.get_weights())
    mine.trainable = False
with_body = learn(model, few, test)
print(f"odd or even, 20 images: test accuracy {without:.3f} from scratch, {with_body:.3f} with that body")
assert told > 0.95 and with_body > without + 0.03
