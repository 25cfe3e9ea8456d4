#!/usr/bin/env python3
"""GanglionClassifier and GanglionRegressor beside scikit-learn's MLPs: seconds of a fit and the score of held-out rows.

    python benchmarks/python/estimators.py [--rounds 3] [--data FOLDER] [digits] [adult] [california] [search]

FOLDER holds adult/adult.data and california-housing/housing.csv, as `benchmarks/accuracy` takes them. The two are
fitted in turn, a round with a seed and a split of its own; the medians are printed. scikit-learn gets what its pages
advise: missing values filled, categories as columns, numbers scaled, early stopping. "one network" is ganglion
without its ensemble.
"""

import argparse
import pathlib
import statistics
import time

import pandas as pd
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.datasets import load_digits
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from ganglion.sklearn import GanglionClassifier, GanglionRegressor


def digits(_):
    return load_digits(return_X_y=True, as_frame=True)


def adult(folder):
    frame = pd.read_csv(folder / "adult" / "adult.data", sep=", ", engine="python", na_values="?", header=None)
    frame.columns = [f"c{i}" for i in range(frame.shape[1])]
    return frame.drop(columns="c14"), frame["c14"]


def california(folder):
    frame = pd.read_csv(folder / "california-housing" / "housing.csv")
    return frame.drop(columns="median_house_value"), frame["median_house_value"] / 1e5


SETS = {"digits": (digits, False), "adult": (adult, False), "california": (california, True)}


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


def contenders(seed, regression):
    mlp, ours = (MLPRegressor, GanglionRegressor) if regression else (MLPClassifier, GanglionClassifier)
    return {
        "scikit-learn": prepared(mlp(early_stopping=True, max_iter=1000, random_state=seed)),
        "ganglion": ours(random_state=seed),
        "ganglion, one network": ours(random_state=seed, ensemble=1),
    }


def searches(seed):
    """The same search on two processes."""
    mlp = prepared(MLPClassifier(early_stopping=True, max_iter=1000, random_state=seed))
    ours = GanglionClassifier(random_state=seed, ensemble=1, n_jobs=1)
    return {
        "scikit-learn": GridSearchCV(mlp, {"mlpclassifier__alpha": [1e-5, 1e-3]}, cv=3, n_jobs=2),
        "ganglion, one network": GridSearchCV(ours, {"l2": [1e-5, 1e-3]}, cv=3, n_jobs=2),
    }


def measure(name, rounds, folder):
    load, regression = SETS["digits" if name == "search" else name]
    x, y = load(folder)
    seconds, scores = {}, {}
    for seed in range(rounds):
        train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.25, random_state=seed)
        for what, model in (searches(seed) if name == "search" else contenders(seed, regression)).items():
            begin = time.perf_counter()
            model.fit(train_x, train_y)
            seconds.setdefault(what, []).append(time.perf_counter() - begin)
            scores.setdefault(what, []).append(model.score(test_x, test_y))
    base = statistics.median(seconds["scikit-learn"])
    for what, times in seconds.items():
        middle = statistics.median(times)
        print(f"| {name} | {what} | {middle:.2f} | {base / middle:.1f} | {statistics.median(scores[what]):.4f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*SETS, "search"], default=[*SETS, "search"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("build/data"))
    typed = parser.parse_args()
    print("| task | what | seconds | times scikit-learn's | score |\n|---|---|---|---|---|")
    for name in typed.names:
        measure(name, typed.rounds, typed.data)


if __name__ == "__main__":
    main()
