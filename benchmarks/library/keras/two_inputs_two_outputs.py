"""Twin of examples/two_inputs_two_outputs.cpp."""

import keras
import numpy as np

# What the network is not told: price of a square metre (thousands), and how sought after it is.
PRICE = np.array([2.5, 4.0, 6.0, 3.0, 5.0])
DEMAND = np.array([-0.5, 0.3, 0.0, 0.8, -0.2])


def flats(rows):
    random = np.random.default_rng(7)
    area, age = random.uniform(30, 150, rows), random.uniform(0, 80, rows)
    district = random.integers(len(PRICE), size=rows)
    price = area * PRICE[district] * (1 - age / 200) * random.uniform(0.97, 1.03, rows)
    quick = DEMAND[district] + (80 - area) / 60 + random.uniform(-0.1, 0.1, rows) > 0
    inputs = {"measurements": np.stack([area, age], axis=1), "district": district}
    return inputs, {"price": price / 100, "quick": quick.astype("float32")}  # hundreds of thousands


inputs, targets = flats(3000)
train = {name: values[600:] for name, values in inputs.items()}
test = {name: values[:600] for name, values in inputs.items()}

# 1. The model. Layers are called with what they read; what comes back can be read by others.
measurements = keras.Input((2,), name="measurements")
district = keras.Input((), name="district", dtype="int32")
scale = keras.layers.Normalization()
scale.adapt(train["measurements"])
place = keras.layers.Embedding(5, 3)(district)  # three numbers to describe each district
both = keras.layers.Concatenate()([scale(measurements), place])
hidden = keras.layers.Dense(32, activation="relu")(both)
deeper = keras.layers.Dense(32, activation="relu")(hidden)
joined = keras.layers.Add()([hidden, deeper])  # a residual connection
price = keras.layers.Dense(1, name="price")(joined)
quick = keras.layers.Dense(1, name="quick")(joined)  # a logit
model = keras.Model([measurements, district], {"price": price, "quick": quick})
model.summary()

# 2. One loss for each output; what is minimised is their weighted sum.
model.compile(
    loss={"price": "mean_squared_error", "quick": keras.losses.BinaryCrossentropy(from_logits=True)},
    loss_weights={"price": 1.0, "quick": 0.5},
    optimizer=keras.optimizers.Adam(3e-3))

# 3. Gradient descent.
history = model.fit(train, {name: values[600:] for name, values in targets.items()},
                    epochs=40, batch_size=32, verbose=0)
for epoch in (1, 10, 40):
    print(f"epoch {epoch:2}  loss {history.history['loss'][epoch - 1]:.4f}")

# The predictions of both outputs, on flats that it was not trained on.
answers = model.predict(test, verbose=0)
prices, chances = answers["price"][:, 0], keras.ops.convert_to_numpy(keras.ops.sigmoid(answers["quick"][:, 0]))
true_prices, sold = targets["price"][:600], targets["quick"][:600] > 0.5
error, right = np.mean(np.abs(prices / true_prices - 1)), np.mean((chances > 0.5) == sold)
print(f"prices are {100 * error:.1f} % off on average; right about {100 * right:.1f} % of quick sales")
print("price and what it was, chance of a quick sale and whether there was one:")
print(np.round(np.stack([prices, true_prices, chances, sold], axis=1)[:5], 2))
assert error < 0.05 and right > 0.93
