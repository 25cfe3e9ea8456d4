"""Rows of pandas, polars, pyarrow and numpy as the columns that the engine takes.

A column is `(name, float64 array)`, NaN where a value is missing, or
`(name, int32 codes, texts)`, -1 where one is missing. What can't be kept to the last digit
is refused, not rounded.
"""

import datetime
import decimal
import numbers

import numpy as np

_LARGEST = 2**53  # whole numbers beyond lose digits in float64


def columns_of(rows, names=None):
    """The columns of a table, or of a two-dimensional array (called x1, x2, …)."""
    rows = of_stream(rows)
    if isinstance(rows, dict):
        return [_column(str(name), values) for name, values in rows.items()]
    if is_frame(rows):
        return _frame_columns(rows)
    array = _array_of_rows(rows)
    names = names or default_names(array.shape[1])
    if array.dtype.kind in "fiu" and not isinstance(array, np.ma.MaskedArray):
        whole = np.asfortranarray(array, dtype=np.float64)
        if _keeps_digits(array) and not np.isinf(whole).any():
            return [(name, whole[:, i]) for i, name in enumerate(names)]
    return [_column(name, array[:, i]) for i, name in enumerate(names)]


def _array_of_rows(rows):
    if isinstance(rows, (list, tuple)) and rows and isinstance(rows[0], dict):
        raise TypeError("rows are a table or an array, not a list of dicts: pandas.DataFrame(rows) makes a table of it")
    try:
        array = np.asanyarray(rows) if isinstance(rows, np.ma.MaskedArray) else np.asarray(rows)
    except ValueError:
        raise ValueError("rows are not all of one length") from None
    if array.ndim != 2:
        given = f"{array.ndim} dimensions" if array.ndim else type(rows).__name__
        raise ValueError(f"rows are a table, a dict of columns, or an array of two dimensions, not {given}")
    return array


def default_names(count):
    return [f"x{i + 1}" for i in range(count)]


def is_frame(rows):
    """Whether something is a table with named columns, of whatever library."""
    return hasattr(rows, "columns") and hasattr(rows, "__getitem__") or hasattr(rows, "column_names") or _is_stream(rows)


def _is_stream(rows):
    return hasattr(rows, "__arrow_c_stream__") and not hasattr(rows, "column_names") and not hasattr(rows, "columns")


def of_stream(rows):
    """What gives its rows in the way of Arrow alone (a reader of a data base), as a table; all else as it is."""
    if not _is_stream(rows):
        return rows
    try:
        import pyarrow
    except ImportError:
        raise TypeError(f"{type(rows).__name__} gives its rows as an Arrow stream, which pyarrow reads: pip install pyarrow") from None
    return pyarrow.table(rows)


def is_named(rows):
    """The same, unless its columns are but numbered."""
    return is_frame(rows) and any(isinstance(name, str) for name in names_of(rows))


def names_of(rows):
    return list(rows.column_names if hasattr(rows, "column_names") else rows.columns)


def frame_names(rows):
    names = names_of(rows)
    for name in names:
        if not isinstance(name, str):
            raise TypeError(
                f"column names are texts, not {type(name).__name__} ({name!r}); "
                "rename them, as by df.columns = df.columns.astype(str)"
            )
    refuse_twice(names)
    return names


def refuse_twice(names):
    twice = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else ()
    if twice:
        raise ValueError(f"column {sorted(twice)[0]!r} is there twice; rename one")


def _frame_columns(frame):
    return [_column(name, frame[name]) for name in frame_names(frame)]


def _column(name, values):
    kind = str(getattr(values, "dtype", ""))
    if isinstance(values, np.ma.MaskedArray):
        values = without_mask(values)
    if hasattr(values, "to_pylist"):  # pyarrow
        return _from_arrow(name, values)
    if hasattr(values, "to_arrow") and hasattr(values, "null_count"):  # polars
        return _from_arrow(name, values.to_arrow())
    if kind == "category" or kind.startswith("dictionary"):
        values = values.astype(object)
    elif isinstance(getattr(values, "dtype", None), np.dtype):
        values = np.asarray(values)
    elif hasattr(values, "isna") and _is_number(kind):  # pandas with pd.NA
        return name, _from_pandas(name, values)
    if isinstance(values, (list, tuple)):  # of which numpy makes one kind, at the price of digits
        return _from_objects(name, _object_array(values))
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"column {name!r} has {array.ndim} dimensions; a column has one")
    if array.dtype.kind in "fiu":
        return name, _exact(name, array)
    if array.dtype.kind == "M":
        array = _in_microseconds(name, array)
    if array.dtype.kind == "m":
        raise TypeError(f"column {name!r} has durations; give them as numbers, as by frame[{name!r}].dt.total_seconds()")
    if array.dtype.kind == "c":
        raise ValueError(f"column {name!r}: complex data is not supported")
    return _from_objects(name, array.astype(object))


def without_mask(array):
    """What is masked as a missing value."""
    if not np.ma.is_masked(array):
        return array.data
    if array.dtype.kind in "fMm":
        return array.filled(np.nan if array.dtype.kind == "f" else np.array("NaT", dtype=array.dtype))
    return np.where(np.ma.getmaskarray(array), None, array.data.astype(object))


def _in_microseconds(name, array):
    """Dates of which numpy makes objects: of those in nanoseconds, as pandas 2 has them, it would make numbers."""
    rounded = array.astype("datetime64[us]")
    lost = ~np.isnat(array) & (rounded.astype(array.dtype) != array)
    if lost.any():
        raise ValueError(f"column {name!r}, row {int(np.argmax(lost))}: {array[lost][0]} is finer than a microsecond; round it")
    return rounded


def _is_number(kind):
    return kind.lower().startswith(("int", "uint", "float"))


def _refuse_many_digits(name, value):
    if abs(value) > _LARGEST:
        raise ValueError(
            f"column {name!r}: {value} has too many digits for float64; "
            "if these are codes, make them texts"
        )


def _keeps_digits(array):
    """Whether float64 holds all its whole numbers, and all numbers of a wider type."""
    if array.dtype.kind == "f":
        return array.dtype.itemsize <= 8 or bool(((array.astype(np.float64) == array) | np.isnan(array)).all())
    return not array.size or -_LARGEST <= int(array.min()) <= int(array.max()) <= _LARGEST


def _exact(name, array):
    """As float64; whole numbers that it can't hold are refused, and infinity."""
    if not _keeps_digits(array):
        if array.dtype.kind == "f":
            raise ValueError(f"column {name!r}: {array.dtype} has more digits than float64; round it, as by .astype('float64')")
        _refuse_many_digits(name, int(array.max()))
        _refuse_many_digits(name, int(array.min()))
    result = np.ascontiguousarray(array, dtype=np.float64)
    if np.isinf(result).any():
        row = int(np.argmax(np.isinf(result)))
        raise ValueError(f"column {name!r}, row {row}: infinity is no number to learn from")
    return result


def _from_pandas(name, values):
    if values.isna().any():
        if not str(values.dtype).lower().startswith("float"):
            for extreme in (values.max(), values.min()):
                if extreme == extreme:
                    _refuse_many_digits(name, int(extreme))
        return _exact(name, values.to_numpy(dtype=np.float64, na_value=np.nan))
    return _exact(name, values.to_numpy())


def _from_arrow(name, values):
    """pyarrow's arrays; those of polars by way of them."""
    kind = str(values.type)
    if not (_is_number(kind) or kind in ("double", "halffloat")):
        return _from_objects(name, _object_array(values.to_pylist()))
    if values.null_count and not kind.startswith(("float", "double", "half")):
        try:
            values = values.cast("float64")
        except ValueError:  # it has more digits, which is said of the number
            return _from_objects(name, _object_array(values.to_pylist()))
    return name, _exact(name, np.asarray(values))


def _object_array(values):
    return np.fromiter(values, dtype=object, count=len(values))


def _from_objects(name, values):
    """Numbers if all are, else texts; anything else is named with its row."""
    present = [v for v in values if not _is_missing(v)]
    if present and all(_kind(v) == "number" for v in present):
        refuse_lost_digits(name, present)
        array = np.array([np.nan if _is_missing(v) else float(v) for v in values], dtype=np.float64)
        return name, _exact(name, array)
    kinds = {_kind(v) for v in present}
    if len(kinds) > 1:
        raise TypeError(f"column {name!r} has values of several kinds: {', '.join(sorted(kinds))}")
    texts, codes = {}, np.empty(len(values), dtype=np.int32)
    for row, value in enumerate(values):
        if _is_missing(value):
            codes[row] = -1
        else:
            codes[row] = texts.setdefault(_text(name, row, value), len(texts))
    return name, codes, list(texts)


def refuse_lost_digits(name, values):
    for value in values:
        if isinstance(value, numbers.Integral) or _has_more_digits(value):
            _refuse_many_digits(name, int(value))


def _has_more_digits(value):
    """Whether a whole number of another type is not the float64 that is nearest, as that is written."""
    if isinstance(value, decimal.Decimal):
        whole = value.is_finite() and abs(value) < 10**308 and value == value.to_integral_value()
        return whole and decimal.Decimal(repr(float(value))) != value
    whole = isinstance(value, numbers.Rational) and value.denominator == 1 and abs(value) < 10**308
    return whole and int(float(value)) != value.numerator


def _is_missing(value):
    if value is None:
        return True
    if isinstance(value, (float, np.floating, decimal.Decimal)):
        return value != value
    return type(value).__name__ in ("NAType", "NaTType")


def _kind(value):
    if isinstance(value, (bool, np.bool_)):
        return "bool"
    if isinstance(value, (numbers.Real, decimal.Decimal)):
        return "number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, (datetime.date, np.datetime64)):
        return "date"
    return type(value).__name__


def _text(name, row, value):
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, np.datetime64):
        return np.datetime_as_string(value, unit="auto").replace("T", " ")
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat(sep=" ") if isinstance(value, datetime.datetime) else value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat()
    raise TypeError(
        f"column {name!r}, row {row}: {type(value).__name__} is neither a number, a text nor a date"
    )
