"""Networks for tables by others, with their defaults (PyPI `pytabkit`, which needs PyTorch)."""

import importlib

import numpy
import pandas

import peers

KINDS = {"realmlp": "RealMLP_TD", "tabm": "TabM_D"}


def model(method, classes, seed):
    """A model on one thread; None where the package isn't installed."""
    try:
        module = importlib.import_module("pytabkit")
    except ImportError:
        return None
    kind = getattr(module, KINDS[method] + ("_Classifier" if classes else "_Regressor"))
    return kind(random_state=seed, n_threads=1, device="cpu", verbosity=0)


def prepared(x, test_x):
    """Both parts as these networks want them: they scale numbers and encode categories by
    themselves. Missing numbers are the mean of the training part, as for the other peers; missing
    texts are a category."""
    parts = [pandas.DataFrame(index=part.index) for part in (x, test_x)]
    for column in x.columns:
        number = peers.numbers(x[column])
        mean = pandas.to_numeric(x[column], errors="coerce").mean() if number else None
        for part, whole in zip(parts, (x, test_x)):
            if number:
                values = pandas.to_numeric(whole[column], errors="coerce")
                part[column] = values.astype(float).fillna(0.0 if numpy.isnan(mean) else mean)
            else:
                part[column] = whole[column].astype(object).where(
                    whole[column].notna(), "missing").astype(str).astype("category")
    return parts
