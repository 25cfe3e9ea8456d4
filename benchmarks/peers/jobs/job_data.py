"""The table of a job, read by pandas as one would: numbers scaled, texts one-hot, 20 % for test."""

import sys

import numpy
import pandas

PATH, TARGET, NETWORK, EPOCHS = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
UNITS = [int(layer.split()[1]) for layer in NETWORK.split(";")]


def features(table, train):
    """Scales and categories are those of the training rows."""
    parts = []
    for name in table.columns:
        column = table[name]
        if pandas.api.types.is_numeric_dtype(column):
            mean, deviation = column[train].mean(), column[train].std() or 1.0
            parts.append(((column - mean) / deviation).to_numpy("float32")[:, None])
        else:
            known = sorted(column[train].dropna().unique())
            parts.append(numpy.stack([(column == value).to_numpy("float32") for value in known],
                                     1))
    return numpy.concatenate(parts, 1)


def load():
    """(x train, y train, x test, y test)."""
    if TARGET.startswith("#"):
        table = pandas.read_csv(PATH, header=None, skipinitialspace=True, na_values="?")
        target = table.columns[int(TARGET[1:]) - 1]
    else:
        table, target = pandas.read_csv(PATH), TARGET
    order = numpy.random.default_rng(1).permutation(len(table))
    train = numpy.zeros(len(table), bool)
    train[order[:int(0.8 * len(table))]] = True
    y = pandas.factorize(table[target], sort=True)[0].astype("int32")
    x = numpy.nan_to_num(features(table.drop(columns=[target]), train))
    return x[train], y[train], x[~train], y[~train]
