"""Plots as matplotlib axes, in scikit-learn's convention: `from_estimator` makes a display and plots it; `ax_` and
`figure_` are matplotlib's own, to be changed like any other."""

import numpy as np

__all__ = ["DecisionBoundary", "plot_history"]


def plot_history(history, values=None, *, ax=None):
    """Values by epoch, counted from 1: matplotlib's axes.

    history: what `fit` of a model returns, the result of `ganglion.train` of a table, a fitted estimator, or a dict of
        lists. values: names of some of them; by default the loss, of training and of validation rows.
    """
    for name in ("history", "history_"):
        history = getattr(history, name, history)
    if not isinstance(history, dict):
        raise TypeError(f"plot_history takes a history, a result, a fitted estimator or a dict, not {type(history).__name__}")
    names = [name for name in ("loss", "val_loss") if name in history] if values is None else list(values)
    for name in names:
        if name not in history:
            raise ValueError(f"there is no value {name!r}; there are {', '.join(history)}")
    ax = _axes(ax)
    for name in names:
        ax.plot(np.arange(1, len(history[name]) + 1), history[name], label=name)
    ax.set(xlabel="epoch", ylabel=names[0] if len(names) == 1 else "")
    ax.legend()
    return ax


class DecisionBoundary:
    """Where a classifier changes its mind, over two columns of X.

    Attributes: xx0, xx1 and response [n, n], a grid and the class (its number in `classes_`) at each point; class_
    [rows] of the rows that are shown; ax_, figure_, surface_ and points_ after `plot`.
    """

    def __init__(self, *, xx0, xx1, response, rows, class_, classes, names):
        self.xx0, self.xx1, self.response = xx0, xx1, response
        self.rows, self.class_, self.classes, self.names = rows, class_, classes, names

    @classmethod
    def from_estimator(cls, estimator, X, *, columns=(0, 1), grid_resolution=100, ax=None, **kwargs):
        """columns: two columns of numbers, by place or name. All others are held at what the row in the middle (of the
        first of the two) has; so with more columns the plot is one section of many."""
        frame = hasattr(X, "iloc")
        names = list(X.columns) if frame else [f"x{i + 1}" for i in range(np.shape(X)[1])]
        places = [names.index(c) if c in names else c for c in columns]
        if len(places) != 2 or not all(isinstance(p, (int, np.integer)) and 0 <= p < len(names) for p in places):
            raise ValueError(f"columns {columns!r}: expected two of {', '.join(map(str, names))}")
        rows = np.column_stack([np.asarray(X.iloc[:, p] if frame else np.asarray(X)[:, p], dtype=float) for p in places])
        xx0, xx1 = np.meshgrid(*(np.linspace(*_range(column), grid_resolution) for column in rows.T))
        middle = int(np.argsort(rows[:, 0])[len(rows) // 2])
        grid = X.iloc[np.full(xx0.size, middle)].copy() if frame else np.repeat(np.asarray(X)[[middle]], xx0.size, axis=0)
        for place, values in zip(places, (xx0, xx1), strict=True):
            if frame:
                grid[names[place]] = values.ravel()
            else:
                grid = grid.astype(float)
                grid[:, place] = values.ravel()
        codes = {label: code for code, label in enumerate(estimator.classes_)}
        response = np.array([codes[label] for label in estimator.predict(grid)]).reshape(xx0.shape)
        class_ = np.array([codes[label] for label in estimator.predict(X)])
        made = cls(xx0=xx0, xx1=xx1, response=response, rows=rows, class_=class_, classes=list(estimator.classes_),
                   names=[names[p] for p in places])  # fmt: skip
        return made.plot(ax=ax, **kwargs)

    def plot(self, *, ax=None, cmap="tab10", alpha=0.3):
        self.ax_ = _axes(ax)
        self.figure_ = self.ax_.figure
        edges = np.arange(len(self.classes) + 1) - 0.5
        self.surface_ = self.ax_.contourf(self.xx0, self.xx1, self.response, levels=edges, cmap=cmap, alpha=alpha)
        self.points_ = self.ax_.scatter(*self.rows.T, c=self.class_, cmap=cmap, vmin=edges[0], vmax=edges[-1], s=12)
        handles, _ = self.points_.legend_elements(num=None)
        shown = [str(self.classes[code]) for code in np.unique(self.class_)]
        self.ax_.legend(handles, shown, title="predicted")
        self.ax_.set(xlabel=self.names[0], ylabel=self.names[1])
        return self


def _range(values):
    """A little beyond the values."""
    low, high = np.nanmin(values), np.nanmax(values)
    margin = 0.05 * (high - low) or 0.5
    return low - margin, high + margin


def _axes(ax):
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots()[1]
