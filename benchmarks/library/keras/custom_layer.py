"""Twin of examples/custom_layer.cpp."""

import os

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable()
class Radial(keras.layers.Layer):
    def __init__(self, units=1, width=1.0, **options):
        super().__init__(**options)
        if units < 1:
            raise ValueError("units must be at least 1")
        self.units, self.width = units, width

    def build(self, shape):
        if len(shape) != 2:
            raise ValueError("takes [batch, features]; put Flatten before it")
        self.centres = self.add_weight(
            name="centres", shape=(self.units, shape[1]),
            initializer=keras.initializers.RandomUniform(-1, 1))
        self.widths = self.add_weight(
            name="widths", shape=(self.units,), initializer=keras.initializers.Constant(self.width))

    def call(self, x):
        # [batch, 1, features] - [units, features] -> [batch, units, features]
        distance = ops.expand_dims(x, 1) - self.centres
        return ops.exp(-self.widths * ops.sum(ops.square(distance), axis=2))

    def get_config(self):
        return {**super().get_config(), "units": self.units, "width": self.width}


def islands(rows):
    """Points of the square [-2, 2]^2; the class is 1 in two round islands."""
    points = np.random.default_rng(3).uniform(-2, 2, (rows, 2)).astype("float32")
    x, y = points.T
    inside = (np.hypot(x - 0.9, y - 0.7) < 0.8) | (np.hypot(x + 1, y + 0.9) < 0.7)
    return points, inside.astype("float32")


def learn(hidden, x, y):
    model = keras.Sequential([keras.Input((2,)), hidden, keras.layers.Dense(1)])
    model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True),
                  optimizer=keras.optimizers.Adam(0.02),
                  metrics=[keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0)])
    model.fit(x, y, epochs=100, batch_size=50, verbose=0)
    return model


x, y = islands(2000)
train, test = slice(500, None), slice(0, 500)
print("two round islands, around (0.9, 0.7) and (-1, -0.9); two hidden units:")
keras.utils.set_random_seed(1)
usual = learn(keras.layers.Dense(2, activation="relu"), x[train], y[train])
dense = usual.evaluate(x[test], y[test], verbose=0)[1]
print(f"Dense(2, relu)        test accuracy {dense:.3f}")

keras.utils.set_random_seed(132)  # two units learn two islands from few of all beginnings
model = learn(Radial(2), x[train], y[train])
radial = model.evaluate(x[test], y[test], verbose=0)[1]
print(f"Radial(2), our own    test accuracy {radial:.3f}")
with np.printoptions(precision=2):
    print("units that watch the places", model.layers[0].centres.numpy(), "with the widths",
          model.layers[0].widths.numpy(), sep="\n")

os.makedirs("runs", exist_ok=True)
model.save("runs/islands.keras")
loaded = keras.models.load_model("runs/islands.keras")
again = loaded.evaluate(x[test], y[test], verbose=0)[1]
print(f"saved and loaded      test accuracy {again:.3f}")
assert radial > 0.95 and radial > dense + 0.05 and again == radial
