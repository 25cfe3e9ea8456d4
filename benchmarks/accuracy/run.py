#!/usr/bin/env python3
"""How well `ganglion train` learns data sets as they come, beside scikit-learn on the same rows.

    benchmarks/accuracy/run.py --program build/ganglion [--data ../shared/data] [--seeds 5]

README.md says what is compared and how to read the table.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before numpy is loaded: one thread each, for ganglion as well

import numpy  # noqa: E402

import peers  # noqa: E402
import sets  # noqa: E402

METHODS = ("ganglion", "mlp", "boosting")
METRICS = {"classes": ("accuracy",), "regression": ("rmse", "r2"),
           "multilabel": ("subset accuracy", "label accuracy")}
# What ganglion's --json calls them.
GANGLION_NAMES = {"accuracy": "accuracy", "rmse": "rmse", "r2": "r2",
                  "subset accuracy": "subset_accuracy", "label accuracy": "per_label_accuracy"}


class Cache:
    """Results of single trainings, a line of JSON each, so that an interrupted run goes on."""

    def __init__(self, path):
        self.path, self.known = path, {}
        if path and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                entry = json.loads(line)
                self.known[self.key(**entry["of"])] = entry["result"]

    @staticmethod
    def key(**of):
        return json.dumps(of, sort_keys=True)

    def get(self, make, **of):
        """The known result, or that of make(), which is then known."""
        key = self.key(**of)
        if key not in self.known:
            self.known[key] = make()
            if self.path:
                with open(self.path, "a", encoding="utf-8") as file:
                    file.write(json.dumps({"of": of, "result": self.known[key]}) + "\n")
        return self.known[key]


def run_ganglion(data_set, train, test, seed, arguments):
    """Trains with the program, and takes the metrics it gives for the test file."""
    with tempfile.TemporaryDirectory() as out:
        command = [str(arguments.program), "train", str(train),
                   "--target", ",".join(f"#{i + 1}" for i in data_set.targets),
                   "--test", str(test), "--seed", str(seed), "--out", out, "--json",
                   "--threads", "1", *data_set.options, *shlex.split(arguments.options)]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        whole = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{shlex.join(command)}\nended with {done.returncode}:\n{done.stderr}")
    answer = json.loads(done.stdout)
    result = {name: answer["test"][GANGLION_NAMES[name]] for name in METRICS[data_set.task]}
    return {**result, "seconds": answer["seconds"], "command seconds": whole,
            "epochs": answer["epochs_run"], "network": answer["network"]}


def run_seed(data_set, seed, arguments, cache):
    """The results of all methods for one seed, by method."""
    with tempfile.TemporaryDirectory() as folder:
        written = []

        def files():
            if not written:
                written.extend(sets.split(data_set, arguments.data, seed, folder))
            return written

        results = {}
        for method in METHODS:
            if method == "ganglion":
                results[method] = cache.get(
                    lambda: run_ganglion(data_set, *files(), seed, arguments),
                    set=data_set.name, seed=seed, method=method, options=arguments.options)
            else:
                results[method] = cache.get(
                    lambda m=method: peers.run(m, data_set, *files(), seed),
                    set=data_set.name, seed=seed, method=method)
        return results


def verdict(metric, ganglion, mlp):
    """The mean difference to the MLP, its standard error over the seeds, and what they say."""
    gain = numpy.subtract(ganglion, mlp) * (-1 if metric == "rmse" else 1)
    mean = gain.mean()
    if len(gain) < 2:
        return mean, float("nan"), "one seed only"
    error = gain.std(ddof=1) / len(gain) ** 0.5
    if abs(mean) <= error * (1 + 1e-9):  # a difference in one seed alone is equal to its error
        return mean, error, "within a standard error"
    return mean, error, "better" if mean > 0 else "**worse**"


def shown(metric, value):
    """Accuracies in per cent; errors with four digits."""
    if metric.endswith("accuracy"):
        return f"{100 * value:.2f} %"
    return f"{value:.4g}" if metric == "rmse" else f"{value:.3f}"


def rows_of(data_set, results):
    """The lines of the table for a data set: one a metric."""
    lines = []
    for metric in METRICS[data_set.task]:
        values = {m: [result[m][metric] for result in results] for m in METHODS}
        gain, error, says = verdict(metric, values["ganglion"], values["mlp"])
        unit = 100 if metric.endswith("accuracy") else 1
        means = " | ".join(shown(metric, numpy.mean(values[m])) for m in METHODS)
        seconds = " | ".join(f"{numpy.mean([r[m]['seconds'] for r in results]):.2f}"
                             for m in METHODS)
        known = f" ± {unit * error:.2g}" if len(results) > 1 else ""
        lines.append(f"| {data_set.name} | {metric} | {len(results)} | {means} | "
                     f"{unit * gain:+.3g}{known} | {says} | {seconds} |")
    return lines


HEAD = ["| data set | metric | seeds | Ganglion | MLP | boosting | gain over MLP | Ganglion is | "
        "s Ganglion | s MLP | s boosting |", "|---|---|--:|--:|--:|--:|--:|---|--:|--:|--:|"]


def parse(description, data_sets, seeds):
    """The command line of a comparison on some of `data_sets`."""
    known = ", ".join(data_set.name for data_set in data_sets)
    parser = argparse.ArgumentParser(description=description,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=Path("build/ganglion"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"),
                        help="the folder of the data sets")
    parser.add_argument("--seeds", type=int, default=seeds, help="trainings of a data set")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[], help="of: " + known)
    parser.add_argument("--out", type=Path, help="a Markdown file for the table")
    parser.add_argument("--cache", type=Path, help="keeps single results; a second run goes on")
    parser.add_argument("--options", default="",
                        help='more for ganglion, to try other defaults: --options="--patience 40"')
    arguments = parser.parse_args()
    for name in set(arguments.only) - {data_set.name for data_set in data_sets}:
        sys.exit(f"--only {name}: no such data set; there are: {known}")
    return arguments


def chosen_sets(arguments):
    """The data sets that are asked for and there; says which are not."""
    if not arguments.data.is_dir():
        print(f"skipped: there is no folder {arguments.data}; --data DIR says where the sets are")
        return []
    result = []
    for data_set in sets.SETS:
        if arguments.only and data_set.name not in arguments.only:
            continue
        missing = [name for name in data_set.files if not (arguments.data / name).is_file()]
        if missing:
            print(f"skipped {data_set.name}: {arguments.data} has no {missing[0]}")
        else:
            result.append(data_set)
    return result


def main():
    arguments = parse(__doc__, sets.SETS, 5)
    chosen = chosen_sets(arguments)
    if not chosen:
        return
    if not arguments.program.is_file():
        sys.exit(f"--program {arguments.program}: there is no such file; build it first")
    arguments.program = arguments.program.resolve()
    cache = Cache(arguments.cache)
    lines = list(HEAD)
    print("\n".join(HEAD))
    for data_set in chosen:
        results = [run_seed(data_set, seed, arguments, cache)
                   for seed in range(1, arguments.seeds + 1)]
        lines += rows_of(data_set, results)
        print("\n".join(rows_of(data_set, results)), flush=True)
    if arguments.out:
        arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
