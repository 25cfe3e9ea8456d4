"""Functions of values of a graph, by the names of `keras.ops`: for graphs, and for losses and metrics of your own.

A number or an array beside a value becomes a constant of its graph. Of arrays alone they are computed at once, in
double. Shapes broadcast as in numpy; derivatives follow by themselves.
"""

import numpy as np

from ganglion import _core
from ganglion._arrays import as_integers
from ganglion._graph import Graph, Value, beside, binary, call, wrapped

__all__ = [
    "Graph", "Value", "abs", "absolute", "add", "binary_crossentropy", "broadcast_to", "clip", "concatenate", "divide",
    "elu", "equal", "erf", "exp", "expand_dims", "expm1", "gelu", "greater", "leaky_relu", "less", "log", "log1p",
    "log_softmax", "matmul", "max", "maximum", "mean", "min", "minimum", "multiply", "negative", "norm", "one_hot",
    "pad", "power", "relu", "reshape", "sigmoid", "sign", "silu", "softmax", "softplus", "sqrt", "square", "squeeze",
    "std", "stop_gradient", "subtract", "sum", "take", "tanh", "transpose", "var", "where",
]  # fmt: skip


def _unary(name, op, text):
    def function(x):
        return call(op, x)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = text
    return function


def _binary(name, op, text):
    def function(x1, x2):
        return binary(op, x1, x2)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = text
    return function


negative = _unary("negative", "neg", "-x")
abs = absolute = _unary("absolute", "abs", "|x|")
sign = _unary("sign", "sign", "-1, 0 or 1; no derivative.")
exp = _unary("exp", "exp", "e^x")
expm1 = _unary("expm1", "expm1", "e^x - 1, exact near 0")
log = _unary("log", "log", "The natural logarithm.")
log1p = _unary("log1p", "log1p", "log(1 + x), exact near 0")
sqrt = _unary("sqrt", "sqrt", "The square root.")
square = _unary("square", "square", "x * x")
tanh = _unary("tanh", "tanh", "The hyperbolic tangent.")
sigmoid = _unary("sigmoid", "sigmoid", "1 / (1 + e^-x)")
erf = _unary("erf", "erf", "The error function of Gauss.")
relu = _unary("relu", "relu", "max(x, 0)")
gelu = _unary("gelu", "gelu", "x * Phi(x), with the exact Gaussian distribution function.")
silu = _unary("silu", "silu", "x * sigmoid(x)")
softplus = _unary("softplus", "softplus", "log(1 + e^x)")
softmax = _unary("softmax", "softmax", "e^x / sum of e^x, over the last axis.")
log_softmax = _unary("log_softmax", "log_softmax", "The logarithm of softmax, over the last axis.")
stop_gradient = _unary("stop_gradient", "stop_gradient", "x, taken as a constant by derivatives.")
add = _binary("add", "add", "x1 + x2")
subtract = _binary("subtract", "sub", "x1 - x2")
multiply = _binary("multiply", "mul", "x1 * x2")
divide = _binary("divide", "div", "x1 / x2")
power = _binary("power", "pow", "x1 to the power of x2, for x1 > 0, or a whole number x2.")
maximum = _binary("maximum", "maximum", "The larger of both.")
minimum = _binary("minimum", "minimum", "The smaller of both.")
greater = _binary("greater", "greater", "1 where x1 > x2, else 0.")
equal = _binary("equal", "equal", "1 where both are equal, else 0.")
matmul = _binary("matmul", "matmul", "[m, k] times [k, n]: [m, n]")


def less(x1, x2):
    """1 where x1 < x2, else 0."""
    return binary("greater", x2, x1)


def where(condition, x1, x2):
    """x1 where the condition isn't 0, else x2."""
    value = next((v for v in (condition, x1, x2) if isinstance(v, Value)), None)
    if value is None:
        return np.where(condition, x1, x2)
    return wrapped(_core.ops.select(*(beside(value, v)._core for v in (condition, x1, x2))), value)


def clip(x, x_min, x_max):
    """x within [x_min, x_max]."""
    return minimum(maximum(x, x_min), x_max)


def leaky_relu(x, negative_slope=0.2):
    """x for x > 0, else negative_slope * x."""
    return call("leaky_relu", x, float(negative_slope))


def elu(x, alpha=1.0):
    """x for x > 0, else alpha * (e^x - 1)."""
    return call("elu", x, float(alpha))


def _axes(axis):
    return [] if axis is None else [int(axis)] if isinstance(axis, (int, np.integer)) else [int(a) for a in axis]


def sum(x, axis=None, keepdims=False):
    """Over an axis, several, or all."""
    return call("reduce_sum", x, _axes(axis), bool(keepdims))


def mean(x, axis=None, keepdims=False):
    """Over an axis, several, or all."""
    return call("reduce_mean", x, _axes(axis), bool(keepdims))


def max(x, axis=None, keepdims=False):
    """Over an axis, several, or all; the derivative is shared by equal ones."""
    return call("reduce_max", x, _axes(axis), bool(keepdims))


def min(x, axis=None, keepdims=False):
    """Over an axis, several, or all."""
    return negative(max(negative(x), axis, keepdims))


def var(x, axis=None, keepdims=False):
    """The mean square of the distance to the mean."""
    return mean(square(x - mean(x, axis, True)), axis, keepdims)


def std(x, axis=None, keepdims=False):
    """The square root of `var`; no derivative where that is 0."""
    return sqrt(var(x, axis, keepdims))


def norm(x, axis=None, keepdims=False):
    """The square root of the sum of squares."""
    return sqrt(sum(square(x), axis, keepdims))


def reshape(x, newshape):
    """The same numbers in another shape; one extent may be -1."""
    shape = [int(extent) for extent in newshape]
    if shape.count(-1) == 1:
        size, known = int(np.prod(np.shape(x), dtype=int)), int(np.prod([e for e in shape if e != -1], dtype=int))
        if known == 0 or size % known:
            raise ValueError(f"reshape: {tuple(np.shape(x))} doesn't divide into {tuple(newshape)}")
        shape[shape.index(-1)] = size // known
    return call("reshape", x, shape)


def _axis_of(axis, count, what):
    """An axis from 0, of one that may count from the end."""
    if not -count <= axis < count:
        raise ValueError(f"{what}: there is no axis {axis} among {count}")
    return int(axis) % count


def expand_dims(x, axis):
    """An axis of extent 1 at that place."""
    shape = list(np.shape(x))
    shape.insert(_axis_of(axis, len(shape) + 1, "expand_dims"), 1)
    return reshape(x, shape)


def squeeze(x, axis=None):
    """Without the axes of extent 1, or without that one."""
    shape = list(np.shape(x))
    gone = [i for i, extent in enumerate(shape) if extent == 1] if axis is None else [_axis_of(axis, len(shape), "squeeze")]
    if any(shape[i] != 1 for i in gone):
        raise ValueError(f"squeeze: axis {axis} of {tuple(shape)} has not the extent 1")
    return reshape(x, [extent for i, extent in enumerate(shape) if i not in gone])


def transpose(x, axes=None):
    """Axis i is axis axes[i] of x; the other way round if none are given."""
    count = len(np.shape(x))
    return call("transpose", x, list(range(count))[::-1] if axes is None else [_axis_of(a, count, "transpose") for a in axes])


def broadcast_to(x, shape):
    """Stretched to a shape."""
    return call("broadcast_to", x, [int(extent) for extent in shape])


def pad(x, pad_width):
    """Zeros around: (before, after) of each axis."""
    before, after = zip(*pad_width, strict=True)
    return call("pad", x, [int(n) for n in before], [int(n) for n in after])


def concatenate(xs, axis=-1):
    """Side by side along an axis."""
    value = next((x for x in xs if isinstance(x, Value)), None)
    if value is None:
        return np.concatenate(xs, axis)
    return wrapped(_core.ops.concat([beside(value, x)._core for x in xs], int(axis)), value)


def take(x, indices):
    """Rows of x, by an int32 value or an array of places."""
    if not isinstance(x, Value):
        return np.asarray(x)[np.asarray(indices)]
    if not isinstance(indices, Value):
        rows = x.shape[0]
        indices = as_integers(indices, "take")
        if indices.size and not -rows <= indices.min() <= indices.max() < rows:
            raise IndexError(f"take: places {indices.min()} to {indices.max()} of {rows} rows")
        indices = np.where(indices < 0, indices + rows, indices)
        indices = wrapped(x._core.constant(np.ascontiguousarray(indices, dtype=np.int32)), x)
    return wrapped(_core.ops.gather(x._core, indices._core), x)


def one_hot(x, num_classes):
    """1 at the place, 0 elsewhere. x: an int32 value."""
    if not isinstance(x, Value):
        return np.eye(num_classes)[np.asarray(x)]
    return call("one_hot", x, int(num_classes))


def binary_crossentropy(target, output, from_logits=False):
    """Of yes and no, element by element; of logits it is exact for any of them."""
    if from_logits:
        return binary("sigmoid_cross_entropy", output, target)
    output = clip(output, 1e-7, 1 - 1e-7)
    return negative(target * log(output) + (1 - target) * log(1 - output))
