"""A table of numbers and categories: Normalization, one-hot columns, class weights."""

import keras
import numpy as np
import pandas as pd
from keras import layers

frame = pd.read_csv("data/penguins.csv").dropna().sample(frac=1, random_state=1)
numbers = frame[["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]].to_numpy("float32")
kinds = pd.get_dummies(frame[["island"]]).to_numpy("float32")
y = (frame["sex"] == "male").to_numpy("float32")

scale = layers.Normalization()
scale.adapt(numbers[:250])
first, second = keras.Input((4,), name="numbers"), keras.Input((3,), name="island")
hidden = layers.Dense(32, activation="relu")(layers.concatenate([scale(first), second]))
output = layers.Dense(1, activation="sigmoid")(layers.Dropout(0.2)(hidden))
model = keras.Model([first, second], output)
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
train = {"numbers": numbers[:250], "island": kinds[:250]}
model.fit(train, y[:250], epochs=60, batch_size=16, class_weight={0: 1.0, 1: 1.2}, verbose=0)
held_out = {"numbers": numbers[250:], "island": kinds[250:]}
score = "accuracy", model.evaluate(held_out, y[250:], verbose=0)[1]
