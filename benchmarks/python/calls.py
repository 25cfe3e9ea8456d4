#!/usr/bin/env python3
"""What a call costs beside its arithmetic: a row predicted, a step trained. The least of many, in turn.

    python benchmarks/python/calls.py
"""

import pathlib
import tempfile
import time

import numpy as np

import ganglion
from ganglion import layers


def least(calls, rounds=200, each=50):
    """Microseconds of one call of each function, measured in turn."""
    best = {name: float("inf") for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            begin = time.perf_counter()
            for _ in range(each):
                call()
            best[name] = min(best[name], (time.perf_counter() - begin) / each * 1e6)
    return best


def main():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(32, 64)).astype(np.float32), rng.integers(0, 10, 32).astype(np.int32)
    model = ganglion.Sequential([ganglion.Input((64,)), layers.Dense(32, "relu"), layers.Dense(10, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.ganglion"
        model.save(path)
        trained, row = ganglion.load_model(path), x[:1].copy()
    calls = {
        "TrainedModel.predict of one row": lambda: trained.predict(row),
        "the same in the extension alone": lambda: trained._core.predict_array(row),
    }
    for name, microseconds in least(calls).items():
        print(f"{name:<34} {microseconds:8.2f} µs")
    calls = {"fit of one step": lambda: model.fit(x, y, verbose=0), "train_on_batch": lambda: model.train_on_batch(x, y)}
    for name, microseconds in least(calls, 100, 1).items():
        print(f"{name:<34} {microseconds:8.2f} µs")


if __name__ == "__main__":
    main()
