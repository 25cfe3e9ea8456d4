"""Twin of examples/prediction_server.cpp."""

import threading
import time

import keras
import numpy as np

THREADS = 4
REQUESTS = 5000  # of each thread

rows = np.loadtxt("data/digits.csv", delimiter=",", skiprows=1)
x, y = rows[:, :-1].astype("float32"), rows[:, -1].astype(int)
scale = keras.layers.Normalization()
scale.adapt(x)
model = keras.Sequential([
    keras.Input((64,)),
    scale,
    keras.layers.Dense(25, activation="relu"),
    keras.layers.Dense(15, activation="relu"),
    keras.layers.Dense(10),
])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer="adam")
model.fit(x, y, epochs=5, verbose=0)
requests = []
for i in range(400):
    chunk = x[4 * i:4 * i + 1 + i % 4]
    requests.append((chunk, np.asarray(model.predict_on_batch(chunk))))
wrong = [0] * THREADS


def serve(thread):
    for i in range(REQUESTS):
        chunk, wanted = requests[(37 * i + 101 * thread) % len(requests)]
        answer = np.asarray(model.predict_on_batch(chunk))
        wrong[thread] += not np.array_equal(answer, wanted)


begin = time.perf_counter()
threads = [threading.Thread(target=serve, args=(i,)) for i in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
seconds = time.perf_counter() - begin
print(f"{THREADS} threads answered {THREADS * REQUESTS} requests in {seconds:.2f} s; "
      f"{sum(wrong)} answers differ from the model's own")
assert sum(wrong) == 0
