"""Curves that grow in a notebook while a network trains."""

import sys
import time

from ganglion.callbacks import Callback

_SECONDS = 0.25  # between two drawings


def in_notebook():
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return getattr(shell, "kernel", None) is not None


class LiveCurves(Callback):
    """One drawing below the cell, which each epoch replaces."""

    def on_train_begin(self, logs=None):
        from IPython.display import display

        self._history, self._last = {}, 0.0
        self._handle = display(_Drawing(f"<p>Epoch 1 of {self.params['epochs']}</p>"), display_id=True)

    def on_epoch_end(self, epoch, logs=None):
        for name, value in (logs or {}).items():
            self._history.setdefault(name, []).append(value)
        if time.monotonic() - self._last >= _SECONDS:
            self._draw()

    def on_train_end(self, logs=None):
        self._draw()

    def _draw(self):
        from ganglion._html import curves

        count = len(next(iter(self._history.values()), ()))
        self._handle.update(_Drawing(f"<p>Epoch {count} of {self.params['epochs']}</p>{curves(self._history)}"))
        self._last = time.monotonic()


class _Drawing:
    def __init__(self, html):
        self._html = html

    def _repr_html_(self):
        return self._html

    def __repr__(self):
        return "<curves of a training>"
