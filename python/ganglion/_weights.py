"""Weights of rows in the sense of scikit-learn: a weight of 2 is the row twice."""

import hashlib

import numpy as np

from ganglion import _core

_MOST_COPIES = 10  # for each row, on average; more would take memory for little


def with_copies(columns, weights):
    """(columns, weights or None): rows of whole-number weights as that many copies, all other weights as they are.

    Where a row is there several times, rows are ordered by what they hold: so weighted rows and copies are the same
    training, wherever the copies stood.
    """
    if weights is not None and _are_counts(weights):
        counts = weights.astype(np.int64)
        columns, weights = taken(columns, np.repeat(np.arange(len(counts)), counts)), None
    keys = _row_keys(columns)
    order = np.argsort(keys, kind="stable")
    if not (np.diff(keys[order]) == 0).any():
        return columns, weights
    return taken(columns, order), None if weights is None else weights[order]


def taken(columns, rows):
    return [(name, array[rows], *texts) for name, array, *texts in columns]


def relative(weights):
    """As float32, 1 on average: the same for 2 w as for w. None where all are alike."""
    if weights is None or (weights == weights[0]).all():
        return None
    return (weights / weights[weights > 0].mean()).astype(np.float32)


def _are_counts(weights):
    return bool((weights >= 1).all() and (weights == np.floor(weights)).all() and weights.mean() <= _MOST_COPIES)


def _row_keys(columns):
    """A number for each row, the same for the same values."""
    return _core.row_keys([_text_bits(array, *texts) if texts else array for _, array, *texts in columns], len(columns[0][1]))


def _text_bits(codes, texts):
    digests = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest() for text in texts]
    return np.array([int.from_bytes(digest, "little") for digest in digests] + [0], dtype=np.uint64)[codes]
