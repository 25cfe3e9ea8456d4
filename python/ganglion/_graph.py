"""Graphs of ops: what to compute, with derivatives that are graph again."""

from __future__ import annotations

import numbers

import numpy as np

from ganglion import _core
from ganglion._arrays import as_numbers, as_type

TYPE_CHECKING = False  # `typing` takes longer to import than this
if TYPE_CHECKING:
    from typing import Any


class Graph:
    """What is to be computed from arrays of fixed shapes; `run` computes it.

        graph = Graph()
        x = graph.input("x", (3,))
        y = ops.sum(ops.square(x))
        dx, = graph.gradients(y, [x])
        graph.run([y, dx], {"x": [1, 2, 3]})    # [14.0, array([2., 4., 6.])]

    `dtype`: float32, or float64, in which all is computed by the plain kernels. Values are named by what made them;
    `print(graph)` lists them, notebooks draw them. Any number of threads may run it.
    """

    def __init__(self, dtype: str = "float32"):
        if dtype not in ("float32", "float64"):
            raise ValueError(f"Graph: dtype {dtype!r}: expected 'float32' or 'float64'")
        self.dtype = dtype
        self._core, self._inputs = _core.Graph(), {}

    def input(self, name: str, shape: int | tuple[int, ...] | list[int], dtype: str | None = None) -> Value:
        """An array that `run` is given. dtype: that of the graph, or "int32" of indices."""
        shape = [shape] if isinstance(shape, int) else [int(extent) for extent in shape]
        value = Value(self._core.input(name, shape, dtype or self.dtype), self)
        self._inputs[name] = value
        return value

    def constant(self, values: Any, dtype: str | None = None) -> Value:
        """An array that never changes."""
        return Value(self._core.constant(typed(values, dtype or self.dtype, "constant")), self)

    def gradients(self, y: Value, wrt: list[Value]) -> list[Value]:
        """d y / d w for each of `wrt`, as values of the graph. y: a scalar."""
        return [Value(made, self) for made in _core.gradients(y._core, None, [w._core for w in wrt])]

    def run(self, outputs: Any, feeds: dict[Any, Any] | None = None) -> Any:
        """Arrays, one for each of `outputs`, or one for a value alone. feeds: an array for each input, by its name."""
        given = {}
        for name, array in (feeds or {}).items():
            name = name if isinstance(name, str) else self._name_of(name)
            if name not in self._inputs:
                raise ValueError(f"run: the graph has no input {name!r}; it has {', '.join(self._inputs) or 'none'}")
            given[name] = typed(array, self._inputs[name].dtype, name)
        several = isinstance(outputs, (list, tuple))
        results = self._core.run([self._own(value)._core for value in (outputs if several else [outputs])], given)
        return results if several else results[0]

    def jacobian(self, y: Value, x: Value, feeds: dict[Any, Any] | None = None) -> np.ndarray:
        """All derivatives of y by x, as an array of the shape of y and then of x: a walk backwards for each number
        of y."""
        dy = self.input(f"d{len(self._inputs)}", y.shape)
        row = Value(_core.gradients(y._core, dy._core, [x._core])[0], self)
        units = np.eye(int(np.prod(y.shape, dtype=int)), dtype=self.dtype).reshape(-1, *y.shape)
        rows = [self.run(row, {**(feeds or {}), dy: unit}) for unit in units]
        return np.array(rows).reshape(*y.shape, *x.shape)

    def _own(self, value):
        if not isinstance(value, Value) or value._graph is not self:
            raise TypeError(f"run: {value!r} is no value of this graph")
        return value

    def _name_of(self, value):
        return next((name for name, other in self._inputs.items() if other is value), repr(value))

    def __str__(self):
        return self._core.text

    def _repr_html_(self):
        return self._core.svg


class Value:
    """A value of a graph, with +, -, *, /, **, @ and [ ]."""

    __array_ufunc__ = None  # numpy's operators leave it to these

    def __array__(self, *settings, **named):
        raise TypeError("a value of a graph has no numbers before it is run: functions of numpy can't take it, those of ganglion.ops do")

    def __init__(self, core, graph=None):
        self._core, self._graph = core, graph

    @property
    def shape(self):
        return self._core.shape

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def dtype(self):
        return self._core.dtype

    def __add__(self, other):
        return binary("add", self, other)

    def __radd__(self, other):
        return binary("add", other, self)

    def __sub__(self, other):
        return binary("sub", self, other)

    def __rsub__(self, other):
        return binary("sub", other, self)

    def __mul__(self, other):
        return binary("mul", self, other)

    def __rmul__(self, other):
        return binary("mul", other, self)

    def __truediv__(self, other):
        return binary("div", self, other)

    def __rtruediv__(self, other):
        return binary("div", other, self)

    def __pow__(self, other):
        return binary("pow", self, other)

    def __rpow__(self, other):
        return binary("pow", other, self)

    def __matmul__(self, other):
        return binary("matmul", self, other)

    def __rmatmul__(self, other):
        return binary("matmul", other, self)

    def __gt__(self, other):
        return binary("greater", self, other)

    def __lt__(self, other):
        return binary("greater", other, self)

    def __neg__(self):
        return call("neg", self)

    def __abs__(self):
        return call("abs", self)

    def __bool__(self):
        raise TypeError("a value of a graph has no number yet: choose by ops.where(condition, a, b)")

    def __iter__(self):
        raise TypeError("a value of a graph isn't iterated over: take its parts by [ ]")

    def __getitem__(self, places):
        return part(self, places if isinstance(places, tuple) else (places,))

    def __repr__(self):
        return f"<{self._core.text}>"


def typed(values, dtype, what):
    """An array of one of the types of graphs, in C order."""
    if dtype != "float64":
        return as_type(values, dtype, what)
    return np.ascontiguousarray(as_numbers(values, what), dtype=np.float64)


def call(name, first, *settings):
    """An op of the core on a value, or on an array, which is computed at once."""
    return _computed(first, lambda value: wrapped(getattr(_core.ops, name)(value._core, *settings), value))


def binary(name, a, b, *settings):
    """An op on two values; a number or an array beside a value becomes a constant."""
    if not isinstance(a, Value) and not isinstance(b, Value):
        graph = Graph("float64")
        return graph.run(binary(name, graph.constant(a), graph.constant(b), *settings))
    a, b = (a, beside(a, b)) if isinstance(a, Value) else (beside(b, a), b)
    return wrapped(getattr(_core.ops, name)(a._core, b._core, *settings), a)


def beside(value, other):
    """`other` as a value of the same graph, in the type of `value`."""
    if isinstance(other, Value):
        return other
    if isinstance(other, numbers.Real):
        return wrapped(value._core.scalar(float(other)), value)
    return wrapped(value._core.constant(typed(other, value.dtype, "constant")), value)


def wrapped(core, like):
    return Value(core, like._graph)


def part(value, places):
    """value[places]: whole numbers, and slices of step 1."""
    if not isinstance(value, Value):
        return np.asarray(value)[places]
    if places and places[0] is Ellipsis:
        places = (slice(None),) * (value.ndim - len(places) + 1) + places[1:]
    if len(places) > value.ndim:
        raise IndexError(f"{len(places)} places in a value of {value.ndim} dimensions")
    starts, sizes, shape = [], [], []
    for axis, extent in enumerate(value.shape):
        place = places[axis] if axis < len(places) else slice(None)
        if isinstance(place, slice):
            start, stop, step = place.indices(extent)
            if step != 1 or stop <= start:
                raise IndexError(f"axis {axis}: parts have a step of 1 and at least one place")
            shape.append(stop - start)
        elif isinstance(place, (int, np.integer)):
            if not -extent <= place < extent:
                raise IndexError(f"axis {axis} has {extent} places, {place} is none of them")
            start, stop = int(place) % extent, int(place) % extent + 1
        else:
            raise TypeError(f"places are whole numbers and slices, not {type(place).__name__}; ops.take takes indices")
        starts.append(start)
        sizes.append(stop - start)
    return wrapped(_core.ops.reshape(_core.ops.slice(value._core, starts, sizes), shape), value)


def core_function(function):
    """A function (targets, predictions) of values, as the core calls it."""

    def called(targets, predictions):
        made = function(Value(targets), Value(predictions))
        if not isinstance(made, Value):
            name = getattr(function, "__name__", "the function")
            raise TypeError(f"{name} gave {type(made).__name__}, not a value: losses and metrics are built of ganglion.ops")
        return made._core

    return called


def _computed(first, build):
    if isinstance(first, Value):
        return build(first)
    graph = Graph("float64")
    return graph.run(build(graph.constant(first)))
