#!/usr/bin/env python3
"""Mean ranks on many tables: `ganglion train` beside scikit-learn, LightGBM, CatBoost, RealMLP
and TabM.

    benchmarks/accuracy/ranks.py --program build/ganglion --data ../shared/data --seeds 2 \\
        --cache ranks.jsonl.tmp --out benchmarks/accuracy/ranks.md

The tables are those of choose/tables.py that nothing was chosen on, up to --rows rows. All methods
have their defaults and learn from the same 80 % of the rows, each on one thread; ganglion takes its
validation rows from them. Seconds are of the processor. `best` is `ganglion train --effort best
--time TIME`; `linear` is the baseline that ganglion prints. LightGBM, CatBoost, RealMLP-TD and TabM
(PyPI `lightgbm`, `catboost`, `pytabkit`) take part where they are installed; `--without tabm` leaves
a slow one out. What the others reach is kept in ranks_peers.jsonl: only what isn't there is trained,
so that ganglion alone is ranked again in minutes. --picture draws the diagram of critical
differences.
"""

import argparse
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy  # noqa: E402
import pandas  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import LabelEncoder  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent / "choose"))
import critical_difference  # noqa: E402
import peers  # noqa: E402
import tables  # noqa: E402
import tabular_networks  # noqa: E402
from kept import kept  # noqa: E402

PEERS = ("mlp", "boosting", "lightgbm", "catboost", "realmlp", "tabm")

LEAST = 1e-6  # of a probability: a method that is sure and wrong isn't infinitely wrong


def ganglion(program, paths, target, options, seed):
    """Scores of the program, by what they are, and those of its linear baseline."""
    with tempfile.TemporaryDirectory() as out:
        start = seconds_of(resource.RUSAGE_CHILDREN)
        done = subprocess.run([program, "train", str(paths[0]), "--target", target, "--test",
                               str(paths[1]), "--seed", str(seed), "--out", out, "--json",
                               "--quiet", "--threads", "1", *options],
                              capture_output=True, text=True, check=False)
        seconds = seconds_of(resource.RUSAGE_CHILDREN) - start
    if done.returncode != 0:
        return None, None
    answer = json.loads(done.stdout)
    linear = answer["baselines"].get("linear") or answer["baselines"].get("logistic")
    return ({**scores_of(answer["test"]), "seconds": seconds},
            {**scores_of(linear), "seconds": 0} if linear else None)


def seconds_of(whom):
    """Seconds of the processor."""
    usage = resource.getrusage(whom)
    return usage.ru_utime + usage.ru_stime


def scores_of(metrics):
    regression = "rmse" in metrics
    return {"error": metrics["rmse" if regression else "log_loss"], "ece": metrics.get("ece")}


def frames_of(table, paths):
    """Inputs and targets of both files, as peers.inputs_and_targets gives them."""
    if not isinstance(table.origin, tuple):
        (x, y), (test_x, test_y) = peers.inputs_and_targets(table.origin, *paths)
    else:
        train, test = (pandas.read_csv(path) for path in paths)
        y, test_y = train.pop(table.target).to_numpy(), test.pop(table.target).to_numpy()
        test = test.astype(train.dtypes[train.dtypes != object].to_dict(), errors="ignore")
        x, test_x = ([frame.where(frame.notna(), numpy.nan) for frame in (train, test)])
    if table.classes:
        names = LabelEncoder().fit(numpy.concatenate([y, test_y]).astype(str))
        y, test_y = names.transform(y.astype(str)), names.transform(test_y.astype(str))
    return x, y, test_x, test_y


def peer(method, classes, seed):
    """A model with its defaults, one thread; None where its package isn't installed."""
    if method in tabular_networks.KINDS:
        return tabular_networks.model(method, classes, seed)
    if method in ("mlp", "boosting"):
        return peers.model(method, "classes" if classes else "regression", seed)
    package, kinds, settings = {
        "lightgbm": ("lightgbm", ("LGBMClassifier", "LGBMRegressor"),
                     {"n_jobs": 1, "verbose": -1}),
        "catboost": ("catboost", ("CatBoostClassifier", "CatBoostRegressor"),
                     {"thread_count": 1, "verbose": 0, "allow_writing_files": False})}[method]
    try:
        module = importlib.import_module(package)
    except ImportError:
        return None
    return getattr(module, kinds[0 if classes else 1])(random_state=seed, **settings)


def run_peer(method, table, data, seed):
    x, y, test_x, test_y = data
    model = peer(method, table.classes, seed)
    if model is None:
        return None
    if method in tabular_networks.KINDS:
        pipeline = model
        x, test_x = tabular_networks.prepared(x, test_x)
    else:
        pipeline = make_pipeline(peers.preprocessing(x), model)
    start = seconds_of(resource.RUSAGE_SELF)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pipeline.fit(x, y)
        seconds = seconds_of(resource.RUSAGE_SELF) - start
        if not table.classes:
            found = numpy.asarray(pipeline.predict(test_x)).ravel()
            error = numpy.mean((test_y - found) ** 2) ** 0.5
            return {"error": float(error), "ece": None, "seconds": seconds}
        found = numpy.full((len(test_y), max(y.max(), test_y.max()) + 1), LEAST)
        found[:, pipeline.classes_.astype(int)] = pipeline.predict_proba(test_x)
    found = numpy.clip(found, LEAST, 1)
    found /= found.sum(axis=1, keepdims=True)
    own = found[numpy.arange(len(test_y)), test_y]
    return {"error": float(-numpy.log(own).mean()), "ece": calibration_error(found, test_y),
            "seconds": seconds}


def calibration_error(found, actual):
    """The expected calibration error of the predicted class, ten bins alike wide."""
    sure, right = found.max(axis=1), found.argmax(axis=1) == actual
    bins = numpy.minimum((sure * 10).astype(int), 9)
    gaps = [abs(right[bins == b].mean() - sure[bins == b].mean()) * (bins == b).mean()
            for b in numpy.unique(bins)]
    return float(sum(gaps))


def run_method(method, table, seed, arguments):
    """Scores by method, that of `linear` beside ganglion's; nothing for a table that is refused, or
    where a package isn't installed."""
    with tempfile.TemporaryDirectory() as folder:
        *paths, target, options = tables.write_split(table, arguments.data, seed, folder)
        if method == "best":
            options = [*options, "--effort", "best", "--time", arguments.best]
        if method in ("ganglion", "best"):
            own, linear = ganglion(arguments.program, paths, target, options, seed)
            result = {method: own, "linear": linear if method == "ganglion" else None}
        else:
            data = frames_of(table, paths)
            result = {method: run_peer(method, table, data, seed)}
    return {name: rounded(scores) for name, scores in result.items() if scores}


def rounded(scores):
    return {name: value if value is None else float(f"{value:.5g}")
            for name, value in scores.items()}


def has_few_rows(table, arguments):
    """Whether it has at most --rows lines for training."""
    with tempfile.TemporaryDirectory() as folder:
        train, *_ = tables.write_split(table, arguments.data, 1, folder)
        with open(train, encoding="utf-8") as lines:
            return sum(1 for _ in lines) <= arguments.rows


def all_results(arguments, chosen):
    """The scores of all methods by (table, seed), from the files that keep them or made."""
    by_name = {table.name: table for table in chosen}
    own = ["ganglion", *(["best"] if arguments.best else [])]
    others = [peer for peer in PEERS if peer not in arguments.without]

    def make(key):
        name, seed, method = key
        try:
            return run_method(method, by_name[name], seed, arguments)
        except Exception as error:  # a frame that a peer can't read takes part nowhere
            print(f"left out: {name}, seed {seed}, {method}: {error}", file=sys.stderr)
            return {}

    pairs = [(table.name, seed) for seed in range(1, arguments.seeds + 1) for table in chosen]
    known = {}
    for path, methods in ((arguments.cache, own), (arguments.peers, others)):
        keys = [(*pair, method) for pair in pairs for method in methods]
        known.update(kept(path, keys, make, arguments.jobs))
    results = {}
    for pair in pairs:
        results[pair] = {}
        for method in own + others:
            results[pair].update(known[(*pair, method)])
    return results


def compared(known, chosen, seeds):
    """What all methods were tried on: tables with their scores by seed, and the methods."""
    rows = []
    for table in chosen:
        found = [known[table.name, s] for s in range(1, seeds + 1) if known[table.name, s]]
        methods = [m for m in (found[0] if found else []) if all(m in f for f in found)]
        if "linear" in methods:
            rows.append((table, methods, found))
    methods = max((m for _, m, _ in rows), key=len)
    return [(t, f) for t, m, f in rows if set(m) == set(methods)], methods


def clearly_worse(rows, method="ganglion", than="linear"):
    """Tables on which the error is larger by more than a standard error over the seeds and 3 %."""
    result = []
    for table, found in rows:
        differences = numpy.array([f[method]["error"] - f[than]["error"] for f in found])
        spread = differences.std(ddof=1) / len(found) ** 0.5 if len(found) > 1 else 0
        least = 0.03 * numpy.mean([f[than]["error"] for f in found])
        if differences.mean() > max(spread, least):
            result.append(table.name)
    return result


def tell(rows, methods, seeds):
    """The table of mean ranks, then each table with its errors; and the mean ranks."""
    errors = numpy.array([[numpy.mean([f[m]["error"] for f in found]) for m in methods]
                          for _, found in rows])
    ranks = pandas.DataFrame(errors).rank(axis=1).to_numpy()
    worse = clearly_worse(rows)
    lines = [f"{len(rows)} tables, seeds 1 to {seeds}. Worse than its linear baseline by more than "
             f"3 % and a standard error over the seeds: {len(worse)} "
             f"({', '.join(worse) or 'none'}).", "",
             "| method | mean rank | of classes | of regressions | first | seconds | ECE |",
             "|---|--:|--:|--:|--:|--:|--:|"]
    of_classes = numpy.array([t.classes for t, _ in rows])
    for i in numpy.argsort(ranks.mean(axis=0)):
        method = methods[i]
        seconds = numpy.mean([f[method]["seconds"] for _, found in rows for f in found])
        ece = [f[method]["ece"] for _, found in rows for f in found if f[method]["ece"] is not None]
        lines.append(f"| {method} | {ranks[:, i].mean():.2f} | {ranks[of_classes, i].mean():.2f} | "
                     f"{ranks[~of_classes, i].mean():.2f} | {(ranks[:, i] == 1).sum()} | "
                     f"{seconds:.2f} | {numpy.mean(ece):.3f} |")
    lines += ["", "| table | metric | " + " | ".join(methods) + " |",
              "|---|---|" + "--:|" * len(methods)]
    for (table, _), row in zip(rows, errors):
        values = " | ".join(f"{v:.4g}" for v in row)
        lines.append(f"| {table.name} | {'log loss' if table.classes else 'RMSE'} | {values} |")
    return "\n".join(lines) + "\n", dict(zip(methods, ranks.mean(axis=0)))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/ganglion")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--best", metavar="TIME", help="also --effort best, within this time")
    parser.add_argument("--tables", type=int, help="only so many, drawn by their names' hash")
    parser.add_argument("--without", nargs="+", default=[], choices=PEERS, metavar="PEER",
                        help=f"not {', '.join(PEERS)}")
    parser.add_argument("--picture", type=Path, metavar="SVG")
    parser.add_argument("--jobs", type=int, default=1,
                        help="tables at a time (1: with more the seconds are of all of them)")
    parser.add_argument("--cache", type=Path, default=Path("ranks.jsonl.tmp"),
                        help="keeps the results of one build of ganglion")
    parser.add_argument("--peers", type=Path, help="keeps those of the others (ranks_peers.jsonl)",
                        default=Path(__file__).parent / "ranks_peers.jsonl")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    arguments.program = os.path.abspath(arguments.program)
    chosen = [table for table in tables.every() if not table.choosing]
    chosen = [table for table in chosen if has_few_rows(table, arguments)]
    if arguments.tables:
        chosen = sorted(chosen, key=lambda t: tables.hash_of(t.name))[:arguments.tables]
    rows, methods = compared(all_results(arguments, chosen), chosen, arguments.seeds)
    page, ranks = tell(rows, methods, arguments.seeds)
    print(page)
    if arguments.picture:
        drawn = critical_difference.picture(ranks, len(rows))
        arguments.picture.write_text(drawn, encoding="utf-8")
    if arguments.out:
        arguments.out.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
