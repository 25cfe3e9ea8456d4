"""What editors and type checkers see: annotations, a marker that they count, a docstring for each public name."""

import importlib
import os
import pathlib
import subprocess
import sys

import pytest

import ganglion

MODULES = [
    "ganglion", "ganglion.callbacks", "ganglion.dist", "ganglion.display", "ganglion.layers", "ganglion.losses", "ganglion.metrics",
    "ganglion.models", "ganglion.ops", "ganglion.optimizers", "ganglion.regularizers", "ganglion.schedules", "ganglion.sklearn",
    "ganglion.utils",
]  # fmt: skip

RIGHT = """
import numpy as np
import ganglion
from ganglion import callbacks, layers, ops, optimizers
from ganglion.sklearn import GanglionClassifier

model: ganglion.TrainedModel = ganglion.load_model("a.ganglion")
text: str = model.hash
result = ganglion.train("a.csv", target="y", epochs=3)
report: str | None = result.report
curves: dict[str, list[float]] | None = result.history
network = ganglion.Sequential([ganglion.Input((4,)), layers.Dense(3, activation="relu"), layers.MaxPooling2D(2)])
network.compile(optimizers.Adam(0.01), loss="mse")
history = network.fit(np.zeros((3, 4)), np.zeros(3), epochs=2, callbacks=[callbacks.EarlyStopping(patience=2)])
count: int = network.count_params()
probabilities: np.ndarray = GanglionClassifier("dense 4 relu", epochs=3).fit([[1]], [1]).predict_proba([[1]])
graph = ganglion.Graph()
slopes: list[ops.Value] = graph.gradients(ops.mean(graph.input("w", (3,))), [graph.input("v", 3)])
page: ganglion.Studio = ganglion.studio("a.csv")
"""
WRONG = [
    "number: int = model.hash",
    'GanglionClassifier(epochs="three")',
    "model.predikt([[1]])",
    "network.save(3)",
    "ganglion.dist.rank().lower()",
    "ganglion.load_modell('a')",
]


def test_type_checkers_see_the_package(tmp_path):
    pytest.importorskip("mypy", reason="mypy isn't installed: nothing checks the annotations here")
    place = pathlib.Path(ganglion.__file__).resolve().parent.parent
    assert (place / "ganglion" / "py.typed").exists()
    program = tmp_path / "program.py"
    program.write_text(RIGHT + "\n".join(WRONG) + "\n", encoding="utf-8")
    # A checker looks for what is installed by itself, and wants no second way to it.
    path = {} if "site-packages" in place.parts else {"MYPYPATH": str(place)}
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--hide-error-context", "--cache-dir", tmp_path / "cache", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env={**os.environ, **path})
    lines = {int(line.split(":")[1]) for line in done.stdout.splitlines() if line.startswith("program.py:")}
    first = RIGHT.count("\n") + 1
    assert lines == set(range(first, first + len(WRONG))), done.stdout + done.stderr


@pytest.mark.parametrize("name", MODULES)
def test_each_public_name_is_described(name):
    if name == "ganglion.sklearn":
        pytest.importorskip("sklearn")
    module = importlib.import_module(name)
    own = [key for key, value in vars(module).items() if not key.startswith("_") and getattr(value, "__module__", "") == name]
    called = {key: getattr(module, key) for key in getattr(module, "__all__", own) if callable(getattr(module, key))}
    assert module.__doc__
    assert [key for key, value in called.items() if not (vars(value).get("__doc__") if isinstance(value, type) else value.__doc__)] == []
