"""Twin of examples/custom_op.cpp."""

import keras
import numpy as np
import tensorflow as tf


@tf.custom_gradient
def sine(x):
    # The computation itself in NumPy, as an op that TensorFlow doesn't have would be.
    y = tf.numpy_function(lambda values: np.sin(values), [x], x.dtype)
    y = tf.ensure_shape(y, x.shape)
    return y, lambda dy: dy * sine(x + 1.57079632679489662)


@keras.saving.register_keras_serializable()
class SineLayer(keras.layers.Layer):
    def call(self, z):
        return sine(z)

    def compute_output_shape(self, shape):
        return shape


def gradient_error():
    """The largest difference between the derivative by the rule and by finite differences."""
    at = tf.constant([-3, -1.2, 0, 0.4, 2, 50], tf.float64)
    rule, difference = tf.test.compute_gradient(
        lambda x: tf.reduce_sum(sine(x) * sine(x * 2.0)), [at], delta=1e-5)
    return np.max(np.abs(rule[0] - difference[0]))


def wave(rows):
    """A wave with two frequencies, which the network is to find from points on it."""
    t = 10.0 * np.arange(rows) / rows - 5
    return t[:, None].astype("float32"), (np.sin(2 * t) + 0.5 * np.sin(5 * t + 1)).astype("float32")


def learn(activation, name):
    x, y = wave(400)
    model = keras.Sequential([
        keras.Input((1,)),
        keras.layers.Dense(16, kernel_initializer=keras.initializers.RandomNormal(stddev=3)),
        activation,
        keras.layers.Dense(1),
    ])
    model.compile(loss="mean_squared_error", optimizer=keras.optimizers.Adam(0.01))
    model.fit(x, y, epochs=300, batch_size=40, verbose=0)
    loss = model.evaluate(x, y, verbose=0)
    print(f"16 hidden units with {name:5} mean squared error {loss:.6f}")
    return loss


error = gradient_error()
print(f"derivative by the rule and by finite differences: {error:.1e} apart\n")
print("sin(2x) + sin(5x + 1) / 2, learnt from 400 points:")
relu = learn(keras.layers.Activation("relu"), "relu:")
sines = learn(SineLayer(), "sine:")
assert error < 1e-8 and sines < 0.001 and sines < relu / 10
