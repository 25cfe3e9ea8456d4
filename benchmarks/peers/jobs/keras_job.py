"""A whole job with pandas and Keras: FILE TARGET NETWORK EPOCHS."""

import json
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402

from job_data import EPOCHS, UNITS, load  # noqa: E402

x, y, test_x, test_y = load()
model = keras.Sequential([keras.Input([x.shape[1]]),
                          *(keras.layers.Dense(units, "relu") for units in UNITS),
                          keras.layers.Dense(int(y.max()) + 1, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=32, epochs=EPOCHS, verbose=0)
accuracy = model.evaluate(test_x, test_y, verbose=0)[1]
model.save("build/peers/job/model.keras")
print(json.dumps({"accuracy": float(accuracy)}))
