"""Curves that grow in a notebook while a network trains."""

import sys
import types

import numpy as np

import ganglion
from ganglion import _live, layers

X = np.random.default_rng(1).normal(size=(60, 2)).astype(np.float32)


def trained(epochs=3):
    model = ganglion.Sequential([layers.Input((2,)), layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    return model.fit(X, X[:, 0], epochs=epochs, validation_split=0.5, verbose=1)


def test_curves_grow_in_a_notebook(monkeypatch, capsys):
    drawn = []
    handle = types.SimpleNamespace(update=drawn.append)
    shell = types.SimpleNamespace(kernel=object())
    shown = types.SimpleNamespace(display=lambda drawing, display_id: drawn.append(drawing) or handle)
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell, display=shown))
    monkeypatch.setitem(sys.modules, "IPython.display", shown)
    monkeypatch.setattr(_live, "_SECONDS", 0.0)
    history = trained()
    told = [drawing._repr_html_() for drawing in drawn]
    assert [html[: html.index("</p>")] for html in told] == [f"<p>Epoch {n} of 3" for n in (1, 1, 2, 3, 3)]
    assert told[-1].endswith(history._repr_html_())
    assert capsys.readouterr().out == ""


def test_elsewhere_epochs_are_lines(capsys):
    trained(2)
    assert capsys.readouterr().out.startswith("Epoch 1/2 - loss: ")
