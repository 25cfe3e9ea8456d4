"""Arrays as a network takes them: float32 or int32 in C order, copied only where they are not so yet."""

import warnings

import numpy as np

_FLOAT32 = np.dtype(np.float32)
_LARGEST = 2**24  # whole numbers beyond lose digits in float32


def as_floats(values, what):
    """float32. Fractions are rounded to it, as everywhere; what can't be kept otherwise is refused."""
    if type(values) is np.ndarray and values.dtype is _FLOAT32 and values.flags.c_contiguous:
        return values
    array = as_numbers(values, what)
    if array.dtype.kind in "iu" and array.size:
        extreme = max(int(array.max()), -int(array.min()))
        if extreme > _LARGEST:
            raise ValueError(f"{what}: the whole number {extreme} has too many digits for float32; scale it first")
    with np.errstate(over="ignore"):
        result = np.ascontiguousarray(array, dtype=np.float32)
    if array.dtype.kind == "f" and array.dtype.itemsize > 4:
        _check_rounding(array, result, what)
    return result


def _check_rounding(array, result, what):
    if not array.size or np.abs(result).max() < _LARGEST:
        return
    if (np.isinf(result) & ~np.isinf(array)).any():
        raise ValueError(f"{what}: a number is beyond the range of float32; scale it first")
    lost = (array == np.floor(array)) & (result != array)
    if lost.any():
        value = array[lost].flat[0]
        warnings.warn(f"{what}: {value:.17g} becomes {result[lost].flat[0]:.17g} in float32; scale it first", stacklevel=5)


def as_integers(values, what):
    """int32, such as class labels."""
    array = as_numbers(values, what)
    if array.dtype.kind == "f" and not (array == np.floor(array)).all():
        raise ValueError(f"{what}: whole numbers are needed here, but there are others")
    if array.size and not (-(2**31) <= array.min() and array.max() < 2**31):
        raise ValueError(f"{what}: a number is beyond the range of int32")
    return np.ascontiguousarray(array, dtype=np.int32)


def as_type(values, dtype, what):
    return as_integers(values, what) if dtype == "int32" else as_floats(values, what)


def as_list(values, specs, what):
    """One array for each of `specs`, (name, shape of a row, type): given alone, as a list, or as a dict by name."""
    names = [spec[0] for spec in specs]
    if isinstance(values, dict):
        if sorted(values) != sorted(names):
            raise ValueError(f"{what}: arrays named {', '.join(map(repr, values))}, but the network has {names}")
        values = [values[name] for name in names]
    elif len(specs) == 1 and not _is_list_of_one(values, specs[0][1]):
        values = [values]
    if not isinstance(values, (list, tuple)) or len(values) != len(specs):
        raise ValueError(f"{what}: the network needs {len(specs)} arrays, one for each of {', '.join(names)}")
    labels = [what if len(specs) == 1 else f"{what} ({name})" for name in names]
    return [_rows_of(*given) for given in zip(values, specs, labels, strict=True)]


def _rows_of(values, spec, what):
    _, shape, dtype = spec
    array = as_type(values, dtype, what)
    if what == "x" and array.shape == tuple(shape):
        raise ValueError(f"{what}: this is one row of shape {array.shape}; give rows, [1, …] of them: x[None]")
    return array


def _is_list_of_one(values, shape):
    """Whether these are the rows in a list, [x], and not rows themselves."""
    alone = isinstance(values, (list, tuple)) and len(values) == 1
    return alone and getattr(values[0], "ndim", 0) > len(shape)


def same_rows(arrays, what):
    """How many rows they have."""
    counts = {len(array) if array.ndim else 0 for array in arrays}
    if len(counts) > 1:
        raise ValueError(f"{what} have different numbers of rows: {sorted(counts)}")
    return counts.pop()


def as_numbers(values, what):
    """An array of numbers, without a copy of whatever has __array__, a buffer, or DLPack."""
    if values is None:
        raise TypeError(f"{what}: an array is needed, not None")
    array = _array(values, what)
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"{what}: numbers are needed, not {array.dtype}; texts and missing values are for ganglion.train, "
            "which takes tables"
        )
    return array


def _array(values, what):
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise ValueError(f"{what}: some of its values are masked, and a network takes none that are missing: fill them, as by {what}.filled(0)")
    if hasattr(values, "__dlpack__") and not hasattr(values, "__array__"):
        try:
            return np.from_dlpack(values)
        except (BufferError, RuntimeError) as error:  # it lies on another device, or in a type that numpy hasn't
            raise TypeError(f"{what}: {error}; give a copy in this computer's memory, of a type that numpy has") from None
    try:
        return np.asarray(values)
    except ValueError:
        raise ValueError(f"{what}: its rows are not all of one shape") from None
    except RuntimeError as error:  # of a tensor of torch that wants to be detached
        raise TypeError(f"{what}: {error}") from None
