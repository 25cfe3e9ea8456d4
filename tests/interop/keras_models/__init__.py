"""Models of Keras, a function each; those whose names begin with "refused" can't be imported exactly."""

from . import (  # noqa: F401
    convolutions, dense, functions, graphs, normalizations, refused, sequences, shaping,
)
from .registry import MODELS  # noqa: F401
