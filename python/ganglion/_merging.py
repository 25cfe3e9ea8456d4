"""Layers that join several values, and the same as functions of a list of symbols."""

from ganglion._layer import Layer
from ganglion._windows import whole


def _merging(kind, name, text):
    class Merging(Layer):
        __doc__ = text
        several = True

        def __init__(self, name=None):
            super().__init__(name)

    Merging.kind, Merging.__name__, Merging.__qualname__ = kind, name, name
    return Merging


Add = _merging("add", "Add", "The sum of its inputs, which have one shape.")
Subtract = _merging("subtract", "Subtract", "The first of two inputs without the second.")
Multiply = _merging("multiply", "Multiply", "The product of its inputs, element by element.")
Average = _merging("mean", "Average", "The mean of its inputs, element by element.")
Maximum = _merging("maximum", "Maximum", "The largest of its inputs, element by element.")
Minimum = _merging("minimum", "Minimum", "The smallest of its inputs, element by element.")


class Concatenate(Layer):
    """Its inputs side by side, along an axis."""

    kind = "concatenate"
    several = True

    def __init__(self, axis=-1, name=None):
        super().__init__(name, axis=whole(axis, "axis"))


def _function(layer):
    def function(inputs, **settings):
        return layer(**settings)(inputs)

    function.__doc__ = layer.__doc__
    return function


add, subtract, multiply, average = _function(Add), _function(Subtract), _function(Multiply), _function(Average)
maximum, minimum, concatenate = _function(Maximum), _function(Minimum), _function(Concatenate)
