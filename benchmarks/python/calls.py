#!/usr/bin/env python3
"""What a call costs beside its arithmetic: a row predicted, a step trained, a table taken. The least of many, in turn.

    python benchmarks/python/calls.py
"""

import contextlib
import importlib.util
import pathlib
import tempfile
import time

import numpy as np
import pandas as pd

import ganglion
from ganglion import _tables, layers
from ganglion.sklearn import GanglionClassifier

ROWS, COLUMNS = 1_000_000, 30


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


def small_calls():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(32, 64)).astype(np.float32), rng.integers(0, 10, 32).astype(np.int32)
    model = ganglion.Sequential([ganglion.Input((64,)), layers.Dense(32, "relu"), layers.Dense(10, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.ganglion"
        model.save(path)
        trained, row = ganglion.load_model(path), x[:1].copy()
    estimator = GanglionClassifier("dense 32 relu", epochs=1, ensemble=1, batch_size=32, early_stopping=False, random_state=1)
    predictions = {
        "TrainedModel.predict of one row": lambda: trained.predict(row),
        "the same in the extension alone": lambda: trained._core.predict_array(row),
    }
    fits = {
        "Sequential.fit of one step": lambda: model.fit(x, y, verbose=0),
        "Sequential.train_on_batch": lambda: model.train_on_batch(x, y),
        "GanglionClassifier.fit of one step": lambda: estimator.fit(x, y),
    }
    for name, microseconds in {**least(predictions), **least(fits, 100, 1)}.items():
        print(f"{name:<46} {microseconds:10.2f} µs")


def table_model():
    """One that takes the columns of the large table."""
    small = {f"c{i}": np.arange(20.0) * (i + 1) for i in range(COLUMNS)}
    return ganglion.train(small, "c0", epochs=1, network="dense 2 relu", ensemble=1, verbose=False).model


def large_tables():
    values = np.random.default_rng(1).normal(size=(ROWS, COLUMNS))
    names = [f"c{i}" for i in range(COLUMNS)]
    frames = {"pandas, by columns": pd.DataFrame({name: values[:, i].copy() for i, name in enumerate(names)}),
              "pandas, of an array by rows": pd.DataFrame(values, columns=names)}  # fmt: skip
    if importlib.util.find_spec("polars"):
        import polars

        frames["polars"] = polars.DataFrame(dict(zip(names, values.T, strict=True)))
    core = table_model()._core

    def taken(frame):
        columns = _tables.columns_of(frame)
        with contextlib.suppress(ValueError):  # there is no such row, which is said when the table is there
            core.explain_columns("rows", columns, ROWS + 1)

    calls = {f"a copy of {ROWS:,} x {COLUMNS} by numpy": lambda: values.copy()}
    calls |= {f"the table, {name}": lambda frame=frame: taken(frame) for name, frame in frames.items()}
    for name, microseconds in least(calls, 7, 1).items():
        print(f"{name:<46} {microseconds / 1000:10.1f} ms  {8 * values.size / microseconds / 1000:5.1f} GB/s")


def main():
    small_calls()
    large_tables()


if __name__ == "__main__":
    main()
