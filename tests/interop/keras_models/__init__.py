"""Models of Keras, a function each; those whose names begin with "refused" can't be imported exactly."""

from . import convolutions, dense, graphs, normalizations, refused, sequences, shaping  # noqa: F401
from .registry import MODELS  # noqa: F401
