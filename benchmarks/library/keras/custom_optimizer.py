"""Twin of examples/custom_optimizer.cpp."""

import keras
import numpy as np


@keras.saving.register_keras_serializable()
class Lion(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=1e-4, beta_1=0.9, beta_2=0.99, weight_decay=None, **options):
        super().__init__(learning_rate=learning_rate, weight_decay=weight_decay, **options)
        self.beta_1, self.beta_2 = beta_1, beta_2

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.m = [self.add_variable_from_reference(v, name="m") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        m = self.m[self._get_variable_index(variable)]
        mixed = self.beta_1 * m + (1 - self.beta_1) * gradient
        self.assign_sub(variable, keras.ops.cast(learning_rate, variable.dtype) * keras.ops.sign(mixed))
        self.assign(m, self.beta_2 * m + (1 - self.beta_2) * gradient)

    def get_config(self):
        return {**super().get_config(), "beta_1": self.beta_1, "beta_2": self.beta_2}


rows = np.loadtxt("data/digits.csv", delimiter=",", skiprows=1)
order = np.random.default_rng(1).permutation(len(rows))
x, y = rows[order, :-1].astype("float32"), rows[order, -1].astype(int)
x = (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-6)
for optimizer in (keras.optimizers.SGD(0.05), keras.optimizers.Adam(3e-3), Lion(5e-4, weight_decay=0.1)):
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(25, activation="relu"),
        keras.layers.Dense(10),
    ])
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                  optimizer=optimizer, metrics=["accuracy"])
    model.fit(x[359:], y[359:], epochs=20, verbose=0)
    accuracy = model.evaluate(x[:359], y[:359], verbose=0)[1]
    print(f"{optimizer.get_config()}\n    test accuracy {accuracy:.3f}")
assert accuracy > 0.93
