"""Losses, metrics and learning rates of one's own, built of ops."""

import numpy as np
import pytest

import ganglion
from ganglion import callbacks, layers, losses, metrics, ops, optimizers
from ganglion.optimizers import schedules

RNG = np.random.default_rng(1)
X = RNG.normal(size=(90, 3)).astype(np.float32)
Y = X @ [1.0, -2.0, 0.5] + 3.0


def line(**settings):
    model = ganglion.Sequential([layers.Input((3,)), layers.Dense(1)])
    model.compile(**{"optimizer": optimizers.SGD(0.05), "loss": "mse", **settings})
    return model


def squares(y_true, y_pred):
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


def trained(loss, **settings):
    model = line(loss=loss)
    model.fit(X, Y, epochs=3, verbose=0, **settings)
    return model


def test_a_loss_of_ops_is_that_of_the_library():
    weights = RNG.random(90)
    for settings in ({}, {"sample_weight": weights}):
        assert trained(squares, **settings).hash == trained("mse", **settings).hash

    class Squares(losses.Loss):
        def call(self, y_true, y_pred):
            return ops.square(y_true - y_pred)

    assert trained(Squares()).hash == trained("mse").hash
    np.testing.assert_allclose(
        trained(lambda t, p: ops.mean(ops.square(t - p))).get_weights()[0], trained("mse").get_weights()[0], rtol=1e-5
    )


def test_a_loss_that_no_library_has():
    """The quantile loss: what is learned of a constant input is the quantile."""
    y = np.sort(RNG.normal(size=400))
    model = ganglion.Sequential([layers.Input((1,)), layers.Dense(1)])
    model.compile(optimizers.Adam(0.02), lambda t, p: ops.maximum(0.9 * (t - p), -0.1 * (t - p)))
    model.fit(np.ones((400, 1)), y, batch_size=400, epochs=600, verbose=0)
    assert abs((y < model.predict([[1.0]])[0, 0]).mean() - 0.9) < 0.02


def test_metrics_of_ops_are_exact_means():
    def worst(y_true, y_pred):
        return ops.max(ops.abs(y_true - y_pred), axis=-1)

    model = line(metrics=[squares, worst, "mae", metrics.MeanMetricWrapper(squares, "again")])
    history = model.fit(X, Y, verbose=0, validation_split=0.3).history
    assert list(history)[:5] == ["loss", "squares", "worst", "mae", "again"]
    told, weights = model.evaluate(X, Y, return_dict=True), RNG.random(90)
    assert told["squares"] == pytest.approx(told["loss"], rel=1e-6) == told["again"]
    assert told["worst"] == pytest.approx(told["mae"], rel=1e-9)
    weighted = model.evaluate(X, Y, sample_weight=weights, return_dict=True)
    errors = np.abs(model.predict(X)[:, 0].astype(float) - Y.astype(np.float32))
    assert weighted["worst"] == pytest.approx((weights * errors).sum() / weights.sum(), rel=1e-6)


@pytest.mark.parametrize("function, error, match", [
    (lambda t, p: 1.0, TypeError, "gave float, not a value"),
    (lambda t, p: 1 / 0, ZeroDivisionError, "by zero"),
    (lambda t, p: ops.sum(t, axis=0), ValueError, "a function of .* rows gave f.*; it gives a number for each row"),
    (lambda t, p: ganglion.Graph().constant([1.0]), ValueError, "a value of another graph"),
])  # fmt: skip
def test_what_is_no_loss(function, error, match):
    with pytest.raises(error, match=match):
        line(loss=function).fit(X, Y, verbose=0)
    with pytest.raises(error, match=match):
        line(metrics=[function]).evaluate(X, Y)


def test_a_value_ends_with_its_graph():
    kept = []

    def keep(y_true, y_pred):
        kept.append(y_true)
        return squares(y_true, y_pred)

    line(loss=keep).fit(X, Y, verbose=0)
    with pytest.raises(ValueError, match="belongs to a graph that is finished"):
        kept[0] + 1


@pytest.mark.parametrize("schedule, wanted", [
    (schedules.ExponentialDecay(0.1, 4, 0.5), lambda s: 0.1 * 0.5 ** (s / 4)),
    (schedules.ExponentialDecay(0.1, 4, 0.5, staircase=True), lambda s: 0.1 * 0.5 ** (s // 4)),
    (schedules.InverseTimeDecay(0.1, 2, 0.5), lambda s: 0.1 / (1 + 0.5 * s / 2)),
    (schedules.PolynomialDecay(0.1, 5, 0.01, 2.0), lambda s: 0.09 * (1 - min(s, 5) / 5) ** 2 + 0.01),
    (schedules.CosineDecay(0.1, 5, 0.1), lambda s: 0.1 * (0.9 * 0.5 * (1 + np.cos(np.pi * min(s, 5) / 5)) + 0.1)),
    (schedules.CosineDecay(0.0, 5, 0.0, 0.1, 2), lambda s: 0.05 * s if s < 2 else 0.05 * (1 + np.cos(np.pi * min(s - 2, 5) / 5))),
    (schedules.PiecewiseConstantDecay([2, 4], [0.3, 0.2, 0.1]), lambda s: 0.3 if s <= 2 else 0.2 if s <= 4 else 0.1),
])  # fmt: skip
def test_schedules(schedule, wanted):
    np.testing.assert_allclose([schedule(step) for step in range(8)], [wanted(step) for step in range(8)], atol=1e-15)


def test_a_schedule_sets_the_rate_of_each_step():
    """Of a loss with the derivative 1: each step moves the weight by its rate."""
    model = ganglion.Sequential([layers.Input((1,)), layers.Dense(1, use_bias=False)])
    model.compile(optimizers.SGD(schedules.PiecewiseConstantDecay([1, 3], [0.5, 0.25, 0.125])), lambda t, p: p - t)
    before = model.get_weights()[0][0, 0]
    model.fit(np.ones((6, 1)), np.zeros(6), batch_size=2, epochs=2, verbose=0)
    assert before - model.get_weights()[0][0, 0] == pytest.approx(0.5 + 0.5 + 0.25 + 0.25 + 0.125 + 0.125)
    assert model.optimizer.iterations == 6 and model.optimizer.learning_rate == 0.125


def test_a_rate_that_is_set_between_two_fits_counts():
    model = line()
    model.optimizer.learning_rate = 0.0
    before = model.get_weights()[0]
    model.fit(X, Y, verbose=0)
    model.train_on_batch(X, Y)
    np.testing.assert_array_equal(model.get_weights()[0], before)


def test_training_batch_by_batch():
    by_hand, told = line(metrics=["mae"]), line(metrics=["mae"])
    loss = by_hand.test_on_batch(X, Y)
    assert by_hand.train_on_batch(X, Y) == pytest.approx(loss)
    told.fit(X, Y, batch_size=90, shuffle=False, verbose=0)
    assert by_hand.hash == told.hash
    assert by_hand.train_on_batch(X, Y, return_dict=True).keys() == {"loss", "mae"}
    np.testing.assert_array_equal(by_hand.predict_on_batch(X[:2]), by_hand.predict(X[:2]))


def test_callbacks_see_each_batch():
    told = []

    class Listener(callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            told.append(("begin", batch))

        def on_train_batch_end(self, batch, logs=None):
            told.append(("end", batch))

    listener = Listener()
    line().fit(X, Y, batch_size=60, epochs=2, verbose=0, callbacks=[listener])
    assert told == 2 * [("begin", 0), ("end", 0), ("begin", 1), ("end", 1)]
    assert listener.params == {"epochs": 2, "steps": 2, "verbose": 0}


def test_losses_by_the_names_of_outputs():
    start = layers.Input((3,))
    model = ganglion.Model(start, [layers.Dense(1, name="a")(start), layers.Dense(1, name="b")(start)])
    model.compile("sgd", {"b": "mae", "a": "mse"}, loss_weights={"b": 2.0, "a": 1.0})
    a, b = model.predict(X)
    wanted = ((a[:, 0] - Y) ** 2).mean() + 2 * np.abs(b[:, 0] - Y).mean()
    assert model.evaluate(X, {"a": Y, "b": Y}) == pytest.approx(wanted, rel=1e-5)
    with pytest.raises(ValueError, match="loss: given for 'c', but the outputs are a, b"):
        model.compile("sgd", {"c": "mae"})
