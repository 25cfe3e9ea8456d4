"""What bad input gets: an exception of Python with a sentence, and never a number that isn't what was given."""

import decimal
import fractions
import json
import pickle

import numpy as np
import pytest

import ganglion
from ganglion import layers

X = np.random.default_rng(1).normal(size=(60, 4))
MASKED = np.ma.array(X, mask=X > 1)


def train(table, target=None):
    return ganglion.train(table, target, epochs=1, ensemble=1, network="dense 2 relu", verbose=False).model


def test_what_is_masked_is_missing():
    with_nan = np.where(X > 1, np.nan, X)
    names = [f"x{i + 1}" for i in range(4)]
    of_nan = train(dict(zip(names, with_nan.T, strict=True)), "x1").hash
    assert train(dict(zip(names, MASKED.T, strict=True)), "x1").hash == of_nan
    assert train(MASKED, "x1").hash == of_nan != train(X, "x1").hash
    dates = np.ma.array((np.arange(60) * 10**15).astype("datetime64[ns]"), mask=[True] + [False] * 59)
    assert train({"t": dates, "x": X[:, 0]}).hash == train({"t": dates.filled(np.datetime64("NaT", "ns")), "x": X[:, 0]}).hash
    texts = np.ma.array(["a", "b"] * 30, mask=[True, False] * 30)
    plain = np.array([None, "b"] * 30, dtype=object)
    assert train({"t": texts, "x": X[:, 0]}).hash == train({"t": plain, "x": X[:, 0]}).hash


def test_networks_refuse_what_is_masked():
    model = ganglion.Sequential([layers.Input((4,)), layers.Dense(1)])
    with pytest.raises(ValueError, match="x: some of its values are masked"):
        model.predict(MASKED)
    np.testing.assert_array_equal(model.predict(np.ma.array(X, mask=False)), model.predict(X))


@pytest.mark.parametrize("value", [decimal.Decimal(2**53 + 1), fractions.Fraction(2**53 + 1), np.longdouble(2**53) + 1, np.longdouble(1) / 3])
def test_digits_of_wider_types_are_not_lost(value):
    values = np.array([value] * 60) if isinstance(value, np.longdouble) else [value] * 60
    with pytest.raises(ValueError, match="column 'a'.*digits"):
        train({"a": values, "t": X[:, 0]})


def test_decimals_that_float64_holds_are_kept():
    values = [decimal.Decimal("1E300"), decimal.Decimal("NaN"), decimal.Decimal("0.1"), decimal.Decimal(2**53)] * 15
    assert train({"a": values, "t": X[:, 0]}).hash == train({"a": [1e300, None, 0.1, 2.0**53] * 15, "t": X[:, 0]}).hash


def test_tables_without_rows_and_names_that_are_no_text():
    with pytest.raises(ValueError, match="no rows"):
        train({"a": np.zeros(0), "t": np.zeros(0)})
    with pytest.raises(ValueError, match="name of column 1 has a character that UTF-8"):
        train({"\ud800": X[:, 1], "t": X[:, 0]})


def test_functions_of_numpy_take_no_values_of_a_graph():
    model = ganglion.Sequential([layers.Input((4,)), layers.Dense(1)])
    model.compile("adam", lambda y_true, y_pred: np.mean(y_true - y_pred))
    with pytest.raises(TypeError, match="ganglion.ops"):
        model.fit(X, X[:, 0], verbose=0)


def test_axes_and_places_that_are_not_there():
    w = ganglion.Graph().input("w", (3, 1))
    from ganglion import ops

    for call in (lambda: ops.expand_dims(w, 9), lambda: ops.squeeze(w, 3), lambda: ops.transpose(w, (2, 0))):
        with pytest.raises(ValueError, match="there is no axis"):
            call()
    for places in ([3], [-4], [0, 7]):
        with pytest.raises(IndexError, match="of 3 rows"):
            ops.take(w, places)
    graph = ganglion.Graph()
    last = ops.take(graph.input("w", (3,)), [-1, 0])
    np.testing.assert_array_equal(graph.run(last, {"w": [1, 2, 3]}), [3, 1])


def test_counts_beyond_all_computers():
    model = ganglion.Sequential([layers.Input((4,)), layers.Dense(1)])
    model.compile("adam", "mse")
    for what in ("epochs", "batch_size"):
        with pytest.raises(ValueError, match=f"{what} {2**70}"):
            model.fit(X, X[:, 0], verbose=0, **{what: 2**70})
    for threads in (2**40, -1, 1.5):
        with pytest.raises(ValueError, match="threads"):
            model.compile("adam", "mse", threads=threads)


def of_another_version(data):
    """The same model file, as if a later program had written it."""
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    described = json.loads(header["__metadata__"]["ganglion"])
    described.update(format=described["format"] + 1, version="99.0.0")
    header["__metadata__"] = {"ganglion": json.dumps(described)}
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


def test_a_pickle_of_another_version_is_refused():
    model = train({"a": X[:, 1], "t": X[:, 0]})
    kind, (data,) = model.__reduce__()
    with pytest.raises(ValueError, match="99.0.0|format 2"):
        kind(of_another_version(data))
    for damaged in (data[: len(data) // 2], data[:-1], b"", data.replace(b"0.1.0", b"9.9.9")):
        with pytest.raises(ValueError, match="model"):
            kind(damaged)
    assert pickle.loads(pickle.dumps(model)).hash == model.hash


class TestEstimators:
    @pytest.fixture(autouse=True)
    def needs_scikit_learn(self):
        pytest.importorskip("sklearn")

    @staticmethod
    def made(kind="GanglionRegressor", **more):
        from ganglion import sklearn

        return getattr(sklearn, kind)("dense 2 relu", epochs=1, ensemble=1, random_state=1, **more)

    @pytest.mark.parametrize("y", [np.arange(60) + 2**60, np.array([2**70 + 1] * 60, dtype=object), np.arange(60) + np.longdouble(1) / 3])
    def test_digits_of_targets_are_not_lost(self, y):
        with pytest.raises(ValueError, match="'y'.*digits"):
            self.made().fit(X, y)

    def test_digits_of_objects_are_not_lost(self):
        with pytest.raises(ValueError, match="'X'.*too many digits"):
            self.made().fit([[2**70 + 1, 1]] * 60, X[:, 0])

    def test_masked_rows_and_targets(self):
        of_nan = self.made().fit(np.where(X > 1, np.nan, X), X[:, 0]).model_.hash
        assert self.made().fit(MASKED, X[:, 0]).model_.hash == of_nan
        for kind, y in (("GanglionRegressor", MASKED[:, 0]), ("GanglionClassifier", np.ma.array([0, 1] * 30, mask=[True, False] * 30))):
            with pytest.raises(ValueError, match="y: some of its values are masked"):
                self.made(kind).fit(X, y)

    def test_columns_that_are_there_twice_or_not_at_all(self):
        pd = pytest.importorskip("pandas")
        model = self.made().fit(pd.DataFrame(X, columns=list("abcd")), X[:, 0])
        twice = pd.DataFrame(X, columns=list("abca"))
        for call in (model.predict, lambda frame: self.made().fit(frame, X[:, 0])):
            with pytest.raises(ValueError, match="column 'a' is there twice"):
                call(twice)
        with pytest.raises(ValueError, match=r"0 feature\(s\)"):
            self.made().fit(twice[[]], X[:, 0])

    def test_n_jobs_is_counted_as_everywhere(self):
        for given in (0, 0.5, "2"):
            with pytest.raises(ValueError, match="n_jobs"):
                self.made(n_jobs=given).fit(X, X[:, 0])
        hashes = {self.made(n_jobs=given).fit(X, X[:, 0]).model_.hash for given in (None, 1, -1, -2, -99)}
        assert len(hashes) == 1
