#!/usr/bin/env python3
"""GanglionClassifier and GanglionRegressor beside scikit-learn's MLPs, skorch and Keras: seconds of a fit, score of held-out rows.

    python benchmarks/python/estimators.py [--rounds 3] [--data FOLDER] [digits] [adult] [california] [search] [cross]

FOLDER holds adult/adult.data and california-housing/housing.csv, as `benchmarks/accuracy` takes them. All are fitted in
turn, a round with a seed and a split of its own; the medians are printed. The others get what scikit-learn's pages
advise: missing values filled, categories as columns, numbers scaled, early stopping; skorch and Keras the network and
the settings that MLPClassifier has by default. "fast" is ganglion with `effort="fast"`, one small network; "same
network" with what MLPClassifier has, for the epochs that it took in this round. What isn't installed is left out.
"of processors" are the seconds that all of them computed, which other work on the machine changes less.
"""

import argparse
import importlib.util
import pathlib
import statistics
import time

import pandas as pd
from others import keras_network, skorch_network
from sklearn.compose import TransformedTargetRegressor, make_column_selector, make_column_transformer
from sklearn.datasets import load_digits
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from ganglion.sklearn import GanglionClassifier, GanglionRegressor


def digits(_):
    return load_digits(return_X_y=True, as_frame=True)


def adult(folder):
    frame = pd.read_csv(folder / "adult" / "adult.data", sep=", ", engine="python", na_values="?", header=None)
    frame.columns = [f"c{i}" for i in range(frame.shape[1])]
    return frame.drop(columns="c14"), (frame["c14"] == ">50K").astype(int)


def california(folder):
    frame = pd.read_csv(folder / "california-housing" / "housing.csv")
    return frame.drop(columns="median_house_value"), frame["median_house_value"] / 1e5


SETS = {"digits": (digits, False), "adult": (adult, False), "california": (california, True)}
SEARCHES = ("search", "cross")


def prepared(network):
    texts = make_column_selector(dtype_include=["object", "string"])
    numbers = make_column_selector(dtype_include="number")
    return make_pipeline(
        make_column_transformer(
            (make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")), texts),
            (make_pipeline(SimpleImputer(), StandardScaler()), numbers),
            sparse_threshold=0,
        ),
        network,
    )


def scaled(network, regression):
    return TransformedTargetRegressor(network, transformer=StandardScaler()) if regression else network


def contenders(seed, regression):
    """By name, functions that make an estimator; they are fitted in this order."""
    mlp, ours = (MLPRegressor, GanglionRegressor) if regression else (MLPClassifier, GanglionClassifier)
    theirs = {"scikit-learn": lambda: prepared(mlp(early_stopping=True, max_iter=1000, random_state=seed))}
    if importlib.util.find_spec("skorch"):
        theirs["skorch"] = lambda: prepared(scaled(skorch_network(seed, regression), regression))
    if importlib.util.find_spec("keras"):
        theirs["Keras"] = lambda: prepared(scaled(keras_network(seed, regression), regression))
    return {
        **theirs,
        "ganglion": lambda: ours(random_state=seed),
        "ganglion, one network": lambda: ours(random_state=seed, ensemble=1),
        "ganglion, fast": lambda: ours(random_state=seed, settings={"effort": "fast"}),
    }


def same_network(seed, regression, epochs):
    return (GanglionRegressor if regression else GanglionClassifier)(
        "dense 100 relu", epochs=epochs, batch_size=200, learning_rate=0.001, l2=0.0, ensemble=1, validation_fraction=0.1,
        n_iter_no_change=epochs, random_state=seed, settings={"linear_path": "no", "schedule": "constant"},
    )  # fmt: skip


def searches(name, seed):
    """The same search, or cross-validation, on two processes."""
    mlp = prepared(MLPClassifier(early_stopping=True, max_iter=1000, random_state=seed))
    settings = {"": {}, ", one network": {"ensemble": 1}, ", fast": {"settings": {"effort": "fast"}}}
    ours = {f"ganglion{what}": GanglionClassifier(random_state=seed, n_jobs=1, **more) for what, more in settings.items()}
    if name == "cross":
        return {"scikit-learn": mlp, **ours}
    grids = {what: GridSearchCV(model, {"l2": [1e-5, 1e-3]}, cv=3, n_jobs=2) for what, model in ours.items()}
    return {"scikit-learn": GridSearchCV(mlp, {"mlpclassifier__alpha": [1e-5, 1e-3]}, cv=3, n_jobs=2), **grids}


class Times:
    """Seconds, those of all processors together, and scores, by contender."""

    def __init__(self):
        self.seconds, self.processor, self.scores = {}, {}, {}

    def measure(self, what, work):
        """`work` gives a function that gives the score: only what comes before it is timed."""
        begin, busy = time.perf_counter(), time.process_time()
        score = work()
        self.seconds.setdefault(what, []).append(time.perf_counter() - begin)
        self.processor.setdefault(what, []).append(time.process_time() - busy)
        self.scores.setdefault(what, []).append(score())

    def show(self, name):
        for what, times in self.seconds.items():
            # What processes of a search compute is not seen here.
            busy = "" if name in SEARCHES else f"{statistics.median(self.processor[what]):.2f}"
            print(f"| {name} | {what} | {statistics.median(times):.2f} | {busy} | {statistics.median(self.scores[what]):.4f} |", flush=True)


def measure(name, rounds, folder):
    load, regression = SETS["digits" if name in SEARCHES else name]
    x, y = load(folder)
    times = Times()
    for seed in range(rounds):
        train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.25, random_state=seed)

        def fitted(model):
            model.fit(train_x, train_y)
            return lambda: model.score(test_x, test_y)

        def crossed(model):
            scores = cross_val_score(model, x, y, cv=5, n_jobs=2)
            return lambda: scores.mean()

        if name in SEARCHES:
            for what, model in searches(name, seed).items():
                times.measure(what, lambda: (crossed if name == "cross" else fitted)(model))
            continue
        made = {what: make() for what, make in contenders(seed, regression).items()}
        for what, model in made.items():
            times.measure(what, lambda: fitted(model))
        epochs = made["scikit-learn"][-1].n_iter_
        times.measure("ganglion, same network", lambda: fitted(same_network(seed, regression, epochs)))
    times.show(name)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*SETS, *SEARCHES], default=[*SETS, *SEARCHES])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("build/data"))
    typed = parser.parse_args()
    print("| task | what | seconds | of processors | score |\n|---|---|---|---|---|")
    for name in typed.names:
        measure(name, typed.rounds, typed.data)


if __name__ == "__main__":
    main()
