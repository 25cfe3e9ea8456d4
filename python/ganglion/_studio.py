"""The live page of Ganglion Studio, served by this process."""

from __future__ import annotations

import atexit
import os
from html import escape

from ganglion import _core
from ganglion._train import to_words

TYPE_CHECKING = False  # `typing` takes longer to import than this
if TYPE_CHECKING:
    from typing import Any

#: Pages live until they are closed, whether or not somebody keeps the object.
_open = set()


def studio(
    data: str | os.PathLike[str] | None = None, target: str | list[str] | None = None, *, port: int = 0, open: bool = False, **settings: Any
) -> Studio:
    """Opens a page on which networks are built, trained and understood, as `ganglion studio` does: a `Studio`.

    data: a file or a folder of images, the folder of a run, or a folder of runs; without it data are chosen on the page.
    port: 0 is a free one. open: whether a browser opens it. target and settings: those of `ganglion.train`.
    """
    words = to_words({"target": target, **settings})
    if data is not None:
        if not isinstance(data, (str, bytes, os.PathLike)):
            raise ValueError("studio: a page reads its data from a file: write the table to one, and give its path")
        data = os.fsdecode(data)
        if not os.path.exists(data) and ":" not in data:
            raise FileNotFoundError(f"{data}: there is no such file")
        words["data"] = [data]
    return Studio(words, port, open)


class Studio:
    """A page on 127.0.0.1, for browsers of this machine. It ends with `close()`, a `with` block, or the process."""

    def __init__(self, words, port=0, open=False):
        self._core = _core.LivePage(words, port)
        #: whoever knows it can read the data and train
        self.address = self._core.address
        _open.add(self)
        if open:
            import webbrowser

            webbrowser.open(self.address)

    def close(self):
        """Ends the page, and a training that was started on it."""
        self._core.close()
        _open.discard(self)

    @property
    def closed(self):
        return self not in _open

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.close()

    def __repr__(self):
        return "<ganglion.Studio, closed>" if self.closed else f"<ganglion.Studio at {self.address}>"

    def _repr_html_(self):
        if self.closed:
            return "<p>Ganglion Studio, closed</p>"
        return f"<p><a href='{escape(self.address)}' target='_blank' rel='noopener'>Ganglion Studio</a></p>"


@atexit.register
def _close_all():
    for page in list(_open):
        try:
            page.close()
        except ValueError:  # a thread still trains on it: the end of the interpreter ends that
            pass
