"""Plots as matplotlib axes."""

import numpy as np
import pytest

import ganglion
from ganglion import layers

X = np.random.default_rng(1).normal(size=(60, 2)).astype(np.float32)


def trained(epochs=3):
    model = ganglion.Sequential([layers.Input((2,)), layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    return model.fit(X, X[:, 0], epochs=epochs, validation_split=0.5, verbose=1)


@pytest.fixture(name="display")
def fixture_display():
    pytest.importorskip("matplotlib").use("Agg")
    from ganglion import display

    return display


def test_a_history_is_plotted(display):
    history = trained()
    ax = display.plot_history(history)
    assert [line.get_label() for line in ax.get_lines()] == ["loss", "val_loss"]
    np.testing.assert_array_equal(ax.get_lines()[1].get_xydata().T, [[1, 2, 3], history.history["val_loss"]])
    assert display.plot_history(history.history, ["mae"], ax=ax) is ax and len(ax.get_lines()) == 3
    with pytest.raises(ValueError, match="no value 'auc'; there are loss"):
        display.plot_history(history, ["auc"])
    with pytest.raises(TypeError, match="not int"):
        display.plot_history(3)


def test_a_decision_boundary_is_where_the_classes_meet(display):
    pytest.importorskip("sklearn")
    pd = pytest.importorskip("pandas")
    from sklearn.linear_model import LogisticRegression

    frame = pd.DataFrame({"a": X[:, 0], "b": X[:, 1], "c": 0.0})
    labels = np.where(X[:, 1] > 0, "up", "down")
    model = LogisticRegression(C=1e6).fit(frame, labels)
    shown = display.DecisionBoundary.from_estimator(model, frame, columns=("a", "b"), grid_resolution=40)
    weights, bias = model.coef_[0], model.intercept_[0]
    above = weights[0] * shown.xx0 + weights[1] * shown.xx1 + bias > 0
    np.testing.assert_array_equal(shown.response, above)
    assert (shown.ax_.get_xlabel(), shown.ax_.get_ylabel()) == ("a", "b")
    assert shown.points_.get_offsets().shape == (60, 2) and shown.figure_ is shown.ax_.figure
    arrays = display.DecisionBoundary.from_estimator(LogisticRegression().fit(X, labels), X, ax=shown.ax_)
    assert arrays.ax_ is shown.ax_ and arrays.xx0.min() < X[:, 0].min()
    with pytest.raises(ValueError, match="expected two of a, b, c"):
        display.DecisionBoundary.from_estimator(model, frame, columns=("a", "z"))
