"""Twin of examples/gan.cpp."""

import keras
import numpy as np
import tensorflow as tf

BATCH, NOISE = 128, 4


def network(inputs):
    return keras.Sequential([
        keras.Input((inputs,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(1),
    ])


class Averages:
    """Moving averages of a model's weights, for a copy of it."""

    def __init__(self, model, decay):
        self.model, self.decay = model, decay
        self.averages = [tf.Variable(weight) for weight in model.trainable_weights]

    def update(self):
        for average, weight in zip(self.averages, self.model.trainable_weights):
            average.assign(self.decay * average + (1 - self.decay) * weight)

    def copy(self):
        result = keras.models.clone_model(self.model)
        result.set_weights([average.numpy() for average in self.averages])
        return result


generator, discriminator = network(NOISE), network(1)
averages = Averages(generator, 0.995)
answer = keras.losses.BinaryCrossentropy(from_logits=True)
# The discriminator is to be ahead, so that what it says is worth following.
fast, slow = keras.optimizers.Adam(2e-3, beta_1=0.5), keras.optimizers.Adam(5e-4, beta_1=0.5)


@tf.function
def tell(real):
    """The discriminator learns to say 1 to real numbers and 0 to made ones."""
    made = generator(tf.random.normal((BATCH, NOISE)))
    with tf.GradientTape() as tape:
        on_real, on_made = discriminator(real), discriminator(made)
        loss = answer(tf.ones_like(on_real), on_real) + answer(tf.zeros_like(on_made), on_made)
    weights = discriminator.trainable_weights
    fast.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return loss


@tf.function
def make():
    """The generator learns to make numbers that it says 1 to."""
    with tf.GradientTape() as tape:
        on_made = discriminator(generator(tf.random.normal((BATCH, NOISE))))
        loss = answer(tf.ones_like(on_made), on_made)
    weights = generator.trainable_weights
    slow.apply_gradients(zip(tape.gradient(loss, weights), weights))
    averages.update()
    return loss


random = np.random.default_rng(1)
for i in range(1, 4001):
    a = tell(random.normal(3, 0.5, (BATCH, 1)).astype("float32"))
    b = make()
    if i % 1000 == 0:
        print(f"step {i:4}  loss of the discriminator {float(a):.3f}, of the generator {float(b):.3f}")

made = averages.copy().predict(random.normal(size=(2000, NOISE)), verbose=0)
print(f"made: mean {made.mean():.2f}, standard deviation {made.std():.2f} (real: 3.00, 0.50)")
assert abs(made.mean() - 3) < 0.15 and abs(made.std() - 0.5) < 0.15
