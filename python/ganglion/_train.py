"""The command `ganglion train`, as a function."""

from __future__ import annotations

import json
import os
import sys
from html import escape

import numpy as np

from ganglion import _core, _tables, dist
from ganglion._model import TrainedModel, load_model

TYPE_CHECKING = False  # `typing` takes longer to import than this
if TYPE_CHECKING:
    from typing import Any

    from ganglion._studio import Studio

#: Settings of runs that write a folder.
_OF_FOLDERS = {"out", "tensorboard", "cache", "cross_validate", "learning_curve", "stream"}

#: A model of a table predicts tables: pixels in columns are numbers like any others.
OF_TABLES = {"image": ["none"]}


def settings() -> dict[str, str]:
    """Every setting of `train` by its name, with what it is for."""
    return dict(_core.settings())


def train(data: Any, target: str | list[str] | None = None, *, verbose: bool = True, studio: bool = False, **settings: Any) -> Result:
    """Trains a network on a file, a folder, or a table in memory, and chooses what isn't said.

    data: a path, as `ganglion train` takes it: then the same settings give the same `model_hash`,
        and a folder with model, report and metrics. Or a table of pandas, polars or pyarrow, or a
        dict of columns: then nothing is written.
    target: the name of a column, or a list of them; the last one by default.
    verbose: whether choices and warnings go to stderr.
    studio: whether the training is shown on a live page, whose address is told; `result.studio()` is the page.
    settings: those of a job, such as network="dense 64 relu; dense 32 relu", epochs=50, learning_rate=0.01,
        seed=3 (`ganglion.settings()` lists them).
    """
    words = to_words({"target": target, **settings})
    tell = print_told if verbose and dist.rank() == 0 else None
    if isinstance(data, (str, bytes, os.PathLike)):
        data = os.fsdecode(data)
        if not os.path.exists(data) and ":" not in data:
            raise FileNotFoundError(f"{data}: there is no such file")
        words["data"] = [data]
        page = _page() if studio else None
        metrics, model = dist.shared(lambda: _run(words, tell, page and page._core))
        return Result(model, metrics=metrics, page=page)
    if studio:
        raise ValueError("studio: a page reads its data from a file; write the table to one, and give its path")
    for name in _OF_FOLDERS & words.keys():
        raise ValueError(f"{name}: a table in memory is trained without a folder; write it to a file, and give its path")
    columns = _tables.columns_of(data)
    if columns and len(columns[0][1]) == 0:
        raise ValueError("the table has no rows: there is nothing to learn from")
    words = {**OF_TABLES, **words}
    core, history, job, stopped, _ = dist.shared(lambda: _core.fit_columns("table", columns, words, None, tell), columns, words)
    return Result(TrainedModel(core), history=history, job=job, stopped=stopped)


def _run(words, tell, page):
    """(what the program prints as JSON, the model): those of rank 0, which writes them."""
    told = _core.run(words, tell, page)

    def written():
        metrics = json.loads(told)
        return metrics, load_model(metrics["model"])

    return dist.of_first(written)


def _page():
    """A page to watch a training on; tells where it is."""
    from ganglion._live import in_notebook
    from ganglion._studio import Studio

    page = Studio({})
    if in_notebook():
        from IPython.display import display

        display(page)
    else:
        print(f"Ganglion Studio: {page.address}", file=sys.stderr)
    return page


def to_words(settings):
    """As the words of a job: what is None is left out."""
    words = {}
    for name, value in settings.items():
        if value is None:
            continue
        values = value if isinstance(value, (list, tuple)) else [value]
        words[name] = [_word(v) for v in values]
    return words


def _word(value):
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value) if isinstance(value, float) else str(value)


def print_told(kind, *texts):
    if kind == "choice":
        what, value, reason = texts
        text = f"{what + ':':<11} {value}" + (f" ({reason})" if reason else "")
    else:
        text = f"{kind}: {texts[0]}"
    print(text, file=sys.stderr)


class Result:
    """What came of a training."""

    model: TrainedModel
    #: what `ganglion train --json` prints; None for a table in memory
    metrics: dict[str, Any] | None
    #: loss and metrics by epoch, a list each, of the first network; None for a file
    history: dict[str, list[float]] | None
    #: the settings with all that was chosen, as the text of a job.toml; None for a file
    job: str | None
    #: why training ended before the last epoch
    stopped: str

    def __init__(self, model, metrics=None, history=None, job=None, stopped="", page=None):
        self.model = model
        self._page = page
        self.metrics, self.history, self.job = metrics, history, job
        self.stopped = stopped or (metrics or {}).get("stopped", "")

    @property
    def report(self) -> str | None:
        """The path of the report, a page to open in a browser; None for a table in memory."""
        return (self.metrics or {}).get("report")

    def studio(self, *, port: int = 0, open: bool = False) -> Studio:
        """The page on which the training was watched, with the trained network, until it is closed. Else another one, on
        the data and with the settings of the run, to train it again and look inside. port, open: as in
        `ganglion.studio`."""
        from ganglion._studio import Studio

        if self._page is not None and not self._page.closed:
            return self._page
        if self.metrics is None:
            raise ValueError("studio: a table in memory leaves no run to open: train on a file, or give ganglion.studio one")
        return Studio({"data": [os.path.dirname(self.metrics["model"])]}, port, open)

    def __repr__(self):
        return f"<ganglion.Result of {self.model!r}>"

    def _repr_html_(self):
        from ganglion._html import curves, metric_table

        told = curves(self.history) if self.history else metric_table(self.metrics or {})
        where = f"<p>Report: {escape(str(self.report))}</p>" if self.report else ""
        return told + where + self.model._repr_html_()
