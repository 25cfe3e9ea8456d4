"""Arrays of any library and layout arrive as they are; what can't be kept is refused, or said."""

import array
import warnings

import numpy as np
import pytest

import ganglion
from ganglion import layers
from ganglion._arrays import as_floats, as_integers

X = np.random.default_rng(1).normal(size=(6, 4)).astype(np.float32)


class OnlyDLPack:
    """An array as a library gives it that knows nothing of numpy."""

    def __init__(self, values):
        self.values = values

    def __dlpack__(self, **settings):
        return self.values.__dlpack__(**settings)

    def __dlpack_device__(self):
        return self.values.__dlpack_device__()


def same_memory(values, given=X):
    return np.shares_memory(as_floats(values, "x"), given)


def test_what_fits_is_not_copied():
    assert same_memory(X)
    assert same_memory(memoryview(X))
    assert same_memory(OnlyDLPack(X))
    assert same_memory(X[2:4])
    rows = X.copy()
    rows.setflags(write=False)
    assert same_memory(rows, rows)


def test_any_layout_gives_the_same():
    model = ganglion.Sequential([layers.Input((4,)), layers.Dense(2)])
    wanted = model.predict(X)
    wide = np.zeros((6, 8), dtype=np.float32)
    wide[:, ::2] = X
    for rows in (np.asfortranarray(X), wide[:, ::2], X[::-1].copy()[::-1], X.astype(">f4"), X.astype(np.float64), X.tolist()):
        np.testing.assert_array_equal(model.predict(rows), wanted)
    np.testing.assert_array_equal(model.predict(X[:, ::-1]), model.predict(X[:, ::-1].copy()))
    np.testing.assert_array_equal(as_floats(array.array("f", [1, 2]), "x"), [1, 2])


def test_arrays_of_jax():
    jax = pytest.importorskip("jax")
    model = ganglion.Sequential([layers.Input((4,)), layers.Dense(2)])
    given = jax.numpy.asarray(X)
    assert same_memory(given, np.asarray(given))
    outputs = model.predict(given)
    np.testing.assert_array_equal(outputs, model.predict(X))
    np.testing.assert_array_equal(jax.numpy.from_dlpack(outputs), outputs)


def test_tensors_of_torch():
    torch = pytest.importorskip("torch")
    assert same_memory(torch.from_numpy(X))
    with pytest.raises(TypeError, match="x: .*detach"):
        as_floats(torch.ones(2, 4, requires_grad=True), "x")


def test_lost_digits_are_said():
    for values in ([2.0**24 + 1], [1.7e9 + 1]):
        with pytest.warns(UserWarning, match="x: .* becomes .* in float32"):
            as_floats(np.array(values), "x")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        as_floats(np.array([0.1, 2.0**40, np.nan, np.inf, -(2.0**24)]), "x")
        as_floats(np.zeros((0, 3)), "x")
    with pytest.raises(ValueError, match="beyond the range"):
        as_floats(np.array([1e39]), "x")
    with pytest.raises(ValueError, match="too many digits"):
        as_floats(np.array([-(2**24) - 1]), "x")
    with pytest.raises(ValueError, match="beyond the range of int32"):
        as_integers(np.array([2**31]), "y")


def test_what_is_no_array_is_named():
    model = ganglion.Sequential([layers.Input((4,)), layers.Dense(2)])
    with pytest.raises(TypeError, match="x: an array is needed, not None"):
        model.predict(None)
    with pytest.raises(ValueError, match=r"x: this is one row of shape \(4,\).*x\[None\]"):
        model.predict(X[0])
    with pytest.raises(TypeError, match="units 2.5: expected a whole number"):
        layers.Dense(2.5)
    with pytest.raises(ValueError, match="units: a whole number beyond 64 bits"):
        ganglion.Sequential([layers.Input((4,)), layers.Dense(2**70)]).summary()
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match="batch_size 0"):
        model.fit(X, X[:, :2], batch_size=0, verbose=0)
    with pytest.raises(ValueError, match="there is no layer 7; there are 1"):
        model.get_layer(index=7)


def test_lists_in_a_dict_keep_their_kinds():
    count = 15

    def train(values, **settings):
        table = {"a": values * count, "b": np.arange(2.0 * count)}
        return ganglion.train(table, "b", epochs=1, ensemble=1, verbose=False, **settings)

    with pytest.raises(TypeError, match="column 'a' has values of several kinds: number, text"):
        train([1, "a"])
    with pytest.raises(ValueError, match="column 'a': 9223372036854775809 has too many digits"):
        train([2**63 + 1, -1])
    with pytest.raises(ValueError, match="column a: a text has a character"):
        train(["\ud800", "b"])
    with pytest.raises(ValueError, match="out: a table in memory is trained without a folder"):
        train([1, 2], out="somewhere")
    from decimal import Decimal

    assert train([Decimal("0.5"), Decimal("NaN")]).model.hash == train([0.5, None]).model.hash


def test_rows_that_are_no_table():
    for rows, error, match in [
        (None, ValueError, "not NoneType"),
        ([[1, 2], [3]], ValueError, "not all of one length"),
        ([{"a": 1}], TypeError, "pandas.DataFrame"),
        (np.zeros(3), ValueError, "not 1 dimensions"),
    ]:
        with pytest.raises(error, match=match):
            ganglion.train(rows)
