"""Every value arrives as it was, or is refused by its column."""

import numpy as np
import pytest

from ganglion._tables import columns_of

pd = pytest.importorskip("pandas")


def the(columns):
    assert len(columns) == 1
    return columns[0]


def texts(column):
    _, codes, names = column
    return [None if code < 0 else names[code] for code in codes]


def test_numbers_keep_their_bits():
    values = np.array([1.5, np.nan, -0.0, 2**53], dtype=np.float64)
    name, got = the(columns_of(pd.DataFrame({"a": values})))
    assert name == "a"
    assert got.tobytes() == values.tobytes()


def test_arrays_of_any_layout():
    array = np.arange(12, dtype=np.float32).reshape(3, 4)
    for rows in (array, np.asfortranarray(array), array[::-1, ::-1][::-1, ::-1]):
        got = columns_of(rows)
        assert [name for name, _ in got] == ["x1", "x2", "x3", "x4"]
        np.testing.assert_array_equal(np.column_stack([v for _, v in got]), array)
    np.testing.assert_array_equal(columns_of(array[:, ::-1])[0][1], array[:, 3])


@pytest.mark.parametrize("dtype", ["object", "string", "category"])
def test_texts_and_missing(dtype):
    series = pd.Series(["b", None, "a", "b"], dtype=dtype)
    assert texts(the(columns_of(pd.DataFrame({"t": series})))) == ["b", None, "a", "b"]


def test_nullable_integers():
    frame = pd.DataFrame({"i": pd.array([1, None, 3], dtype="Int64")})
    np.testing.assert_array_equal(the(columns_of(frame))[1], [1, np.nan, 3])


def test_dates_are_written_in_full():
    frame = pd.DataFrame({"d": pd.to_datetime(["2024-01-02 03:04:05", None])})
    assert texts(the(columns_of(frame))) == ["2024-01-02 03:04:05", None]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_dates_of_any_unit_are_dates(unit):
    dates = np.array(["1970-01-02T03:04:05", "NaT"], dtype=f"datetime64[{unit}]")
    for values in (dates, pd.Series(dates)):
        assert texts(the(columns_of({"d": values}))) == ["1970-01-02 03:04:05", None]


def test_dates_keep_their_digits():
    dates = np.array(["2024-01-02T03:04:05.000000001"], dtype="datetime64[ns]")
    with pytest.raises(ValueError, match="'d', row 0: .* finer than a microsecond"):
        columns_of({"d": dates})


@pytest.mark.parametrize("unit", ["us", "ns"])
def test_durations_are_no_numbers(unit):
    with pytest.raises(TypeError, match="'d'"):
        columns_of({"d": np.array([1, 2], dtype=f"timedelta64[{unit}]")})


def test_booleans_are_words():
    assert texts(the(columns_of(pd.DataFrame({"b": [True, False]})))) == ["true", "false"]


@pytest.mark.parametrize(
    "values",
    [
        np.array([2**53 + 1]),
        np.array([2**64 - 1], dtype=np.uint64),
        pd.array([2**53 + 1, None], dtype="Int64"),
        np.array([2**70, 1], dtype=object),
    ],
)
def test_digits_are_not_lost(values):
    with pytest.raises(ValueError, match="'code'.*too many digits"):
        columns_of(pd.DataFrame({"code": values}))


def test_infinity_and_mixed_kinds_are_refused():
    with pytest.raises(ValueError, match="'a', row 1: infinity"):
        columns_of(pd.DataFrame({"a": [1.0, np.inf]}))
    with pytest.raises(TypeError, match="'m' has values of several kinds: number, text"):
        columns_of(pd.DataFrame({"m": [1, "one"]}))
    with pytest.raises(TypeError, match="'l', row 0: list"):
        columns_of(pd.DataFrame({"l": [[1], [2]]}))


def test_names_are_texts_and_different():
    with pytest.raises(ValueError, match="'a' is there twice"):
        columns_of(pd.DataFrame([[1, 2]], columns=["a", "a"]))
    with pytest.raises(TypeError, match="column names are texts"):
        columns_of(pd.DataFrame([[1, 2]]))


def test_polars_and_pyarrow_are_as_pandas():
    pl = pytest.importorskip("polars")
    pa = pytest.importorskip("pyarrow")
    data = {"n": [1.5, None, 3.0], "i": [1, 2, 3], "t": ["x", None, "y"], "b": [True, None, False]}
    of_pandas = columns_of(pd.DataFrame(data))
    for frame in (pl.DataFrame(data), pa.table(data)):
        for expected, got in zip(of_pandas, columns_of(frame), strict=True):
            assert expected[0] == got[0]
            if len(expected) == 2:
                np.testing.assert_array_equal(expected[1], got[1])
            else:
                assert texts(expected) == texts(got)


class OnlyAStream:
    """A table as a library gives it that knows nothing of pandas."""

    def __init__(self, table):
        self.table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table.__arrow_c_stream__(requested_schema)


def test_streams_of_arrow():
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"n": [1.5, None, 3.0], "i": [1, None, 3], "t": ["x", None, "y"]})
    wanted = columns_of(table)
    for rows in (OnlyAStream(table), pa.RecordBatchReader.from_batches(table.schema, table.to_batches())):
        got = columns_of(rows)
        assert [name for name, *_ in got] == ["n", "i", "t"]
        np.testing.assert_array_equal(got[0][1], [1.5, np.nan, 3.0])
        np.testing.assert_array_equal(got[1][1], [1, np.nan, 3])
        assert texts(got[2]) == texts(wanted[2]) == ["x", None, "y"]


def test_digits_of_arrow_are_not_lost():
    pa = pytest.importorskip("pyarrow")
    for values in ([2**53 + 1, None], [2**53 + 1, 1]):
        with pytest.raises(ValueError, match="'code'.*too many digits"):
            columns_of(pa.table({"code": values}))
