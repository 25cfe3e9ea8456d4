#!/usr/bin/env python3
"""What `ganglion compare` and `ganglion tune` find on six data sets, and what the default settings lose.

    benchmarks/tune/run.py PROGRAM DATA_FOLDER [--budget 5m] [--only NAME …] [--no-compare]

DATA_FOLDER holds the sets of benchmarks/accuracy. For each set `compare` trains three learning rates and two optimizers, and `tune`
searches for the budget. Printed are a table for people and, as the last line, how many sets `tune` beat the default's cross-validated
score on.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

SETS = {
    "penguins": ("penguins/penguins.csv", "--target", "species"),
    "breast cancer": ("breast-cancer-wdbc/wdbc.data", "--target", "#2", "--ignore", "#1"),
    "pima": ("pima-diabetes/pima-indians-diabetes.csv", "--target", "#9"),
    "titanic": ("titanic/titanic.csv", "--target", "Survived", "--ignore", "PassengerId,Name,Ticket,Cabin"),
    "auto-mpg": ("auto-mpg/auto-mpg.data", "--target", "#1"),
    "wine quality red": ("wine-quality/winequality-red.csv", "--target", "quality", "--task", "regression"),
}
VARIANTS = ("adam: optimizer=adam", "adam 0.01: optimizer=adam learning_rate=0.01", "adam 0.0001: optimizer=adam learning_rate=0.0001",
            "sgd: optimizer=sgd", "momentum: optimizer=sgd momentum=0.9")


def output_of(program, *arguments):
    ran = subprocess.run([program, *arguments, "--quiet", "--json"], check=True, stdout=subprocess.PIPE)
    return json.loads(ran.stdout)


def compared(program, data, options, folder):
    """Each variant with its first metric, difference and verdict."""
    variants = [word for text in VARIANTS for word in ("--with", text)]
    result = output_of(program, "compare", data, *options, *variants, "--out", f"{folder}/compare")
    for variant in result["variants"]:
        name, metric = next(iter(variant["metrics"].items()))
        verdict = metric.get("verdict", "")
        print(f"    {variant['name']:<12} {name} {metric['value']:.4f}  {verdict:<20} {variant['epochs']:.0f} epochs, {variant['seconds']:.1f} s")


def tuned(program, data, options, budget, folder):
    """Whether the best settings beat the default ones in the cross-validated score."""
    result = output_of(program, "tune", data, *options, "--budget", budget, "--out", f"{folder}/tune")
    best, default, fresh = result["best"], result["default"], result["fresh_folds"]
    print(f"    tune: {result['trials']} settings in {result['seconds']:.0f} s; {result['metric']} {best['value']:.4f}, default {default['value']:.4f}; "
          f"{result['verdict'].replace('_', ' ')}")
    if fresh:
        low, high = fresh["difference"]["low"], fresh["difference"]["high"]
        print(f"    fresh folds: {fresh['best']:.4f}, default {fresh['default']:.4f}; difference {low:+.4f} to {high:+.4f}")
    print("    best: " + ", ".join(f"{key} {value}" for key, value in best["settings"].items()))
    return best["trial"] != default["trial"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--budget", default="5m")
    parser.add_argument("--only", nargs="+", default=list(SETS), choices=SETS, metavar="NAME")
    parser.add_argument("--no-compare", action="store_true", help="tune alone")
    arguments = parser.parse_args()
    better = 0
    for name in arguments.only:
        file, *options = SETS[name]
        print(name, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            data = str(arguments.data / file)
            if not arguments.no_compare:
                compared(arguments.program, data, options, folder)
            better += tuned(arguments.program, data, options, arguments.budget, folder)
    print(f"better than the default in the cross-validated score: {better} of {len(arguments.only)}")


main()
